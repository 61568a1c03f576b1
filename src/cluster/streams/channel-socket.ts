import type { WebSocket } from 'ws';
import type { Clock } from '../../kube/clock.ts';
import { ConnectionError } from '../wire/errors.ts';

/** Often enough for the proxies on the way, which end what is silent for a minute. */
const PING_EVERY = 15_000;
/** So many without any answer, and the line is dead. Counted, not timed: a clock that jumps, or a program that stood still, is no silence. */
const MOST_UNANSWERED = 2;
/** A socket that does not answer our farewell is let go, ms. */
const LAST_WORDS = 2_000;

/** Where the first byte of a message says what the others are, as all channel protocols of Kubernetes have it. */
export interface ChannelListener {
  /** In order; while a promise is pending nothing more is read. */
  readonly onFrame: (channel: number, bytes: Buffer) => void | Promise<void>;
}

export type SocketEnd =
  /** By either side, in good order. */
  { readonly kind: 'closed'; readonly reason: string } | { readonly kind: 'lost'; readonly error: ConnectionError };

/** A websocket of channels: what is behind the first byte goes to a listener, a dead line is noticed. */
export class ChannelSocket {
  /** Never rejects; all frames have been taken by then. */
  readonly ended: Promise<SocketEnd>;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #listener: ChannelListener;
  /** Pings since something came. */
  #unanswered = 0;
  #lost: ConnectionError | undefined;
  #cancelPing = (): void => {};
  #cancelFarewell = (): void => {};
  /** Frames that the listener has not taken, one after the other. */
  #taking: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** @param socket paused, as `dial` answers it */
  constructor(socket: WebSocket, clock: Clock, listener: ChannelListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#listener = listener;
    const heard = (): void => {
      this.#unanswered = 0;
    };
    socket.on('message', message => {
      heard();
      this.#take(message as Buffer);
    });
    socket.on('pong', heard).on('ping', heard);
    socket.on('error', error => {
      const { code = 'WEBSOCKET' } = error as NodeJS.ErrnoException;
      this.#lost ??= new ConnectionError(code, error.message, { cause: error });
    });
    this.ended = new Promise(resolve => {
      socket.once('close', (code, reason) => {
        this.#cancelPing();
        this.#cancelFarewell();
        void this.#taking.then(() => resolve(this.#endOf(code, reason.toString())));
      });
    });
    this.#ping();
    socket.resume();
  }

  /** The subprotocol that the server chose. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves when the connection has taken the bytes; at once where it has ended. */
  send(channel: number, bytes: Uint8Array): Promise<void> {
    return new Promise(resolve => this.#socket.send(Buffer.concat([Buffer.of(channel), bytes]), () => resolve()));
  }

  close(): void {
    if (this.#socket.readyState >= this.#socket.CLOSING) return;
    // The answer to our farewell must be read, whoever waits for what comes before it.
    this.#socket.resume();
    this.#socket.close(1000);
    this.#cancelFarewell = this.#clock.after(LAST_WORDS, () => this.#socket.terminate());
  }

  #take(message: Buffer): void {
    if (message.length === 0) return;
    this.#waiting++;
    if (this.#waiting === 1) this.#socket.pause();
    this.#taking = this.#taking
      .then(() => this.#listener.onFrame(message[0]!, message.subarray(1)))
      // Who listens says so; what one frame did to them must not end the line.
      .catch(() => {})
      .then(() => {
        this.#waiting--;
        // The time that we did not read is no silence of theirs.
        this.#unanswered = 0;
        if (this.#waiting === 0) this.#socket.resume();
      });
  }

  #ping(): void {
    this.#cancelPing = this.#clock.after(PING_EVERY, () => {
      if (this.#waiting === 0 && this.#unanswered >= MOST_UNANSWERED) {
        const seconds = (PING_EVERY / 1000) * (MOST_UNANSWERED + 1);
        this.#lost = new ConnectionError('TIMEOUT', `nothing came for ${seconds} s`);
        this.#socket.terminate();
        return;
      }
      this.#unanswered++;
      this.#socket.ping(() => {});
      this.#ping();
    });
  }

  #endOf(code: number, reason: string): SocketEnd {
    if (this.#lost) return { kind: 'lost', error: this.#lost };
    // 1000: done; 1001: the server goes away; 1005: closed without a word; 1006: cut; others tell of a fault.
    if (code === 1000 || code === 1005) return { kind: 'closed', reason };
    if (code === 1006) return { kind: 'lost', error: new ConnectionError('ECONNRESET', 'the connection was cut') };
    return {
      kind: 'lost',
      error: new ConnectionError('WEBSOCKET', reason || `the connection ended with code ${code}`),
    };
  }
}
