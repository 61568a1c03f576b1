/** Plays one scenario on a cluster: what is there before, its deeds in time, and from the beginning again if it wants to. */

import type { Kubelets } from './machinery/kubelet.ts';
import { newObject } from './machinery/new-object.ts';
import type { NodeLifecycle } from './machinery/node-lifecycle.ts';
import { settledPod } from './machinery/settled-pod.ts';
import type { Scenario, Step } from './scenarios/scenario.ts';
import { removeObject, writeObject } from './store/delete-object.ts';
import { mergePatch } from './store/merge-patch.ts';
import { type DemoPod, type Draft, type KubeObject, wireTime } from './store/objects.ts';

/** Before the next telling, so that a reader sees that one story is over. */
const PAUSE_MS = 15_000;
/** Seconds; less than the pause. */
const CLEAN_UP_GRACE = 5;

/** Begins at once; the answer ends it and leaves everything as it stands. */
export function playScenario(scenario: Scenario, kubelets: Kubelets, nodes: NodeLifecycle): () => void {
  const { clock } = kubelets;
  let cancels: (() => void)[] = [];
  const tell = (): void => {
    cancels = [];
    for (const step of scenario.steps) {
      if (step.at === 0) perform(step, kubelets, nodes);
      else cancels.push(clock.after(step.at * 1000, () => perform(step, kubelets, nodes)));
    }
    if (!scenario.again) return;
    cancels.push(clock.after(scenario.seconds * 1000, () => cleanUp(scenario, kubelets)));
    cancels.push(clock.after(scenario.seconds * 1000 + PAUSE_MS, tell));
  };
  settle(scenario, kubelets);
  tell();
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** Takes away what the story has made and not deleted itself. */
function cleanUp(scenario: Scenario, { log, clock }: Kubelets): void {
  for (const step of scenario.steps) {
    if (step.do !== 'create') continue;
    const object = log.get(step.resource, namespaceFor(step.resource), step.object.metadata.name!);
    if (object) removeObject(log, clock, step.resource, object, { gracePeriodSeconds: CLEAN_UP_GRACE });
  }
}

function settle(scenario: Scenario, kubelets: Kubelets): void {
  const { log, clock, random } = kubelets;
  const nodes = log.all('nodes');
  for (const [index, { pod, age, containers }] of (scenario.before ?? []).entries()) {
    const node = nodes[index % nodes.length]!.metadata.name;
    const past = {
      age,
      node,
      hostIP: kubelets.hostIP(node),
      podIP: kubelets.nextPodIP(node),
      ...(containers ? { containers } : {}),
    };
    if (!log.has('pods', 'default', pod.metadata.name!)) log.create('pods', settledPod(pod, past, clock.now(), random));
  }
}

function perform(step: Step, kubelets: Kubelets, nodes: NodeLifecycle): void {
  const { log, clock } = kubelets;
  const pod = (name: string): DemoPod | undefined => log.get('pods', 'default', name) as DemoPod | undefined;
  switch (step.do) {
    case 'create':
      create(step.resource, step.object, kubelets);
      return;
    case 'delete': {
      const object = log.get(step.resource, namespaceFor(step.resource), step.name);
      if (object) removeObject(log, clock, step.resource, object, { gracePeriodSeconds: step.graceSeconds });
      return;
    }
    case 'patch': {
      const object = log.get(step.resource, namespaceFor(step.resource), step.name);
      if (object)
        writeObject(log, step.resource, mergePatch(object, step.patch) as KubeObject, { manager: 'kubectl-patch' });
      return;
    }
    case 'kill': {
      const { exitCode, reason = exitCode === 0 ? 'Completed' : 'Error' } = step;
      const found = pod(step.pod);
      if (found) kubelets.worker(found)?.kill(step.container, { exitCode, reason });
      return;
    }
    case 'probe': {
      const found = pod(step.pod);
      if (found) kubelets.worker(found)?.forceProbe(step.container, step.probe, step.passes);
      return;
    }
    case 'condition': {
      const found = pod(step.pod);
      if (found) setCondition(found, step.type, step.status, kubelets);
      return;
    }
    case 'evict': {
      const found = pod(step.pod);
      if (found) kubelets.worker(found)?.evict('Evicted', step.message, 'Evicted');
      return;
    }
    case 'lose-node':
      nodes.lose(step.node);
      return;
    case 'find-node':
      nodes.find(step.node);
  }
}

function setCondition(pod: DemoPod, type: string, status: string, kubelets: Kubelets): void {
  const { log, clock } = kubelets;
  const others = (pod.status.conditions ?? []).filter(row => row.type !== type);
  const condition = { type, status, lastProbeTime: null, lastTransitionTime: wireTime(clock.now()) };
  log.update('pods', { ...pod, status: { ...pod.status, conditions: [...others, condition] } } as DemoPod);
  // The kubelet sees the gate and writes Ready.
  kubelets.worker(pod)?.sync();
}

function create(resource: string, object: Draft, { log }: Kubelets): void {
  const { name } = object.metadata;
  // A story that is told again finds its objects as it left them, or as a person did.
  if (name !== undefined && log.has(resource, namespaceFor(resource), name)) return;
  const { draft, given } = newObject(resource, object, log);
  log.create(resource, draft, { manager: 'kubectl-create' }, given);
}

const namespaceFor = (resource: string): string | undefined =>
  ['nodes', 'namespaces', 'priorityclasses'].includes(resource) ? undefined : 'default';
