import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Cluster } from '../../kube/cluster.ts';
import { ProblemError } from '../../kube/problem.ts';
import type { ProcessEnd, ProcessRequest, RemoteProcess } from '../../kube/streams.ts';
import type { Host } from '../../shell/host.ts';
import { clean } from '../../view/text.ts';

export interface Talk extends Omit<ProcessRequest, 'onOutput' | 'tty' | 'signal'> {
  /** Ours, which the process gets as its own. */
  readonly terminal: OwnTerminal | undefined;
  readonly signal: AbortSignal;
}

/**
 * Connects our input and output with a process in a container until it ends; answers its exit code, or 128 and the number of the
 * signal that ended us.
 * @throws ProblemError
 */
export async function talk(host: Host, cluster: Cluster, { terminal, signal, ...request }: Talk): Promise<number> {
  const process = await cluster
    .runProcess({
      ...request,
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
  if (request.stdin) feed(host, process);
  const end = await process.ended;
  release?.();
  return statusOf(end, signal);
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

export interface OwnTerminal {
  /** Every key goes to the process; answers how to have the terminal back. */
  take(process: RemoteProcess): () => void;
}

/** The terminal that this process was started on; undefined when input or output is something else. */
export function ownTerminal({ stdin, stdout }: Host): OwnTerminal | undefined {
  const input = stdin as Partial<ReadStream>;
  const output = stdout as Partial<WriteStream>;
  if (!input.isTTY || !output.isTTY) return undefined;
  return {
    take(process) {
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
