import { setTimeout as wait } from 'node:timers/promises';
import { type ApiClient, ApiError } from './api-client.ts';

/** Nodes that kwok plays; without kwok they only keep the controllers from collecting the pods bound to them. */
export async function createNodes(api: ApiClient, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `node-${index}`);
  const room = { cpu: '64', memory: '256Gi', pods: '10000' };
  for (const name of names) {
    await api.call('POST', '/api/v1/nodes', {
      metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' }, labels: { 'kubernetes.io/hostname': name } },
    });
    await api.call(
      'PATCH',
      `/api/v1/nodes/${name}/status`,
      { status: { allocatable: room, capacity: room } },
      { contentType: 'application/merge-patch+json' },
    );
  }
  return names;
}

/** Creates a namespace and waits until pods may be created in it. */
export async function createNamespace(api: ApiClient, name: string): Promise<void> {
  await api.call('POST', '/api/v1/namespaces', { metadata: { name } });
}

/** Asks again and again until the answer is right: for state that somebody else makes. @throws with the last answer. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  right: (answer: T) => boolean,
  { within = 60_000, every = 50, what = 'state' } = {},
): Promise<T> {
  const until = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (Date.now() > until) throw new Error(`${what} not reached after ${within / 1000} s: ${JSON.stringify(answer)}`);
    await wait(every);
  }
}

/** Whether an error is the server's answer with this code. */
export function isCode(cause: unknown, code: number): boolean {
  return cause instanceof ApiError && cause.code === code;
}
