import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { parseDuration } from '../../kube/duration.ts';
import { int32, object } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import { containerKind } from '../transitions/container-text.ts';
import type { PodEntry } from '../transitions/entry.ts';
import { containerStatusesOf, newest, objectsOf } from '../transitions/moments.ts';
import type { Transition } from '../transitions/transition.ts';
import { momentOf } from './life.ts';

/** One step of a start or an end; times in ms, durations by one clock. */
export interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What else is known: an image and its size, a probe. */
  readonly detail: string | undefined;
}

export interface Breakdown {
  readonly steps: readonly Step[];
  /** From the first known moment to the last. */
  readonly ms: number;
  /** The whole was reached: the pod is Ready, or gone. */
  readonly complete: boolean;
  readonly slowest: Step | undefined;
}

interface Milestone {
  readonly name: string;
  readonly at: number | undefined;
  readonly detail?: string | undefined;
}

/**
 * How long each step of the start took, by the cluster's clock: created → scheduled → sandbox and volumes → each init container →
 * image pulled → started → startup probe passed → ready. Steps that left no time are joined with the next one that did.
 */
export function startupOf(
  entry: PodEntry,
  transitions: readonly Transition[],
  events: readonly ClusterEvent[] = [],
): Breakdown {
  const pods = [entry.first?.pod, entry.pod].filter(pod => pod !== undefined);
  const conditionAt = (type: string) => firstTrue(type, pods, transitions);
  // What we found after a restart tells of the latest start, not of the first.
  const isFirstStart = (entry.first?.born ?? false) || !restarted(entry.first?.pod ?? entry.pod);
  const ready = isFirstStart ? conditionAt('Ready') : undefined;
  const pulls = pullsOf(events);
  // The kubelet reports the sandbox with its next status, which may come after an image was pulled into it.
  const sandbox = earliest([conditionAt('PodReadyToStartContainers'), ...pulls.map(({ begun }) => begun)]);
  const started = isFirstStart ? firstStart(pods, transitions) : undefined;
  return breakdown(
    [
      { name: 'created', at: entry.row.createdAt },
      { name: 'scheduled', at: conditionAt('PodScheduled') },
      { name: 'sandbox and volumes', at: sandbox },
      ...initMilestones(entry.pod),
      ...pulls,
      { name: 'started', at: started },
      { name: 'startup probe passed', at: started === undefined ? undefined : probePassed(transitions, ready) },
      { name: 'ready', at: ready },
    ],
    ready !== undefined,
  );
}

const earliest = (moments: readonly (number | undefined)[]): number | undefined =>
  moments.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);

/** When the last container that had to wait for its startup probe had passed it, at the latest when the pod was Ready. */
function probePassed(transitions: readonly Transition[], ready: number | undefined): number | undefined {
  const passed = transitions.find(
    ({ subject, from, to }) =>
      subject === 'container' && from === 'running, not started' && to?.startsWith('running') && to !== from,
  );
  if (!passed) return undefined;
  const at = passed.clusterAt ?? passed.receivedAt;
  return ready === undefined ? at : Math.min(at, ready);
}

/**
 * How long each step of the end took: asked → the kubelet begins to stop it → each container ended → gone. Between preStop and
 * SIGTERM the API tells no time; how a container ended tells which of them was enough.
 */
export function deletionOf(
  entry: PodEntry,
  events: readonly ClusterEvent[] = [],
): (Breakdown & { readonly graceMs: number }) | undefined {
  if (entry.asked === undefined) return undefined;
  const asked = entry.asked.at;
  const graceMs = 1000 * entry.asked.graceSeconds;
  const killing = newest(events.filter(event => event.reason === 'Killing').map(event => event.lastAt));
  const begun = killing !== undefined && killing >= asked - 1_000 ? Math.max(killing, asked) : undefined;
  const ends = [...containerStatusesOf(entry.pod)].flatMap(({ name, state }): Milestone[] => {
    const at = parseTime(state?.terminated?.finishedAt);
    if (at === undefined || at < asked) return [];
    return [{ name: `${name} ended`, at, detail: endDetail(int32(state?.terminated?.exitCode), at - asked, graceMs) }];
  });
  return {
    ...breakdown(
      [
        { name: 'deletion asked', at: asked },
        ...stopSteps(entry, events, begun),
        ...ends,
        { name: 'gone', at: entry.goneAt },
      ],
      entry.goneAt !== undefined,
    ),
    graceMs,
  };
}

/**
 * What the kubelet does first: it runs the preStop hooks, then sends SIGTERM. Without a hook, and when one has failed, the time of
 * SIGTERM is that of an Event; when one succeeds nobody tells, and the two are one step.
 */
function stopSteps({ pod }: PodEntry, events: readonly ClusterEvent[], begun: number | undefined): Milestone[] {
  const hasHook = [pod.spec?.containers, pod.spec?.initContainers].some(containers =>
    objectsOf(containers).some(({ lifecycle }) => object(lifecycle)?.preStop !== undefined),
  );
  const failed = newest(events.filter(event => event.reason === 'FailedPreStopHook').map(event => event.lastAt));
  if (failed !== undefined)
    return [
      { name: 'preStop begun', at: begun },
      { name: 'preStop failed, SIGTERM sent', at: failed },
    ];
  if (!hasHook) return [{ name: 'SIGTERM sent', at: begun }];
  return [{ name: 'preStop begun, then SIGTERM', at: begun, detail: 'when it sent SIGTERM, the API does not tell' }];
}

