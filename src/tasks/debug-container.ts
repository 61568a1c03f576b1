import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, isObject, itemsAt, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import type { PodName } from './pod-place.ts';

export interface DebugWish {
  readonly pod: PodName;
  readonly image: string;
  /** The container whose processes it sees. */
  readonly target: string | undefined;
  /** Of the new container. */
  readonly name: string;
}

const LOOK_EVERY = 500;
/** An image that takes longer to come is worth another look later, not a terminal that changes hands out of the blue. */
const LONGEST_START = 60_000;

/**
 * Adds an ephemeral container to a pod and waits until it runs. It stays in the pod for good: Kubernetes takes none out.
 * @param say what it waits for, whenever that changes
 * @throws ProblemError
 */
export async function addDebugContainer(
  cluster: Cluster,
  clock: Clock,
  wish: DebugWish,
  say: (sentence: string) => void,
): Promise<void> {
  const { pod, image, target, name } = wish;
  const path = `/api/v1/namespaces/${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}/ephemeralcontainers`;
  const container = { name, image, stdin: true, tty: true, ...(target && { targetContainerName: target }) };
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
    if (isObject(at(state, 'running'))) return;
    const ended = at(state, 'terminated');
    if (isObject(ended)) {
      const code = textAt(ended, 'exitCode');
      fail(`the debug container ${name} ended at once with exit code ${code}; its image ${image} may have no shell`);
    }
    const reason = textAt(state, 'waiting', 'reason') || 'ContainerCreating';
    if (clock.now() >= until)
      fail(`the debug container ${name} does not start: ${reason}; it stays in the pod, a attaches to it once it runs`);
    if (reason !== said) say(`The debug container ${name} waits: ${reason}`);
    said = reason;
    await new Promise<void>(resolve => void clock.after(LOOK_EVERY, resolve));
  }
}

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
