import { int32, list, object, text } from './foreign.ts';
import {
  type Container,
  type ContainerState,
  type ContainerStatus,
  type CpuAndMemory,
  type ObjectMeta,
  type OwnerReference,
  type Pod,
  type PodCondition,
  type PodSpec,
  type PodStatus,
  PRE_STOP,
  type Resources,
} from './pod.ts';
import { USUAL_CONTAINER } from './usual-container.ts';

/** Answers an equal string, the same one for equal ones, so that what repeats in many pods is held once. */
export type Share = (text: string) => string;

type Foreign = Record<string, unknown>;

/**
 * The record of a pod from parsed JSON; undefined if it has no name or no uid, as every pod of a server has. Total: fields of a wrong type are left out.
 * Every field of a record is set, absent ones to undefined: pods of one shape are faster to read and smaller. What Go's printer
 * cannot tell from an absent field (`""`, a null time, signal 0) is left out, so that JSON and protobuf give the same record.
 */
export function podFromJson(value: unknown, share: Share = same): Pod | undefined {
  const pod = foreign(value);
  const metadata = foreign(pod?.['metadata']);
  if (metadata === undefined || text(metadata['name']) === '' || text(metadata['uid']) === '') return undefined;
  const spec = foreign(pod!['spec']);
  const status = foreign(pod!['status']);
  return {
    metadata: metaOf(metadata, share),
    spec: spec && specOf(spec, share),
    status: status && statusOf(status, share),
  };
}

function metaOf(meta: Foreign, share: Share): ObjectMeta {
  const labels = foreign(meta['labels']);
  const usual = some(foreign(meta['annotations'])?.[USUAL_CONTAINER]);
  return {
    name: text(meta['name']),
    namespace: shared(meta['namespace'], share),
    uid: text(meta['uid']),
    resourceVersion: some(meta['resourceVersion']),
    generateName: shared(meta['generateName'], share),
    creationTimestamp: shared(meta['creationTimestamp'], share),
    deletionTimestamp: shared(meta['deletionTimestamp'], share),
    deletionGracePeriodSeconds: number(meta['deletionGracePeriodSeconds']),
    labels: labels && Object.keys(labels).length > 0 ? labelsOf(labels, share) : undefined,
    annotations: usual === undefined ? undefined : { [USUAL_CONTAINER]: share(usual) },
    ownerReferences: each(meta['ownerReferences'], owner => ownerOf(owner, share)),
    finalizers: strings(meta['finalizers'], share),
  };
}

function labelsOf(labels: Foreign, share: Share): Record<string, string> {
  const out: Record<string, string> = {};
  for (const key of Object.keys(labels)) out[key] = share(text(labels[key]));
  return out;
}

function ownerOf(owner: Foreign, share: Share): OwnerReference {
  return {
    kind: share(text(owner['kind'])),
    name: share(text(owner['name'])),
    uid: share(text(owner['uid'])),
    controller: boolean(owner['controller']),
  };
}

function specOf(spec: Foreign, share: Share): PodSpec {
  return {
    nodeName: shared(spec['nodeName'], share),
    restartPolicy: shared(spec['restartPolicy'], share),
    serviceAccountName: shared(spec['serviceAccountName'], share),
    priorityClassName: shared(spec['priorityClassName'], share),
    terminationGracePeriodSeconds: number(spec['terminationGracePeriodSeconds']),
    containers: each(spec['containers'], c => containerOf(c, share)),
    initContainers: each(spec['initContainers'], c => containerOf(c, share)),
    ephemeralContainers: each(spec['ephemeralContainers'], c => containerOf(c, share)),
    readinessGates: each(spec['readinessGates'], g => ({ conditionType: share(text(g['conditionType'])) })),
    schedulingGates: each(spec['schedulingGates'], g => ({ name: share(text(g['name'])) })),
  };
}

function containerOf(container: Foreign, share: Share): Container {
  return {
    name: share(text(container['name'])),
    image: shared(container['image'], share),
    restartPolicy: shared(container['restartPolicy'], share),
    resources: resourcesOf(foreign(container['resources']), share),
    lifecycle: foreign(foreign(container['lifecycle'])?.['preStop']) && PRE_STOP,
  };
}

