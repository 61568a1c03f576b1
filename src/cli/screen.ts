import type { Call } from './call.ts';
import { connect, contextsOf, scopeOf } from './connect.ts';
import { runScreen } from './run-screen.ts';

/** `podscope`: the full screen on the cluster of the kubeconfig. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const cluster = connect(call);
  const scope = scopeOf(options, cluster.identity);
  return runScreen({ host, options, cluster, scope, contexts: contextsOf(call) });
}
