import { diagnoseOwner, type OwnerFacts } from '../../diagnosis/owner.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { numberAt, textAt } from '../../kube/json.ts';
import type { Pod } from '../../kube/pod.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import type { Generation } from '../../status/generation.ts';
import { podHealth } from '../../status/health.ts';
import { podRow } from '../../status/pod-row.ts';
import type { Severity } from '../../status/row.ts';
import { gatherOwner } from '../../tasks/gather-owner.ts';
import { findingTexts, podDiagnosis } from '../../tasks/pod-diagnosis.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { givenGeneration, nowOf } from '../options/pod-call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { writeLines } from '../output/write-lines.ts';
import { connect } from './connect.ts';
import { generationOf } from './open-pods.ts';
import type { OwnerName } from './owner-names.ts';

/** Of so many pods of an owner it is told what they suffer from, the worst first. */
const MOST_PODS = 5;
const ILL: readonly Severity[] = ['error', 'warning', 'unknown', 'progressing'];

/** Writes what is wrong with owners of pods, and with their pods. Answers the exit status. @throws UsageError, ProblemError */
export async function diagnoseOwners(
  call: Call,
  owners: readonly OwnerName[],
  output: 'text' | 'json',
): Promise<number> {
  const { stdout, stderr } = call.host;
  const cluster = connect(call);
  let status = 0;
  try {
    const [namespace, ...others] = scopeOf(call.options, cluster.identity).namespaces;
    if (namespace === undefined || others.length > 0)
      throw new UsageError('an owner is named within one namespace; give one with -n');
    const generation = givenGeneration(call) ?? (await generationOf(cluster));
    for (const [i, { kind, name }] of owners.entries()) {
      try {
        const now = nowOf(call) + (call.options.now === undefined ? (cluster.clockSkew() ?? 0) : 0);
        const facts = await gatherOwner(cluster, kind, namespace, name, now);
        const told = await ownerDiagnosis(facts, cluster, generation);
        const lines = output === 'json' ? [JSON.stringify(told.record)] : [...(i === 0 ? [] : ['']), ...told.lines];
        await writeLines(stdout, lines, line => line);
      } catch (error) {
        if (!(error instanceof ProblemError) || error.problem.code !== 'not-found') throw error;
        status = 1;
        stderr.write(`podscope: ${problemText(error.problem)}\n`);
      }
    }
    return status;
  } finally {
    cluster.close();
  }
}

async function ownerDiagnosis(
  facts: OwnerFacts,
  cluster: Cluster,
  generation: Generation,
): Promise<{ readonly lines: readonly string[]; readonly record: object }> {
  const findings = diagnoseOwner(facts);
  const kind = textAt(facts.owner, 'kind');
  const [namespace, name, uid] = ['namespace', 'name', 'uid'].map(field => textAt(facts.owner, 'metadata', field));
  const wanted = numberAt(facts.owner, 'spec', 'replicas') ?? numberAt(facts.owner, 'status', 'desiredNumberScheduled');
  const health = facts.pods.map(pod => {
    const row = podRow(pod as Pod, generation);
    return { pod: pod as Pod, severity: podHealth(pod as Pod, row, facts.now).severity };
  });
  const ill = health
    .filter(({ severity }) => ILL.includes(severity))
    .sort((a, b) => ILL.indexOf(a.severity) - ILL.indexOf(b.severity));
  const shown = await Promise.all(
    ill.slice(0, MOST_PODS).map(({ pod }) => podDiagnosis(pod, cluster, generation, facts.now)),
  );
  const more = ill.length - shown.length;
  const counts = [
    ...(wanted === undefined ? [] : [`${wanted} wanted`]),
    `${facts.pods.length} there`,
    `${ill.length} not healthy`,
  ];
  const isFine = findings.length === 0 && ill.length > 0;
  return {
    lines: [
      clean(`${namespace}/${name}  ${kind}  ${counts.join(', ')}`),
      '',
      ...(isFine ? [] : findingTexts(findings)),
      ...shown.flatMap(({ lines }, i) => [...(isFine && i === 0 ? [] : ['']), ...lines]),
      ...(more > 0 ? ['', `And ${more} more that are not healthy.`] : []),
    ],
    record: {
      kind,
      namespace,
      name,
      uid,
      wanted: wanted ?? null,
      pods: facts.pods.length,
      findings,
      ill: shown.map(({ record }) => record),
    },
  };
}
