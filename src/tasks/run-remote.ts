import type { Cluster } from '../kube/cluster.ts';
import { ProblemError } from '../kube/problem.ts';
import type { ContainerName, RemoteProcess } from '../kube/streams.ts';

export interface RemoteRun {
  readonly cluster: Cluster;
  readonly container: ContainerName;
  readonly command: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Standard output, as it comes; the process waits while a promise is pending. */
  readonly onOutput?: (bytes: Uint8Array) => void | Promise<void>;
  /** Gives the process its input, if it has any. */
  readonly feed?: (process: RemoteProcess) => Promise<void>;
}

/** As many bytes of standard error say what went wrong. */
const MOST_ERROR = 2_000;

/** Runs a program in a container to its end; answers its exit code and what it complained of. @throws ProblemError */
export async function runRemote(run: RemoteRun): Promise<{ readonly code: number; readonly complaint: string }> {
  const { cluster, container, command, signal, onOutput, feed } = run;
  let complaint = '';
  const process = await cluster
    .runProcess({
      ...container,
      command,
      stdin: feed !== undefined,
      tty: false,
      onOutput(from, bytes) {
        if (from === 'stdout') return onOutput?.(bytes);
        if (complaint.length < MOST_ERROR) complaint += Buffer.from(bytes).toString();
      },
      signal,
    })
    .catch((error: unknown) => {
      throw new ProblemError(cluster.problem(error), { cause: error });
    });
  // A process that ends early does not take the rest of its input; its end says why.
  const fed = feed?.(process);
  fed?.catch(() => process.close());
  const end = await process.ended;
  if (end.kind === 'closed') await fed;
  switch (end.kind) {
    case 'exited':
      return { code: end.code, complaint: complaint.trim() };
    case 'lost':
      throw new ProblemError(end.problem);
    case 'closed':
      throw new ProblemError({ code: 'network', message: 'ended half way' });
    case 'refused': {
      const missing = /not found|no such file|cannot find/i.test(end.message);
      const message = missing
        ? `the container ${container.container} has no ${command[0]}, which this needs`
        : end.message;
      throw new ProblemError({ code: 'invalid', message });
    }
  }
}
