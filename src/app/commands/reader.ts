import type { Command } from '../command.ts';
import { editedLine } from '../controls/line-editor.ts';
import type { Reader, ReaderKind } from '../reading/reader.ts';
import {
  goTo,
  leaveReader,
  openReader,
  readerInSight,
  readerOf,
  readLogOf,
  saveReader,
  textRead,
} from '../reading/reading.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { stepsWith } from './steps.ts';

const opening = (id: string, key: string, kind: ReaderKind, title: string, help: string, hint?: number): Command => ({
  id,
  group: 'Pod',
  title,
  help,
  keys: [key],
  contexts: ['grid', 'detail', 'reader'],
  ...(hint === undefined ? {} : { hint }),
  disabled: session => {
    const reader = readerOf(session);
    if (reader) return reader.target.uid === '' ? refuse('notOfAPod') : undefined;
    return session.grid.selectedItem() ? undefined : refuse('noPod');
  },
  run: session => openReader(session, kind),
});

type Refuses = (reader: Reader, session: Session) => Refusal | undefined;

interface InReader {
  readonly hint?: number;
  /** Also on the page of the detail that is read as one. */
  readonly onPage?: true;
  readonly refuses?: Refuses;
}

const inReader = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (reader: Reader, session: Session, now: number) => void,
  { hint, onPage, refuses }: InReader = {},
): Command => ({
  id,
  group: 'Reading',
  title,
  help,
  keys,
  contexts: onPage ? ['reader', 'whole'] : ['reader'],
  ...(hint === undefined ? {} : { hint }),
  ...(refuses === undefined
    ? {}
    : { disabled: session => (readerInSight(session) ? refuses(readerInSight(session)!, session) : undefined) }),
  run: (session, now) => {
    const reader = readerInSight(session);
    if (reader) act(reader, session, now);
  },
});

const objectOnly: Refuses = ({ kind }, { keymap }) =>
  kind === 'object' ? undefined : refuse('noObjectHere', { key: keymap.keyOf('pod.yaml') ?? ':pod.yaml' });
const searched: Refuses = ({ search }, { keymap }) =>
  search.text === '' ? refuse('nothingSearched', { key: keymap.keyOf('reader.search') ?? 'reader.search' }) : undefined;
const found: Refuses = (reader, session) =>
  searched(reader, session) ?? (reader.matches.length === 0 ? refuse('notFound') : undefined);

function type(session: Session, reader: Reader, what: Reader['typing']): void {
  reader.typing = what;
  session.overlays.show({ kind: 'readerSearch', reader });
}