/** SIGKILL is what the kubelet sends when the grace period is over. */
function endDetail(exitCode: number, afterMs: number, graceMs: number): string {
  if (exitCode === 143) return 'by SIGTERM';
  if (exitCode !== 137) return exitCode === 0 ? 'by itself, exit 0' : `by itself, exit ${exitCode}`;
  return afterMs >= graceMs - 1_000 ? 'by SIGKILL, the grace period was over' : 'by SIGKILL, within the grace period';
}

/** Percentiles of one step over many pods, ms. */
export interface StepStatistics {
  readonly name: string;
  readonly pods: number;
  readonly p50: number;
  readonly p95: number;
}

/** Per step of those breakdowns that are complete, in the order of the steps, with the whole as `total`. */
export function stepStatistics(breakdowns: readonly Breakdown[]): StepStatistics[] {
  const whole = breakdowns.filter(one => one.complete);
  const times = new Map<string, number[]>();
  const order: string[] = [];
  for (const { steps } of whole) {
    for (const [i, { name, from, to }] of steps.entries()) {
      const known = times.get(name);
      if (known) known.push(to - from);
      else {
        times.set(name, [to - from]);
        // What not all have, such as another image, stands behind the step that came before it.
        order.splice(i === 0 ? 0 : order.indexOf(steps[i - 1]!.name) + 1, 0, name);
      }
    }
  }
  if (whole.length > 0)
    times.set(
      'total',
      whole.map(({ ms }) => ms),
    );
  return [...order, ...(whole.length > 0 ? ['total'] : [])].map(name => {
    const sorted = times.get(name)!.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
    return { name, pods: sorted.length, p50: at(0.5), p95: at(0.95) };
  });
}

/** Steps between the milestones that have a time, in the order in which they happened. */
function breakdown(milestones: readonly Milestone[], complete: boolean): Breakdown {
  const known = (milestones.filter(one => one.at !== undefined) as (Milestone & { at: number })[]).sort(
    (a, b) => a.at - b.at,
  );
  const steps: Step[] = [];
  for (const { name, at, detail } of known.slice(1)) {
    const from = steps.at(-1)?.to ?? known[0]!.at;
    steps.push({ name, from, to: Math.max(from, at), detail });
  }
  let slowest: Step | undefined;
  for (const step of steps)
    if (slowest === undefined || step.to - step.from > slowest.to - slowest.from) slowest = step;
  return { steps, ms: (steps.at(-1)?.to ?? 0) - (steps[0]?.from ?? 0), complete, slowest };
}

/** When a condition first became True: as the log tells, else as the oldest version does that has it. */
function firstTrue(type: string, pods: readonly Pod[], transitions: readonly Transition[]): number | undefined {
  for (const pod of pods) {
    const condition = objectsOf(pod.status?.conditions).find(one => one.type === type && one.status === 'True');
    // With a restart in between the condition may have become True again; the log knows better then.
    const logged = transitions.find(one => one.subject === 'condition' && one.part === type && one.to === 'True');
    if (logged && pod !== pods[0]) return logged.clusterAt ?? momentOf(logged);
    if (condition) return parseTime(condition.lastTransitionTime);
  }
  return undefined;
}

const restarted = (pod: Pod): boolean => [...containerStatusesOf(pod)].some(one => int32(one.restartCount) > 0);

function firstStart(pods: readonly Pod[], transitions: readonly Transition[]): number | undefined {
  const app = (pod: Pod, name: string) => containerKind(pod, name) === 'app';
  for (const pod of pods) {
    const statuses = objectsOf(pod.status?.containerStatuses);
    if (statuses.length === 0 || statuses.some(one => int32(one.restartCount) > 0)) continue;
    const starts = statuses.map(one => parseTime((one.state?.running ?? one.state?.terminated)?.startedAt));
    if (starts.every(start => start !== undefined)) return newest(starts);
  }
  const seen = transitions.filter(
    one => one.subject === 'container' && one.to?.startsWith('running') && app(pods[0]!, one.part ?? ''),
  );
  return seen[0]?.clusterAt;
}

function initMilestones(pod: Pod): Milestone[] {
  return objectsOf(pod.status?.initContainerStatuses).map(({ name, state }) => {
    const ended = parseTime(state?.terminated?.finishedAt);
    const isSidecar = containerKind(pod, name) === 'sidecar';
    return {
      name: isSidecar ? `sidecar ${name} started` : `init ${name}`,
      at: isSidecar ? parseTime(state?.running?.startedAt) : ended,
    };
  });
}

interface Pull extends Milestone {
  readonly begun: number | undefined;
}

/** `Successfully pulled image "nginx:1.27" in 3.2s (3.2s including waiting). Image size: 12345 bytes.` */
function pullsOf(events: readonly ClusterEvent[]): Pull[] {
  return events
    .filter(event => event.reason === 'Pulled' && /pulled image/i.test(event.message))
    .map(event => {
      const [, image = ''] = /image "([^"]*)"/.exec(event.message) ?? [];
      const [, took] = / in ([\dhms.µn]+)/.exec(event.message) ?? [];
      const [, bytes] = /Image size: (\d+) bytes/.exec(event.message) ?? [];
      const size = bytes === undefined ? undefined : `${(Number(bytes) / 1e6).toFixed(1)} MB`;
      // A series goes on with every restart that pulls again.
      const at = event.firstAt ?? event.lastAt;
      const ms = took === undefined ? undefined : parseDuration(took);
      return {
        name: `pulled ${image}`,
        at,
        begun: at !== undefined && ms !== undefined ? at - ms : undefined,
        detail: [took, size].filter(Boolean).join(', ') || undefined,
      };
    })
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
