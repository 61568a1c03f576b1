import type { Cluster } from '../../kube/cluster.ts';
import { type Json, textAt } from '../../kube/json.ts';
import type { Call } from '../options/call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { connect } from './connect.ts';
import { type FoundTarget, findPod } from './find-pod.ts';

export interface PodAtHand extends FoundTarget {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly name: string;
  /** Aborted by ctrl-c, with the number of the signal. */
  readonly signal: AbortSignal;
}

/**
 * Finds the pod that is named and works with it; the cluster is closed afterwards, whatever happens.
 * @param given the namespace, where it does not come from the options
 * @throws UsageError, ProblemError, and what `work` throws
 */
export async function withPod(
  call: Call,
  named: string,
  work: (found: PodAtHand) => Promise<number>,
  given?: string,
): Promise<number> {
  const cluster = connect(call);
  try {
    const namespace = given ?? oneNamespace(call, cluster);
    const found = await findPod(cluster, namespace, named);
    const name = nameOf(found.pod);
    // Only now: until there is something to end in good order, ctrl-c ends us as it ends any program.
    const signal = call.host.interruptible();
    return await work({ ...found, cluster, namespace, name, signal });
  } finally {
    cluster.close();
  }
}

const nameOf = (pod: Json): string => textAt(pod, 'metadata', 'name');

/** The namespace of a call that is about one pod. @throws UsageError */
export function oneNamespace({ options }: Pick<Call, 'options'>, { identity }: Pick<Cluster, 'identity'>): string {
  const { namespaces } = scopeOf(options, identity);
  const [namespace] = namespaces;
  if (namespace === undefined || namespaces.length > 1)
    throw new UsageError('a pod is named within one namespace; give one with -n');
  return namespace;
}
