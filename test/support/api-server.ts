import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from './stream-server.ts';

/** A pod as the test server keeps it: any object with metadata. */
export interface ServedPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion?: string;
  };
  readonly [field: string]: unknown;
}

interface LogEntry {
  readonly rv: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly pod: ServedPod;
}

interface Watch {
  readonly response: ServerResponse;
  readonly namespace: string | undefined;
  /** What is not newer is not sent: from its own future a server sends nothing until it gets there. */
  readonly from: number;
}

/** Answers a request in place of the server; true if it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

/**
 * A pocket API server for pods, or for Events, that misbehaves on command: list with pages, watch from a bounded log, JSON only.
 * `faults` are asked in order before each request; a fault that answers is used up unless it is `always`.
 */
export class ApiServer {
  readonly requests: { readonly method: string; readonly url: URL; readonly headers: IncomingMessage['headers'] }[] =
    [];
  /** Of the requests, those whose answers are written to their end. */
  answered = 0;
  faults: Fault[] = [];
  always: Fault | undefined;
  compactedAt = 0;
  /** What it makes of `sendInitialEvents`: an old server takes no notice of it. */
  initialEvents: 'served' | 'refused' | 'unknown' = 'served';
  /** Changes that come while the initial events are on their way, before their end. */
  meanwhile: (() => void) | undefined;
  /** The Date header of every answer. */
  date: string | undefined;
  readonly #pods = new Map<string, ServedPod>();
  #log: LogEntry[] = [];
  #rv = 100;
  readonly #watches = new Set<Watch>();
  readonly #path: RegExp;
  #server: Server | undefined;
  #port = 0;

