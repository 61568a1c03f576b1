import type { PbfReader } from 'pbf';
import type {
  Container,
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  ObjectMeta,
  OwnerReference,
  Pod,
  PodCondition,
  PodSpec,
  PodStatus,
} from '../../kube/pod.ts';
import { PRE_STOP } from '../../kube/pod.ts';
import { USUAL_CONTAINER } from '../../kube/usual-container.ts';
import { resourcesOf } from './resources-message.ts';
import type { WireStrings } from './wire-strings.ts';

/*
 * The messages of k8s.io/api/core/v1/generated.proto that make up a pod record; the numbers are the published ones. Fields that no
 * screen shows (volumes, environment, managedFields: nine tenths of the bytes) are skipped by their length. A record has the
 * same fields in the same order as one made of JSON.
 */

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Reads a Pod up to `end`. Throws RangeError or Error on what is no message. */
export function readPod(r: PbfReader, end: number, strings: WireStrings): Pod {
  const pod: Draft<Pod> = { metadata: NO_META, spec: undefined, status: undefined };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) pod.metadata = readMeta(r, r.readVarint() + r.pos, strings);
    else if (tag === 2) pod.spec = readSpec(r, r.readVarint() + r.pos, strings);
    else if (tag === 3) pod.status = readStatus(r, r.readVarint() + r.pos, strings);
  }
  return pod;
}

const NO_META: ObjectMeta = { name: '', uid: '' };

function readMeta(r: PbfReader, end: number, s: WireStrings): ObjectMeta {
  const meta: Draft<ObjectMeta> = {
    name: '',
    namespace: undefined,
    uid: '',
    resourceVersion: undefined,
    generateName: undefined,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    labels: undefined,
    annotations: undefined,
    ownerReferences: undefined,
    finalizers: undefined,
  };
  let labels: Record<string, string> | undefined;
  let owners: OwnerReference[] | undefined;
  let finalizers: string[] | undefined;
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) meta.name = s.unique(r);
    else if (tag === 2) meta.generateName = s.shared(r) || undefined;
    else if (tag === 3) meta.namespace = s.shared(r) || undefined;
    else if (tag === 5) meta.uid = s.unique(r);
    else if (tag === 6) meta.resourceVersion = s.unique(r) || undefined;
    else if (tag === 8) meta.creationTimestamp = s.time(r);
    else if (tag === 9) meta.deletionTimestamp = s.time(r);
    else if (tag === 10) meta.deletionGracePeriodSeconds = r.readVarint(true);
    else if (tag === 11) {
      labels ??= {};
      readMapEntry(r, r.readVarint() + r.pos, s, labels);
    } else if (tag === 12) {
      meta.annotations = readUsual(r, r.readVarint() + r.pos, s) ?? meta.annotations;
    } else if (tag === 13) {
      owners ??= [];
      owners.push(readOwner(r, r.readVarint() + r.pos, s));
    } else if (tag === 14) {
      finalizers ??= [];
      finalizers.push(s.shared(r));
    }
  }
  meta.labels = labels;
  meta.ownerReferences = owners;
  meta.finalizers = finalizers;
  return meta;
}

function readMapEntry(r: PbfReader, end: number, s: WireStrings, into: Record<string, string>): void {
  let key = '';
  let value = '';
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) key = s.shared(r);
    else if (tag === 2) value = s.shared(r);
  }
  into[key] = value;
}

/** Of the annotations the one that is kept; the value of another, which may be long, is skipped. */
function readUsual(r: PbfReader, end: number, s: WireStrings): ObjectMeta['annotations'] {
  let isUsual = false;
  let usual = '';
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) isUsual = s.shared(r) === USUAL_CONTAINER;
    else if (tag === 2 && isUsual) usual = s.shared(r);
  }
  return usual === '' ? undefined : { [USUAL_CONTAINER]: usual };
}

function readOwner(r: PbfReader, end: number, s: WireStrings): OwnerReference {
  const owner: Draft<OwnerReference> = { kind: '', name: '', uid: '', controller: undefined };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) owner.kind = s.shared(r);
    else if (tag === 3) owner.name = s.shared(r);
    else if (tag === 4) owner.uid = s.shared(r);
    else if (tag === 6) owner.controller = r.readBoolean();
  }
  return owner;
}

