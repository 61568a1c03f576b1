import type { Call } from './call.ts';
import { connect, contextsOf, scopeOf } from './connect.ts';
import { recordFeed } from './recorded-feed.ts';
import { runScreen } from './run-screen.ts';

/** `podscope`: the full screen on the cluster of the kubeconfig. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const connected = connect(call);
  const scope = scopeOf(options, connected.identity);
  const { cluster, close } = await recordFeed(connected, { host, options, namespaces: scope.namespaces });
  try {
    return await runScreen({ host, options, cluster, scope, contexts: contextsOf(call) });
  } finally {
    await close();
  }
}
