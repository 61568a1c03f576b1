import { readDocuments } from '../../files/read-documents.ts';
import { podsOf } from '../../files/read-pods.ts';
import { readRecording } from '../../files/recording-file.ts';
import { Ledger } from '../../history/ledger/ledger.ts';
import { statusReader } from '../../history/ledger/reader.ts';
import { type KnownLife, knownLife } from '../../history/life/life-story.ts';
import { RecordDecoder } from '../../history/recording/record-decoder.ts';
import { noticeableSkew } from '../../kube/clock.ts';
import { type ClusterEvent, readEvent } from '../../kube/cluster-event.ts';
import { object } from '../../kube/foreign.ts';
import { itemsAt } from '../../kube/json.ts';
import type { Pod } from '../../kube/pod.ts';
import { selected } from '../../kube/pod-selector.ts';
import { ProblemError } from '../../kube/problem.ts';
import { generationFor, NEWEST, parseServerMinor } from '../../status/generation.ts';
import type { Call } from '../options/call.ts';
import type { OptionName } from '../options/options.ts';
import { filesOf, givenGeneration, nowOf } from '../options/pod-call.ts';
import { podsMeant, scopeOf } from '../options/scope-of.ts';
import { progressLine } from '../output/progress-line.ts';

/** What commands that look back are given: a ledger in which everything has happened, and the Events about it. */
export interface LookBack {
  readonly ledger: Ledger;
  readonly events: readonly ClusterEvent[];
  /** ms: from when on it is known what changed. */
  readonly since: number;
  /** ms: until when it is known. */
  readonly now: number;
  /** As a person is told of it: `the recording run.jsonl of prod, v1.37.2`. */
  readonly source: string;
}

/** Says which of the pods nobody knows; undefined when all are known. */
export function nobodyText({ ledger }: LookBack, names: readonly string[]): string | undefined {
  const known = new Set([...ledger.pods.values()].map(({ row }) => row.name));
  if (known.size === 0 && names.length === 0) return 'there is no pod';
  const unknown = names.filter(name => !known.has(name));
  return unknown.length === 0 ? undefined : `no pod is named ${unknown.join(' or ')}`;
}

/** From `--recording`, from the pods of `-f`, or from the cluster as it is. */
export async function lookBack(call: Call, names: readonly string[]): Promise<LookBack> {
  if (call.options.recording !== undefined) return fromRecording(call, call.options.recording);
  const files = filesOf(call);
  return files.length > 0 ? fromFiles(call, files) : fromCluster(call, names);
}

/** The lives of the pods that are named, in the order of their beginning; of all when none is named. */
export function livesOf({ ledger, events, now }: LookBack, names: readonly string[]): KnownLife[] {
  const lives: KnownLife[] = [];
  for (const { uid, row } of ledger.pods.values()) {
    if (names.length > 0 && !names.includes(row.name)) continue;
    const life = knownLife(ledger, uid, events, now);
    if (life) lives.push(life);
  }
  return lives.sort((a, b) => a.life.from - b.life.from);
}

/** Of records that cannot be read, so many are told one by one. */
const MOST_PROBLEMS = 3;

async function fromRecording(call: Call, file: string): Promise<LookBack> {
  const isMeant = podsMeant(call.options);
  const progress = progressLine(`Reading ${file}`, call.host);
  const { header, lines, warnings } = await readRecording(file, call.host.stdin, progress.tell).finally(progress.end);
  for (const warning of warnings) call.host.stderr.write(`podscope: ${warning}\n`);
  const generation = givenGeneration(call) ?? generationFor(parseServerMinor(header.serverVersion));
  // Looking back, no pod that went is forgotten.
  const decoder = new RecordDecoder();
  const ledger = new Ledger(
    statusReader(generation, () => noticeableSkew(decoder.skew ?? header.skew)),
    { tombstones: Infinity, tombstoneMs: Infinity },
  );
  // Also those that the server forgot meanwhile.
  const events = new Map<string, ClusterEvent>();
  const leftOut: string[] = [];
  let now = header.at;
  for (const [i, line] of lines.entries()) {
    const decoded = decoder.decode(line);
    if (!decoded.ok) {
      leftOut.push(`record ${i + 1} was left out: ${decoded.problem}`);
    } else if (decoded.thing.type === 'Event') {
      const { news } = decoded.thing;
      if ('after' in news) events.set(news.after.uid, news.after);
      if ('receivedAt' in news) now = Math.max(now, news.receivedAt);
    } else {
      const told = selected(decoded.thing, isMeant);
      if (told) ledger.apply(told);
      if ('receivedAt' in decoded.thing) now = Math.max(now, decoded.thing.receivedAt);
    }
  }
  for (const problem of leftOut.slice(0, MOST_PROBLEMS)) call.host.stderr.write(`podscope: ${file}: ${problem}\n`);
  const more = leftOut.length - MOST_PROBLEMS;
  if (more > 0) call.host.stderr.write(`podscope: ${file}: and ${more} more\n`);
  const of = [header.context ?? header.cluster, header.serverVersion].filter(Boolean).join(', ');
  const source = `the recording ${file}${of === '' ? '' : ` of ${of}`}`;
  // Of a part of the pods, what was told of others is no matter.
  const isPart = ['namespace', 'selector', 'field-selector'].some(
    name => call.options[name as OptionName] !== undefined,
  );
  const isKnown = ({ regarding }: ClusterEvent): boolean => !isPart || ledger.pods.has(regarding.uid);
  return { ledger, events: [...events.values()].filter(isKnown), since: header.at, now, source };
}

