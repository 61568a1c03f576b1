import type { Pod } from '../../kube/pod.ts';
import { ProblemError } from '../../kube/problem.ts';
import { differenceLine, summaryLine } from '../../tasks/check-text.ts';
import { selfCheck } from '../../tasks/self-check.ts';
import type { Call } from '../options/call.ts';
import { givenGeneration, outputOf } from '../options/pod-call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { writeLines } from '../output/write-lines.ts';
import { connect } from '../pods/connect.ts';
import { generationOf } from '../pods/open-pods.ts';

/** `podscope verify`: our cells of every pod against those that the API server itself prints. 0 when all are equal. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const output = outputOf(call, ['text', 'json']);
  if (args[0] !== undefined)
    throw new UsageError(`verify compares all pods of a scope, not "${args[0]}"; use -n or -l`);
  const cluster = connect(call);
  const scope = scopeOf(options, cluster.identity);
  try {
    const generation = givenGeneration(call) ?? (await generationOf(cluster));
    const pods: Pod[] = [];
    for await (const page of cluster.listPods(scope)) for (const pod of page) pods.push(pod);
    const report = await selfCheck({ cluster, scope, generation, pods, clock: host.clock });
    if (output === 'json') {
      const record = { server: cluster.identity.server, rules: generation.version, ...report };
      await writeLines(host.stdout, [JSON.stringify(record)], line => line);
    } else {
      await writeLines(host.stdout, report.differences, differenceLine);
      await writeLines(host.stdout, [summaryLine(report, generation.version)], line => line);
    }
    return report.differences.length === 0 ? 0 : 1;
  } catch (error) {
    throw new ProblemError(cluster.problem(error), { cause: error });
  } finally {
    cluster.close();
  }
}
