import { busybox } from './busybox.ts';
import { initRetry, livenessKill, oomKilled, sidecarCrash } from './crashes.ts';
import { completed, debugContainer, failed, finalizer, slowStop } from './endings.ts';
import { kubia } from './kubia.ts';
import { kubiaSsl } from './kubia-ssl.ts';
import { newNginx } from './new-nginx.ts';
import { podPhase } from './pod-phase.ts';
import type { Scenario } from './scenario.ts';
import { evicted, nodeLost, noMemory, preempted, resizing, schedulingGate, tainted } from './scheduling.ts';
import { badConfig, invalidImage, neverPull, readinessGate, slowStart } from './starts.ts';
import { jobCompleted, jobFailed, sameName, scaling, stuckRollout } from './workloads.ts';

/** In the order in which they are listed; `cluster.ts` names those of the first screen. */
export const SCENARIOS: readonly Scenario[] = [
  podPhase,
  busybox,
  kubiaSsl,
  newNginx,
  kubia,
  oomKilled,
  badConfig,
  initRetry,
  sidecarCrash,
  noMemory,
  tainted,
  schedulingGate,
  readinessGate,
  slowStart,
  livenessKill,
  invalidImage,
  neverPull,
  completed,
  failed,
  jobCompleted,
  jobFailed,
  evicted,
  nodeLost,
  stuckRollout,
  scaling,
  sameName,
  slowStop,
  finalizer,
  debugContainer,
  preempted,
  resizing,
];
