import type { Transition } from '../../history/transitions/transition.ts';
import { rightRefusal } from '../acts/rights.ts';
import type { Command } from '../command.ts';
import { editedLine } from '../controls/line-editor.ts';
import { Picker } from '../controls/picker.ts';
import { RANGES, readRange } from '../reading/log-range.ts';
import { LogReader, type LogWish } from '../reading/log-reader.ts';
import { ownerOf } from '../reading/owner-of.ts';
import { leaveLogs, logsOf, readLogs } from '../reading/reading.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { stepsWith } from './steps.ts';

/** The same logs with another wish: read afresh, shown as they were. */
function again(session: Session, logs: LogReader, wish: Partial<LogWish>): void {
  const next = new LogReader(logs.targets, { ...logs.wish, ...wish });
  next.timestamps = logs.timestamps;
  next.wrap = logs.wrap;
  next.pretty = logs.pretty;
  next.look(logs.wanted);
  next.filter(logs.search);
  readLogs(session, next);
}

/** So long before a change its reasons are looked for, and so long after it what followed, ms. */
const BEFORE = 60_000;
const AFTER = 60_000;

function openLogsAround(
  session: Session,
  { uid, namespace, name, subject, from, to, clusterAt, receivedAt }: Transition,
): void {
  const at = clusterAt ?? receivedAt + (session.world.skew?.() ?? 0);
  const change = `${subject === 'status' ? '' : `${subject} `}${from ?? 'nothing'} to ${to ?? 'gone'}`;
  const range = { label: 'around the change', from: at - BEFORE, until: at + AFTER };
  readLogs(session, new LogReader([{ uid, namespace, name }], { range, moment: { at, what: `here: ${change}` } }));
}

const RANGE_HELP = 'Read the last 1,000 lines, from the first line on, or the last minute, 5, 15, 30 minutes or hour.';

type Refuses = (logs: LogReader, session: Session) => Refusal | undefined;

/** What a command prints comes once; a log can be read again in other parts. */
const readOnce: Refuses = ({ wish }) => (wish.command ? refuse('outputReadOnce') : undefined);
const noOwner: Refuses = (logs, session) =>
  readOnce(logs, session) ?? (logs.wish.owner || ownerOfLogs(session, logs) ? undefined : refuse('noOwnerOfLogs'));
const noContainers: Refuses = (logs, session) =>
  readOnce(logs, session) ?? (logs.containers.length > 0 ? undefined : refuse('noContainersYet'));
const notFound: Refuses = ({ wanted, buffer }, { keymap }) => {
  if (wanted.text === '') return refuse('nothingSearched', { key: keymap.keyOf('logs.find') ?? 'logs.find' });
  return buffer.nextMatch(-1, 1) === undefined ? refuse('notFound') : undefined;
};

function ownerOfLogs({ world }: Session, { targets: [target] }: LogReader): ReturnType<typeof ownerOf> {
  const entry = world.pods.get(target?.uid ?? '');
  return entry && ownerOf(entry.pod);
}

const inLogs = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (logs: LogReader, session: Session, now: number) => void,
  hint?: number,
  refuses?: Refuses,
): Command => ({
  id,
  group: 'Reading',
  title,
  help,
  keys,
  contexts: ['logs'],
  ...(hint === undefined ? {} : { hint }),
  ...(refuses === undefined
    ? {}
    : {
        disabled: session => {
          const logs = logsOf(session);
          return logs && refuses(logs, session);
        },
      }),
  run: (session, now) => {
    const logs = logsOf(session);
    if (logs) act(logs, session, now);
  },
});

const inFind = (id: string, keys: readonly string[], title: string, help: string, keep: boolean): Command => ({
  id,
  group: 'Typed line',
  title,
  help,
  keys,
  contexts: ['logsFind'],
  hint: keep ? 10 : 20,
  run: session => {
    const logs = logsOf(session);
    if (!logs) return;
    if (!keep) logs.look(editedLine(''));
    session.overlays.show({ kind: 'logs', logs });
  },
});

const inFilter = (id: string, keys: readonly string[], title: string, help: string, keep: boolean): Command => ({
  id,
  group: 'Typed line',
  title,
  help,
  keys,
  contexts: ['logsFilter'],
  hint: keep ? 10 : 20,
  run: session => {
    const logs = logsOf(session);
    if (!logs) return;
    if (!keep) logs.clearSearch();
    session.overlays.show({ kind: 'logs', logs });
  },
});

