/**
 * Port-forward over a websocket of its own for each TCP connection: the kubelet's first protocol for it, which its
 * `cri/streaming/portforward/websocket.go` serves for any request that is not one for the SPDY tunnel, in every version to date; the
 * API server from 1.30 on takes only `SPDY/3.1+portforward.k8s.io` for the tunnel and passes all else on
 * (`registry/core/pod/rest/subresources.go`). Channel 0 carries the bytes and 1 the error, both begin with the port as two bytes,
 * little-endian; whatever ends, ends the websocket. What it cannot say is that one side only has said all it had to say.
 */
import type { WebSocket } from 'ws';
import type { PortConnection, PortEnd, PortRequest } from '../../kube/streams.ts';
import { ChannelSocket } from './channel-socket.ts';
import { type Calling, upgrade } from './remote-process.ts';

const PROTOCOLS: readonly string[] = ['v4.channel.k8s.io'];

const DATA = 0;
const ERROR = 1;
const PORT_BYTES = 2;

/** Rejects as `Transport.upgrade` does, with the server's own refusal. */
export async function connectPort(request: PortRequest, calling: Calling): Promise<PortConnection> {
  const { namespace, pod, port, signal } = request;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward`;
  const socket = await upgrade(calling, { path, query: { ports: port }, signal }, PROTOCOLS);
  return portConnection(socket, request, calling);
}

function portConnection(socket: WebSocket, request: PortRequest, { clock, problem }: Calling): PortConnection {
  let refusal: string | undefined;
  /** Of each channel, how many bytes of the port are still to come. */
  const portBytes = [PORT_BYTES, PORT_BYTES];
  const channels = new ChannelSocket(socket, clock, {
    onFrame(channel, bytes) {
      if (channel !== DATA && channel !== ERROR) return;
      const skipped = Math.min(portBytes[channel]!, bytes.length);
      portBytes[channel]! -= skipped;
      const rest = bytes.subarray(skipped);
      if (rest.length === 0) return;
      if (channel === DATA) return request.onData(rest);
      refusal = `${refusal ?? ''}${rest}`;
      channels.close();
    },
  });
  const close = (): void => channels.close();
  request.signal?.addEventListener('abort', close, { once: true });
  if (request.signal?.aborted) close();
  return {
    write: bytes => channels.send(DATA, bytes),
    close,
    ended: channels.ended.then((end): PortEnd => {
      request.signal?.removeEventListener('abort', close);
      if (refusal !== undefined) return { kind: 'refused', message: refusal.trim() };
      return end.kind === 'closed' ? { kind: 'ended' } : { kind: 'lost', problem: problem(end.error) };
    }),
  };
}
