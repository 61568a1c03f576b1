/** Which pods the scheduler takes away so that a more important one fits. */
import type { DemoPod } from '../store/objects.ts';

export interface Room {
  readonly cpu: number;
  readonly memory: number;
}

/** A node on which lack of room is the only hindrance. */
export interface Candidate {
  readonly node: string;
  readonly allocatable: Room;
  readonly pods: readonly { readonly pod: DemoPod; readonly load: Room }[];
}

export interface Preemption {
  readonly node: string;
  readonly victims: readonly DemoPod[];
}

const priorityOf = ({ spec }: DemoPod): number => spec.priority ?? 0;
const isLeaving = ({ metadata }: DemoPod): boolean => metadata.deletionTimestamp != null;

/** The node where the least important and the fewest pods have to go. Undefined when taking pods away does not help. */
export function planPreemption(pod: DemoPod, wanted: Room, candidates: readonly Candidate[]): Preemption | undefined {
  const plans = candidates.flatMap(candidate => planFor(pod, wanted, candidate) ?? []);
  const worst = ({ victims }: Preemption): number => Math.max(...victims.map(priorityOf));
  return plans.sort((a, b) => worst(a) - worst(b) || a.victims.length - b.victims.length)[0];
}

/** All that are less important go, then as many as fit come back, the most important first. */
function planFor(pod: DemoPod, wanted: Room, { node, allocatable, pods }: Candidate): Preemption | undefined {
  const lesser = pods.filter(row => priorityOf(row.pod) < priorityOf(pod));
  let [cpu, memory] = [allocatable.cpu - wanted.cpu, allocatable.memory - wanted.memory];
  for (const { pod: other, load } of pods) {
    if (lesser.some(row => row.pod === other)) continue;
    cpu -= load.cpu;
    memory -= load.memory;
  }
  if (cpu < 0 || memory < 0) return undefined;
  const victims: DemoPod[] = [];
  for (const { pod: other, load } of [...lesser].sort((a, b) => priorityOf(b.pod) - priorityOf(a.pod))) {
    if (cpu >= load.cpu && memory >= load.memory) {
      cpu -= load.cpu;
      memory -= load.memory;
    } else victims.push(other);
  }
  return victims.length === 0 ? undefined : { node, victims };
}

/** Pods that go already make the room that the pod was promised. */
export const waitsForVictims = (pod: DemoPod, { node, pods }: Candidate): boolean =>
  pod.status.nominatedNodeName === node && pods.some(row => isLeaving(row.pod));
