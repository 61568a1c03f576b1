/** Exec, attach and port-forward over websockets, in the channel protocols v4 and v5 of Kubernetes. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../kube/clock.ts';
import type { DemoContainer, DemoPod } from './objects.ts';
import { parsePath } from './request-path.ts';
import type { ResourceLog } from './resource-log.ts';
import { type Outcome, runCommand, runScript, SHELLS } from './shell.ts';
import { badRequest, notFound, onlyRecorded, StatusError, statusObject, unknownPath } from './status-error.ts';

export interface StreamOptions {
  readonly log: ResourceLog;
  readonly clock: Clock;
  readonly token?: string | undefined;
  readonly recorded?: boolean | undefined;
  /** Ends a container, as the admin port of a proxy does when it is told to quit. */
  readonly quit: (pod: DemoPod, container: string) => void;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** In v5: the next byte names the channel that the other side closes. */
const CLOSE = 255;

export function serveStreams(server: Server, options: StreamOptions): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: offered => ['v5.channel.k8s.io', 'v4.channel.k8s.io'].find(name => offered.has(name)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    try {
      const begin = streamOf(options, request);
      sockets.handleUpgrade(request, socket, head, begin);
    } catch (error) {
      refuse(socket, error);
    }
  });
}

function streamOf(options: StreamOptions, request: IncomingMessage): (socket: WebSocket) => void {
  if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
    throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  }
  if (options.recorded) throw onlyRecorded();
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const target = parsePath(url.pathname);
  if (target?.type.resource !== 'pods' || target.name === undefined) throw unknownPath();
  const pod = options.log.get('pods', target.namespace, target.name) as DemoPod | undefined;
  if (pod === undefined) throw notFound('pods', '', target.name);
  if (!(request.headers['sec-websocket-protocol'] ?? '').includes('.channel.k8s.io')) {
    throw badRequest('the demo speaks v5.channel.k8s.io and v4.channel.k8s.io only');
  }
  if (target.subresource === 'portforward') return socket => forward(options, pod, url.searchParams, socket);
  if (target.subresource !== 'exec') throw badRequest(`the demo cannot ${target.subresource}`);
  const container = runningContainer(pod, url.searchParams.get('container'));
  return socket => execute(options, pod, container, url.searchParams, socket);
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

function refuse(socket: Duplex, error: unknown): void {
  const status = error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error));
  const body = JSON.stringify(statusObject(status));
  socket.end(
    `HTTP/1.1 ${status.code} ${status.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const send = (socket: WebSocket, channel: number, data: string | Buffer): void =>
  socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)]));

function execute(
  { clock }: StreamOptions,
  pod: DemoPod,
  container: DemoContainer,
  query: URLSearchParams,
  socket: WebSocket,
): void {
  const command = query.getAll('command');
  const place = { pod, container, now: clock.now() };
  const finish = ({ out, err, exitCode }: Outcome): void => {
    if (out !== '') send(socket, STDOUT, out);
    if (err !== '') send(socket, STDERR, err);
    send(socket, STATUS, JSON.stringify(exitStatus(exitCode)));
    socket.close(1000);
  };
  const interactive = command.length === 1 && SHELLS.includes(command[0]!) && query.get('stdin') === 'true';
  if (interactive) {
    converse(socket, query.get('tty') === 'true', line => runScript(line, { ...place, now: clock.now() }), finish);
    return;
  }
  const outcome = runCommand(command, place);
  if (outcome !== undefined) {
    finish(outcome);
    return;
  }
  const words = `OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH`;
  send(
    socket,
    STATUS,
    JSON.stringify({ metadata: {}, status: 'Failure', message: words, reason: 'InternalError', code: 500 }),
  );
  socket.close(1000);
}

/** A shell: reads lines, answers each, ends with `exit` or the end of its input. */
function converse(
  socket: WebSocket,
  tty: boolean,
  answer: (line: string) => Outcome,
  finish: (outcome: Outcome) => void,
): void {
  let pending = '';
  let exitCode = 0;
  const prompt = (): void => (tty ? send(socket, STDOUT, '/ # ') : undefined);
  prompt();
  socket.on('message', (message: Buffer) => {
    if (message[0] === CLOSE && message[1] === STDIN) return finish({ out: '', err: '', exitCode });
    if (message[0] !== STDIN) return;
    const typed = message.subarray(1).toString();
    if (tty) send(socket, STDOUT, typed.replaceAll('\r', '\r\n'));
    if (tty && typed.includes('\x04')) return finish({ out: '', err: '', exitCode });
    const lines = (pending + typed).split(/\r\n|\r|\n/);
    pending = lines.pop()!;
    for (const line of lines) {
      const outcome = answer(line);
      exitCode = outcome.exitCode;
      if (/^\s*exit\b/.test(line)) return finish(outcome);
      const newline = (text: string): string => (tty ? text.replaceAll('\n', '\r\n') : text);
      if (outcome.out !== '') send(socket, STDOUT, newline(outcome.out));
      if (outcome.err !== '') send(socket, tty ? STDOUT : STDERR, newline(outcome.err));
      prompt();
    }
  });
}

function exitStatus(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** For the n-th port: channel 2n carries its bytes, 2n+1 its error; both begin with the number of the port. */
function forward(options: StreamOptions, pod: DemoPod, query: URLSearchParams, socket: WebSocket): void {
  const ports = query
    .getAll('ports')
    .flatMap(list => list.split(','))
    .map(Number);
  const requests = ports.map(() => '');
  for (const [index, port] of ports.entries()) {
    for (const channel of [2 * index, 2 * index + 1]) send(socket, channel, Buffer.from([port & 255, port >> 8]));
    if (listener(pod, port) !== undefined) continue;
    send(
      socket,
      2 * index + 1,
      `an error occurred forwarding ${port} -> ${port}: failed to connect to localhost:${port} inside namespace: connection refused`,
    );
  }
  socket.on('message', (message: Buffer) => {
    const index = message[0]! / 2;
    const port = ports[index];
    const container = port === undefined ? undefined : listener(pod, port);
    if (port === undefined || container === undefined) return;
    requests[index] += message.subarray(1).toString('latin1');
    if (!requests[index]!.includes('\r\n\r\n')) return;
    const line = requests[index]!.slice(0, requests[index]!.indexOf('\r\n'));
    requests[index] = '';
    send(socket, 2 * index, httpAnswer(line, pod));
    if (/^POST \/quitquitquit /.test(line)) options.quit(pod, container);
  });
}

const listener = ({ spec }: DemoPod, port: number): string | undefined =>
  spec.containers.find(({ ports }) => ports?.some(({ containerPort }) => containerPort === port))?.name;

function httpAnswer(requestLine: string, { metadata }: DemoPod): string {
  const quit = requestLine.includes(' /quitquitquit ');
  const refused = quit && !requestLine.startsWith('POST ');
  const body = quit ? (refused ? 'Method Not Allowed' : 'OK\n') : `Hey there, this is ${metadata.name}.\n`;
  return `HTTP/1.1 ${refused ? '405 Method Not Allowed' : '200 OK'}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}
