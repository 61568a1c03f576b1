import { lineageOf } from '../../history/transitions/lineage.ts';
import { text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';

/** Whose pods replace each other: the Deployment rather than its ReplicaSet. */
export interface Owner {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

export function ownerOf(pod: Pod): Owner | undefined {
  const { owner } = lineageOf(pod);
  return owner && { namespace: text(pod.metadata.namespace), ...owner };
}

export const isSameOwner = (a: Owner | undefined, b: Owner): boolean =>
  a?.namespace === b.namespace && a.kind === b.kind && a.name === b.name;
