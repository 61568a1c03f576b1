import type { Cluster } from '../kube/cluster.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { Recorder } from './recorder.ts';

/** The same cluster, of which the first feed is also written to the file of `--record`. */
export async function recordFeed(
  cluster: Cluster,
  {
    host,
    options,
    namespaces,
  }: { readonly host: Host; readonly options: Options; readonly namespaces: readonly string[] },
): Promise<{ readonly cluster: Cluster; readonly close: () => Promise<void> }> {
  if (options.record === undefined) return { cluster, close: async () => {} };
  // Replay needs the server's version for its words; without an answer it takes the newest rules.
  const serverVersion = await cluster.version().then(
    version => version.gitVersion,
    () => undefined,
  );
  const { context, cluster: name } = cluster.identity;
  const problems: string[] = [];
  const recorder = new Recorder({
    path: options.record,
    header: { context, cluster: name, serverVersion, namespaces },
    redact: !options['no-redact'],
    clock: host.clock,
    onProblem: message => problems.push(message),
  });
  let isFirst = true;
  const podFeed: Cluster['podFeed'] = scope => {
    const feed = cluster.podFeed(scope);
    if (isFirst) feed.subscribe(event => recorder.record(event));
    isFirst = false;
    return feed;
  };
  return {
    cluster: { ...cluster, podFeed },
    async close() {
      await recorder.close();
      for (const problem of problems) host.stderr.write(`podscope: ${problem}\n`);
    },
  };
}
