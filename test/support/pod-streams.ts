import fc from 'fast-check';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { ContainerStatus, Pod } from '../../src/kube/pod.ts';
import {
  added,
  at,
  condition,
  container,
  deleted,
  gap,
  pod,
  running,
  synced,
  terminated,
  updated,
  waiting,
} from '../history/support.ts';

type State = NonNullable<ContainerStatus['state']>;

const state: fc.Arbitrary<State> = fc.oneof(
  fc.constantFrom('ContainerCreating', 'ErrImagePull', 'CrashLoopBackOff').map(reason => waiting(reason)!),
  fc.nat(50).map(since => running(since)!),
  fc.nat(50).map(until => terminated(0, until, until % 3)),
);

/** How a pod of one container can be. */
const version = fc.record({
  phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed'),
  state,
  restarts: fc.nat(4),
  ready: fc.constantFrom('True', 'False'),
});
type Version = typeof version extends fc.Arbitrary<infer V> ? V : never;

function podOf(
  uid: string,
  { phase, state, restarts, ready }: Version,
  { name = uid, since = restarts, resourceVersion }: { name?: string; since?: number; resourceVersion?: string } = {},
): Pod {
  return pod({
    uid,
    name,
    phase,
    ...(resourceVersion !== undefined && { version: resourceVersion }),
    containers: [container(state, { restartCount: restarts })],
    conditions: [condition('Ready', ready, since)],
  });
}

/** Lives of a few pods, told by a watch in some order, a second apart: born, changed, gone. */
export const podLives: fc.Arbitrary<FeedEvent[]> = fc
  .array(fc.record({ uid: fc.constantFrom('a', 'b', 'c'), version, ends: fc.integer({ min: 0, max: 9 }) }), {
    maxLength: 60,
  })
  .map(steps => {
    const known = new Map<string, Pod>();
    const ended = new Set<string>();
    return steps.flatMap(({ uid, version, ends }, i): FeedEvent[] => {
      if (ended.has(uid)) return [];
      const before = known.get(uid);
      const after = podOf(uid, version);
      known.set(uid, after);
      if (before === undefined) return [added(after, i)];
      if (ends > 0) return [updated(before, after, i)];
      ended.add(uid);
      return [deleted(before, after, i)];
    });
  });

/** What a watch of a few pods tells, with gaps, relists, silence and lost connections in between. @param pause seconds between two of them */
export function podStream(pause: fc.Arbitrary<number>): fc.Arbitrary<FeedEvent[]> {
  const step = fc.record({
    do: fc.constantFrom('change', 'change', 'change', 'delete', 'relist', 'heard', 'lost'),
    name: fc.constantFrom('a', 'b', 'c'),
    version,
    pause,
  });
  return fc.array(step, { maxLength: 40 }).map(steps => {
    const known = new Map<string, Pod>();
    let lives = 0;
    let seconds = 0;
    let isLost = false;
    return [
      synced(0),
      // Of what never tells of its connection nobody knows, until it tells of a gap, that it has one.
      heard(0),
      ...steps.flatMap((one, i): FeedEvent[] => {
        const from = seconds;
        seconds += one.pause;
        if (one.do === 'lost') {
          isLost = true;
          return [lost(from, seconds)];
        }
        const back = isLost || one.do === 'heard' ? [heard(seconds)] : [];
        isLost = false;
        if (one.do === 'heard') return back;
        const before = known.get(one.name);
        if (one.do === 'delete') {
          known.delete(one.name);
          return before ? [...back, deleted(before, before, seconds)] : back;
        }
        const uid = before?.metadata.uid ?? `${one.name}-${++lives}`;
        const after = podOf(uid, one.version, { name: one.name, since: seconds, resourceVersion: String(i) });
        known.set(one.name, after);
        const via = one.do === 'relist' ? 'list' : 'watch';
        const change = before ? updated(before, after, seconds, via) : added(after, seconds, via);
        if (one.do !== 'relist') return [...back, change];
        return [gap(from, seconds), change, synced(seconds, known.size), ...back];
      }),
    ];
  });
}

const heard = (seconds: number): FeedEvent => ({
  type: 'Connection',
  connection: { state: 'live', since: at(0), asOf: at(seconds) },
});
const lost = (from: number, seconds: number): FeedEvent => ({
  type: 'Connection',
  connection: {
    state: 'reconnecting',
    since: at(from),
    staleSince: at(from),
    retryAt: at(seconds),
    problem: { code: 'network', message: 'connection reset' },
  },
});

/** When it was told, ms; undefined for what bears no time. */
export function toldAt(event: FeedEvent): number | undefined {
  if ('receivedAt' in event) return event.receivedAt;
  if (event.type === 'Gap') return event.to;
  if (event.type !== 'Connection') return undefined;
  return event.connection.state === 'live' ? event.connection.asOf : undefined;
}
