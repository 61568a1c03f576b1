import type { Pod } from '../../kube/pod.ts';
import type { Call } from '../options/call.ts';
import { writeLines } from '../output/write-lines.ts';
import { openWholePods, type WholePods } from './whole-pods.ts';

/**
 * Writes what `tell` says of each whole pod of the call: for a person with a blank line between two, for a program one JSON
 * value a line. Answers the exit status: 1 when something named was no pod; that a selector finds none is only said.
 */
export async function tellEachPod(
  call: Call,
  output: 'text' | 'json',
  tell: (pod: Pod, open: WholePods) => Promise<{ readonly lines: readonly string[]; readonly record: unknown }>,
): Promise<number> {
  const { stdout, stderr } = call.host;
  const open = await openWholePods(call);
  let status = 0;
  let isFirst = true;
  try {
    for await (const found of open.pods) {
      if ('refusal' in found) {
        status = 1;
        stderr.write(`podscope: ${found.refusal}\n`);
        continue;
      }
      const { lines, record } = await tell(found.pod, open);
      const text = output === 'json' ? [JSON.stringify(record)] : [...(isFirst ? [] : ['']), ...lines];
      await writeLines(stdout, text, line => line);
      isFirst = false;
    }
    if (isFirst && status === 0) stderr.write('No pods found\n');
  } finally {
    open.cluster?.close();
  }
  return status;
}
