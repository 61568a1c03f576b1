import { COLON_COMMANDS } from '../../src/app/colon-commands.ts';
import { COMMANDS } from '../../src/app/commands.ts';
import type { LogReader } from '../../src/app/reading/log-reader.ts';
import { ObjectDocument } from '../../src/app/reading/object-document.ts';
import { REFUSALS, type RefusalId } from '../../src/app/refusals.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/finding.ts';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';
import { Robot, START } from './robot.ts';
import { smallClusterRobot } from './small-cluster.ts';
import { pod } from './some-pods.ts';

/** On a screen as wide as this no sentence is cut. */
export const SIZE = { width: 220, height: 40 } as const;
export const READ_ONLY_WHY = 'podscope was told to change nothing (--readonly, or readonly in the configuration)';

const HOUR = 3_600_000;
const readOnly = { readOnly: true, readOnlyWhy: READ_ONLY_WHY };
const replay = () =>
  ({ at: START, from: START, to: START + HOUR, speed: 1, paused: false, played: 1, total: 1 }) as never;
const kubia = () => [pod('kubia', { created: START - HOUR })];

/** What the program looks at, as a robot sees it; the tests of the terminal have the same. */
export const STAGES = {
  nothing: () => new Robot(SIZE),
  cluster: () => smallClusterRobot(SIZE),
  'read-only': () => smallClusterRobot({ ...SIZE, target: readOnly }),
  forbidden: () => smallClusterRobot({ ...SIZE, rights: { may: () => false } }),
  recording: () => smallClusterRobot({ ...SIZE, world: { replay } }),
  demo: () => new Robot({ ...SIZE, pods: kubia(), target: { demo: true } }),
  'read-only demo': () => new Robot({ ...SIZE, pods: kubia(), target: { demo: true, ...readOnly } }),
  'old recording': () => smallClusterRobot({ ...SIZE, world: { replay } }),
} as const satisfies Readonly<Record<string, () => Robot>>;
export type StageName = keyof typeof STAGES;

export interface Situation {
  readonly name: string;
  readonly stage: StageName;
  /** Names of keys that lead there from the grid; other texts are typed. */
  readonly keys?: readonly string[];
  /** Those that undo what would stay when they are left, pressed in the grid. */
  readonly leave?: readonly string[];
  /** The pod under the cursor, the first one unless told. */
  readonly at?: string;
  /** A pod that is gone; who comes here does not come back. */
  readonly gone?: string;
  /** What is refused here besides what every command and word without arguments says. */
  readonly tries?: readonly (readonly string[])[];
  /** What the terminal shows once it is there. */
  readonly shows?: RegExp;
  /** What the shell would fill in. */
  readonly fill?: (robot: Robot) => void;
}

const typed = (...lines: readonly string[]): readonly (readonly string[])[] => lines.map(line => [`:${line}`, 'enter']);

const readerOf = (robot: Robot) => {
  const { overlay } = robot.session.state;
  if (overlay?.kind !== 'reader') throw new Error('nothing is read');
  return overlay.reader;
};
const logsOf = (robot: Robot): LogReader => {
  const { overlay } = robot.session.state;
  if (overlay?.kind !== 'logs') throw new Error('no log is read');
  return overlay.logs;
};
/** An Event about a pod that is not watched. */
export const STRANGE_EVENT = {
  uid: 'uid-event',
  namespace: 'default',
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  regarding: { kind: 'Pod', namespace: 'default', name: 'elsewhere', uid: 'uid-elsewhere' },
} as const;

