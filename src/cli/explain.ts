import { explainStatus } from '../status/explain.ts';
import type { Call } from './call.ts';
import { explanationLines, explanationRecord } from './explain-text.ts';
import { openPods } from './open-pods.ts';
import { outputOf } from './pod-call.ts';
import { writeLines } from './write-lines.ts';

/** `podscope explain`: why a pod has its STATUS, READY and RESTARTS, and what to do. */
export async function run(call: Call): Promise<number> {
  const { host } = call;
  const output = outputOf(call, ['text', 'json']);
  const open = await openPods(call);
  let status = 0;
  let separator = '';
  for await (const found of open.pods) {
    if ('refusal' in found) {
      status = 1;
      host.stderr.write(`podscope: ${found.refusal}\n`);
      continue;
    }
    const explanation = explainStatus(found.pod, open.generation);
    const text =
      output === 'json'
        ? JSON.stringify(explanationRecord(found.pod, explanation, open.now()))
        : separator + explanationLines(found.pod, explanation, open.now()).join('\n');
    await writeLines(host.stdout, [text], line => line);
    separator = '\n';
  }
  return status;
}
