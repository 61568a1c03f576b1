/** One watch: replays what happened since its version, then hands on every change that its selector lets through. */
import type { Clock } from '../../kube/clock.ts';
import { shelfOf } from '../store/find-object.ts';
import type { KubeObject } from '../store/objects.ts';
import type { Target } from '../store/request-path.ts';
import type { Change, ResourceLog } from '../store/resource-log.ts';
import { apiVersionOf } from '../store/resources.ts';
import { StatusError, statusObject } from '../store/status-error.ts';
import { selectorOf, tooLarge, versionWords } from './read-handlers.ts';
import { type Representation, watchRefusal, watchText } from './representation.ts';
import { checkListOptions, isOn } from './request-options.ts';

const BOOKMARK_EVERY_MS = 60_000;
/** Without `timeoutSeconds` a real server ends a watch after 30 to 60 minutes. */
const DEFAULT_TIMEOUT_SECONDS = 2_400;

export interface WatchOutput {
  /** One event: a line of JSON, or a frame of protobuf. */
  write(event: string | Buffer): void;
  end(): void;
}

/** Objects that are written at once. */
const SLICE = 250;

/** Begins at once; the answer ends the watch. Throws a StatusError only for parameters that make no sense. */
export function startWatch(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  as: Representation,
  clock: Clock,
  output: WatchOutput,
): () => void {
  const resource = shelfOf(target);
  const matches = selectorOf(target, query);
  checkListOptions(query, true);
  const bookmarks = isOn(query, 'allowWatchBookmarks');
  const initial = isOn(query, 'sendInitialEvents');
  const versionText = query.get('resourceVersion') ?? '';
  if (versionText !== '' && !/^\d+$/.test(versionText))
    throw new StatusError(500, undefined, versionWords(versionText));
  // Who does not want the first objects gets what happens from now on.
  const silent = query.has('sendInitialEvents') && !initial;
  const from = Number(versionText) || (silent ? log.version : 0);

  let first = true;
  const send = (type: string, object: KubeObject): void => {
    output.write(watchText(type, object, { ...as, now: clock.now() }, first));
    first = false;
  };
  const inScope = (object: KubeObject | undefined): object is KubeObject =>
    object !== undefined &&
    (target.namespace === undefined || object.metadata.namespace === target.namespace) &&
    (matches?.(object) ?? true);
  const bookmark = (annotations?: Record<string, string>): void => {
    const metadata = { resourceVersion: String(log.version), creationTimestamp: null, annotations };
    const { kind } = target.type;
    const empty = { kind, apiVersion: apiVersionOf(target.type), metadata } as unknown as KubeObject;
    // Never as rows of a Table.
    output.write(watchText('BOOKMARK', empty, { ...as, form: 'object' }, false));
  };
  const pass = (change: Change): void => {
    const was = inScope(change.before);
    const is = change.type !== 'DELETED' && inScope(change.object);
    if (is) send(was ? 'MODIFIED' : 'ADDED', change.object);
    // What leaves the selector is told as it was, with the version of the change.
    else if (was) {
      const { resourceVersion } = change.object.metadata;
      const last = change.type === 'DELETED' ? change.object : { ...change.before! };
      send('DELETED', { ...last, metadata: { ...last.metadata, resourceVersion } });
    }
  };

  const refuse = (refusal: StatusError): (() => void) => {
    output.write(watchRefusal(statusObject(refusal), as));
    output.end();
    return () => {};
  };
  if (from !== 0 && !initial && !log.remembers(resource, from))
    return refuse(new StatusError(410, 'Expired', `too old resource version: ${from} (${log.oldest(resource)})`));
  if (initial && from > log.version) return refuse(tooLarge(from, log.version));
  /** What changes while the first objects are still being sent, which it goes behind. */
  let waiting: Change[] | undefined;
  let stopped = false;
  const unsubscribe = log.subscribe(resource, change => (waiting ? void waiting.push(change) : pass(change)));
  /** A slice in each turn of the event loop, so that the first ones are with the client while the others are written. */
  const sendAll = (objects: readonly KubeObject[], begin: number): void => {
    if (stopped) return;
    const end = begin + SLICE;
    for (const object of objects.slice(begin, end)) if (inScope(object)) send('ADDED', object);
    if (end < objects.length) {
      waiting ??= [];
      setImmediate(sendAll, objects, end);
      return;
    }
    for (const change of waiting ?? []) pass(change);
    waiting = undefined;
    if (initial && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
  };
  if (initial || from === 0) sendAll([...log.all(resource, target.namespace)], 0);
  else for (const change of log.changesAfter(resource, from)) pass(change);

  let cancelBookmark = (): void => {};
  const armBookmark = (): void => {
    cancelBookmark = clock.after(BOOKMARK_EVERY_MS, () => {
      if (!waiting) bookmark();
      armBookmark();
    });
  };
  if (bookmarks) armBookmark();
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || DEFAULT_TIMEOUT_SECONDS;
  const cancelTimeout = clock.after(seconds * 1000, () => {
    // The last word before an orderly end is a bookmark, so that the client comes back where it was.
    if (bookmarks) bookmark();
    stop();
    output.end();
  });
  const stop = (): void => {
    stopped = true;
    unsubscribe();
    cancelBookmark();
    cancelTimeout();
  };
  return stop;
}
