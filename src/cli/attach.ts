import { containersOf } from '../diagnosis/case.ts';
import { at, textAt } from '../kube/json.ts';
import type { Call } from './call.ts';
import { connect } from './connect.ts';
import { askedTerminal } from './exec.ts';
import { findPod, usualContainer } from './find-pod.ts';
import { oneNamespace } from './port-forward.ts';
import { talk } from './talk.ts';
import { UsageError } from './usage-error.ts';

/** `podscope attach`: joins what a container runs until it ends or we are interrupted; the container lives on. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...more] = args;
  if (target === undefined || more.length > 0)
    throw new UsageError('name one pod: podscope attach web-0, or podscope attach web-0 -c app -it');
  const terminal = askedTerminal(call);
  const cluster = connect(call);
  const signal = host.interruptible();
  try {
    const namespace = oneNamespace(call, cluster);
    const { pod } = await findPod(cluster, namespace, target);
    const name = textAt(pod, 'metadata', 'name');
    const container = options.container?.[0] ?? usualContainer(pod);
    const spec = containersOf(pod).find(each => each.name === container)?.spec;
    const lacks = (field: string): boolean => spec !== undefined && at(spec, field) !== true;
    if (options.stdin && lacks('stdin'))
      throw new UsageError(`the container ${container} of ${name} takes no input; leave -i out`);
    if (options.tty && lacks('tty'))
      throw new UsageError(`the container ${container} of ${name} has no terminal; leave -t out`);
    return await talk(host, cluster, {
      namespace,
      pod: name,
      container,
      stdin: options.stdin === true,
      terminal,
      signal,
    });
  } finally {
    cluster.close();
  }
}