/** Where a person may stand when something is refused. Those of one stage are one run of the program. */
export const SITUATIONS: readonly Situation[] = [
  { name: 'no pod at all', stage: 'nothing' },
  { name: 'no pod at all, in the detail', stage: 'nothing', keys: ['tab'] },
  { name: 'no pod at all, in the log', stage: 'nothing', keys: ['shift-tab'], tries: [['right'], ['left']] },

  {
    name: 'a pod that runs',
    stage: 'cluster',
    tries: [
      ...typed('ctx nowhere', 'sort colour', 'sort age sideways', 'cols name,colour', 'filter foo:x', 'nonsense'),
      ...typed('follow -l a=b=c', 'follow nobody', 'diff nobody', 'at 12:00'),
      ...typed('delete soon', 'evict soon', 'scale many', 'killpid other', 'killpid KILL'),
      ...typed('exec ls "', 'exec -c other ls', 'debug busybox other'),
      ...typed('cp a b', 'cp x:/a y:/b', 'cp nobody:/a .', 'cp :/a "'),
      ['r', 'y'],
      ['Z', 'y'],
    ],
  },
  { name: 'a pod whose containers wait', stage: 'cluster', at: 'db-1' },
  { name: 'a pod without an owner', stage: 'cluster', at: 'cart-0' },
  { name: 'a pod of a Job', stage: 'cluster', at: 'nightly-29310-x7v2m' },
  { name: 'a pod of a DaemonSet', stage: 'cluster', at: 'kube-proxy-8j6mx' },
  {
    name: 'three marked pods',
    stage: 'cluster',
    keys: ['space', 'space', 'space'],
    leave: ['g', 'space', 'space', 'space'],
    tries: typed('diff'),
  },
  { name: 'a list of several to choose', stage: 'cluster', keys: ['n'] },
  { name: 'a list of one to choose', stage: 'cluster', keys: ['C'] },
  { name: 'the lives of one owner', stage: 'cluster', keys: [':follow sts/db', 'enter'], tries: [['d']] },
  { name: 'a description', stage: 'cluster', keys: ['d'], tries: [['s', 'ctrl-u', 'enter']], shows: /▾ Pod/ },
  {
    name: 'a description in which nothing is found',
    stage: 'cluster',
    keys: ['d', '/', 'nowhere', 'enter'],
    shows: /no line|0 of \d+ lines|\/nowhere(?!_)/,
  },
  {
    name: 'an object',
    stage: 'cluster',
    keys: ['y'],
    shows: /kind: Pod/,
    fill: robot => readerOf(robot).fill({ kind: 'object', document: new ObjectDocument({ kind: 'Pod' }) }, robot.now),
  },
  {
    name: 'the events of all',
    stage: 'cluster',
    keys: ['ctrl-e'],
    shows: /elsewhere/,
    tries: [['enter']],
    fill: robot =>
      readerOf(robot).fill({ kind: 'events', events: [STRANGE_EVENT as unknown as ClusterEvent] } as never, robot.now),
  },
  {
    name: 'a diagnosis that could not ask',
    stage: 'cluster',
    keys: ['x'],
    shows: /Could not be looked at/,
    tries: [['G', 'enter']],
    fill: robot => {
      const facts = { unknown: ['The node could not be asked.'] } as unknown as Facts;
      readerOf(robot).fill({ kind: 'diagnosis', facts, findings: diagnose(facts) }, robot.now);
    },
  },
  { name: 'a log that has not come yet', stage: 'cluster', tries: [['l', 'c']] },
  {
    name: 'a log',
    stage: 'cluster',
    at: 'cart-0',
    keys: ['l'],
    shows: /┌─ Log/,
    fill: robot => {
      logsOf(robot).containers = ['app'];
    },
    tries: [
      ['T', 'yesterday', 'enter'],
      ['T', '10:45..10:30', 'enter'],
      ['f', 'nowhere', 'enter', 'n'],
    ],
  },
  { name: 'what a command printed', stage: 'cluster', keys: [':exec ls', 'enter'], shows: /ls/ },
  { name: 'ports, and none is forwarded', stage: 'cluster', keys: ['L'] },
  { name: 'a pod that is gone', stage: 'cluster', gone: 'db-0' },
  {
    name: 'the change of a pod that is gone',
    stage: 'cluster',
    gone: 'db-1',
    keys: ['shift-tab'],
    tries: [['right'], ['left'], ['i', '['], ['i', ']'], ['d', '['], ['d', ']']],
  },
  {
    name: 'the change of a pod that is gone and hidden',
    stage: 'cluster',
    gone: 'nightly-29310-x7v2m',
    keys: ['t', 'shift-tab'],
    tries: [['enter']],
  },

  {
    name: 'the change of a pod that is gone and forgotten',
    stage: 'old recording',
    keys: [':at end', 'enter', 'shift-tab', 'g'],
    shows: /db-0 .*→ gone/,
    fill: robot => {
      robot.loses('db-0').waits(HOUR);
      robot.ledger.prune(robot.now);
    },
  },

  {
    name: 'a cluster that is read-only',
    stage: 'read-only',
    tries: typed('exec ls', 'debug busybox', 'cp a :/b', 'killpid app', 'delete 5'),
  },
  {
    name: 'a recording',
    stage: 'recording',
    tries: typed('exec ls', 'debug busybox', 'cp :/a .', 'cp a :/b', 'at noon', 'at +9h'),
  },
  { name: 'no rights', stage: 'forbidden', tries: typed('exec ls', 'debug busybox') },
  { name: 'no rights, a pod of a ReplicaSet', stage: 'forbidden', at: 'api-6f5c-abcde' },
  { name: 'no rights, a pod of a DaemonSet', stage: 'forbidden', at: 'kube-proxy-8j6mx' },
  {
    name: 'a demo',
    stage: 'demo',
    tries: typed('kill 999', 'kill other', 'probe', 'answer 418', 'step far', 'scenario nonsense'),
  },
  {
    name: 'a demo, and no pod is shown',
    stage: 'demo',
    keys: ['/nowhere', 'enter'],
    tries: typed('lose', 'find', 'kill'),
  },
  { name: 'a demo that is read-only', stage: 'read-only demo', tries: typed('kill', 'cut') },
];