function readSpec(r: PbfReader, end: number, s: WireStrings): PodSpec {
  const spec: Draft<PodSpec> = {
    nodeName: undefined,
    restartPolicy: undefined,
    serviceAccountName: undefined,
    priorityClassName: undefined,
    terminationGracePeriodSeconds: undefined,
    containers: undefined,
    initContainers: undefined,
    ephemeralContainers: undefined,
    readinessGates: undefined,
    schedulingGates: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 2) spec.containers = appended(spec.containers, readContainer(r, r.readVarint() + r.pos, s));
    else if (tag === 3) spec.restartPolicy = s.shared(r) || undefined;
    else if (tag === 4) spec.terminationGracePeriodSeconds = r.readVarint(true);
    else if (tag === 8) spec.serviceAccountName = s.shared(r) || undefined;
    else if (tag === 10) spec.nodeName = s.shared(r) || undefined;
    else if (tag === 20)
      spec.initContainers = appended(spec.initContainers, readContainer(r, r.readVarint() + r.pos, s));
    else if (tag === 24) spec.priorityClassName = s.shared(r) || undefined;
    else if (tag === 28) {
      spec.readinessGates = appended(spec.readinessGates, { conditionType: readOnly(r, s) });
    } else if (tag === 34) {
      spec.ephemeralContainers = appended(spec.ephemeralContainers, readEphemeral(r, r.readVarint() + r.pos, s));
    } else if (tag === 38) spec.schedulingGates = appended(spec.schedulingGates, { name: readOnly(r, s) });
  }
  return spec;
}

const NO_CONTAINER: Container = {
  name: '',
  image: undefined,
  restartPolicy: undefined,
  resources: undefined,
  lifecycle: undefined,
};

function readContainer(r: PbfReader, end: number, s: WireStrings): Container {
  const container: Draft<Container> = { ...NO_CONTAINER };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) container.name = s.shared(r);
    else if (tag === 2) container.image = s.shared(r) || undefined;
    else if (tag === 8) container.resources = resourcesOf(r, s);
    else if (tag === 12) container.lifecycle = readLifecycle(r, r.readVarint() + r.pos);
    else if (tag === 24) container.restartPolicy = s.shared(r) || undefined;
  }
  return container;
}

function readLifecycle(r: PbfReader, end: number): Container['lifecycle'] {
  let lifecycle: Container['lifecycle'];
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) if (tag === 2) lifecycle = PRE_STOP;
  return lifecycle;
}

/** An ephemeral container wraps the fields of a container in its first field. */
function readEphemeral(r: PbfReader, end: number, s: WireStrings): Container {
  let container = NO_CONTAINER;
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) container = readContainer(r, r.readVarint() + r.pos, s);
  }
  return container;
}

/** A message whose only field of interest is the string with number 1. */
function readOnly(r: PbfReader, s: WireStrings): string {
  const end = r.readVarint() + r.pos;
  let text = '';
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) if (tag === 1) text = s.shared(r);
  return text;
}

function readStatus(r: PbfReader, end: number, s: WireStrings): PodStatus {
  const status: Draft<PodStatus> = {
    phase: undefined,
    reason: undefined,
    message: undefined,
    hostIP: undefined,
    podIP: undefined,
    podIPs: undefined,
    startTime: undefined,
    qosClass: undefined,
    nominatedNodeName: undefined,
    conditions: undefined,
    initContainerStatuses: undefined,
    containerStatuses: undefined,
    ephemeralContainerStatuses: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) status.phase = s.shared(r) || undefined;
    else if (tag === 2) status.conditions = appended(status.conditions, readCondition(r, r.readVarint() + r.pos, s));
    else if (tag === 3) status.message = s.unique(r) || undefined;
    else if (tag === 4) status.reason = s.shared(r) || undefined;
    else if (tag === 5) status.hostIP = s.shared(r) || undefined;
    else if (tag === 6) status.podIP = s.shared(r) || undefined;
    else if (tag === 7) status.startTime = s.time(r);
    else if (tag === 8) {
      status.containerStatuses = appended(status.containerStatuses, readContainerStatus(r, r.readVarint() + r.pos, s));
    } else if (tag === 9) status.qosClass = s.shared(r) || undefined;
    else if (tag === 10) {
      status.initContainerStatuses = appended(
        status.initContainerStatuses,
        readContainerStatus(r, r.readVarint() + r.pos, s),
      );
    } else if (tag === 11) status.nominatedNodeName = s.shared(r) || undefined;
    else if (tag === 12) status.podIPs = appended(status.podIPs, { ip: readOnly(r, s) });
    else if (tag === 13) {
      const ephemeral = readContainerStatus(r, r.readVarint() + r.pos, s);
      status.ephemeralContainerStatuses = appended(status.ephemeralContainerStatuses, ephemeral);
    }
  }
  return status;
}

