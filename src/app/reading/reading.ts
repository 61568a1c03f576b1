import { findingKey } from '../../diagnosis/finding.ts';
import { refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { LogReader } from './log-reader.ts';
import { Reader, type ReaderKind, type ReaderTarget } from './reader.ts';

/** What is being read, also while a line of it is typed. */
export function readerOf({ state: { overlay } }: Session): Reader | undefined {
  return overlay?.kind === 'reader' || overlay?.kind === 'readerSearch' ? overlay.reader : undefined;
}

/** The same, or what the page of the detail reads while keys go there. */
export const readerInSight = (session: Session): Reader | undefined =>
  readerOf(session) ?? (session.state.layout.focus === 'detail' ? session.pageReader : undefined);

function show(session: Session, reader: Reader): void {
  const before = readerOf(session);
  if (before) before.isClosed = true;
  reader.isClosed = false;
  session.overlays.show({ kind: 'reader', reader });
  session.emit({ type: 'read', reader });
}

/** Opens something to read about the pod that is read, or the one under the cursor; what is open already is closed. */
export function openReader(session: Session, kind: ReaderKind): void {
  const before = readerOf(session);
  if (before?.kind === kind && before.target.kind === undefined) {
    leaveReader(session);
    return;
  }
  if (kind === 'allEvents') {
    show(session, new Reader(kind, { uid: '', namespace: '', name: '' }));
    return;
  }
  if (before) {
    show(session, new Reader(kind, before.target, before));
    return;
  }
  const { uid, row } = session.grid.selectedItem()!.entry;
  show(session, new Reader(kind, { uid, namespace: row.namespace, name: row.name }));
}

/** Back to what was read before, or to the panes. */
export function leaveReader(session: Session): void {
  const reader = readerOf(session);
  if (!reader) return;
  if (reader.from) {
    show(session, reader.from);
    return;
  }
  reader.isClosed = true;
  session.overlays.close();
}

/** From a finding to what says so; from an Event to what it is about; else folds the part at the top. */
export function goTo(session: Session, reader: Reader, now: number): void {
  const { content, chosen } = reader;
  if (content?.kind === 'diagnosis') goToEvidence(session, reader, now);
  else if (content?.kind === 'events') {
    const event = content.events.find(({ uid }) => uid === chosen);
    if (event) goToObject(session, reader, event.regarding, now);
  } else if (content?.kind === 'describe') reader.fold();
}

function goToEvidence(session: Session, reader: Reader, now: number): void {
  const { content, chosen, target } = reader;
  if (content?.kind !== 'diagnosis') return;
  const finding = content.findings.find((each, i) => findingKey(each, i) === chosen);
  if (!finding) return;
  const { evidence } = finding;
  if (evidence.type === 'event') {
    const events = new Reader('events', target, reader);
    events.choose(evidence.event.uid);
    show(session, events);
    return;
  }
  if (evidence.path === '') {
    session.notify(refuse('evidenceUnknown'), now);
    return;
  }
  const [kind, name] = evidence.of?.split(/\/(.*)/s) ?? [];
  const of: ReaderTarget = kind ? { uid: '', kind, name: name ?? '', namespace: target.namespace } : target;
  const object = new Reader('object', of, reader);
  object.place = evidence.path;
  show(session, object);
}

function goToObject(
  session: Session,
  reader: Reader,
  { kind, namespace, name, uid }: { kind: string; namespace: string; name: string; uid: string },
  now: number,
): void {
  if (kind !== 'Pod') {
    show(session, new Reader('object', { uid: '', kind, namespace, name }, reader));
    return;
  }
  if (!session.world.pods.has(uid)) {
    session.notify(refuse('podNotWatched', { name: `${namespace}/${name}` }), now);
    return;
  }
  reader.isClosed = true;
  session.overlays.close();
  session.jumpToPod(uid, now);
}

/** The log of the pod that is read; of a finding that speaks of an end, the run that ended. */
export function readLogOf(session: Session, reader: Reader): void {
  const { content, chosen } = reader;
  const finding =
    content?.kind === 'diagnosis' ? content.findings.find((each, i) => findingKey(each, i) === chosen) : undefined;
  readLogs(session, new LogReader([reader.target], { previous: finding?.next?.log?.previous === true }));
}

/** The logs that are being read, also while their filter is typed. */
export function logsOf({ state: { overlay } }: Session): LogReader | undefined {
  return overlay && 'logs' in overlay ? overlay.logs : undefined;
}

/** Shows logs over the panes, or over what was read before; whoever calls says how they are filled. */
export function openLogs(session: Session, logs: LogReader): void {
  const reader = readerOf(session);
  const before = logsOf(session);
  logs.from = reader ?? before?.from;
  before?.close();
  if (reader) reader.isClosed = true;
  session.overlays.show({ kind: 'logs', logs });
}

export function readLogs(session: Session, logs: LogReader): void {
  openLogs(session, logs);
  session.emit({ type: 'readLogs', logs });
}

/** Back to what was read before, or to the panes. */
export function leaveLogs(session: Session, logs: LogReader): void {
  logs.close();
  if (logs.from) show(session, logs.from);
  else session.overlays.close();
}

/** What is read as text, and its name: `YAML of web-0`. */
export function textRead({ world }: Session, reader: Reader): { readonly text: string; readonly what: string } {
  const { content, kind, target, choice, difference } = reader;
  const of = target.name || world.target.namespaces.join(', ') || 'all namespaces';
  if (content?.kind !== 'object' || difference) {
    return { text: reader.text(), what: `${difference ? 'changes' : NAMES[kind]} of ${of}` };
  }
  const name = choice.format.toUpperCase();
  const path = reader.path.text.trim() === '' ? undefined : reader.goodPath;
  const found = path === undefined ? undefined : content.document.values(path, choice);
  return found === undefined
    ? { text: `${content.document.lines(choice).join('\n')}\n`, what: `${name} of ${of}` }
    : { text: found, what: `${path} of ${of}` };
}

const NAMES: Readonly<Record<ReaderKind, string>> = {
  describe: 'description',
  diagnosis: 'diagnosis',
  object: 'object',
  events: 'events',
  allEvents: 'events',
};

/** Asks for the name of a file, and writes what is read into it. */
export function saveReader(session: Session, reader: Reader): void {
  const { text, what } = textRead(session, reader);
  const { content, difference, format, kind, target } = reader;
  const isObject = content?.kind === 'object' && !difference;
  const name = `${target.name || 'namespaces'}${isObject ? '' : `-${difference ? 'changes' : NAMES[kind]}`}.${isObject ? format : 'txt'}`;
  session.typing.ask(
    {
      label: `save the ${what} to`,
      hint: 'a file',
      accept: path => {
        if (path.trim() === '') return refuse('noFileTyped');
        session.emit({ type: 'saveFile', path: path.trim(), text });
        return undefined;
      },
    },
    name,
  );
}
