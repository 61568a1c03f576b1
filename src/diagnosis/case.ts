import { type ClusterEvent, containerOf } from '../kube/cluster-event.ts';
import { itemsAt, type Json, textAt, timeAt } from '../kube/json.ts';
import type { Evidence, Facts, NextStep } from './finding.ts';

/** The facts, read once: what every finder looks at. */
export interface Case extends Facts {
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  readonly containers: readonly ContainerCase[];
  /** Events of this life of the pod, newest first. */
  readonly podEvents: readonly ClusterEvent[];
  /** Events of anything else, newest first. */
  readonly otherEvents: readonly ClusterEvent[];
  /** ` -n NAMESPACE` of a command. */
  readonly inNamespace: string;
}

export interface ContainerCase {
  readonly kind: 'init' | 'sidecar' | 'app' | 'ephemeral';
  readonly name: string;
  readonly spec: Json;
  readonly specPath: string;
  readonly status: Json;
  /** `status.containerStatuses[0]`; empty when the kubelet has said nothing yet. */
  readonly path: string;
}

export function openCase(facts: Facts): Case {
  const name = textAt(facts.pod, 'metadata', 'name');
  const namespace = textAt(facts.pod, 'metadata', 'namespace') || 'default';
  const uid = textAt(facts.pod, 'metadata', 'uid');
  const events = [...(facts.events ?? [])].sort((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0));
  // An Event about a pod of the same name but another uid tells of an earlier life.
  const isOurs = ({ regarding }: ClusterEvent): boolean =>
    regarding.kind === 'Pod' && regarding.name === name && (regarding.uid === uid || regarding.uid === '');
  return {
    ...facts,
    name,
    namespace,
    phase: textAt(facts.pod, 'status', 'phase'),
    containers: containersOf(facts.pod),
    podEvents: events.filter(isOurs),
    otherEvents: events.filter(event => event.regarding.kind !== 'Pod'),
    inNamespace: ` -n ${quoted(namespace)}`,
  };
}

const GROUPS = [
  { spec: 'initContainers', status: 'initContainerStatuses', kind: 'init' },
  { spec: 'containers', status: 'containerStatuses', kind: 'app' },
  { spec: 'ephemeralContainers', status: 'ephemeralContainerStatuses', kind: 'ephemeral' },
] as const;

/** In the order in which the pod runs them. */
export function containersOf(pod: unknown): readonly ContainerCase[] {
  return GROUPS.flatMap(group => {
    const statuses = itemsAt(pod, 'status', group.status);
    return itemsAt(pod, 'spec', group.spec).map((spec, i): ContainerCase => {
      const name = textAt(spec, 'name');
      const index = statuses.findIndex(status => textAt(status, 'name') === name);
      return {
        kind: group.kind === 'init' && textAt(spec, 'restartPolicy') === 'Always' ? 'sidecar' : group.kind,
        name,
        spec,
        specPath: `spec.${group.spec}[${i}]`,
        status: statuses[index] ?? {},
        path: index < 0 ? '' : `status.${group.status}[${index}]`,
      };
    });
  });
}

/** The container's own newest Event with one of these reasons, and a message that matches. */
export function eventOf(
  { podEvents }: Case,
  reasons: readonly string[],
  container?: ContainerCase,
  message?: RegExp,
): ClusterEvent | undefined {
  return podEvents.find(
    event =>
      reasons.includes(event.reason) &&
      (container === undefined || containerOf(event) === container.name) &&
      (message === undefined || message.test(event.message)),
  );
}

export const fieldEvidence = (path: string, value: string, of?: string): Evidence => ({
  type: 'field',
  path,
  value,
  ...(of === undefined ? {} : { of }),
});

export const eventEvidence = (event: ClusterEvent): Evidence => ({ type: 'event', event });

/** The first condition of that type. */
export function conditionOf(
  object: unknown,
  type: string,
): { readonly condition: Json; readonly path: string } | undefined {
  const index = itemsAt(object, 'status', 'conditions').findIndex(each => textAt(each, 'type') === type);
  const condition = itemsAt(object, 'status', 'conditions')[index];
  return condition && { condition, path: `status.conditions[${index}]` };
}

/** How long ago, ms; undefined without a time. */
export function agoOf(now: number, value: unknown, ...path: readonly string[]): number | undefined {
  const time = timeAt(value, ...path);
  return time === undefined ? undefined : now - time;
}

/** A word of a command line: as it is when a shell takes it literally, else in quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export const command = {
  describe: ({ name, inNamespace }: Case): string => `kubectl describe pod ${quoted(name)}${inNamespace}`,
  get: ({ inNamespace }: Case, kind: string, name: string): string =>
    `kubectl get ${kind} ${quoted(name)}${inNamespace}`,
};

/** To read the log of a container, of its present run or of the one before. */
export const logStep = (
  { name, inNamespace }: Case,
  container: ContainerCase,
  step: string,
  previous = false,
): NextStep => ({
  step,
  command: `kubectl logs ${quoted(name)}${inNamespace} -c ${quoted(container.name)}${previous ? ' --previous' : ''}`,
  log: { container: container.name, previous },
});
