import { setMaxListeners } from 'node:events';
import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WebSocket } from 'ws';
import type { Clock } from '../../kube/clock.ts';
import type { ClusterRequest } from '../../kube/cluster.ts';
import { itemsAt, textAt } from '../../kube/json.ts';
import type { ClusterConfig } from '../config/config.ts';
import { ApiStatusError, ConnectionError, DecodeError, STALE, type StatusCause } from '../wire/errors.ts';
import { statusFromProtobuf } from '../wire/pod-protobuf.ts';
import { Agents } from './agents.ts';
import { readBody } from './body.ts';
import type { Counters } from './counters.ts';
import { type Credentials, credentialsOf, type RequestHeaders } from './credentials.ts';
import { type Dialled, dial } from './dial.ts';
import type { Waits } from './exec-plugin.ts';
import { isLoopback } from './proxy.ts';

export interface TransportOptions {
  readonly config: ClusterConfig;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `podscope/1.2.3`. The server prints prettily, at twice the size, for agents that it takes for a person's. */
  readonly userAgent: string;
}

/** A request whose answer is read piece by piece. */
export interface StreamRequest extends ClusterRequest {
  /** How long the answer may take to begin, ms; the default is the configured request timeout. */
  readonly headersMs?: number | undefined;
  /** Told when a credential lets it wait. */
  readonly waits?: Waits | undefined;
}

const DEFAULT_TIMEOUT = 30_000;
/** No kubernetes error message is longer. */
const MOST_ERROR = 1 << 16;
/** Node's timers end here. */
const FOR_EVER = 2 ** 31 - 1;

