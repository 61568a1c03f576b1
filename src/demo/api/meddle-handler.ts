/**
 * `POST /demo/DEED` with a JSON body: what a person or a test does to the cluster behind its back. Not part of Kubernetes, so
 * it stands beside /api and is not in the discovery.
 */

import type { Meddling } from '../machinery/meddling.ts';
import { isRecord } from '../store/merge-patch.ts';
import { badRequest } from '../store/status-error.ts';

type Deed = (cluster: Meddling, given: Readonly<Record<string, unknown>>) => unknown;

const text = (given: Readonly<Record<string, unknown>>, name: string, normally?: string): string => {
  const value = given[name] ?? normally;
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(`"${name}" must be a text`);
};
const number = (given: Readonly<Record<string, unknown>>, name: string, normally: number): number => {
  const value = given[name] ?? normally;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw badRequest(`"${name}" must be a whole number`);
};

const DEEDS: Readonly<Record<string, Deed>> = {
  play: (cluster, given) => cluster.play(text(given, 'scenario')),
  kill: (cluster, given) =>
    cluster.kill(
      text(given, 'namespace', 'default'),
      text(given, 'pod'),
      text(given, 'container'),
      number(given, 'exitCode', 137),
    ),
  probe: (cluster, given) => {
    const kind = text(given, 'probe', 'readiness');
    if (kind !== 'startup' && kind !== 'readiness' && kind !== 'liveness')
      throw badRequest(`there is no ${kind} probe`);
    return cluster.setProbe(
      text(given, 'namespace', 'default'),
      text(given, 'pod'),
      text(given, 'container'),
      kind,
      given['passes'] === true,
    );
  },
  'lose-node': (cluster, given) => cluster.loseNode(text(given, 'node')),
  'find-node': (cluster, given) => cluster.findNode(text(given, 'node')),
  cut: cluster => cluster.cutConnections(),
  refuse: (cluster, given) => cluster.refuse(number(given, 'code', 500), number(given, 'times', 1)),
  compact: cluster => cluster.compact(),
  pause: cluster => void cluster.pause(),
  step: (cluster, given) => cluster.step(number(given, 'seconds', 1)),
};

/** Does the deed that the path names. Undefined when it names none; otherwise whether it found what it was about. */
export function meddle(cluster: Meddling, path: string, body: unknown): boolean | undefined {
  const deed = path.startsWith('/demo/') ? DEEDS[path.slice('/demo/'.length)] : undefined;
  if (deed === undefined) return undefined;
  return deed(cluster, isRecord(body) ? body : {}) !== false;
}