function readCondition(r: PbfReader, end: number, s: WireStrings): PodCondition {
  const condition: Draft<PodCondition> = {
    type: '',
    status: '',
    reason: undefined,
    message: undefined,
    lastProbeTime: undefined,
    lastTransitionTime: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) condition.type = s.shared(r);
    else if (tag === 2) condition.status = s.shared(r);
    else if (tag === 3) condition.lastProbeTime = s.time(r);
    else if (tag === 4) condition.lastTransitionTime = s.time(r);
    else if (tag === 5) condition.reason = s.shared(r) || undefined;
    else if (tag === 6) condition.message = s.shared(r) || undefined;
  }
  return condition;
}

function readContainerStatus(r: PbfReader, end: number, s: WireStrings): ContainerStatus {
  const status: Draft<ContainerStatus> = {
    name: '',
    ready: false,
    started: undefined,
    restartCount: 0,
    image: undefined,
    imageID: undefined,
    containerID: undefined,
    state: undefined,
    lastState: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) status.name = s.shared(r);
    else if (tag === 2) status.state = readState(r, r.readVarint() + r.pos, s);
    else if (tag === 3) status.lastState = readState(r, r.readVarint() + r.pos, s);
    else if (tag === 4) status.ready = r.readBoolean();
    else if (tag === 5) status.restartCount = r.readVarint(true) | 0;
    else if (tag === 6) status.image = s.shared(r) || undefined;
    else if (tag === 7) status.imageID = s.shared(r) || undefined;
    else if (tag === 8) status.containerID = s.unique(r) || undefined;
    else if (tag === 9) status.started = r.readBoolean();
  }
  return status;
}

function readState(r: PbfReader, end: number, s: WireStrings): ContainerState | undefined {
  if (r.pos === end) return undefined;
  const state: Draft<ContainerState> = { waiting: undefined, running: undefined, terminated: undefined };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) state.waiting = readWaiting(r, r.readVarint() + r.pos, s);
    else if (tag === 2) state.running = readRunning(r, r.readVarint() + r.pos, s);
    else if (tag === 3) state.terminated = readTerminated(r, r.readVarint() + r.pos, s);
  }
  return state;
}

function readWaiting(r: PbfReader, end: number, s: WireStrings): NonNullable<ContainerState['waiting']> {
  const waiting: { reason: string | undefined; message: string | undefined } = {
    reason: undefined,
    message: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) waiting.reason = s.shared(r) || undefined;
    else if (tag === 2) waiting.message = s.unique(r) || undefined;
  }
  return waiting;
}

function readRunning(r: PbfReader, end: number, s: WireStrings): NonNullable<ContainerState['running']> {
  let startedAt: string | undefined;
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) if (tag === 1) startedAt = s.time(r);
  return { startedAt };
}

function readTerminated(r: PbfReader, end: number, s: WireStrings): ContainerStateTerminated {
  const terminated: Draft<ContainerStateTerminated> = {
    exitCode: 0,
    signal: undefined,
    reason: undefined,
    message: undefined,
    startedAt: undefined,
    finishedAt: undefined,
  };
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) terminated.exitCode = r.readVarint(true) | 0;
    else if (tag === 2) terminated.signal = r.readVarint(true) | 0 || undefined;
    else if (tag === 3) terminated.reason = s.shared(r) || undefined;
    else if (tag === 4) terminated.message = s.unique(r) || undefined;
    else if (tag === 5) terminated.startedAt = s.time(r);
    else if (tag === 6) terminated.finishedAt = s.time(r);
  }
  return terminated;
}

function appended<T>(items: readonly T[] | undefined, item: T): readonly T[] {
  if (items === undefined) return [item];
  (items as T[]).push(item);
  return items;
}
