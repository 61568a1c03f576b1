import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { ClientOptions, WebSocket } from 'ws';
import type { Clock } from '../../kube/clock.ts';
import { ConnectionError, STALE } from '../wire/errors.ts';

export interface Dialling {
  readonly url: URL;
  /** Names of subprotocols, the preferred one first. */
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The agent and the TLS options of every other request: credentials and proxy are the same. */
  readonly connection: { readonly agent: Agent };
  readonly clock: Clock;
  /** How long the answer may take, ms. */
  readonly timeoutMs: number;
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** A websocket, or the answer that refused it, whose body is not yet read. */
export type Dialled = { readonly socket: WebSocket } | { readonly refusal: IncomingMessage };

/** Opens a websocket. @throws ConnectionError when there was no answer, or none that a websocket can be made of. */
export async function dial(dialling: Dialling): Promise<Dialled> {
  try {
    return await dialOnce(dialling);
  } catch (error) {
    // A kept connection that the server had just closed: nothing was read, so nothing was begun.
    if (error instanceof ConnectionError && error.code === STALE) return dialOnce(dialling);
    throw error;
  }
}

async function dialOnce({ url, protocols, headers, connection, clock, timeoutMs, signals }: Dialling) {
  const { WebSocket } = await import('ws');
  return new Promise<Dialled>((resolve, reject) => {
    let request: ClientRequest | undefined;
    const options: ClientOptions = {
      ...connection,
      // Node takes several values of one name, which the types of ws do not know.
      headers: headers as Record<string, string>,
      perMessageDeflate: false,
      finishRequest(made) {
        request = made as unknown as ClientRequest;
        request.end();
      },
    };
    const socket = new WebSocket(url, [...protocols], options);
    const cancel = clock.after(timeoutMs, () =>
      fail(new ConnectionError('TIMEOUT', `no answer within ${Math.round(timeoutMs / 1000)} s`)),
    );
    const aborted = (): void => fail(new ConnectionError('ABORTED', 'ended by us'));
    for (const signal of signals) signal?.addEventListener('abort', aborted, { once: true });
    function clear(): void {
      cancel();
      for (const signal of signals) signal?.removeEventListener('abort', aborted);
    }
    function fail(error: Error): void {
      clear();
      reject(error);
      socket.terminate();
    }
    // Stays for good: ending a socket that has not opened is an error, too.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request?.reusedSocket === true && error.code === 'ECONNRESET';
      fail(new ConnectionError(isStale ? STALE : (error.code ?? 'WEBSOCKET'), error.message, { cause: error }));
    });
    socket.once('unexpected-response', (_, refusal) => {
      clear();
      refusal.once('close', () => socket.terminate());
      resolve({ refusal });
    });
    socket.once('open', () => {
      clear();
      // What comes before somebody listens must not be lost.
      socket.pause();
      resolve({ socket });
    });
    if (signals.some(signal => signal?.aborted)) aborted();
  });
}
