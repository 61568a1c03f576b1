import type { ClusterEvent } from '../kube/cluster-event.ts';
import { int32 } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';
import { containerKind } from './container-text.ts';
import type { PodEntry } from './entry.ts';
import { momentOf } from './life.ts';
import { containerStatusesOf, deletionAskedAt, newest, objectsOf } from './moments.ts';
import type { Transition } from './transition.ts';

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
 * image pulled → started → ready. Steps that left no time are joined with the next one that did.
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
  const pulls = pullMilestones(events);
  const sandbox = conditionAt('PodReadyToStartContainers');
  // The kubelet reports the sandbox with its next status, which may come after an image was pulled into it.
  const isToldLate = pulls.some(({ at }) => at !== undefined && sandbox !== undefined && at < sandbox);
  return breakdown(
    [
      { name: 'created', at: entry.row.createdAt },
      { name: 'scheduled', at: conditionAt('PodScheduled') },
      { name: 'sandbox and volumes', at: isToldLate ? undefined : sandbox },
      ...initMilestones(entry.pod),
      ...pulls,
      { name: 'started', at: isFirstStart ? firstStart(pods, transitions) : undefined },
      { name: 'ready', at: ready },
    ],
    ready !== undefined,
  );
}

/** How long each step of the end took: asked → each container ended → gone. */
export function deletionOf(
  entry: PodEntry,
  events: readonly ClusterEvent[] = [],
): (Breakdown & { readonly graceMs: number }) | undefined {
  const asked = deletionAskedAt(entry.pod);
  if (asked === undefined) return undefined;
  const killing = newest(events.filter(event => event.reason === 'Killing').map(event => event.lastAt));
  const ends = [...containerStatusesOf(entry.pod)].map(({ name, state }) => ({
    name: `${name} ended`,
    at: parseTime(state?.terminated?.finishedAt),
  }));
  const graceMs = 1000 * int32(entry.pod.metadata.deletionGracePeriodSeconds);
  return {
    ...breakdown(
      [
        { name: 'deletion asked', at: asked },
        { name: 'kubelet began to stop it', at: killing },
        ...ends.filter(end => end.at !== undefined && end.at >= asked).sort((a, b) => a.at! - b.at!),
        { name: 'gone', at: entry.goneAt },
      ],
      entry.goneAt !== undefined,
    ),
    graceMs,
  };
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
  const byName = new Map<string, number[]>();
  const add = (name: string, ms: number) => {
    const all = byName.get(name);
    if (all) all.push(ms);
    else byName.set(name, [ms]);
  };
  const whole = breakdowns.filter(one => one.complete);
  for (const { steps } of whole) for (const { name, from, to } of steps) add(name, to - from);
  for (const { ms } of whole) add('total', ms);
  return [...byName].map(([name, all]) => {
    const sorted = all.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
    return { name, pods: sorted.length, p50: at(0.5), p95: at(0.95) };
  });
}

/** Steps between the milestones that have a time, in the order in which they happened. */
function breakdown(milestones: readonly Milestone[], complete: boolean): Breakdown {
  const known = milestones.filter(one => one.at !== undefined) as (Milestone & { at: number })[];
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

/** `Successfully pulled image "nginx:1.27" in 3.2s (3.2s including waiting). Image size: 12345 bytes.` */
function pullMilestones(events: readonly ClusterEvent[]): Milestone[] {
  return events
    .filter(event => event.reason === 'Pulled' && /pulled image/i.test(event.message))
    .map(event => {
      const [, image = ''] = /image "([^"]*)"/.exec(event.message) ?? [];
      const [, took] = / in ([\dhms.µn]+)/.exec(event.message) ?? [];
      const [, bytes] = /Image size: (\d+) bytes/.exec(event.message) ?? [];
      const size = bytes === undefined ? undefined : `${(Number(bytes) / 1e6).toFixed(1)} MB`;
      return {
        name: `pulled ${image}`,
        at: event.lastAt,
        detail: [took, size].filter(Boolean).join(', ') || undefined,
      };
    })
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
