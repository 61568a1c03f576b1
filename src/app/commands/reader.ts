import type { Command, Context } from '../command.ts';
import { editedLine } from '../line-editor.ts';
import { Reader, type ReaderKind } from '../reader.ts';
import type { Session } from '../session.ts';

const IN_READER: readonly Context[] = ['reader'];

/** What is being read, also while its search is typed. */
export function readerOf({ state: { overlay } }: Session): Reader | undefined {
  return overlay?.kind === 'reader' || overlay?.kind === 'readerSearch' ? overlay.reader : undefined;
}

function open(session: Session, kind: ReaderKind): void {
  const { uid, row } = session.grid.selectedItem()!.entry;
  const reader = new Reader(kind, { uid, namespace: row.namespace, name: row.name });
  session.overlays.show({ kind: 'reader', reader });
  session.emit({ type: 'read', reader });
}

function close(session: Session): void {
  const reader = readerOf(session);
  if (reader) reader.isClosed = true;
  session.overlays.close();
}

const opening = (id: string, key: string, kind: ReaderKind, title: string, help: string, hint?: number): Command => ({
  id,
  group: 'Pod',
  title,
  help,
  keys: [key],
  contexts: ['grid', 'detail'],
  ...(hint === undefined ? {} : { hint }),
  disabled: session => (session.grid.selectedItem() ? undefined : 'There is no pod under the cursor.'),
  run: session => open(session, kind),
});

const inReader = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (reader: Reader, session: Session) => void,
  hint?: number,
): Command => ({
  id,
  group: 'Reading',
  title,
  help,
  keys,
  contexts: IN_READER,
  ...(hint === undefined ? {} : { hint }),
  run: session => {
    const reader = readerOf(session);
    if (reader) act(reader, session);
  },
});

export const READER_COMMANDS: readonly Command[] = [
  opening(
    'pod.diagnose',
    'x',
    'diagnosis',
    'diagnose',
    'What is wrong with the pod, what says so, and what to do.',
    30,
  ),
  opening('pod.describe', 'd', 'describe', 'describe', 'Everything about the pod, more than kubectl describe tells.'),
  opening('pod.yaml', 'y', 'object', 'YAML', 'The object of the pod as YAML.'),
  opening('pod.events', 'E', 'events', 'events', 'The events of the pod, its owners and its claims, newest last.'),
  inReader('reader.down', ['j', 'down', 'ctrl-n'], 'down', 'One line down.', reader => reader.move('lines', 1)),
  inReader('reader.up', ['k', 'up', 'ctrl-p'], 'up', 'One line up.', reader => reader.move('lines', -1)),
  inReader('reader.pageDown', ['pagedown', 'ctrl-f', 'space'], 'page down', 'One page down.', reader =>
    reader.move('pages', 1),
  ),
  inReader('reader.pageUp', ['pageup', 'ctrl-b'], 'page up', 'One page up.', reader => reader.move('pages', -1)),
  inReader('reader.halfDown', ['ctrl-d'], 'half down', 'Half a page down.', reader => reader.move('pages', 0.5)),
  inReader('reader.halfUp', ['ctrl-u'], 'half up', 'Half a page up.', reader => reader.move('pages', -0.5)),
  inReader('reader.first', ['g', 'home'], 'first', 'To the first line.', reader =>
    reader.move('pages', Number.NEGATIVE_INFINITY),
  ),
  inReader('reader.last', ['G', 'end'], 'last', 'To the last line.', reader =>
    reader.move('pages', Number.POSITIVE_INFINITY),
  ),
  inReader('reader.nextSection', ['tab', ']'], 'next part', 'To the next part.', reader => reader.jump(1), 30),
  inReader('reader.lastSection', ['shift-tab', '['], 'part before', 'To the part before.', reader => reader.jump(-1)),
  inReader('reader.fold', ['enter'], 'fold', 'Fold or unfold the part at the top.', reader => reader.fold(), 35),
  inReader('reader.foldAll', ['z'], 'fold all', 'Fold or unfold all parts.', reader => reader.foldAll()),
  inReader(
    'reader.everything',
    ['m'],
    'all / less',
    'Show also managedFields, and values of environment variables that stand in the pod; again: not.',
    reader => {
      reader.everything = !reader.everything;
    },
    40,
  ),
  inReader(
    'reader.search',
    ['/'],
    'search',
    'Show only lines that hold what is typed.',
    (reader, session) => {
      session.overlays.show({ kind: 'readerSearch', reader });
    },
    20,
  ),
  inReader('reader.copy', ['c'], 'copy', 'Copy the object as YAML.', (reader, session) => {
    const { content, everything, target } = reader;
    if (content?.kind !== 'object') return;
    session.emit({ type: 'copy', text: content.text[everything ? 'whole' : 'short'], what: `YAML of ${target.name}` });
  }),
  inReader(
    'reader.close',
    ['esc', 'q', 'x', 'd', 'y', 'E'],
    'close',
    'Back to the panes; first back to all lines where only some are shown.',
    (reader, session) => {
      if (reader.search.text === '') close(session);
      else reader.search = editedLine('');
    },
    10,
  ),
  {
    id: 'typed.keep',
    group: 'Typed line',
    title: 'keep',
    help: 'Keep the search and read on.',
    keys: ['enter'],
    contexts: ['readerSearch'],
    hint: 10,
    run: session => {
      const reader = readerOf(session);
      if (reader) session.overlays.show({ kind: 'reader', reader });
    },
  },
  {
    id: 'typed.cancel',
    group: 'Typed line',
    title: 'all lines',
    help: 'Show all lines again.',
    keys: ['esc', 'ctrl-g'],
    contexts: ['readerSearch'],
    hint: 20,
    run: session => {
      const reader = readerOf(session);
      if (!reader) return;
      reader.search = editedLine('');
      session.overlays.show({ kind: 'reader', reader });
    },
  },
];