  constructor(resource: 'pods' | 'events' = 'pods') {
    const group = resource === 'pods' ? 'api' : '(?:api|apis/events.k8s.io)';
    this.#path = new RegExp(`^/${group}/v1(?:/namespaces/([^/]+))?/${resource}(?:/([^/]+))?$`);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }
  get watches(): number {
    return this.#watches.size;
  }
  get pods(): readonly ServedPod[] {
    return [...this.#pods.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
  /** How many were begun; one of a single object asks for what stands above it. */
  lists(): number {
    return this.requests.filter(
      ({ url: { pathname, searchParams: query } }) =>
        this.#path.test(pathname) && !query.has('watch') && query.get('limit') !== '1',
    ).length;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('upgrade', ({ url }, socket) => {
      // Who asked may be gone before the answer.
      socket.on('error', () => socket.destroy());
      socket.end(refusal(404, 'NotFound', `no stream at ${url}`));
    });
    await new Promise<void>(resolve => this.#server!.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection and stops listening, as a server that is killed; `start` brings it back on the same port. */
  async stop(): Promise<void> {
    this.#watches.clear();
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }

  put(name: string, fields: Record<string, unknown> = {}, namespace = 'default', uid = `uid-${name}`): void {
    const key = `${namespace}/${name}`;
    const known = this.#pods.get(key);
    if (known !== undefined && known.metadata.uid !== uid) this.delete(name, namespace);
    const rv = ++this.#rv;
    const { metadata, ...rest } = fields as { metadata?: object };
    const pod = { ...rest, metadata: { ...metadata, name, namespace, uid, resourceVersion: String(rv) } };
    this.#commit({ rv, type: this.#pods.has(key) ? 'MODIFIED' : 'ADDED', pod });
    this.#pods.set(key, pod);
  }

  delete(name: string, namespace = 'default'): void {
    const pod = this.#pods.get(`${namespace}/${name}`);
    if (pod === undefined) return;
    const rv = ++this.#rv;
    this.#pods.delete(`${namespace}/${name}`);
    this.#commit({ rv, type: 'DELETED', pod: { ...pod, metadata: { ...pod.metadata, resourceVersion: String(rv) } } });
  }

  /** Forgets all history, as etcd does after a compaction. */
  compact(): void {
    this.compactedAt = this.#rv;
    this.#log = [];
  }

  /** Is again what it was at this resource version, as after a restore from a backup; its watches know nothing of it. */
  rewind(rv: number): void {
    const later = this.#log.filter(entry => entry.rv > rv).reverse();
    for (const { type, pod } of later) {
      if (type !== 'ADDED') throw new Error('only what came can be undone');
      this.#pods.delete(keyOf(pod));
    }
    this.#log = this.#log.filter(entry => entry.rv <= rv);
    this.#rv = rv;
  }

  bookmark(): void {
    this.send(
      JSON.stringify({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: String(this.#rv) } } }),
    );
  }

  /** Writes a raw line to every watch. */
  send(line: string): void {
    for (const { response } of this.#watches) response.write(`${line}\n`);
  }

  /** From now on the open watches are silent, as behind a frozen connection. */
  muteWatches(): void {
    this.#watches.clear();
  }

  /** Ends every watch: politely, or by cutting the connection. */
  endWatches(how: 'close' | 'reset'): void {
    for (const { response } of this.#watches) {
      if (how === 'close') response.end();
      else response.socket?.resetAndDestroy();
    }
    this.#watches.clear();
  }

  #commit(entry: LogEntry): void {
    this.#log.push(entry);
    for (const { response, namespace, from } of this.#watches) {
      if (entry.rv > from && (namespace === undefined || namespace === entry.pod.metadata.namespace))
        response.write(line(entry));
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    // The tests' clocks are not this machine's.
    response.sendDate = false;
    if (this.date !== undefined) response.setHeader('Date', this.date);
    response.on('finish', () => this.answered++);
    this.requests.push({ method: request.method!, url, headers: request.headers });
    if (this.faults[0]?.(request, response, url)) {
      this.faults.shift();
      return;
    }
    if (this.always?.(request, response, url)) return;
    if (url.pathname === '/version') {
      json(response, { major: '1', minor: '37', gitVersion: 'v1.37.2' });
      return;
    }
    const path = this.#path.exec(url.pathname);
    if (path === null) {
      status(response, 404, 'NotFound', `no ${url.pathname}`);
      return;
    }
    const [, namespace, name] = path;
    if (name !== undefined) {
      const pod = this.#pods.get(`${namespace}/${name}`);
      if (pod) json(response, pod);
      else status(response, 404, 'NotFound', `pods "${name}" not found`);
    } else if (url.searchParams.get('watch') === 'true') this.#watch(url, namespace, response);
    else this.#list(url, namespace, response);
  }

  #list(url: URL, namespace: string | undefined, response: ServerResponse): void {
    const token = url.searchParams.get('continue');
    const limit = Number(url.searchParams.get('limit') ?? 0);
    const [rv, after] = token === null ? [this.#rv, ''] : (JSON.parse(token) as [number, string]);
    if (rv < this.compactedAt) {
      status(response, 410, 'Expired', 'The provided continue parameter is too old');
      return;
    }
    // An old list is answered as of its time: what changed since is undone from the log.
    const then = new Map(this.#pods);
    for (const entry of [...this.#log].reverse()) {
      if (entry.rv <= rv) break;
      const key = keyOf(entry.pod);
      const before = this.#log.filter(other => other.rv < entry.rv && keyOf(other.pod) === key).at(-1);
      if (before === undefined || before.type === 'DELETED') then.delete(key);
      else then.set(key, before.pod);
    }
    const all = [...then.values()]
      .filter(pod => namespace === undefined || pod.metadata.namespace === namespace)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .filter(pod => keyOf(pod) > after);
    const items = limit > 0 ? all.slice(0, limit) : all;
    const rest = all.length - items.length;
    const metadata = {
      resourceVersion: String(rv),
      ...(rest > 0 ? { continue: JSON.stringify([rv, keyOf(items.at(-1)!)]), remainingItemCount: rest } : {}),
    };
    json(response, { kind: 'PodList', apiVersion: 'v1', metadata, items });
  }

  #watch(url: URL, namespace: string | undefined, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion'));
    const wantsInitial = url.searchParams.get('sendInitialEvents') === 'true';
    if (wantsInitial && this.initialEvents === 'refused') {
      status(response, 422, 'Invalid', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    if (wantsInitial) {
      this.#sendInitial(namespace, response);
      return;
    }
    if (from < this.compactedAt) {
      response.end(line({ type: 'ERROR', pod: statusObject(410, 'Expired', 'too old resource version') }));
      return;
    }
    for (const entry of this.#log) {
      if (entry.rv > from && (namespace === undefined || entry.pod.metadata.namespace === namespace))
        response.write(line(entry));
    }
    const watch = { response, namespace, from };
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }

  #sendInitial(namespace: string | undefined, response: ServerResponse): void {
    for (const pod of this.pods)
      if (namespace === undefined || namespace === pod.metadata.namespace) response.write(line({ type: 'ADDED', pod }));
    const watch = { response, namespace, from: this.#rv };
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
    this.meanwhile?.();
    if (this.initialEvents !== 'served') return;
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const end = { kind: 'Pod', metadata: { resourceVersion: String(this.#rv), annotations } };
    response.write(line({ type: 'BOOKMARK', pod: end }));
  }
}

export function json(response: ServerResponse, body: unknown, code = 200, headers: Record<string, string> = {}): void {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function status(response: ServerResponse, code: number, reason: string, message: string, headers = {}): void {
  json(response, statusObject(code, reason, message), code, headers);
}

export function statusObject(code: number, reason: string, message: string): Record<string, unknown> {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, message };
}

function line(entry: { readonly type: string; readonly pod: unknown }): string {
  return `${JSON.stringify({ type: entry.type, object: entry.pod })}\n`;
}

function keyOf(pod: ServedPod): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}
