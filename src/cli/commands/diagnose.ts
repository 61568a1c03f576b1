import { podDiagnosis } from '../../tasks/pod-diagnosis.ts';
import type { Call } from '../options/call.ts';
import { outputOf } from '../options/pod-call.ts';
import { diagnoseOwners } from '../pods/diagnose-owner.ts';
import { tellEachPod } from '../pods/each-pod.ts';
import { partOwners } from '../pods/owner-names.ts';

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
