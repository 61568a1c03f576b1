/** The HTTP face of the demo: routes requests to the handlers and writes what they answer, refusals as Status objects. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Meddling } from '../machinery/meddling.ts';
import { StatusError, unknownPath } from '../store/status-error.ts';
import { sendJson, sendStatus } from './answers.ts';
import { makeServerCertificate } from './certificate.ts';
import { AGGREGATED_DISCOVERY, discovery } from './discovery.ts';
import { meddle } from './meddle-handler.ts';
import { openapi } from './openapi.ts';
import { readBody } from './request-body.ts';
import { answerResource, type Served } from './resource-handler.ts';
import { type StreamOptions, serveStreams } from './stream-handlers.ts';
import { userOf } from './users.ts';

export interface ApiServerOptions extends Served, Pick<StreamOptions, 'kill' | 'interrupt'> {
  /** What `POST /demo/…` may do. */
  readonly deeds: Deeds;
  readonly port?: number | undefined;
  /** When set, who brings neither it nor another user's token is refused with 401. */
  readonly token?: string | undefined;
  /** HTTPS, with a certificate made for this run. */
  readonly tls?: boolean | undefined;
}

type Deeds = Omit<Meddling, 'cutConnections' | 'refuse'>;

export interface ApiServer {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly url: string;
  /** PEM of the authority of its certificate. */
  readonly ca: string | undefined;
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
  const certificate = options.tls ? makeServerCertificate() : undefined;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // Clients measure how far our clock is ahead of theirs; the demo's time may run faster.
    response.setHeader('Date', new Date(options.clock.now()).toUTCString());
    void answer(options, refusals, meddling, request, response);
  };
  const server = certificate
    ? createSecureServer({ ...certificate, ca: undefined, keepAlive: true }, listener)
    : createServer({ keepAlive: true }, listener);
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
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: certificate?.ca,
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
    const user = userOf(request, options.token);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'POST' && url.pathname.startsWith('/demo/')) {
      const found = meddle(meddling, url.pathname, await readBody(request));
      if (found === undefined) throw unknownPath();
      sendJson(response, found ? 200 : 404, JSON.stringify({ done: found }));
      return;
    }
    refuseIfAsked(refusals);
    if (answerPlain(options, url.pathname, request, response)) return;
    await answerResource({ served: options, user, url, request, response });
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

/** Health and discovery. */
function answerPlain({ metrics }: Served, path: string, request: IncomingMessage, response: ServerResponse): boolean {
  if (path === '/healthz' || path === '/livez' || path === '/readyz') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok');
    return true;
  }
  const aggregated = request.headers.accept?.includes('as=APIGroupDiscoveryList') ?? false;
  const answered = openapi(path) ?? discovery(path.replace(/(.)\/$/, '$1'), aggregated, metrics);
  if (answered === undefined) return false;
  const type = 'kind' in answered && answered.kind === 'APIGroupDiscoveryList' ? AGGREGATED_DISCOVERY : undefined;
  sendJson(response, 200, JSON.stringify(answered), type);
  return true;
}
