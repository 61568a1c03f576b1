import { usualContainer } from '../../kube/usual-container.ts';
import type { Call } from '../options/call.ts';
import { UsageError } from '../options/usage-error.ts';
import { withPod } from '../pods/with-pod.ts';
import { type OwnTerminal, ownTerminal, talk } from '../terminal/talk.ts';

/** `podscope exec`: runs a command in a container; ends with its exit code. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...command] = args;
  if (target === undefined || command.length === 0)
    throw new UsageError('name a pod and a command: podscope exec web-0 -- ls /tmp');
  const terminal = askedTerminal(call);
  return withPod(call, target, ({ cluster, namespace, name, pod, signal }) => {
    const container = options.container?.[0] ?? usualContainer(pod);
    const stdin = options.stdin === true;
    return talk(host, cluster, { namespace, pod: name, container, command, stdin, terminal, signal });
  });
}

/** The terminal that `-t` asks for. @throws UsageError when there is none */
export function askedTerminal({ host, options }: Call): OwnTerminal | undefined {
  const terminal = options.tty ? ownTerminal(host) : undefined;
  if (options.tty && terminal === undefined)
    throw new UsageError('-t needs a terminal, but standard input or output is none; leave it out');
  return terminal;
}
