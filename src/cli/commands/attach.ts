import { containersOf } from '../../diagnosis/case.ts';
import { at } from '../../kube/json.ts';
import { usualContainer } from '../../kube/usual-container.ts';
import type { Call } from '../options/call.ts';
import { UsageError } from '../options/usage-error.ts';
import { withPod } from '../pods/with-pod.ts';
import { talk } from '../terminal/talk.ts';
import { askedTerminal } from './exec.ts';

/** `podscope attach`: joins what a container runs until it ends or we are interrupted; the container lives on. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...more] = args;
  if (target === undefined || more.length > 0)
    throw new UsageError('name one pod: podscope attach web-0, or podscope attach web-0 -c app -it');
  const terminal = askedTerminal(call);
  return withPod(call, target, async ({ cluster, namespace, name, pod, signal }) => {
    const container = options.container?.[0] ?? usualContainer(pod);
    const spec = containersOf(pod).find(each => each.name === container)?.spec;
    const lacks = (field: string): boolean => spec !== undefined && at(spec, field) !== true;
    if (options.stdin && lacks('stdin'))
      throw new UsageError(`the container ${container} of ${name} takes no input; leave -i out`);
    if (options.tty && lacks('tty'))
      throw new UsageError(`the container ${container} of ${name} has no terminal; leave -t out`);
    const stdin = options.stdin === true;
    return talk(host, cluster, { namespace, pod: name, container, stdin, terminal, signal });
  });
}
