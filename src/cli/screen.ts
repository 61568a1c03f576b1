import type { Call } from './call.ts';
import { connect, scopeOf } from './connect.ts';
import { runScreen } from './run-screen.ts';

/** `podscope`: the full screen on the cluster of the kubeconfig. */
export async function run({ host, options }: Call): Promise<number> {
  const cluster = connect({ host, options });
  const scope = scopeOf(options, cluster.identity);
  return runScreen({ host, options, cluster, scope, demo: false });
}
