import { explainStatus } from '../../status/explain.ts';
import { podDiagnosis } from '../../tasks/pod-diagnosis.ts';
import type { Call } from '../options/call.ts';
import { outputOf } from '../options/pod-call.ts';
import { explanationLines, explanationRecord } from '../output/explain-text.ts';
import { writeLines } from '../output/write-lines.ts';
import { diagnoseOwners } from '../pods/diagnose-owner.ts';
import { tellEachPod } from '../pods/each-pod.ts';
import { openPods } from '../pods/open-pods.ts';
import { partOwners } from '../pods/owner-names.ts';

type Output = 'text' | 'json';

/**
 * `podscope explain`: why a pod has its STATUS, READY and RESTARTS, and what to do; with `--cluster` also what is wrong by what
 * the cluster around it says. Of an owner of pods: why it lacks some.
 */
export async function run(call: Call): Promise<number> {
  const output = outputOf(call, ['text', 'json']);
  const { owners, rest } = partOwners(call);
  const status = owners.length === 0 ? 0 : await diagnoseOwners(call, owners, output);
  if (owners.length > 0 && rest.args.length === 0) return status;
  return Math.max(status, call.options.diagnose ? await explainAndDiagnose(rest, output) : await explain(rest, output));
}

function explainAndDiagnose(call: Call, output: Output): Promise<number> {
  return tellEachPod(call, output, async (pod, { cluster, generation, now }) => {
    const explanation = explainStatus(pod, generation);
    const { lines, findings } = await podDiagnosis(pod, cluster, generation, now());
    return {
      lines: [
        ...explanationLines(pod, explanation, now()),
        '',
        'What is wrong, by what the cluster says:',
        ...lines.slice(1),
      ],
      record: { ...explanationRecord(pod, explanation, now()), findings },
    };
  });
}

async function explain(call: Call, output: Output): Promise<number> {
  const { host } = call;
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
  if (separator === '' && status === 0) host.stderr.write('No pods found\n');
  return status;
}
