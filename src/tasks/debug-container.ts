import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, isObject, itemsAt, numberAt, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import type { PodName } from './pod-place.ts';

export interface DebugWish {
  readonly pod: PodName;
  readonly image: string;
  /** The container whose processes it sees. */
  readonly target: string | undefined;
  /** Of the new container. */
  readonly name: string;
  /** What it runs instead of what its image says. */
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** How it began: it runs, or it has ended already. */
export type DebugStart = { readonly kind: 'running' } | { readonly kind: 'ended'; readonly code: number };

const LOOK_EVERY = 500;
/** An image that takes longer to come is worth another look later, not a terminal that changes hands out of the blue. */
const LONGEST_START = 60_000;

/** As long as the kubelet may take to tell of an end that the stream has told of, ms. */
const LATE_END = 10_000;

/**
 * Adds an ephemeral container to a pod and waits until it has begun. It stays in the pod for good: Kubernetes takes none out.
 * @param onWait told the reason why it does not run yet, whenever that changes
 * @throws ProblemError; the reason of `signal` once it is aborted
 */
export async function addDebugContainer(
  cluster: Cluster,
  clock: Clock,
  wish: DebugWish,
  onWait: (reason: string) => void,
  signal?: AbortSignal,
): Promise<DebugStart> {
  const { pod, image, target, name, command, stdin, tty } = wish;
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/ephemeralcontainers`;
  const container = {
    name,
    image,
    stdin,
    tty,
    ...(command && { command }),
    ...(target && { targetContainerName: target }),
  };
  await cluster.request({
    method: 'PATCH',
    path,
    contentType: 'application/strategic-merge-patch+json',
    // The uid: not into a pod that came after this one under its name.
    body: { metadata: { uid: pod.uid }, spec: { ephemeralContainers: [container] } },
  });
  const until = clock.now() + LONGEST_START;
  let said = '';
  for (;;) {
    const state = await stateOf(cluster, wish);
    if (isObject(at(state, 'running'))) return { kind: 'running' };
    const code = numberAt(state, 'terminated', 'exitCode');
    if (code !== undefined) return { kind: 'ended', code };
    const reason = textAt(state, 'waiting', 'reason') || 'ContainerCreating';
    if (clock.now() >= until)
      fail(`the debug container ${name} does not start: ${reason}; it stays in the pod, a attaches to it once it runs`);
    if (reason !== said) onWait(reason);
    said = reason;
    await aWhile(clock);
    signal?.throwIfAborted();
  }
}

/** The exit code of a debug container whose stream has ended; undefined when the kubelet does not tell. @throws ProblemError */
export async function debugExitCode(cluster: Cluster, clock: Clock, wish: DebugWish): Promise<number | undefined> {
  const until = clock.now() + LATE_END;
  for (;;) {
    const code = numberAt(await stateOf(cluster, wish), 'terminated', 'exitCode');
    if (code !== undefined || clock.now() >= until) return code;
    await aWhile(clock);
  }
}

const aWhile = (clock: Clock): Promise<void> => new Promise(resolve => void clock.after(LOOK_EVERY, resolve));

async function stateOf(cluster: Cluster, { pod, name }: DebugWish): Promise<unknown> {
  const present = await cluster.getPod(pod.namespace, pod.name);
  if (textAt(present, 'metadata', 'uid') !== pod.uid) fail(`the pod ${pod.name} is gone`);
  const status = itemsAt(present, 'status', 'ephemeralContainerStatuses').find(each => textAt(each, 'name') === name);
  return at(status, 'state');
}

function fail(message: string): never {
  throw new ProblemError({ code: 'invalid', message });
}

/** `debugger-x7k2p`, as kubectl names them. */
export function debugName(random: () => number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return `debugger-${Array.from({ length: 5 }, () => letters[Math.floor(random() * letters.length)]).join('')}`;
}
