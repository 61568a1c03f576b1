/**
 * Exec and attach. The API server speaks v5 (from 1.30 on, where it translates for the kubelet) or passes v4 on to the kubelet,
 * whose `remotecommand` package and KEP-4006 say what the channels are; v5 differs in one thing, that a channel can be closed.
 */
import type { WebSocket } from 'ws';
import type { Clock } from '../../kube/clock.ts';
import type { ClusterRequest } from '../../kube/cluster.ts';
import type { Problem } from '../../kube/feed.ts';
import { itemsAt, textAt } from '../../kube/json.ts';
import { ProblemError } from '../../kube/problem.ts';
import type { ProcessEnd, ProcessRequest, RemoteProcess } from '../../kube/streams.ts';
import type { Transport } from '../transport/transport.ts';
import { ApiStatusError, ConnectionError } from '../wire/errors.ts';
import { ChannelSocket } from './channel-socket.ts';

const V5 = 'v5.channel.k8s.io';
const PROTOCOLS: readonly string[] = [V5, 'v4.channel.k8s.io'];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
/** A metav1.Status, once, at the end. */
const STATUS = 3;
const RESIZE = 4;
/** v5: the next byte names the channel that is closed. */
const CLOSE = 255;

export interface Calling {
  readonly transport: Pick<Transport, 'upgrade'>;
  readonly clock: Clock;
  readonly problem: (error: unknown) => Problem;
}

/** Rejects as `Transport.upgrade` does, with the server's own refusal. */
export async function runProcess(request: ProcessRequest, calling: Calling): Promise<RemoteProcess> {
  const socket = await upgrade(calling, { ...callOf(request), signal: request.signal }, PROTOCOLS);
  return remoteProcess(socket, request, calling);
}

/** A refusal is told in the server's own sentence, which names what is missing better than we could. */
export async function upgrade(
  { transport, problem }: Calling,
  request: ClusterRequest,
  protocols: readonly string[],
): Promise<WebSocket> {
  try {
    return await transport.upgrade(request, protocols);
  } catch (error) {
    if (!(error instanceof ApiStatusError) || error.status === 401 || error.message === '') throw error;
    throw new ProblemError({ code: problem(error).code, message: error.message }, { cause: error });
  }
}

/** Path and query of the request that is upgraded. */
function callOf({ namespace, pod, container, command, stdin, tty }: ProcessRequest) {
  const to = command === undefined ? 'attach' : 'exec';
  return {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/${to}`,
    query: {
      container,
      ...(command && { command }),
      stdin,
      stdout: true,
      // A terminal has one output only.
      stderr: !tty,
      tty,
    },
  };
}

function remoteProcess(socket: WebSocket, request: ProcessRequest, { clock, problem }: Calling): RemoteProcess {
  let status: ProcessEnd | undefined;
  let isOurs = false;
  const channels = new ChannelSocket(socket, clock, {
    onFrame(channel, bytes) {
      if (bytes.length === 0) return;
      if (channel === STDOUT) return request.onOutput('stdout', bytes);
      if (channel === STDERR) return request.onOutput('stderr', bytes);
      if (channel === STATUS) {
        status = endOf(bytes.toString());
        channels.close();
      }
    },
  });
  const close = (): void => {
    isOurs = true;
    channels.close();
  };
  request.signal?.addEventListener('abort', close, { once: true });
  if (request.signal?.aborted) close();
  return {
    write: bytes => channels.send(STDIN, bytes),
    endInput() {
      if (channels.protocol !== V5) return false;
      void channels.send(CLOSE, Buffer.of(STDIN));
      return true;
    },
    resize({ columns, rows }) {
      void channels.send(RESIZE, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
    },
    close,
    ended: channels.ended.then((end): ProcessEnd => {
      request.signal?.removeEventListener('abort', close);
      if (status) return status;
      if (isOurs) return { kind: 'closed' };
      const error =
        end.kind === 'lost' ? end.error : new ConnectionError('TRUNCATED', end.reason || 'closed without an exit code');
      return { kind: 'lost', problem: problem(error) };
    }),
  };
}

/** How it ended, of the Status that the kubelet makes of it. */
function endOf(text: string): ProcessEnd {
  let status: unknown;
  try {
    status = JSON.parse(text);
  } catch {
    return { kind: 'refused', message: text.trim() };
  }
  if (textAt(status, 'status') === 'Success') return { kind: 'exited', code: 0 };
  const message = textAt(status, 'message') || 'the server gives no reason';
  if (textAt(status, 'reason') !== 'NonZeroExitCode') return { kind: 'refused', message };
  const cause = itemsAt(status, 'details', 'causes').find(each => textAt(each, 'reason') === 'ExitCode');
  const code = Number.parseInt(textAt(cause, 'message'), 10);
  return Number.isNaN(code) ? { kind: 'refused', message } : { kind: 'exited', code };
}
