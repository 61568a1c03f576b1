import { podHealth } from '../../status/health.ts';
import { podRow } from '../../status/pod-row.ts';
import { podEvents, podUsage } from '../../tasks/gather-facts.ts';
import { describePod } from '../../view/describe/describe.ts';
import { describeText } from '../../view/describe/describe-lines.ts';
import type { Call } from '../options/call.ts';
import { outputOf } from '../options/pod-call.ts';
import { tellEachPod } from '../pods/each-pod.ts';

/** `podscope describe`: everything about a pod. */
export function run(call: Call): Promise<number> {
  return tellEachPod(call, outputOf(call, ['text', 'json']), async (pod, { cluster, generation, now }) => {
    const [events, usage] = cluster ? await Promise.all([podEvents(cluster, pod), podUsage(cluster, pod)]) : [];
    const at = now();
    const row = podRow(pod, generation);
    const sections = describePod({
      pod,
      now: at,
      status: { word: row.status, why: podHealth(pod, row, at).why },
      events,
      envValues: call.options['env-values'] === true,
      usage,
    });
    return {
      lines: describeText(sections),
      record: { namespace: row.namespace, name: row.name, uid: row.uid, sections },
    };
  });
}
