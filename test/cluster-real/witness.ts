import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import type { ApiClient } from '../../scripts/cluster/api-client.ts';

/** A cluster that is driven and watched from outside. */
export interface Side {
  readonly server: string;
  readonly token: string;
  /** PEM of its authority. */
  readonly ca: string;
  readonly api: ApiClient;
}

export interface Told<T> {
  readonly type: string;
  readonly object: T;
}

/** Everything that a watch of one path tells, from the beginning. */
export interface Witness<T> {
  readonly told: readonly Told<T>[];
  stop(): void;
}

/** Begins with an empty collection, so that what it tells is all that happens. */
export function witness<T>({ server, token, ca }: Side, path: string): Promise<Witness<T>> {
  const told: Told<T>[] = [];
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const call: ClientRequest = request(new URL(`${path}?watch=1`, server), { headers, ca, agent: false });
    call.once('error', reject);
    call.once('response', answer => {
      if (answer.statusCode !== 200) return void reject(new Error(`${path}: ${answer.statusCode}`));
      let rest = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) told.push(JSON.parse(line) as Told<T>);
      });
      answer.once('error', () => {});
      resolve({ told, stop: () => call.destroy() });
    });
    call.end();
  });
}
