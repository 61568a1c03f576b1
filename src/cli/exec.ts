import { textAt } from '../kube/json.ts';
import type { Call } from './call.ts';
import { connect } from './connect.ts';
import { findPod, usualContainer } from './find-pod.ts';
import { oneNamespace } from './port-forward.ts';
import { type OwnTerminal, ownTerminal, talk } from './talk.ts';
import { UsageError } from './usage-error.ts';

/** `podscope exec`: runs a command in a container; ends with its exit code. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...command] = args;
  if (target === undefined || command.length === 0)
    throw new UsageError('name a pod and a command: podscope exec web-0 -- ls /tmp');
  const terminal = askedTerminal(call);
  const cluster = connect(call);
  const signal = host.interruptible();
  try {
    const namespace = oneNamespace(call, cluster);
    const { pod } = await findPod(cluster, namespace, target);
    return await talk(host, cluster, {
      namespace,
      pod: textAt(pod, 'metadata', 'name'),
      container: options.container?.[0] ?? usualContainer(pod),
      command,
      stdin: options.stdin === true,
      terminal,
      signal,
    });
  } finally {
    cluster.close();
  }
}

/** The terminal that `-t` asks for. @throws UsageError when there is none */
export function askedTerminal({ host, options }: Call): OwnTerminal | undefined {
  const terminal = options.tty ? ownTerminal(host) : undefined;
  if (options.tty && terminal === undefined)
    throw new UsageError('-t needs a terminal, but standard input or output is none; leave it out');
  return terminal;
}
