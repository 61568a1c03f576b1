import { diagnose } from '../diagnosis/diagnose.ts';
import { podHealth } from '../status/health.ts';
import { podRow } from '../status/pod-row.ts';
import { findingLines } from '../view/finding-lines.ts';
import { ASCII_MARKS } from '../view/marks.ts';
import { clean } from '../view/text.ts';
import type { Call } from './call.ts';
import { tellEachPod } from './each-pod.ts';
import { gatherFacts } from './gather-facts.ts';
import { outputOf } from './pod-call.ts';

const WIDTH = 100;

/** `podscope diagnose`: what is wrong with a pod, what it rests on and what to do. */
export function run(call: Call): Promise<number> {
  return tellEachPod(call, outputOf(call, ['text', 'json']), async (pod, { cluster, generation, now }) => {
    const facts = cluster ? await gatherFacts(cluster, pod, now()) : { pod, now: now() };
    const findings = diagnose(facts);
    const row = podRow(pod, generation);
    const health = podHealth(pod, row, facts.now);
    const head = [`${row.namespace === '' ? '' : `${row.namespace}/`}${row.name}`, row.status, health.why];
    const lines = findingLines(findings, WIDTH, ASCII_MARKS).map(({ spans }) => spans.map(each => each.text).join(''));
    const { namespace, name, uid, status } = row;
    return {
      lines: [
        clean(head.filter(Boolean).join('  ')),
        '',
        ...(lines.length === 0 ? ['Nothing is found wrong.'] : lines),
      ],
      record: { namespace, name, uid, status, severity: health.severity, findings },
    };
  });
}