export const LOGS_COMMANDS: readonly Command[] = [
  {
    id: 'pod.logs',
    group: 'Pod',
    title: 'logs',
    help: 'The logs of the pod, or of the marked ones, all containers by time; goes on through restarts.',
    keys: ['l'],
    contexts: ['grid', 'detail'],
    hint: 11,
    disabled: session =>
      session.grid.targets().length > 0
        ? rightRefusal(session, 'readLogs', session.grid.targets())
        : refuse('noPodWithLog'),
    run: session => {
      const targets = session.grid
        .targets()
        .map(({ entry: { uid, row } }) => ({ uid, namespace: row.namespace, name: row.name }));
      readLogs(session, new LogReader(targets));
    },
  },
  {
    id: 'log.logs',
    group: 'Log',
    title: 'logs then',
    help: 'The logs of the pod around the moment of this change, of the run before, too, where the container was started again since.',
    keys: ['l'],
    contexts: ['log'],
    disabled: session => (session.log.current()?.uid ? undefined : refuse('noChangeOfPod')),
    run: session => openLogsAround(session, session.log.current()!),
  },
  ...stepsWith({
    up: { help: 'One line up, and no longer following.' },
    pageDown: { keys: ['pagedown', 'ctrl-f', 'space'] },
    first: { help: 'To the oldest line.' },
    last: { title: 'follow', help: 'To the newest line, and follow.' },
  }).map(({ name, keys, title, help, unit, by }) =>
    inLogs(`logs.${name}`, keys, title, help, logs => logs.move(unit, by), name === 'last' ? 30 : undefined),
  ),
  inLogs(
    'logs.previous',
    ['p'],
    'previous run',
    'The run of the containers before the present one; again: the present one.',
    (logs, session) => again(session, logs, { previous: !logs.wish.previous, moment: undefined }),
    40,
    readOnce,
  ),
  ...RANGES.map(
    (range, key): Command => ({
      ...inLogs(
        `logs.range${key}`,
        [String(key)],
        'range',
        RANGE_HELP,
        (logs, session) => again(session, logs, { range, moment: undefined }),
        undefined,
        readOnce,
      ),
      together: RANGE_HELP,
    }),
  ),
  inLogs(
    'logs.since',
    ['T'],
    'time',
    'Read from a time on, or between two; asks which.',
    (logs, session) =>
      session.typing.ask({
        label: 'logs since',
        hint: '5m  200 lines  10:30  10:30..10:45',
        accept: (text, now) => {
          const range = readRange(text, now + (session.world.skew?.() ?? 0));
          if (typeof range === 'string') return range;
          again(session, logs, { range, moment: undefined });
          return undefined;
        },
      }),
    undefined,
    readOnce,
  ),
  inLogs(
    'logs.containers',
    ['c'],
    'containers',
    'Choose the containers to read.',
    (logs, session) => {
      session.overlays.pick(
        new Picker({
          title: 'Containers to read',
          several: true,
          marked: logs.wish.containers ?? logs.containers,
          items: logs.containers.map(name => ({ id: name, label: name })),
          pick: names =>
            again(session, logs, { containers: names.length === logs.containers.length ? undefined : names }),
        }),
        { kind: 'logs', logs },
      );
    },
    45,
    noContainers,
  ),
  inLogs(
    'logs.owner',
    ['o'],
    'owner',
    'The logs of all pods of the owner, and of those that it makes from now on; again: of the pods before.',
    (logs, session) => again(session, logs, { owner: logs.wish.owner ? undefined : ownerOfLogs(session, logs) }),
    undefined,
    noOwner,
  ),
  inLogs(
    'logs.pause',
    ['u'],
    'pause',
    'Let the screen stand still while lines are kept as they come; again: to the newest.',
    logs => logs.togglePause(),
  ),
  inLogs(
    'logs.find',
    ['f'],
    'find',
    'Look for a regular expression among the lines shown; n and N go from match to match.',
    (logs, session) => session.overlays.show({ kind: 'logsFind', logs }),
    22,
  ),
  inLogs(
    'logs.findNext',
    ['n'],
    'next match',
    'To the next match of what was looked for.',
    logs => logs.jump(1),
    undefined,
    notFound,
  ),
  inLogs(
    'logs.findPrevious',
    ['N'],
    'match before',
    'To the match before.',
    logs => logs.jump(-1),
    undefined,
    notFound,
  ),
  inLogs(
    'logs.timestamps',
    ['t'],
    'times',
    'Show the time of each line, or not.',
    logs => {
      logs.timestamps = !logs.timestamps;
    },
    50,
  ),
  inLogs(
    'logs.wrap',
    ['w'],
    'wrap',
    'Wrap long lines, or cut them.',
    logs => {
      logs.wrap = !logs.wrap;
    },
    60,
  ),
  inLogs('logs.pretty', ['J'], 'JSON', 'Show JSON as level, message and fields, or as it came.', logs => {
    logs.pretty = !logs.pretty;
  }),
  inLogs('logs.save', ['s'], 'save', 'Save the lines shown to a file in the working directory.', (logs, session) => {
    const { buffer, targets } = logs;
    const text = buffer.shown.map(({ stamp, text: line }) => `${stamp === '' ? '' : `${stamp} `}${line}\n`).join('');
    session.emit({ type: 'saveFile', path: `${targets[0]!.name}.log`, text });
  }),
  inLogs(
    'logs.filter',
    ['/'],
    'filter',
    'Show only lines that a regular expression fits; with ! in front, the others.',
    (logs, session) => {
      session.overlays.show({ kind: 'logsFilter', logs });
    },
    20,
  ),
  inLogs(
    'logs.close',
    ['esc', 'q', 'l'],
    'close',
    'Back to what was read before, or to the panes; first back to all lines where only some are shown.',
    (logs, session) => {
      if (logs.wanted.text !== '') return logs.look(editedLine(''));
      if (logs.search.text !== '') return logs.clearSearch();
      leaveLogs(session, logs);
    },
    10,
  ),
  inFind('typed.keepFind', ['enter'], 'keep', 'Keep the matches marked and read on.', true),
  inFind('typed.dropFind', ['esc', 'ctrl-g'], 'no search', 'Look for nothing any more.', false),
  inFilter('typed.keepFilter', ['enter'], 'keep', 'Keep the filter and read on.', true),
  inFilter('typed.dropFilter', ['esc', 'ctrl-g'], 'all lines', 'Show all lines again.', false),
];
