import { explainStatus } from '../status/explain.ts';
import { NEWEST } from '../status/generation.ts';
import type { Call } from './call.ts';
import { explanationLines, explanationRecord } from './explain-text.ts';
import { filesOf, givenGeneration, nowOf, outputOf } from './pod-call.ts';
import { readDocuments } from './read-documents.ts';
import { podsOf } from './read-pods.ts';
import { UsageError } from './usage-error.ts';

/** `podscope explain`: why a pod has its STATUS, READY and RESTARTS, and what to do. */
export async function run(call: Call): Promise<number> {
  const { host } = call;
  const output = outputOf(call, ['text', 'json']);
  const now = nowOf(call);
  const generation = givenGeneration(call) ?? NEWEST;
  const files = filesOf(call);
  if (files.length === 0) throw new UsageError('name a file with -f');
  let status = 0;
  let isFirst = true;
  for (const file of files) {
    for await (const document of readDocuments(file, host.stdin)) {
      for (const found of podsOf(document)) {
        if ('refusal' in found) {
          status = 1;
          host.stderr.write(`podscope: ${found.refusal}\n`);
          continue;
        }
        const explanation = explainStatus(found.pod, generation);
        if (output === 'json') {
          host.stdout.write(`${JSON.stringify(explanationRecord(found.pod, explanation, now))}\n`);
        } else {
          host.stdout.write(`${isFirst ? '' : '\n'}${explanationLines(found.pod, explanation, now).join('\n')}\n`);
        }
        isFirst = false;
      }
    }
  }
  return status;
}