/** HTTP to one API server: credentials, connections, timeouts, errors. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #base: URL;
  readonly #credentials: Credentials;
  readonly #agents: Agents;
  readonly #gzip: boolean;
  readonly #closed = new AbortController();
  #skew: number | undefined;

  constructor(options: TransportOptions) {
    // Every request under way listens for the end; many may be.
    setMaxListeners(0, this.#closed.signal);
    this.#options = options;
    this.#base = new URL(options.config.server);
    this.#credentials = credentialsOf(options.config, options.clock, options.env);
    this.#agents = new Agents(options.config, this.#credentials, options.env);
    const host = this.#base.hostname.replace(/^\[|\]$/g, '');
    // On loopback the bytes are free and packing them costs more than it saves.
    this.#gzip = !options.config.disableCompression && !isLoopback(host);
  }

  /** What the server's clock shows more than ours, ms. */
  get clockSkew(): number | undefined {
    return this.#skew;
  }

  /** What its requests and answers are counted in. */
  get counters(): Counters {
    return this.#options.counters;
  }

  /** Lets a credential plugin ask the person at the terminal. */
  login(): Promise<void> {
    return this.#credentials.login();
  }

  close(): void {
    this.#closed.abort();
    this.#agents.close();
  }

  /** Opens a request; the answer is 2xx and its body is not yet read. Rejects ApiStatusError, ConnectionError, ProblemError. */
  async open(request: StreamRequest): Promise<IncomingMessage> {
    const known = await this.#credentials.headers(request.waits);
    let response = await this.#send(request, known);
    if (response.statusCode === 401 && this.#credentials.rejected(known)) {
      response.resume();
      response = await this.#send(request, await this.#credentials.headers(request.waits));
    }
    const status = response.statusCode ?? 0;
    if (status < 200 || status >= 300) throw await this.#refusal(response, known, request.signal);
    if (!/^text\/html\b/i.test(response.headers['content-type'] ?? '')) return response;
    response.destroy();
    throw new DecodeError('a web page');
  }

  /** Opens a websocket with one of the subprotocols; it is paused. Rejects as `open` does, also with the server's own refusal. */
  async upgrade(request: ClusterRequest, protocols: readonly string[]): Promise<WebSocket> {
    const known = await this.#credentials.headers();
    let dialled = await this.#dial(request, protocols, known);
    if ('refusal' in dialled && dialled.refusal.statusCode === 401 && this.#credentials.rejected(known)) {
      dialled.refusal.resume();
      dialled = await this.#dial(request, protocols, await this.#credentials.headers());
    }
    if ('socket' in dialled) return dialled.socket;
    throw await this.#refusal(dialled.refusal, known, request.signal);
  }

  async #dial(request: ClusterRequest, protocols: readonly string[], known: RequestHeaders): Promise<Dialled> {
    const { clock, counters, userAgent } = this.#options;
    const headers = { 'User-Agent': userAgent, ...known };
    const connection = await this.#agents.options();
    const signals = [this.#closed.signal, request.signal];
    counters.requests++;
    const dialled = await dial({
      url: this.#url(request),
      protocols,
      headers,
      connection,
      clock,
      timeoutMs: this.#timeout(),
      signals,
    });
    if ('socket' in dialled) {
      const end = (): void => dialled.socket.terminate();
      this.#closed.signal.addEventListener('abort', end, { once: true });
      dialled.socket.once('close', () => this.#closed.signal.removeEventListener('abort', end));
    }
    return dialled;
  }

  async #refusal(response: IncomingMessage, known: RequestHeaders, signal: AbortSignal | undefined): Promise<Error> {
    const { statusCode = 0, headers } = response;
    const body = await this.#bytes(response, signal, MOST_ERROR).catch(() => Buffer.alloc(0));
    const serverNow = this.#options.clock.now() + (this.#skew ?? 0);
    const reason = statusCode === 401 ? await this.#credentials.reasonOf(known, serverNow) : undefined;
    if (reason !== undefined) return reason;
    if (headers.location !== undefined && statusCode < 400)
      return new ApiStatusError(statusCode, `it points to ${headers.location}`);
    return statusError(statusCode, body, headers['retry-after'], serverNow);
  }

  /** The parsed JSON of an answer; undefined if it has no body. */
  async json(request: StreamRequest): Promise<unknown> {
    const response = await this.open(request);
    const body = (await this.#bytes(response, request.signal, Number.POSITIVE_INFINITY)).toString('utf8');
    if (body === '') return undefined;
    try {
      return JSON.parse(body);
    } catch {
      throw new DecodeError(`the answer to ${request.path} is no JSON`);
    }
  }

  async #bytes(response: IncomingMessage, signal: AbortSignal | undefined, most: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    const decoder = {
      write(chunk: Buffer) {
        if (size < most) chunks.push(chunk);
        size += chunk.length;
      },
      end() {},
    };
    const { clock, counters } = this.#options;
    const end = await readBody(response, decoder, { clock, counters, signal, idleMs: this.#timeout() });
    if (end === 'idle') throw new ConnectionError('TIMEOUT', 'the answer stopped half way');
    return Buffer.concat(chunks);
  }

  #timeout(): number {
    return (this.#options.config.requestTimeoutMs ?? DEFAULT_TIMEOUT) || FOR_EVER;
  }

  async #send(request: StreamRequest, known: RequestHeaders): Promise<IncomingMessage> {
    const headers: Record<string, string | string[]> = {
      Accept: request.accept ?? 'application/json',
      'User-Agent': this.#options.userAgent,
      ...known,
    };
    if (this.#gzip) headers['Accept-Encoding'] = 'gzip';
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    if (body !== undefined) {
      headers['Content-Type'] = request.contentType ?? 'application/json';
      headers['Content-Length'] = String(body.length);
    }
    const connection = await this.#agents.options();
    const isRead = (request.method ?? 'GET') === 'GET';
    try {
      return await this.#exchange(request, headers, body, connection);
    } catch (error) {
      // A kept connection that the server had just closed: the request was not read. Only reading is safe to repeat.
      if (isRead && error instanceof ConnectionError && error.code === STALE)
        return this.#exchange(request, headers, body, connection);
      throw error;
    }
  }

  #exchange(
    request: StreamRequest,
    headers: Record<string, string | string[]>,
    body: Buffer | undefined,
    connection: { readonly agent: Agent },
  ): Promise<IncomingMessage> {
    const { clock, counters } = this.#options;
    const url = this.#url(request);
    const ms = request.headersMs ?? this.#timeout();
    counters.requests++;
    return new Promise((resolve, reject) => {
      const sentAt = clock.now();
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      let outgoing: ClientRequest;
      try {
        outgoing = send(url, { ...connection, method: request.method ?? 'GET', headers });
      } catch (error) {
        // A certificate that OpenSSL cannot use, or a header that HTTP cannot have.
        const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
        reject(new ConnectionError(code, message, { cause: error }));
        return;
      }
      const cancel = clock.after(ms, () =>
        give(new ConnectionError('TIMEOUT', `no answer within ${Math.round(ms / 1000)} s`)),
      );
      const signals = [this.#closed.signal, request.signal];
      const aborted = (): void => give(new ConnectionError('ABORTED', 'ended by us'));
      for (const signal of signals) signal?.addEventListener('abort', aborted, { once: true });
      function clear(): void {
        cancel();
        for (const signal of signals) signal?.removeEventListener('abort', aborted);
      }
      function give(error: Error): void {
        clear();
        reject(error);
        outgoing.destroy();
      }
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const stale = outgoing.reusedSocket && error.code === 'ECONNRESET';
        give(new ConnectionError(stale ? STALE : (error.code ?? 'UNKNOWN'), error.message, { cause: error }));
      });
      // Not before somebody listens to its errors: one that is destroyed has one.
      if (signals.some(signal => signal?.aborted)) return aborted();
      outgoing.on('proxyConnect', ({ statusCode, statusText }: { statusCode: number; statusText: string }) => {
        if (statusCode !== 200) give(new ConnectionError('PROXY', `${statusCode} ${statusText}`.trim()));
      });
      outgoing.on('response', response => {
        clear();
        const { signal: closed } = this.#closed;
        const end = (): void => void response.destroy();
        closed.addEventListener('abort', end, { once: true });
        // Or every answer ever read would be kept.
        response.once('close', () => closed.removeEventListener('abort', end));
        this.#readClock(response.headers.date, sentAt, clock.now());
        resolve(response);
      });
      outgoing.end(body);
    });
  }

  #url({ path, query }: ClusterRequest): URL {
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const one of Array.isArray(value) ? (value as readonly string[]) : [value])
        if (one !== undefined) url.searchParams.append(name, String(one));
    }
    return url;
  }

  /**
   * The Date header says whole seconds; half of one is added, and half the way there and back. An answer that took long says only
   * that the skew lies within that time: what is known already, or none, is believed as far as it can be.
   */
  #readClock(date: string | undefined, sentAt: number, receivedAt: number): void {
    const theirs = date === undefined ? Number.NaN : httpDate(date);
    if (Number.isNaN(theirs)) return;
    if (receivedAt - sentAt <= QUICK) this.#skew = theirs + 500 - (sentAt + receivedAt) / 2;
    else this.#skew = Math.min(Math.max(this.#skew ?? 0, theirs - receivedAt), theirs + 1000 - sentAt);
  }
}

