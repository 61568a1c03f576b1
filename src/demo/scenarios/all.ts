import { busybox } from './busybox.ts';
import { kubia } from './kubia.ts';
import { kubiaSsl } from './kubia-ssl.ts';
import { newNginx } from './new-nginx.ts';
import { podPhase } from './pod-phase.ts';
import type { Scenario } from './scenario.ts';

/** In the order in which they are listed; the first screen plays those that are named in `cluster.ts`. */
export const SCENARIOS: readonly Scenario[] = [podPhase, busybox, kubiaSsl, newNginx, kubia];
