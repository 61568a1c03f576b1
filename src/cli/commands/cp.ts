import { createInterface } from 'node:readline/promises';
import type { ReadStream } from 'node:tty';
import { readCopy } from '../../app/streams/copy-spec.ts';
import { ProblemError } from '../../kube/problem.ts';
import { usualContainer } from '../../kube/usual-container.ts';
import type { Host } from '../../shell/host.ts';
import { copyFrom, copyTo, localTarget, remoteTarget, reportText } from '../../tasks/copy-files.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { asUsage, UsageError } from '../options/usage-error.ts';
import { type PodAtHand, withPod } from '../pods/with-pod.ts';

/** `podscope cp`: files to and from a container. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [from, to, ...more] = args;
  if (from === undefined || to === undefined || more.length > 0)
    throw new UsageError('name what and where to: podscope cp web-0:/tmp/heap . or podscope cp app.conf web-0:/etc/');
  const spec = readCopy(from, to);
  if (typeof spec === 'string') throw asUsage(spec);
  if (spec.pod === '') throw new UsageError('name the pod: web-0:/tmp/heap');
  const copy = async ({ cluster, namespace, name, pod, signal }: PodAtHand): Promise<number> => {
    const container = { namespace, pod: name, container: options.container?.[0] ?? usualContainer(pod) };
    const copying = { cluster, container, remote: spec.remote, local: spec.local, signal };
    const isFrom = spec.direction === 'from';
    try {
      const target = isFrom ? await localTarget(copying) : await remoteTarget(copying);
      if (target.exists && !options.overwrite) await ask(host, isFrom ? target.path : `${name}:${target.path}`);
      const report = isFrom ? await copyFrom(copying, target.path) : await copyTo(copying, target.path);
      host.stderr.write(`podscope: ${reportText(report)}\n`);
      return 0;
    } catch (error) {
      if (signal.aborted) return 128 + Number(signal.reason);
      throw error;
    }
  };
  return withPod(call, spec.pod, copy, spec.namespace);
}

/** @throws ProblemError unless the person agrees */
async function ask({ stdin, stderr }: Host, path: string): Promise<void> {
  const refuse = (): never => {
    throw new ProblemError({
      code: 'conflict',
      message: `${path} exists already`,
      hint: 'give --overwrite, or another name',
    });
  };
  if (!(stdin as Partial<ReadStream>).isTTY) refuse();
  const question = createInterface({ input: stdin, output: stderr });
  const answer = await question.question(`${clean(path)} exists already; overwrite it? (y/N) `);
  question.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) refuse();
}
