import type { Signal } from '../app/acts/act.ts';
import type { Cluster } from '../kube/cluster.ts';
import { ProblemError } from '../kube/problem.ts';
import type { ContainerName, ProcessEnd } from '../kube/streams.ts';

/** Programs that send a signal, and what a container has of them: mostly a shell, whose own `kill` will do. */
const WAYS: readonly ((signal: Signal) => readonly string[])[] = [
  signal => ['sh', '-c', `kill -s ${signal} 1`],
  signal => ['kill', '-s', signal, '1'],
];
/** What kills a process that ends together with its container. */
const ENDED_WITH_IT = new Set([137, 143]);
/** A signal is sent in no time; a container that hangs answers nothing. */
const PATIENCE_MS = 20_000;

/** Sends a signal to process 1 of a container, from inside of it. Answers what came of it, as a sentence. */
export async function killProcess(cluster: Cluster, place: ContainerName, signal: Signal): Promise<string> {
  const { container } = place;
  for (const way of WAYS) {
    const { end, errors } = await runIn(cluster, place, way(signal));
    if (end.kind === 'refused' && /executable file not found|no such file/i.test(end.message)) continue;
    if (end.kind === 'refused') throw new ProblemError({ code: 'server', message: end.message });
    if (end.kind === 'lost') return `Process 1 of ${container} got ${signal}; the connection ended with it.`;
    if (end.kind === 'exited' && ENDED_WITH_IT.has(end.code))
      return `Process 1 of ${container} got ${signal}, and ended at once.`;
    if (end.kind === 'exited' && end.code !== 0) {
      throw new ProblemError({
        code: 'server',
        message: errors.trim() || `kill ended with ${end.code} in ${container}`,
      });
    }
    return `Process 1 of ${container} got ${signal}.`;
  }
  const message = `${container} has neither a shell nor kill, so process 1 cannot be told from inside`;
  throw new ProblemError({ code: 'invalid', message });
}

async function runIn(
  cluster: Cluster,
  place: ContainerName,
  command: readonly string[],
): Promise<{ readonly end: ProcessEnd; readonly errors: string }> {
  let errors = '';
  const process = await cluster.runProcess({
    ...place,
    command,
    stdin: false,
    tty: false,
    signal: AbortSignal.timeout(PATIENCE_MS),
    onOutput: (_, bytes) => {
      errors += Buffer.from(bytes).toString();
    },
  });
  const end = await process.ended;
  if (end.kind === 'closed') {
    throw new ProblemError({ code: 'network', message: `kill did not end within ${PATIENCE_MS / 1000} s` });
  }
  return { end, errors };
}
