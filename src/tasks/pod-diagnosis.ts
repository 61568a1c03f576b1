import { diagnose } from '../diagnosis/diagnose.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { Pod } from '../kube/pod.ts';
import type { Generation } from '../status/generation.ts';
import { podHealth } from '../status/health.ts';
import { podRow } from '../status/pod-row.ts';
import { ASCII_MARKS } from '../view/marks.ts';
import { findingLines } from '../view/panes/finding-lines.ts';
import { clean } from '../view/text.ts';
import { gatherFacts } from './gather-facts.ts';

const WIDTH = 100;

/** What is wrong with one pod, as lines and as a record. Without a cluster the pod alone is looked at. */
export async function podDiagnosis(
  pod: Pod,
  cluster: Cluster | undefined,
  generation: Generation,
  now: number,
): Promise<{ readonly lines: readonly string[]; readonly record: object; readonly findings: readonly Finding[] }> {
  const facts = cluster ? await gatherFacts(cluster, pod, now) : { pod, now };
  const findings = diagnose(facts);
  const row = podRow(pod, generation);
  const health = podHealth(pod, row, now);
  const head = [`${row.namespace === '' ? '' : `${row.namespace}/`}${row.name}`, row.status, health.why];
  const { namespace, name, uid, status } = row;
  return {
    findings,
    lines: [clean(head.filter(Boolean).join('  ')), '', ...findingTexts(findings)],
    record: { namespace, name, uid, status, severity: health.severity, findings },
  };
}

/** Findings as text for a pipe. */
export function findingTexts(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return ['Nothing is found wrong.'];
  return findingLines(findings, WIDTH, ASCII_MARKS).map(({ spans }) => spans.map(each => each.text).join(''));
}