async function fromFiles(call: Call, files: readonly string[]): Promise<LookBack> {
  const pods: Pod[] = [];
  for (const file of files) {
    for await (const document of readDocuments(file, call.host.stdin)) {
      for (const found of podsOf(document)) {
        if ('pod' in found) pods.push(found.pod);
        else call.host.stderr.write(`podscope: ${found.refusal}\n`);
      }
    }
  }
  const generation = givenGeneration(call) ?? NEWEST;
  return found(call, { pods, events: [], generation, skew: 0, source: files.join(', ') });
}

async function fromCluster(call: Call, names: readonly string[]): Promise<LookBack> {
  const { connect } = await import('./connect.ts');
  const cluster = connect(call);
  try {
    const version = await cluster.version();
    const scope = scopeOf(call.options, cluster.identity);
    const pods: Pod[] = [];
    for await (const page of cluster.listPods(scope)) {
      pods.push(...page.filter(pod => names.length === 0 || names.includes(pod.metadata.name)));
    }
    const paths =
      scope.namespaces.length === 0
        ? ['/api/v1/events']
        : scope.namespaces.map(one => `/api/v1/namespaces/${encodeURIComponent(one)}/events`);
    const answers = await Promise.all(
      paths.map(path => cluster.request({ path, query: { fieldSelector: 'involvedObject.kind=Pod' } })),
    );
    const events = answers.flatMap(answer => itemsAt(answer, 'items').map(readEvent));
    const generation = givenGeneration(call) ?? generationFor(version.minor);
    const { context, server } = cluster.identity;
    return found(call, {
      pods,
      events: events.filter(event => event !== undefined),
      generation,
      skew: call.options.now === undefined ? noticeableSkew(cluster.clockSkew()) : 0,
      source: `${context ?? server}, ${version.gitVersion}, as it is now`,
    });
  } catch (error) {
    throw new ProblemError(cluster.problem(error));
  } finally {
    cluster.close();
  }
}

function found(
  call: Call,
  {
    pods,
    events,
    generation,
    skew,
    source,
  }: Pick<LookBack, 'events' | 'source'> & {
    readonly pods: readonly Pod[];
    readonly generation: Parameters<typeof statusReader>[0];
    readonly skew: number;
  },
): LookBack {
  const now = nowOf(call);
  const ledger = new Ledger(statusReader(generation, () => skew));
  for (const after of pods.map(withUid)) ledger.apply({ type: 'Added', after, via: 'list', receivedAt: now });
  ledger.apply({ type: 'Synced', count: pods.length, receivedAt: now });
  return { ledger, events, since: [...ledger.log][0]?.receivedAt ?? now, now, source };
}

/** In a manifest stands no uid, and no two pods are one for that. */
const withUid = (pod: Pod, i: number): Pod => {
  const metadata = object(pod.metadata);
  return typeof metadata?.uid === 'string'
    ? pod
    : { ...pod, metadata: { ...(metadata as Pod['metadata']), uid: `${STAND_IN}${i + 1}` } };
};
const STAND_IN = '#';

/** undefined for a pod whose object has none. */
export const uidOf = (uid: string): string | undefined => (uid.startsWith(STAND_IN) ? undefined : uid);
