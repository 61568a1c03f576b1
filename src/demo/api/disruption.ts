/** Disruption budgets: their status, kept by the controller, and what they say to an eviction. */

import type { Clock } from '../../kube/clock.ts';
import { removeObject } from '../store/delete-object.ts';
import { getObject } from '../store/find-object.ts';
import { CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import { isRecord } from '../store/merge-patch.ts';
import { type DemoPod, type KubeObject, wireTime } from '../store/objects.ts';
import { isReady, ownedBy } from '../store/owners.ts';
import type { Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { type LabelSelectorObject, matchesLabels } from '../store/selectors.ts';
import { StatusError } from '../store/status-error.ts';

interface Budget extends KubeObject {
  readonly spec: {
    readonly selector?: LabelSelectorObject;
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
  };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly desiredHealthy?: number;
    readonly currentHealthy?: number;
  };
}

const SETTLE_MS = 50;

/** Counts the healthy pods of every budget anew when pods or budgets change. The answer ends it. */
export function keepBudgets(log: ResourceLog, clock: Clock): () => void {
  let due = false;
  const count = (): void => {
    if (due || log.count('poddisruptionbudgets') === 0) return;
    due = true;
    clock.after(SETTLE_MS, () => {
      due = false;
      for (const budget of log.all('poddisruptionbudgets') as Budget[]) writeStatus(log, clock, budget);
    });
  };
  const stops = (['pods', 'poddisruptionbudgets'] as const).map(resource => log.subscribe(resource, count));
  return () => {
    for (const stop of stops) stop();
  };
}

const isActive = ({ metadata, status }: DemoPod): boolean =>
  metadata.deletionTimestamp == null && status.phase !== 'Succeeded' && status.phase !== 'Failed';

const podsOf = (log: ResourceLog, { spec, metadata }: Budget): DemoPod[] =>
  (log.all('pods', metadata.namespace) as DemoPod[]).filter(
    pod => spec.selector !== undefined && matchesLabels(spec.selector, pod.metadata.labels ?? {}) && isActive(pod),
  );

function writeStatus(log: ResourceLog, clock: Clock, budget: Budget): void {
  const pods = podsOf(log, budget);
  const expected = expectedPods(log, pods);
  const healthy = pods.filter(isReady).length;
  const { minAvailable, maxUnavailable } = budget.spec;
  const desired =
    minAvailable === undefined
      ? Math.max(0, expected - share(maxUnavailable ?? 1, expected))
      : typeof minAvailable === 'number'
        ? minAvailable
        : share(minAvailable, expected);
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  const status = {
    observedGeneration: budget.metadata.generation ?? 1,
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
  };
  const before = (budget.status ?? {}) as Record<string, unknown>;
  if (Object.entries(status).every(([name, value]) => before[name] === value)) return;
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? 'True' : 'False',
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    lastTransitionTime: wireTime(clock.now()),
    observedGeneration: status.observedGeneration,
  };
  log.update(
    'poddisruptionbudgets',
    { ...budget, status: { ...status, conditions: [condition] } } as Budget,
    CONTROLLERS_STATUS,
  );
}

/** As many as their owners want; a pod on its own counts as one. */
function expectedPods(log: ResourceLog, pods: readonly DemoPod[]): number {
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    const resource = `${owner?.kind.toLowerCase()}s`;
    const found = owner && log.get(resource, pod.metadata.namespace, owner.name);
    const wanted = (found?.spec as { replicas?: number } | undefined)?.replicas;
    owners.set(found?.metadata.uid ?? pod.metadata.uid, found ? (wanted ?? ownedBy(log, 'pods', found).length) : 1);
  }
  return [...owners.values()].reduce((sum, wanted) => sum + wanted, 0);
}

/** Of `30%` more than a part of a pod is a whole one. */
const share = (part: number | string, of: number): number =>
  typeof part === 'number' ? part : Math.ceil((Number.parseFloat(part) / 100) * of);

/** POST …/pods/NAME/eviction: a deletion that a disruption budget can refuse. @throws StatusError */
export function evictPod(log: ResourceLog, clock: Clock, target: Target, body: unknown): object {
  const pod = getObject(log, target) as DemoPod;
  const options = (isRecord(body) ? body['deleteOptions'] : undefined) as
    | { gracePeriodSeconds?: number; dryRun?: string[] }
    | undefined;
  if (isActive(pod) && pod.status.phase !== 'Pending') askBudgets(log, pod);
  if (!options?.dryRun?.includes('All')) {
    const marked = log.update('pods', withTarget(pod, wireTime(clock.now())));
    removeObject(log, clock, 'pods', marked, options);
  }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

function askBudgets(log: ResourceLog, pod: DemoPod): void {
  const { namespace, labels = {} } = pod.metadata;
  const budgets = (log.all('poddisruptionbudgets', namespace) as Budget[]).filter(
    ({ spec }) => spec.selector !== undefined && matchesLabels(spec.selector, labels),
  );
  if (budgets.length > 1) {
    const words = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new StatusError(500, 'InternalError', words);
  }
  const [budget] = budgets;
  if (budget === undefined) return;
  const { disruptionsAllowed = 0, desiredHealthy = 0, currentHealthy = 0 } = budget.status ?? {};
  // What is not healthy is no loss, as long as the others are enough.
  if (!isReady(pod) && currentHealthy >= desiredHealthy && desiredHealthy > 0) return;
  if (disruptionsAllowed > 0) return;
  const cause = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const words = "Cannot evict pod as it would violate the pod's disruption budget.";
  throw new StatusError(429, 'TooManyRequests', words, { causes: [{ reason: 'DisruptionBudget', message: cause }] });
}

function withTarget(pod: DemoPod, time: string): DemoPod {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: time,
  };
  return { ...pod, status: { ...pod.status, conditions: [...(pod.status.conditions ?? []), condition] } };
}
