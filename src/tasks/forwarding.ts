import { createServer, type Server, type Socket } from 'node:net';
import type { PortPair } from '../app/streams/port-spec.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { ProblemError } from '../kube/problem.ts';
import type { PodName } from './pod-place.ts';

/** Where the pod is now; undefined while nothing has taken the place of one that is gone. */
export type PodNow = () => Pick<PodName, 'namespace' | 'name'> | undefined;

export interface ForwardingOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly pair: PortPair;
  /** Names or numbers of this machine; `localhost` stands for both its loopback addresses. */
  readonly addresses: readonly string[];
  readonly pod: PodNow;
  /** A connection came; `local` is the port that it came to. */
  readonly onConnection?: (local: number) => void;
  /** A connection could not be made, or was lost: a sentence. */
  readonly onProblem: (sentence: string) => void;
  /** Counters changed. */
  readonly onChange: () => void;
}

/** The client has said all it had to say, which the protocol cannot pass on: how long an answer may pause, ms. */
const LINGER = 5_000;

/**
 * A port of this machine that leads to one of a pod. Each TCP connection asks anew where the pod is, so that a pod that was replaced
 * is no reason to end; a connection that is under way goes with its pod.
 */
export class Forwarding {
  readonly #options: ForwardingOptions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  #local = 0;
  #addresses: readonly string[] = [];
  total = 0;
  /** Bytes to the pod and from it. */
  sent = 0;
  received = 0;
  problem: string | undefined;

  private constructor(options: ForwardingOptions) {
    this.#options = options;
  }

  /** @throws ProblemError when the port cannot be had */
  static async open(options: ForwardingOptions): Promise<Forwarding> {
    const forwarding = new Forwarding(options);
    try {
      await forwarding.#listen();
    } catch (error) {
      forwarding.close();
      throw error;
    }
    return forwarding;
  }

  get open(): number {
    return this.#sockets.size;
  }
  /** The port of this machine. */
  get local(): number {
    return this.#local;
  }
  get remote(): number {
    return this.#options.pair.remote;
  }
  /** `127.0.0.1:8080`, `[::1]:8080` */
  get endpoints(): readonly string[] {
    return this.#addresses.map(address => `${address.includes(':') ? `[${address}]` : address}:${this.#local}`);
  }

  /** Ends every connection and gives the port back. */
  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(): Promise<void> {
    const { addresses, pair } = this.#options;
    const wanted = addresses.flatMap(address =>
      address === 'localhost'
        ? [
            { host: '127.0.0.1', optional: false },
            { host: '::1', optional: true },
          ]
        : [{ host: address, optional: false }],
    );
    const bound: string[] = [];
    this.#local = pair.local;
    for (const { host, optional } of wanted) {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket => void this.#serve(socket));
      try {
        await listen(server, host, this.#local);
      } catch (error) {
        // A machine without IPv6 has but one loopback address.
        if (optional && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? ''))
          continue;
        throw unbound(host, pair, error as NodeJS.ErrnoException);
      }
      this.#servers.push(server);
      const address = server.address();
      if (typeof address === 'object' && address !== null) this.#local = address.port;
      bound.push(host);
    }
    this.#addresses = bound;
  }

  async #serve(socket: Socket): Promise<void> {
    const { cluster, clock, pod, pair, onConnection, onChange } = this.#options;
    this.total++;
    this.#sockets.add(socket);
    onConnection?.(this.#local);
    onChange();
    const stop = new AbortController();
    let cancelLinger = (): void => {};
    // Whoever closes first, or how: what is left of it shows in the other end.
    socket.on('error', () => {});
    socket.once('close', () => {
      cancelLinger();
      stop.abort();
      this.#sockets.delete(socket);
      onChange();
    });
    const now = pod();
    if (now === undefined) {
      this.#fail(socket, 'the pod is gone, and nothing has taken its place yet');
      return;
    }
    try {
      const linger = (): void => {
        cancelLinger();
        cancelLinger = clock.after(LINGER, () => socket.destroy());
      };
      const connection = await cluster.connectPort({
        ...now,
        pod: now.name,
        port: pair.remote,
        signal: stop.signal,
        onData: bytes => {
          this.received += bytes.length;
          if (socket.readableEnded) linger();
          onChange();
          if (socket.destroyed || socket.write(bytes)) return;
          return new Promise(resolve => {
            socket.once('drain', resolve);
            socket.once('close', resolve);
          });
        },
      });
      socket.on('data', bytes => {
        socket.pause();
        this.sent += bytes.length;
        void connection.write(bytes).then(() => socket.resume());
        onChange();
      });
      socket.once('end', linger);
      socket.resume();
      const end = await connection.ended;
      if (end.kind === 'ended') socket.end(() => socket.destroySoon());
      else this.#fail(socket, end.kind === 'lost' ? end.problem.message : end.message);
    } catch (error) {
      if (!stop.signal.aborted) this.#fail(socket, cluster.problem(error).message);
    }
  }

  #fail(socket: Socket, sentence: string): void {
    socket.destroy();
    this.problem = sentence;
    this.#options.onProblem(sentence);
    this.#options.onChange();
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function unbound(host: string, { local, remote }: PortPair, error: NodeJS.ErrnoException): ProblemError {
  const problem = (message: string, hint?: string): ProblemError =>
    new ProblemError({ code: 'config', message, ...(hint === undefined ? {} : { hint }) }, { cause: error });
  switch (error.code) {
    case 'EADDRINUSE':
      return problem(
        `port ${local} of ${host} is in use by another program`,
        `choose another one, such as ${(local % 50_000) + 10_000}:${remote}, or :${remote} for any that is free`,
      );
    case 'EACCES':
      return problem(
        `port ${local} of ${host} is for privileged programs`,
        `choose one above 1023, such as ${(local % 50_000) + 10_000}:${remote}`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return problem(`${host} is no address of this machine`, 'name one of its own with --address');
    default:
      return problem(`port ${local} of ${host} cannot be had: ${error.message}`);
  }
}