/** Undefined where there are neither requests nor limits of the two. */
function resourcesOf(resources: Foreign | undefined, share: Share): Resources | undefined {
  const requests = amountsOf(foreign(resources?.['requests']), share);
  const limits = amountsOf(foreign(resources?.['limits']), share);
  return requests || limits ? { requests, limits } : undefined;
}

function amountsOf(amounts: Foreign | undefined, share: Share): CpuAndMemory | undefined {
  const [cpu, memory] = [quantityOf(amounts?.['cpu'], share), quantityOf(amounts?.['memory'], share)];
  return cpu === undefined && memory === undefined ? undefined : { cpu, memory };
}

/** A file may write it as a number. */
const quantityOf = (value: unknown, share: Share): string | undefined =>
  typeof value === 'number' ? share(String(value)) : shared(value, share);

function statusOf(status: Foreign, share: Share): PodStatus {
  return {
    phase: shared(status['phase'], share),
    reason: shared(status['reason'], share),
    message: some(status['message']),
    hostIP: shared(status['hostIP'], share),
    podIP: some(status['podIP']),
    podIPs: each(status['podIPs'], ip => ({ ip: text(ip['ip']) })),
    startTime: shared(status['startTime'], share),
    qosClass: shared(status['qosClass'], share),
    nominatedNodeName: shared(status['nominatedNodeName'], share),
    conditions: each(status['conditions'], c => conditionOf(c, share)),
    initContainerStatuses: each(status['initContainerStatuses'], c => containerStatusOf(c, share)),
    containerStatuses: each(status['containerStatuses'], c => containerStatusOf(c, share)),
    ephemeralContainerStatuses: each(status['ephemeralContainerStatuses'], c => containerStatusOf(c, share)),
  };
}

function conditionOf(condition: Foreign, share: Share): PodCondition {
  return {
    type: share(text(condition['type'])),
    status: share(text(condition['status'])),
    reason: shared(condition['reason'], share),
    message: shared(condition['message'], share),
    lastProbeTime: shared(condition['lastProbeTime'], share),
    lastTransitionTime: shared(condition['lastTransitionTime'], share),
  };
}

function containerStatusOf(status: Foreign, share: Share): ContainerStatus {
  return {
    name: share(text(status['name'])),
    ready: status['ready'] === true,
    started: boolean(status['started']),
    restartCount: int32(status['restartCount']),
    image: shared(status['image'], share),
    imageID: shared(status['imageID'], share),
    containerID: some(status['containerID']),
    state: stateOf(foreign(status['state']), share),
    lastState: stateOf(foreign(status['lastState']), share),
  };
}

function stateOf(state: Foreign | undefined, share: Share): ContainerState | undefined {
  const waiting = foreign(state?.['waiting']);
  const running = foreign(state?.['running']);
  const terminated = foreign(state?.['terminated']);
  if (!waiting && !running && !terminated) return undefined;
  return {
    waiting: waiting && { reason: shared(waiting['reason'], share), message: some(waiting['message']) },
    running: running && { startedAt: shared(running['startedAt'], share) },
    terminated: terminated && {
      exitCode: int32(terminated['exitCode']),
      signal: int32(terminated['signal']) || undefined,
      reason: shared(terminated['reason'], share),
      message: some(terminated['message']),
      startedAt: shared(terminated['startedAt'], share),
      finishedAt: shared(terminated['finishedAt'], share),
    },
  };
}

function foreign(value: unknown): Foreign | undefined {
  return object(value as Foreign | null | undefined);
}

function some(value: unknown): string | undefined {
  return text(value) || undefined;
}

function shared(value: unknown, share: Share): string | undefined {
  return typeof value === 'string' && value !== '' ? share(value) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The objects of a list, each made a record; undefined for an empty list, as on the wire. */
function each<T>(value: unknown, record: (item: Foreign) => T): T[] | undefined {
  const items: T[] = [];
  for (const item of list(value as Foreign[] | undefined)) {
    const one = foreign(item);
    if (one) items.push(record(one));
  }
  return items.length > 0 ? items : undefined;
}

function strings(value: unknown, share: Share): string[] | undefined {
  const items = list(value as string[] | undefined).map(item => share(text(item)));
  return items.length > 0 ? items : undefined;
}

function same(value: string): string {
  return value;
}
