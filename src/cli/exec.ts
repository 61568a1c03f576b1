import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import type { ProcessEnd, RemoteProcess } from '../kube/streams.ts';
import type { Host } from '../shell/host.ts';
import { clean } from '../view/text.ts';
import type { Call } from './call.ts';
import { connect } from './connect.ts';
import { findPod, usualContainer } from './find-pod.ts';
import { oneNamespace } from './port-forward.ts';
import { UsageError } from './usage-error.ts';

/** `podscope exec`: runs a command in a container; ends with its exit code. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...command] = args;
  if (target === undefined || command.length === 0)
    throw new UsageError('name a pod and a command: podscope exec web-0 -- ls /tmp');
  const terminal = options.tty ? terminalOf(host) : undefined;
  const cluster = connect(call);
  const signal = host.interruptible();
  try {
    const namespace = oneNamespace(call, cluster);
    const { pod } = await findPod(cluster, namespace, target);
    const process = await cluster
      .runProcess({
        namespace,
        pod: textAt(pod, 'metadata', 'name'),
        container: options.container?.[0] ?? usualContainer(pod),
        command,
        stdin: options.stdin === true,
        tty: terminal !== undefined,
        onOutput: (from, bytes) => write(from === 'stdout' ? host.stdout : host.stderr, bytes, terminal !== undefined),
        signal,
      })
      .catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw new ProblemError(cluster.problem(error), { cause: error });
      });
    if (process === undefined) return 128 + Number(signal.reason);
    const release = terminal?.take(process);
    if (options.stdin) feed(host, process);
    const end = await process.ended;
    release?.();
    return statusOf(end, signal);
  } finally {
    cluster.close();
  }
}

function statusOf(end: ProcessEnd, signal: AbortSignal): number {
  switch (end.kind) {
    case 'exited':
      return end.code;
    case 'closed':
      return 128 + Number(signal.reason);
    case 'refused':
      throw new ProblemError({ code: 'invalid', message: end.message });
    case 'lost':
      throw new ProblemError(end.problem);
  }
}

/** As it is for programs; made harmless where a person's terminal would obey it. */
async function write(to: Writable, bytes: Uint8Array, asItIs: boolean): Promise<void> {
  const isTerminal = (to as Partial<WriteStream>).isTTY === true;
  const shown = asItIs || !isTerminal ? bytes : Buffer.from(bytes).toString().split('\n').map(clean).join('\n');
  if (!to.write(shown)) await once(to, 'drain');
}

/** Hands on our input until it ends, a piece at a time. */
async function feedAll(host: Host, process: RemoteProcess): Promise<void> {
  for await (const piece of host.stdin) await process.write(piece as Buffer);
  process.endInput();
}
const feed = (host: Host, process: RemoteProcess): void => void feedAll(host, process).catch(() => process.close());

/** The terminal that `-t` needs. @throws UsageError when there is none */
function terminalOf({ stdin, stdout }: Host) {
  const input = stdin as Partial<ReadStream>;
  const output = stdout as Partial<WriteStream>;
  if (!input.isTTY || !output.isTTY)
    throw new UsageError('-t needs a terminal, but standard input or output is none; leave it out');
  return {
    /** Every key goes to the process; answers how to have the terminal back. */
    take(process: RemoteProcess): () => void {
      const size = (): void => process.resize({ columns: output.columns ?? 80, rows: output.rows ?? 24 });
      input.setRawMode?.(true);
      stdout.on('resize', size);
      size();
      return () => {
        stdout.off('resize', size);
        input.setRawMode?.(false);
      };
    },
  };
}
