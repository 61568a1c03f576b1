/** One way of going through lines: a key that every list and every text has, with the same meaning. */
export interface Step {
  readonly name: string;
  readonly keys: readonly string[];
  readonly title: string;
  readonly help: string;
  readonly unit: 'lines' | 'pages';
  /** So many units, towards the end if above zero. */
  readonly by: number;
}

export const STEPS: readonly Step[] = [
  { name: 'down', keys: ['j', 'down', 'ctrl-n'], title: 'down', help: 'One line down.', unit: 'lines', by: 1 },
  { name: 'up', keys: ['k', 'up', 'ctrl-p'], title: 'up', help: 'One line up.', unit: 'lines', by: -1 },
  { name: 'pageDown', keys: ['pagedown', 'ctrl-f'], title: 'page down', help: 'One page down.', unit: 'pages', by: 1 },
  { name: 'pageUp', keys: ['pageup', 'ctrl-b'], title: 'page up', help: 'One page up.', unit: 'pages', by: -1 },
  { name: 'halfPageDown', keys: ['ctrl-d'], title: 'half down', help: 'Half a page down.', unit: 'pages', by: 0.5 },
  { name: 'halfPageUp', keys: ['ctrl-u'], title: 'half up', help: 'Half a page up.', unit: 'pages', by: -0.5 },
  {
    name: 'first',
    keys: ['g', 'home'],
    title: 'first',
    help: 'To the first line.',
    unit: 'pages',
    by: Number.NEGATIVE_INFINITY,
  },
  {
    name: 'last',
    keys: ['G', 'end'],
    title: 'last',
    help: 'To the last line.',
    unit: 'pages',
    by: Number.POSITIVE_INFINITY,
  },
];

/** The same where some of them are said otherwise, or have more keys. */
export const stepsWith = (own: Readonly<Record<string, Partial<Step>>>): readonly Step[] =>
  STEPS.map(step => ({ ...step, ...own[step.name] }));
