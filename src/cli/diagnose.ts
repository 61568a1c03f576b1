import { podDiagnosis } from '../tasks/pod-diagnosis.ts';
import type { Call } from './call.ts';
import { diagnoseOwners } from './diagnose-owner.ts';
import { tellEachPod } from './each-pod.ts';
import { partOwners } from './owner-names.ts';
import { outputOf } from './pod-call.ts';

/** `podscope diagnose`: what is wrong with a pod, or with an owner of pods, what it rests on and what to do. */
export async function run(call: Call): Promise<number> {
  const output = outputOf(call, ['text', 'json']);
  const { owners, rest } = partOwners(call);
  const status = owners.length === 0 ? 0 : await diagnoseOwners(call, owners, output);
  if (owners.length > 0 && rest.args.length === 0) return status;
  return Math.max(
    status,
    await tellEachPod(rest, output, async (pod, { cluster, generation, now }) => {
      const { lines, record } = await podDiagnosis(pod, cluster, generation, now());
      return { lines, record };
    }),
  );
}
