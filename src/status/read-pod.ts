import { object } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';

/** A value taken for a pod, or why it cannot be one. `what` completes "this is …": `a Deployment`, `a number`. */
export type PodReading =
  | { readonly pod: Pod }
  | { readonly refused: 'not-an-object' | 'other-kind' | 'not-a-pod'; readonly what: string };

/**
 * Takes any JSON value for a pod if it can be one: an object of kind Pod, or of no kind with a pod's parts, as the items of
 * lists are. Its fields stay as they are; whoever reads them treats them as foreign.
 */
export function readPod(value: unknown): PodReading {
  const candidate = object(value as Partial<Pod> & { kind?: unknown });
  if (candidate === undefined) return { refused: 'not-an-object', what: nameOfType(value) };
  if (candidate.kind !== undefined && candidate.kind !== 'Pod') {
    const kind = typeof candidate.kind === 'string' ? candidate.kind.slice(0, 100) : '';
    return { refused: 'other-kind', what: kind === '' ? 'an object of no valid kind' : `of kind ${kind}` };
  }
  const parts = [candidate.metadata, candidate.spec, candidate.status];
  if (candidate.kind === undefined && parts.every(part => object(part) === undefined)) {
    return { refused: 'not-a-pod', what: 'an object without metadata, spec and status' };
  }
  return { pod: candidate as Pod };
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value}`;
}
