import type { Frame, Line, Role, Span } from '../../src/view/frame.ts';
import { widthOf } from '../../src/view/text.ts';

const span = (text: string, role: Role = 'text'): Span => ({ text, role });
const STATUSES = [
  ['Running', 'ok', '●'],
  ['CrashLoopBackOff', 'error', '✖'],
  ['ContainerCreating', 'progressing', '◐'],
  ['Completed', 'done', '○'],
  ['ImagePullBackOff', 'error', '✖'],
  ['Terminating', 'warning', '▲'],
  ['Unknown', 'unknown', '?'],
] as const;
const NAMES = ['web', 'db', '作業', 'queue', 'cache-🚀', 'café', 'api'] as const;

/** A frame with a grid, a detail and an overlay, as the view makes them: every role, wide characters, a scroll bar. */
export function sampleFrame(
  width: number,
  height: number,
  { selected = 0, first = 0, total = 200, overlay = false, note = '' } = {},
): Frame {
  const body = height - 2;
  const left = Math.floor(width * 0.6);
  const rows = Math.max(0, body - 3);
  const line = (index: number): Line => {
    const [status, role, mark] = STATUSES[index % STATUSES.length]!;
    const name = `${NAMES[index % NAMES.length]}-${index}`;
    return {
      spans: [
        span(`${mark} `, role),
        span('shop        ', 'muted'),
        span(name + ' '.repeat(20 - widthOf(name))),
        span('1/1  '),
        span(status.padEnd(20), role),
        span(`${index}m`, 'muted'),
      ],
      highlight: index === selected ? 'selected' : undefined,
    };
  };
  const panes: Frame['panes'] = [
    {
      id: 'header',
      rect: { x: 0, y: 0, width, height: 1 },
      border: false,
      focused: false,
      title: [],
      lines: [{ spans: [span(' DEMO ', 'demo'), span(' podscope ', 'title'), span(note, 'notice')] }],
    },
    {
      id: 'grid',
      rect: { x: 0, y: 1, width: left, height: body },
      border: true,
      focused: true,
      title: [span('Pods', 'title'), span(' shop', 'muted')],
      footer: [span(`${selected + 1}/${total}`, 'muted')],
      scroll: { offset: first, total },
      lines: [
        { spans: [span('  NAMESPACE   NAME                READY STATUS              AGE', 'columnHeader')] },
        ...Array.from({ length: rows }, (_, i) => line(first + i)),
      ],
    },
    {
      id: 'detail',
      rect: { x: left, y: 1, width: width - left, height: body },
      border: true,
      focused: false,
      title: [span('web-0', 'title')],
      lines: [
        { spans: [span('Phase   ', 'muted'), span('Running', 'ok')] },
        { spans: [span('a match ', 'match'), span('changed ', 'changed'), span('gone', 'tombstone')] },
        { spans: [span('key ', 'key'), span('accent ', 'accent'), span('danger', 'danger')] },
        { spans: [span('marked line')], highlight: 'marked' },
        { spans: [span('selected elsewhere')], highlight: 'selectedUnfocused' },
        { spans: [span('warning ', 'warning'), span('unknown ', 'unknown'), span('done', 'done')] },
      ],
    },
    {
      id: 'footer',
      rect: { x: 0, y: height - 1, width, height: 1 },
      border: false,
      focused: false,
      title: [],
      lines: [{ spans: [span('q', 'key'), span(' leave  ', 'muted'), span('?', 'key'), span(' help', 'muted')] }],
    },
  ];
  const help: Frame['panes'][number] = {
    id: 'help',
    rect: { x: Math.floor(width / 4) + 1, y: 4, width: Math.floor(width / 2), height: 6 },
    border: true,
    focused: true,
    title: [span('Help', 'title')],
    lines: [{ spans: [span('j', 'key'), span(' down')] }],
  };
  return { width, height, panes: overlay ? [...panes, help] : panes };
}
