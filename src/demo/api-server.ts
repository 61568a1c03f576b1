/** The HTTP face of the demo: routes requests to the handlers and writes what they answer, refusals as Status objects. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../kube/clock.ts';
import { deleteObject, deleteOptions, removeObject } from './delete-handler.ts';
import { AGGREGATED_DISCOVERY, discovery } from './discovery.ts';
import type { ImageScripts } from './images.ts';
import { writeLog } from './log-handler.ts';
import { meddle } from './meddle-handler.ts';
import type { Meddling } from './meddling.ts';
import type { DemoPod } from './objects.ts';
import { openapi } from './openapi.ts';
import { getObject, listBody, representationOf, selectorOf, shelfOf } from './read-handlers.ts';
import { contentTypeOf, objectForm } from './representation.ts';
import { readBody } from './request-body.ts';
import { parsePath, type Target } from './request-path.ts';
import type { ResourceLog } from './resource-log.ts';
import { REVIEWS } from './resources.ts';
import { getScale, putScale } from './scale-handler.ts';
import { onlyRecorded, StatusError, statusObject, unknownPath } from './status-error.ts';
import { type StreamOptions, serveStreams } from './stream-handlers.ts';
import { startWatch } from './watch-handler.ts';
import { createObject, evictPod, patchObject, replaceObject, review } from './write-handlers.ts';

export interface ApiServerOptions {
  readonly log: ResourceLog;
  /** What containers say, for their logs. */
  readonly scripts: ImageScripts;
  readonly clock: Clock;
  /** What `POST /demo/…` may do. */
  readonly deeds: Deeds;
  /** The cluster is a recording: it can be read, and asked for nothing that was not recorded. */
  readonly recorded?: boolean | undefined;
  readonly quit: StreamOptions['quit'];
  readonly port?: number | undefined;
  /** When set, requests without `Authorization: Bearer TOKEN` are refused with 401. */
  readonly token?: string | undefined;
}

type Deeds = Omit<Meddling, 'cutConnections' | 'refuse'>;

export interface ApiServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  cutConnections(): void;
  refuse(code: number, times: number): void;
  stop(): Promise<void>;
}

/** Refusals that a person has asked for. */
interface Refusals {
  code: number;
  times: number;
}

export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const refusals: Refusals = { code: 500, times: 0 };
  const server = createServer({ keepAlive: true }, (request, response) => {
    // Clients measure how far our clock is ahead of theirs; the demo's time may run faster.
    response.setHeader('Date', new Date(options.clock.now()).toUTCString());
    void answer(options, refusals, meddling, request, response);
  });
  const sockets = openSockets(server);
  const cutConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = (code: number, times: number): void => void Object.assign(refusals, { code, times });
  const meddling: Meddling = { ...options.deeds, cutConnections, refuse };
  serveStreams(server, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutConnections,
    refuse,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function openSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function answer(
  options: ApiServerOptions,
  refusals: Refusals,
  meddling: Meddling,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST' && url.pathname.startsWith('/demo/')) {
      const found = meddle(meddling, url.pathname, await readBody(request));
      if (found === undefined) throw unknownPath();
      sendJson(response, found ? 200 : 404, JSON.stringify({ done: found }));
      return;
    }
    refuseIfAsked(refusals);
    if (!answerPlain(url.pathname, request, response)) await answerResource(options, url, request, response);
  } catch (error) {
    if (response.headersSent) return void response.destroy();
    sendStatus(response, error);
  }
}

function refuseIfAsked(refusals: Refusals): void {
  if (refusals.times === 0) return;
  refusals.times -= 1;
  const words: Readonly<Record<number, readonly [reason: string, message: string]>> = {
    401: ['Unauthorized', 'Unauthorized'],
    403: ['Forbidden', 'forbidden by the person at the demo'],
    410: ['Expired', 'too old resource version'],
    429: ['TooManyRequests', 'too many requests, please try again later'],
    503: ['ServiceUnavailable', 'apiserver not ready'],
  };
  const [reason, message] = words[refusals.code] ?? [
    'InternalError',
    'Internal error occurred: etcdserver: request timed out',
  ];
  throw new StatusError(refusals.code, reason, message, refusals.code === 429 ? { retryAfterSeconds: 1 } : undefined);
}

function sendStatus(response: ServerResponse, error: unknown): void {
  const refusal =
    error instanceof StatusError ? error : new StatusError(500, 'InternalError', `Internal error occurred: ${error}`);
  const retry = refusal.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('Retry-After', String(retry));
  sendJson(response, refusal.code, JSON.stringify(statusObject(refusal)));
}

export function sendJson(
  response: ServerResponse,
  code: number,
  text: string | Buffer,
  contentType = 'application/json',
): void {
  const body = Buffer.from(text as string);
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-cache, private',
  });
  response.end(body);
}

/** Health and discovery. */
function answerPlain(path: string, request: IncomingMessage, response: ServerResponse): boolean {
  if (path === '/healthz' || path === '/livez' || path === '/readyz') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok');
    return true;
  }
  const aggregated = request.headers.accept?.includes('as=APIGroupDiscoveryList') ?? false;
  const answered = openapi(path) ?? discovery(path.replace(/(.)\/$/, '$1'), aggregated);
  if (answered === undefined) return false;
  const type = 'kind' in answered && answered.kind === 'APIGroupDiscoveryList' ? AGGREGATED_DISCOVERY : undefined;
  sendJson(response, 200, JSON.stringify(answered), type);
  return true;
}