/** There and back in so little time, ms, that half of it says when the server wrote its date. */
const QUICK = 1000;

/** `serverNow`: what the server's clock shows, ms. */
function statusError(status: number, body: Buffer, retryAfter: string | undefined, serverNow: number): ApiStatusError {
  const { message, reason, causes } = {
    causes: [],
    ...(statusFromProtobuf(body) ?? statusFromJson(body.toString('utf8'))),
  };
  return new ApiStatusError(status, message, reason, waitOf(retryAfter, serverNow), causes);
}

/** What Retry-After asks for, seconds or a date, in ms. */
function waitOf(retryAfter: string | undefined, serverNow: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : httpDate(retryAfter) - serverNow;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT);
}
/** A server that asks for more is asked again all the same: nobody watches a screen for so long. */
const LONGEST_WAIT = 600_000;

/** The time of an HTTP date, ms; NaN if it is none. Date.parse alone would find a time in nearly every text. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}

function statusFromJson(body: string): {
  readonly message: string;
  readonly reason: string | undefined;
  readonly causes: readonly StatusCause[];
} {
  try {
    const answer: unknown = JSON.parse(body);
    const causes = itemsAt(answer, 'details', 'causes').map(cause => ({
      reason: textAt(cause, 'reason'),
      message: textAt(cause, 'message'),
    }));
    return { message: textAt(answer, 'message'), reason: textAt(answer, 'reason') || undefined, causes };
  } catch {
    // Not from Kubernetes: a proxy's page, or nothing.
    return { message: body.startsWith('<') ? '' : body.trim().slice(0, 200), reason: undefined, causes: [] };
  }
}
