/** The channels of an exec or attach, on a websocket and on the streams of a SPDY connection. */
import type { WebSocket } from 'ws';
import type { Channels } from './exec-session.ts';
import type { SpdyStream } from './spdy.ts';

/** First byte of a message; 255 in v5: the next byte names the channel that the client closes. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

const silent = { onStdin: () => {}, onResize: () => {}, onClose: () => {} };

export function websocketChannels(socket: WebSocket): Channels {
  const send = (channel: number, data: string | Buffer): void => {
    if (socket.readyState === socket.OPEN)
      socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data as string)]));
  };
  const channels: Channels = {
    ...silent,
    out: data => send(CHANNEL.stdout, data),
    err: data => send(CHANNEL.stderr, data),
    finish: status => {
      send(CHANNEL.status, JSON.stringify(status));
      socket.close(1000);
    },
  };
  socket.on('message', (message: Buffer) => {
    const [channel, closed] = message;
    if (channel === CHANNEL.stdin && message.length > 1) channels.onStdin(message.subarray(1));
    else if (channel === CHANNEL.close && closed === CHANNEL.stdin) channels.onStdin(Buffer.alloc(0));
    else if (channel === CHANNEL.resize) resize(channels, message.subarray(1));
  });
  socket.once('close', () => channels.onClose());
  return channels;
}

/** `close` lets go of the connection after what was written. */
export function spdyChannels(streams: ReadonlyMap<string, SpdyStream>, close: () => void): Channels {
  const channels: Channels = {
    ...silent,
    out: data => streams.get('stdout')?.write(data),
    err: data => streams.get('stderr')?.write(data),
    finish: status => {
      streams.get('error')?.write(JSON.stringify(status));
      for (const name of ['stdout', 'stderr', 'error']) streams.get(name)?.end();
      close();
    },
  };
  const listen = (name: string, take: (data: Buffer) => void): void => {
    const stream = streams.get(name);
    if (stream) stream.onData = take;
  };
  listen('stdin', data => channels.onStdin(data));
  listen('resize', data => resize(channels, data));
  // The connection ends every stream when it is gone.
  listen('error', data => void (data.length === 0 && channels.onClose()));
  return channels;
}

/** `{"Width":80,"Height":24}` */
function resize(channels: Channels, data: Buffer): void {
  try {
    const { Width, Height } = JSON.parse(data.toString()) as { Width?: number; Height?: number };
    if (Width !== undefined && Height !== undefined) channels.onResize(Width, Height);
  } catch {
    // What is no size changes none.
  }
}
