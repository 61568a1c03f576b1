/** A pod with a past: as the API server would show one that was made long before the demo began. */

import { type DemoContainer, type DemoPod, type Draft, wireTime } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import { type ContainerRun, endReason, goDuration, newContainerRun } from './container-run.ts';
import { fullReference } from './images.ts';
import { newPod } from './new-object.ts';
import { podStatus } from './pod-status.ts';

/** All in seconds before now. */
export interface Past {
  readonly age: number;
  readonly node: string;
  readonly hostIP: string;
  readonly podIP: string;
  readonly containers?: Readonly<Record<string, ContainerPast>>;
}

export interface ContainerPast {
  readonly restarts: number;
  /** When it ended last. */
  readonly ended: number;
  readonly exitCode: number;
  readonly reason?: string;
  /** How long its last run lasted. */
  readonly ran: number;
  /** It waits for its next restart since its last end; otherwise it runs again since this many seconds. */
  readonly backsOff?: true;
}

export function settledPod(draft: Draft, past: Past, now: number, random: Random): Draft {
  const { draft: fresh } = newPod(draft, { now: () => now, newUid: () => random.uuid() });
  return settled(fresh, past, now, random);
}

/** The same of a pod that has its defaults already. */
export function settled(fresh: Draft, past: Past, now: number, random: Random): Draft {
  const uid = random.uuid();
  const at = (ago: number): string => wireTime(now - ago * 1000);
  const created = at(past.age);
  const pod = {
    ...fresh,
    metadata: { ...fresh.metadata, uid, creationTimestamp: created },
    spec: { ...(fresh.spec as object), nodeName: past.node },
  } as DemoPod;
  const scheduled = {
    type: 'PodScheduled',
    observedGeneration: 1,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: created,
  };
  const containers = pod.spec.containers.map(spec => settledContainer(pod, spec, past, at, random));
  const { hostIP, podIP } = past;
  const known = { containers, sandboxReady: true, hostIP, podIP, verdict: undefined, stopped: false };
  const settled = Math.max(0, past.age - 3);
  const before = { ...pod, status: { ...pod.status, startTime: created, conditions: [scheduled] } };
  const status = podStatus(before, known, at(settled));
  const lastEnd = Math.min(...Object.values(past.containers ?? {}).map(({ ended }) => ended), settled);
  const conditions = status.conditions!.map(condition =>
    /Ready$/.test(condition.type) ? { ...condition, lastTransitionTime: at(lastEnd) } : condition,
  );
  return { ...pod, status: { ...status, conditions } };
}

function settledContainer(
  pod: DemoPod,
  spec: DemoContainer,
  past: Past,
  at: (ago: number) => string,
  random: Random,
): ContainerRun {
  const run = newContainerRun(spec, 'app', undefined);
  const history = past.containers?.[spec.name];
  run.imageID = `${fullReference(spec.image).replace(/:[^:/]*$/, '')}@sha256:${random.hex(64)}`;
  run.containerID = `containerd://${random.hex(64)}`;
  run.tried = true;
  run.ready = true;
  run.started = true;
  run.state = { running: { startedAt: at(Math.max(0, past.age - 2)) } };
  if (history === undefined) return run;
  const { restarts, ended, exitCode, ran } = history;
  run.restarts = restarts;
  const reason = history.reason ?? endReason(exitCode);
  run.lastState = {
    terminated: {
      exitCode,
      reason,
      startedAt: at(ended + ran),
      finishedAt: at(ended),
      ...{ containerID: run.containerID },
    },
  };
  if (!history.backsOff) return { ...run, state: { running: { startedAt: at(Math.max(0, ended - 1)) } } };
  const wait = goDuration(Math.min(300_000, 10_000 * 2 ** Math.min(10, restarts - 1)));
  const { name, namespace, uid } = pod.metadata;
  const message = `back-off ${wait} restarting failed container=${spec.name} pod=${name}_${namespace}(${uid})`;
  run.state = { waiting: { reason: 'CrashLoopBackOff', message } };
  run.ready = false;
  run.started = false;
  return run;
}
