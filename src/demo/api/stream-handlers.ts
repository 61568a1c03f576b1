/**
 * Exec, attach and port-forward: over websockets in the channel protocols v4 and v5 of Kubernetes, and over SPDY/3.1, which older
 * clients upgrade to and kubectl's port-forward sends through a websocket.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DemoContainer, DemoPod } from '../store/objects.ts';
import { parsePath } from '../store/request-path.ts';
import { badRequest, notFound, onlyRecorded, StatusError, statusObject, unknownPath } from '../store/status-error.ts';
import { type SessionOptions, type SessionRequest, Sessions } from '../streams/exec-session.ts';
import { forwardSpdy, forwardWebsocket, type PortOptions } from '../streams/port-forward.ts';
import { SpdyConnection, type SpdyStream } from '../streams/spdy.ts';
import { spdyChannels, websocketChannels } from '../streams/stream-channels.ts';
import { asStatus } from './answers.ts';
import { accessOf, forbidden, isAllowed, userOf } from './users.ts';

export interface StreamOptions extends SessionOptions, PortOptions {
  readonly token?: string | undefined;
  readonly recorded?: boolean | undefined;
}

const CHANNELS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const SPDY_PROTOCOLS = ['v4.channel.k8s.io', 'portforward.k8s.io'];

/** What was asked for, whatever carries it. */
type Asked =
  | { readonly kind: 'exec' | 'attach'; readonly request: SessionRequest; readonly stderr: boolean }
  | { readonly kind: 'portforward'; readonly pod: DemoPod; readonly ports: readonly number[] };

export function serveStreams(server: Server, options: StreamOptions): void {
  const sessions = new Sessions(options);
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: offered => [TUNNEL, ...CHANNELS].find(name => offered.has(name)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that goes away in the middle is nothing to fall over.
    socket.on('error', () => socket.destroy());
    try {
      const asked = askedOf(options, request);
      if (/^spdy\/3\.1$/i.test(request.headers.upgrade ?? ''))
        upgradeToSpdy(options, sessions, asked, request, socket, head);
      else sockets.handleUpgrade(request, socket, head, opened => overWebsocket(options, sessions, asked, opened));
    } catch (error) {
      refuse(socket, asStatus(error));
    }
  });
}

function askedOf(options: StreamOptions, request: IncomingMessage): Asked {
  const user = userOf(request, options.token);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const query = url.searchParams;
  const target = parsePath(url.pathname);
  if (target?.type.resource !== 'pods' || target.name === undefined) throw unknownPath();
  const access = accessOf(target, request.method ?? 'GET', query);
  if (!isAllowed(user, access)) throw forbidden(user, access);
  if (options.recorded) throw onlyRecorded();
  const pod = options.log.get('pods', target.namespace, target.name) as DemoPod | undefined;
  if (pod === undefined) throw notFound('pods', '', target.name);
  const { subresource } = target;
  if (!pod.spec.nodeName) throw badRequest(`pod ${target.name} does not have a host assigned`);
  if (subresource === 'portforward') {
    const ports = query.getAll('ports').flatMap(list => list.split(','));
    return { kind: subresource, pod, ports: ports.map(Number) };
  }
  if (subresource !== 'exec' && subresource !== 'attach') throw unknownPath();
  const container = runningContainer(pod, query.get('container'));
  const isSet = (name: string): boolean => ['true', '1'].includes(query.get(name) ?? '');
  const command = query.getAll('command');
  if (subresource === 'exec' && command.length === 0)
    throw badRequest('you must specify at least one command for the container');
  const tty = isSet('tty');
  const session = { pod, container, command, stdin: isSet('stdin'), tty };
  return { kind: subresource, request: session, stderr: isSet('stderr') && !tty };
}

function runningContainer({ metadata, spec, status }: DemoPod, asked: string | null): DemoContainer {
  const all = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
  const found = asked === null || asked === '' ? spec.containers[0] : all.find(({ name }) => name === asked);
  if (found === undefined) throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  const known = [status.containerStatuses, status.initContainerStatuses, status.ephemeralContainerStatuses].flatMap(
    list => list ?? [],
  );
  if (known.some(({ name, state }) => name === found.name && state.running)) return found;
  throw new StatusError(500, 'InternalError', `unable to upgrade connection: container not found ("${found.name}")`);
}

function refuse(socket: Duplex, status: StatusError): void {
  const body = JSON.stringify(statusObject(status));
  socket.end(
    `HTTP/1.1 ${status.code} ${status.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function overWebsocket(options: StreamOptions, sessions: Sessions, asked: Asked, socket: WebSocket): void {
  socket.on('error', () => socket.terminate());
  if (asked.kind !== 'portforward') {
    const channels = websocketChannels(socket);
    sessions[asked.kind](asked.request, channels);
  } else if (socket.protocol === TUNNEL) {
    const carrier = { send: (bytes: Buffer) => socket.send(bytes), close: () => socket.close(1000) };
    const connection = new SpdyConnection(carrier, forwardSpdy(options, asked.pod));
    socket.on('message', (bytes: Buffer) => connection.receive(bytes));
    socket.once('close', () => connection.drop());
  } else forwardWebsocket(options, asked.pod, asked.ports, socket);
}

function upgradeToSpdy(
  options: StreamOptions,
  sessions: Sessions,
  asked: Asked,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/,\s*/);
  const protocol = SPDY_PROTOCOLS.find(
    name => offered.includes(name) && (name === SPDY_PROTOCOLS[1]) === (asked.kind === 'portforward'),
  );
  if (protocol === undefined) {
    const words = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${SPDY_PROTOCOLS.join(' ')}]`;
    throw new StatusError(403, 'Forbidden', words);
  }
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
  );
  const opened = streamTaker(options, sessions, asked, () => connection.close());
  const carrier = { send: (bytes: Buffer) => void socket.write(bytes), close: () => void socket.end() };
  const connection = new SpdyConnection(carrier, opened);
  socket.on('data', (bytes: Buffer) => connection.receive(bytes));
  socket.once('close', () => connection.drop());
  if (head.length > 0) connection.receive(head);
}

/** Takes the streams of an exec or attach, and begins when all are there that were announced. */
function streamTaker(
  options: StreamOptions,
  sessions: Sessions,
  asked: Asked,
  close: () => void,
): (stream: SpdyStream) => void {
  if (asked.kind === 'portforward') return forwardSpdy(options, asked.pod);
  const { request, stderr, kind } = asked;
  const expected = [
    'error',
    'stdout',
    ...(request.stdin ? ['stdin'] : []),
    ...(stderr ? ['stderr'] : []),
    ...(request.tty ? ['resize'] : []),
  ];
  const streams = new Map<string, SpdyStream>();
  return stream => {
    streams.set(stream.headers.get('streamtype') ?? '', stream);
    if (streams.size === expected.length) sessions[kind](request, spdyChannels(streams, close));
  };
}
