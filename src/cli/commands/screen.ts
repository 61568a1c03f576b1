import { StateFile, stateKey } from '../../files/state-file.ts';
import type { Call } from '../options/call.ts';
import { scopeOf } from '../options/scope-of.ts';
import { connect, contextsOf } from '../pods/connect.ts';
import { recordFeed } from '../pods/recorded-feed.ts';
import { showScreen } from '../terminal/show-screen.ts';

/** `podscope`: the full screen on the cluster of the kubeconfig. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const connected = connect(call);
  if ((host.stdin as { isTTY?: boolean }).isTTY) await connected.login?.();
  const state = await StateFile.load(host.env);
  const { namespaces } = state.of(stateKey(connected.identity));
  const asked = scopeOf(options, connected.identity);
  // As the last time, unless the command line says where.
  const said = options.namespace !== undefined || options['all-namespaces'];
  const scope = namespaces && !said ? { ...asked, namespaces } : asked;
  const { cluster, onAsked, close } = await recordFeed(connected, { host, options, namespaces: scope.namespaces });
  let isRecorded = true;
  const status = await showScreen(call, { cluster, scope, state, onAsked, contexts: contextsOf(call) }).finally(
    async () => {
      isRecorded = await close();
    },
  );
  return isRecorded ? status : Math.max(status, 1);
}