/** A key or a word that is refused, and how. */
export interface Refused {
  readonly situation: Situation;
  /** The id of the command, the word with its colon, or what is pressed. */
  readonly by: string;
  /** Names of keys, and texts that are typed. */
  readonly presses: readonly string[];
  readonly rule: RefusalId;
  readonly sentence: string;
}

/** The robot where a situation has it. */
export function arrange({ stage, keys = [], at, gone, fill }: Situation): Robot {
  const robot = STAGES[stage]();
  if (gone !== undefined) robot.loses(gone);
  press(robot, at === undefined ? [] : pathTo(at));
  press(robot, keys);
  fill?.(robot);
  // What is drawn knows how much of it fits.
  if (robot.session.state.overlay) robot.screen();
  return robot;
}
const NAMES = smallClusterRobot(SIZE).names;
/** The keys that lead from the first pod of the small cluster to another. */
export const pathTo = (name: string): readonly string[] => NAMES.slice(0, NAMES.indexOf(name)).map(() => 'j');

const NAMED_KEY = /^(?:(?:ctrl|alt|shift)-.+|tab|enter|esc|space|up|down|left|right|delete|backspace)$/;
/** Presses what is the name of a key, and types what is not. */
function press(robot: Robot, presses: readonly string[]): void {
  for (const each of presses)
    if (NAMED_KEY.test(each)) robot.press(each);
    else robot.type(each);
}
/** The same as single keys. */
export const keysOf = (presses: readonly string[]): readonly string[] =>
  presses.flatMap(each => (NAMED_KEY.test(each) ? [each] : [...each].map(char => (char === ' ' ? 'space' : char))));

const noticeOf = ({ session }: Robot): string | undefined => session.state.notice?.text;

/** Where words can be typed after `:`. */
export const takesWords = ({ session }: Robot): boolean =>
  session.contexts().some(context => context === 'pane' || context === 'reader');

/** Everything that is refused in a situation: by each key that means something there, each word alone, and what is tried. */
export function refusedIn(situation: Situation): readonly Refused[] {
  const refused: Refused[] = [];
  // A refusal changes nothing, so that the same robot can be refused again.
  let robot = arrange(situation);
  const look = (by: string, presses: readonly string[]): void => {
    robot.session.state.notice = undefined;
    press(robot, presses);
    const sentence = noticeOf(robot);
    const rule = sentence === undefined ? undefined : ruleOf(sentence);
    if (sentence !== undefined && rule !== undefined) refused.push({ situation, by, presses, rule, sentence });
  };
  const { keymap } = robot.session;
  for (const command of COMMANDS) {
    const [key] = command.keys;
    if (key === undefined || keymap.lookup(key, robot.session.contexts()) !== command) continue;
    if (command.disabled?.(robot.session) !== undefined) look(command.id, [key]);
  }
  for (const { names } of takesWords(robot) ? COLON_COMMANDS : []) {
    const count = refused.length;
    look(`:${names[0]}`, [`:${names[0]}`, 'enter']);
    if (refused.length === count) robot = arrange(situation);
  }
  for (const presses of situation.tries ?? []) {
    robot = arrange(situation);
    look(presses.filter(each => each !== 'enter').join(' '), presses);
  }
  return refused;
}

/** By how much of it is always the same, most first: a row that is all facts fits everything. */
const ROWS = Object.entries(REFUSALS)
  .map(([rule, text]) => {
    const parts = text.split(/\{\w+\}/).map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { rule: rule as RefusalId, fits: new RegExp(`^${parts.join('.*')}$`, 's'), fixed: parts.join('').length };
  })
  .sort((a, b) => b.fixed - a.fixed);

/** The row of the table that a sentence comes from; undefined when it is none of them. */
export const ruleOf = (sentence: string): RefusalId | undefined =>
  ROWS.find(({ rule, fits }) => rule !== 'answered' && fits.test(sentence))?.rule;

/** What only the shell says, or the cluster: test/pty/answers.test.ts provokes each. */
export const ANSWERED = [
  ...(['severalOwners', 'sameReplicas', 'ownerUnknown', 'ownerless', 'ownerHasNoRollout', 'rolloutPaused'] as const),
  ...(['goneAlready', 'anotherPod', 'heldByBudget', 'perhapsDone', 'answered'] as const),
  ...(['changedMeanwhile', 'scaledMeanwhile', 'anotherOwner', 'anotherMaker'] as const),
  ...(['noPortNamed', 'noSuchPort', 'notAPort', 'portOutOfRange', 'portTwice'] as const),
  ...(['noSuchProbe', 'noSuchNode'] as const),
] as const satisfies readonly RefusalId[];
