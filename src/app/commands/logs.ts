import { rightRefusal } from '../acts/rights.ts';
import type { Command } from '../command.ts';
import { LogReader } from '../log-reader.ts';
import type { Session } from '../session.ts';

/** The logs that are being read, also while their filter is typed. */
export function logsOf({ state: { overlay } }: Session): LogReader | undefined {
  return overlay?.kind === 'logs' || overlay?.kind === 'logsFilter' ? overlay.logs : undefined;
}

/** Shows logs over the panes; whoever calls says how they are filled. */
export function openLogs(session: Session, logs: LogReader): void {
  logsOf(session)?.close();
  session.overlays.show({ kind: 'logs', logs });
}

function open(session: Session, logs: LogReader): void {
  openLogs(session, logs);
  session.emit({ type: 'readLogs', logs });
}

const inLogs = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (logs: LogReader, session: Session) => void,
  hint?: number,
): Command => ({
  id,
  group: 'Reading',
  title,
  help,
  keys,
  contexts: ['logs'],
  ...(hint === undefined ? {} : { hint }),
  run: session => {
    const logs = logsOf(session);
    if (logs) act(logs, session);
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
    hint: 25,
    disabled: session =>
      session.grid.targets().length > 0
        ? rightRefusal(session, 'readLogs', session.grid.targets())
        : 'There is no pod under the cursor that still has a log.',
    run: session => {
      const targets = session.grid
        .targets()
        .map(({ entry: { uid, row } }) => ({ uid, namespace: row.namespace, name: row.name }));
      open(session, new LogReader(targets, false));
    },
  },
  inLogs('logs.down', ['j', 'down', 'ctrl-n'], 'down', 'One line down.', logs => logs.move('lines', 1)),
  inLogs('logs.up', ['k', 'up', 'ctrl-p'], 'up', 'One line up, and no longer following.', logs =>
    logs.move('lines', -1),
  ),
  inLogs('logs.pageDown', ['pagedown', 'ctrl-f', 'space'], 'page down', 'One page down.', logs =>
    logs.move('pages', 1),
  ),
  inLogs('logs.pageUp', ['pageup', 'ctrl-b'], 'page up', 'One page up.', logs => logs.move('pages', -1)),
  inLogs('logs.halfDown', ['ctrl-d'], 'half down', 'Half a page down.', logs => logs.move('pages', 0.5)),
  inLogs('logs.halfUp', ['ctrl-u'], 'half up', 'Half a page up.', logs => logs.move('pages', -0.5)),
  inLogs('logs.first', ['g', 'home'], 'first', 'To the oldest line.', logs =>
    logs.move('pages', Number.NEGATIVE_INFINITY),
  ),
  inLogs(
    'logs.last',
    ['G', 'end'],
    'follow',
    'To the newest line, and follow.',
    logs => logs.move('pages', Number.POSITIVE_INFINITY),
    30,
  ),
  inLogs(
    'logs.previous',
    ['p'],
    'previous run',
    'The run of the containers before the present one; again: the present one.',
    (logs, session) => open(session, new LogReader(logs.targets, !logs.previous)),
    40,
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
    'Back to the panes; first back to all lines where only some are shown.',
    (logs, session) => {
      if (logs.search.text !== '') return logs.clearSearch();
      logs.close();
      session.overlays.close();
    },
    10,
  ),
  inFilter('typed.keepFilter', ['enter'], 'keep', 'Keep the filter and read on.', true),
  inFilter('typed.dropFilter', ['esc', 'ctrl-g'], 'all lines', 'Show all lines again.', false),
];
