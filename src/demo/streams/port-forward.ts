/** Port-forward: connections to the ports of a pod, as pairs of channels of a websocket or pairs of streams of SPDY. */
import type { WebSocket } from 'ws';
import type { DemoPod } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { HttpConversation, listenerOn } from './container-http.ts';
import type { SpdyStream } from './spdy.ts';

export interface PortOptions {
  readonly log: ResourceLog;
  readonly kill: (pod: DemoPod, container: string, exitCode: number) => void;
}

/** The pod as it is now: containers come and go while a port is forwarded. */
function connectTo({ log, kill }: PortOptions, given: DemoPod, port: number): HttpConversation | string {
  const { namespace, name, uid } = given.metadata;
  const pod = log.get('pods', namespace, name) as DemoPod | undefined;
  const listener = pod?.metadata.uid === uid ? listenerOn(pod, port) : undefined;
  if (pod === undefined || listener === undefined) {
    return `error forwarding port ${port} to pod ${uid}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${port} inside namespace: dial tcp4 127.0.0.1:${port}: connect: connection refused`;
  }
  return new HttpConversation(pod, () => kill(pod, listener, 0));
}

/** Takes the streams of a connection: of each request an `error` stream and a `data` stream. */
export function forwardSpdy(options: PortOptions, pod: DemoPod): (stream: SpdyStream) => void {
  const errors = new Map<string, SpdyStream>();
  return stream => {
    const request = stream.headers.get('requestid') ?? '';
    if (stream.headers.get('streamtype') === 'error') {
      errors.set(request, stream);
      return;
    }
    const error = errors.get(request);
    errors.delete(request);
    const connected = connectTo(options, pod, Number(stream.headers.get('port')));
    if (typeof connected === 'string') {
      error?.write(connected);
      error?.end();
      stream.end();
      return;
    }
    stream.onData = data => {
      if (data.length > 0) {
        const answer = connected.receive(data);
        if (answer !== '') stream.write(answer);
        return;
      }
      stream.end();
      error?.end();
    };
  };
}

/** For the n-th port: channel 2n carries its bytes, 2n+1 its error; both begin with the number of the port. */
export function forwardWebsocket(
  options: PortOptions,
  pod: DemoPod,
  ports: readonly number[],
  socket: WebSocket,
): void {
  const send = (channel: number, data: string | Buffer): void =>
    socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data as string)]));
  const connections = ports.map((port, index) => {
    for (const channel of [2 * index, 2 * index + 1]) send(channel, Buffer.from([port & 255, port >> 8]));
    const connected = connectTo(options, pod, port);
    if (typeof connected !== 'string') return connected;
    send(2 * index + 1, connected);
    return undefined;
  });
  socket.on('message', (message: Buffer) => {
    const channel = message[0] ?? 1;
    const answer = connections[channel / 2]?.receive(message.subarray(1)) ?? '';
    if (answer !== '') send(channel, answer);
  });
}
