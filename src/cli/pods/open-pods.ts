import { joinSelectors, takeSelectors } from '../../app/filter/selectors.ts';
import { readDocuments } from '../../files/read-documents.ts';
import { type FoundPod, podsOf } from '../../files/read-pods.ts';
import type { Cluster, ServerVersion } from '../../kube/cluster.ts';
import type { Pod } from '../../kube/pod.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import { type Generation, generationOfServer, NEWEST } from '../../status/generation.ts';
import type { Call } from '../options/call.ts';
import { filesOf, givenGeneration, nowOf, podNames } from '../options/pod-call.ts';
import { placeOf, scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { connect } from './connect.ts';

/** The pods that a call is about, with what is needed to print them. */
export interface OpenPods {
  /** In the order read. Ends the connection when it is through, or left. */
  readonly pods: AsyncIterable<FoundPod>;
  /** Whose rules to follow. */
  readonly generation: Generation;
  /** The moment that ages count from, ms; for a cluster, by its own clock. Ask when the pods are read. */
  readonly now: () => number;
  /** What was looked through: `default namespace`; undefined for everything. */
  readonly place: string | undefined;
}

/** Pods from the files of `-f`, or else from the cluster. @throws UsageError, ProblemError */
export async function openPods(call: Call): Promise<OpenPods> {
  const now = nowOf(call);
  const given = givenGeneration(call);
  const files = filesOf(call);
  if (files.length > 0) {
    return { pods: podsOfFiles(files, call), generation: given ?? NEWEST, now: () => now, place: undefined };
  }
  const cluster = connect(call);
  const skewed = () => now + (call.options.now === undefined ? (cluster.clockSkew() ?? 0) : 0);
  const generation = given ?? (await generationOf(cluster));
  const place = placeOf(scopeOf(call.options, cluster.identity));
  return { pods: podsOfCluster(cluster, call), generation, now: skewed, place };
}

/** The rules of the server's version; the newest when it does not tell. Failing to reach it is told by what comes next. */
export async function generationOf(cluster: Cluster): Promise<Generation> {
  const version = await cluster.version().catch((): ServerVersion | undefined => undefined);
  return version === undefined ? NEWEST : generationOfServer(version);
}

export async function* podsOfFiles(files: readonly string[], { host }: Call): AsyncGenerator<FoundPod> {
  for (const file of files) {
    for await (const document of readDocuments(file, host.stdin)) yield* podsOf(document);
  }
}

async function* podsOfCluster(cluster: Cluster, { args, options }: Call): AsyncGenerator<FoundPod> {
  const scope = scopeOf(options, cluster.identity);
  try {
    if (args.length > 0) {
      yield* namedPods(cluster, scope.namespaces, args);
      return;
    }
    // What the filter selects by labels, the server selects.
    const labelSelector = joinSelectors(scope.labelSelector, takeSelectors(options.filter ?? '').selector);
    for await (const page of cluster.listPods({ ...scope, labelSelector })) for (const pod of page) yield { pod };
  } catch (error) {
    throw error instanceof UsageError ? error : new ProblemError(cluster.problem(error), { cause: error });
  } finally {
    cluster.close();
  }
}

/**
 * Whole objects by name. A pod that does not exist is a refusal, so that the others are still told; anything else is thrown.
 * @throws UsageError unless there is one namespace
 */
export async function* namedPods(
  cluster: Cluster,
  namespaces: readonly string[],
  names: readonly string[],
): AsyncGenerator<FoundPod> {
  const namespace = namespaces[0];
  if (namespace === undefined || namespaces.length > 1) {
    throw new UsageError('a pod is named within one namespace; give one with -n');
  }
  for (const name of podNames(names)) {
    try {
      yield { pod: (await cluster.getPod(namespace, name)) as Pod };
    } catch (error) {
      const problem = cluster.problem(error);
      if (problem.code !== 'not-found') throw error;
      yield { refusal: problemText(problem) };
    }
  }
}