async function answerResource(
  options: ApiServerOptions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log, clock } = options;
  const asked = REVIEWS.find(row => url.pathname === `/apis/${row.group}/v1/${row.resource}`);
  if (asked && request.method === 'POST') {
    const answered = {
      apiVersion: `${asked.group}/v1`,
      kind: asked.kind,
      ...review(asked.kind, await readBody(request)),
    };
    sendJson(response, 201, JSON.stringify(answered));
    return;
  }
  const target = parsePath(url.pathname);
  if (target === undefined) throw unknownPath();
  const query = url.searchParams;
  const as = representationOf(target, query, request.headers.accept, clock);
  const { method } = request;
  if (options.recorded && (method !== 'GET' || target.subresource === 'log')) throw onlyRecorded();
  if (target.subresource !== undefined && !target.type.subresources.some(({ name }) => name === target.subresource))
    throw unknownPath();
  const onObject =
    target.subresource === undefined || ['status', 'ephemeralcontainers', 'resize'].includes(target.subresource);
  if (method === 'GET' && target.subresource === 'log') {
    streamLog(options, target, query, request, response);
  } else if (method === 'POST' && target.subresource === 'eviction') {
    sendJson(response, 201, JSON.stringify(evictPod(log, clock, target, await readBody(request))));
  } else if (target.subresource === 'scale' && (method === 'GET' || method === 'PUT' || method === 'PATCH')) {
    const patch = method === 'PATCH' ? (request.headers['content-type'] ?? '') : undefined;
    const scale =
      method === 'GET' ? getScale(log, target) : putScale(log, target, query, patch, await readBody(request));
    sendJson(response, 200, JSON.stringify(scale));
  } else if (method === 'GET' && onObject) {
    if (isTrue(query.get('watch'))) watch(log, target, query, as, clock, request, response);
    else
      sendJson(
        response,
        200,
        target.name === undefined ? listBody(log, target, query, as) : objectForm(getObject(log, target), as),
        contentTypeOf(as),
      );
  } else if (method === 'POST' && target.name === undefined) {
    const { code, object } = createObject(log, target, query, await readBody(request));
    sendJson(response, code, objectForm(object, as), contentTypeOf(as));
  } else if (method === 'PUT' && target.name !== undefined && onObject) {
    sendJson(
      response,
      200,
      objectForm(replaceObject(log, target, query, await readBody(request)).object, as),
      contentTypeOf(as),
    );
  } else if (method === 'PATCH' && target.name !== undefined && onObject) {
    const { code, object } = patchObject(
      log,
      target,
      query,
      request.headers['content-type'] ?? '',
      await readBody(request),
    );
    sendJson(response, code, objectForm(object, as), contentTypeOf(as));
  } else if (method === 'DELETE' && target.subresource === undefined) {
    answerDelete(options, target, query, await readBody(request), response);
  } else
    throw new StatusError(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    );
}

function answerDelete(
  { log, clock }: ApiServerOptions,
  target: Target,
  query: URLSearchParams,
  body: unknown,
  response: ServerResponse,
): void {
  const deletion = deleteOptions(body, query);
  if (target.name !== undefined) {
    const { object, gone } = deleteObject(log, clock, target, deletion);
    const status = gone && target.type.resource !== 'pods';
    sendJson(response, 200, status ? deletedStatus(target, object.metadata.uid) : JSON.stringify(object));
    return;
  }
  const matches = selectorOf(target, query);
  const doomed = log.page(shelfOf(target), { namespace: target.namespace, matches }).items;
  if (!deletion.dryRun?.includes('All')) {
    for (const object of doomed) removeObject(log, clock, shelfOf(target), object, deletion.gracePeriodSeconds);
  }
  sendJson(response, 200, JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }));
}

function streamLog(
  { log, clock, scripts }: ApiServerOptions,
  target: Target,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const pod = getObject(log, target) as DemoPod;
  response.setHeader('Content-Type', 'text/plain');
  const stop = writeLog(log, clock, scripts, pod, query, {
    write: text => response.write(text),
    end: () => response.end(),
  });
  request.once('close', stop);
  response.once('close', stop);
  if (!response.writableEnded) response.flushHeaders();
}

function deletedStatus({ type, name }: Target, uid: string): string {
  const details = { name, group: type.group || undefined, kind: type.resource, uid };
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

const isTrue = (value: string | null): boolean => value === 'true' || value === '1' || value === '';

function watch(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  as: Parameters<typeof startWatch>[3],
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('Content-Type', as.protobuf ? `${contentTypeOf(as)};stream=watch` : contentTypeOf(as));
  response.setHeader('Cache-Control', 'no-cache, private');
  response.socket?.setNoDelay(true);
  const stop = startWatch(log, target, query, as, clock, {
    write: line => response.write(line),
    end: () => response.end(),
  });
  // A client wants to know that its watch stands before anything happens.
  response.flushHeaders();
  request.once('close', stop);
  response.once('close', stop);
}
