import type { FoundPod } from '../../files/read-pods.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { itemsAt } from '../../kube/json.ts';
import type { Pod } from '../../kube/pod.ts';
import { ProblemError } from '../../kube/problem.ts';
import { type Generation, NEWEST } from '../../status/generation.ts';
import type { Call } from '../options/call.ts';
import { filesOf, givenGeneration, nowOf } from '../options/pod-call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { connect } from './connect.ts';
import { generationOf, namedPods, podsOfFiles } from './open-pods.ts';

/** Where pods come from, with every field that the server keeps. */
export interface WholePods {
  readonly pods: AsyncIterable<FoundPod>;
  readonly generation: Generation;
  /** ms, by the cluster's clock; ask when the pods are read. */
  readonly now: () => number;
  /** To ask about what surrounds a pod; undefined for files. */
  readonly cluster: Cluster | undefined;
}

/**
 * The named pods, or those of a selector, whole; or those of the files of `-f`. The caller closes the cluster.
 * @throws UsageError, ProblemError
 */
export async function openWholePods(call: Call): Promise<WholePods> {
  const now = nowOf(call);
  const given = givenGeneration(call);
  const files = filesOf(call);
  if (files.length > 0) {
    return { pods: podsOfFiles(files, call), generation: given ?? NEWEST, now: () => now, cluster: undefined };
  }
  const { options, args } = call;
  if (args.length === 0 && options.selector === undefined && options['field-selector'] === undefined) {
    throw new UsageError('name a pod, a selector with -l, or a file with -f');
  }
  const cluster = connect(call);
  return {
    pods: podsOfCluster(cluster, call),
    generation: given ?? (await generationOf(cluster)),
    now: () => now + (options.now === undefined ? (cluster.clockSkew() ?? 0) : 0),
    cluster,
  };
}

async function* podsOfCluster(cluster: Cluster, { args, options }: Call): AsyncGenerator<FoundPod> {
  const { namespaces, labelSelector, fieldSelector } = scopeOf(options, cluster.identity);
  try {
    if (args.length > 0) {
      yield* namedPods(cluster, namespaces, args);
      return;
    }
    for (const one of namespaces.length === 0 ? [''] : namespaces) {
      const path = one === '' ? '/api/v1/pods' : `/api/v1/namespaces/${encodeURIComponent(one)}/pods`;
      const list = await cluster.request({ path, query: { labelSelector, fieldSelector } });
      for (const pod of itemsAt(list, 'items')) yield { pod: pod as unknown as Pod };
    }
  } catch (error) {
    throw error instanceof UsageError ? error : new ProblemError(cluster.problem(error), { cause: error });
  }
}