/** Ends the typing of a line, which stays as it is or is emptied. */
function typed(session: Session, keep: boolean): void {
  const reader = readerOf(session);
  if (!reader) return;
  if (!keep && reader.typing === 'path') reader.path = editedLine('');
  if (!keep && reader.typing === 'search') reader.clearSearch();
  if (reader === session.state.whole) session.overlays.close();
  else session.overlays.show({ kind: 'reader', reader });
}

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
  opening('pod.yaml', 'y', 'object', 'YAML', 'The object of the pod as YAML or JSON.'),
  opening(
    'pod.events',
    'E',
    'events',
    'events',
    'The events of the pod, its node, its owners and its claims, newest last, as they come.',
  ),
  {
    id: 'events.open',
    group: 'Pod',
    title: 'all events',
    help: 'The events of the namespaces on the screen, newest last, as they come.',
    keys: ['ctrl-e'],
    contexts: ['pane'],
    run: session => openReader(session, 'allEvents'),
  },
  ...stepsWith({
    down: { help: 'One line down, or to the next finding or event.' },
    up: { help: 'One line up, or to the finding or event before.' },
    pageDown: { keys: ['pagedown', 'ctrl-f', 'space'] },
    last: { help: 'To the last line; of events, and follow what comes.' },
  }).map(({ name, keys, title, help, unit, by }) =>
    inReader(`reader.${name}`, keys, title, help, reader => reader.move(unit, by)),
  ),
  inReader('reader.nextSection', ['tab', ']'], 'next part', 'To the next part.', reader => reader.jump(1), {
    hint: 36,
  }),
  inReader('reader.lastSection', ['shift-tab', '['], 'part before', 'To the part before.', reader => reader.jump(-1)),
  inReader(
    'reader.enter',
    ['enter'],
    'go to / fold',
    'Of a finding: to the event or the field that says so. Of an event: to what it is about. In a description: fold or unfold the part at the top.',
    (reader, session, now) => goTo(session, reader, now),
    { hint: 12, onPage: true },
  ),
  inReader('reader.foldAll', ['z'], 'fold all', 'Fold or unfold all parts.', reader => reader.foldAll(), {
    onPage: true,
  }),
  inReader(
    'reader.log',
    ['l'],
    'log',
    'The log of the pod; of a finding about an end of a container, the one of the run that ended.',
    (reader, session) => readLogOf(session, reader),
    { hint: 34, refuses: ({ target }) => (target.uid === '' ? refuse('noLogHere') : undefined) },
  ),
  inReader(
    'reader.everything',
    ['m'],
    'all / less',
    'Show also managedFields, and values of environment variables that stand in the pod; again: not.',
    reader => {
      reader.everything = !reader.everything;
    },
    { hint: 40 },
  ),
  inReader(
    'reader.format',
    ['J'],
    'JSON / YAML',
    'Write the object as JSON, or as YAML.',
    reader => {
      reader.format = reader.format === 'yaml' ? 'json' : 'yaml';
    },
    { hint: 42, refuses: objectOnly },
  ),
  inReader(
    'reader.path',
    ['p'],
    'path',
    'Show only what a path finds, as it is typed: .status.conditions[?type=Ready].reason, or as kubectl writes it.',
    (reader, session) => {
      reader.difference = false;
      type(session, reader, 'path');
    },
    { hint: 22, refuses: objectOnly },
  ),
  inReader(
    'reader.difference',
    ['D'],
    'changes',
    'What changed from each version of the object to the next while it was looked at; again: the object.',
    reader => {
      reader.difference = !reader.difference;
      reader.top = 0;
    },
    { hint: 24, refuses: objectOnly },
  ),
  inReader(
    'reader.search',
    ['/'],
    'search',
    'Mark what is typed and go to it; of events show only those that hold it.',
    (reader, session) => type(session, reader, 'search'),
    { hint: 20, onPage: true },
  ),
  inReader(
    'reader.nextMatch',
    ['n'],
    'next match',
    'To the next line that holds what is searched for.',
    reader => reader.seek(1),
    { onPage: true, refuses: found },
  ),
  inReader(
    'reader.lastMatch',
    ['N'],
    'match before',
    'To the line before that holds what is searched for.',
    reader => reader.seek(-1),
    { onPage: true, refuses: found },
  ),
  inReader(
    'reader.onlyMatches',
    ['&'],
    'only matches',
    'Show only the lines that hold what is searched for; again: all.',
    reader => {
      reader.onlyMatches = !reader.onlyMatches;
    },
    { refuses: searched },
  ),
  inReader(
    'reader.copy',
    ['c'],
    'copy',
    'Copy what is read, of an object the part that the path finds.',
    (reader, session) => session.emit({ type: 'copy', ...textRead(session, reader) }),
  ),
  inReader('reader.save', ['s'], 'save', 'Save what is read to a file.', (reader, session) =>
    saveReader(session, reader),
  ),
  inReader(
    'reader.close',
    ['esc', 'q'],
    'close',
    'Back to what was read before, or to the panes; first to all of it where a search or a path shows a part.',
    (reader, session) => {
      if (reader.search.text !== '') reader.clearSearch();
      else if (reader.kind === 'object' && reader.path.text !== '') reader.path = editedLine('');
      else leaveReader(session);
    },
    { hint: 10 },
  ),
  {
    id: 'typed.keep',
    group: 'Typed line',
    title: 'keep',
    help: 'Keep the search or the path and read on.',
    keys: ['enter'],
    contexts: ['readerSearch'],
    hint: 10,
    run: session => typed(session, true),
  },
  {
    id: 'typed.cancel',
    group: 'Typed line',
    title: 'all lines',
    help: 'Show all lines again.',
    keys: ['esc', 'ctrl-g'],
    contexts: ['readerSearch'],
    hint: 20,
    run: session => typed(session, false),
  },
];
