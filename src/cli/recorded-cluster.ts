import type { RecordingHeader } from '../history/recording.ts';
import type { Replay } from '../history/replay.ts';
import type { Cluster } from '../kube/cluster.ts';
import { eventSelector } from '../kube/event-selector.ts';
import { ProblemError } from '../kube/problem.ts';
import { parseServerMinor } from '../status/generation.ts';

/** A cluster of which nothing is left but its recording: it plays its pods and answers nothing else. */
export function recordedCluster(replay: Replay, header: RecordingHeader): Cluster {
  const refuse = (): never => {
    throw new ProblemError({ code: 'invalid', message: 'This is a recording; the cluster cannot be asked.' });
  };
  const { context, cluster = 'recording', serverVersion, namespaces = [] } = header;
  return {
    identity: { context, cluster, user: undefined, server: 'recording', namespace: namespaces[0] ?? 'default' },
    podFeed: () => replay,
    eventFeed: scope => replay.eventFeed(eventSelector(scope)),
    async version() {
      const minor = parseServerMinor(serverVersion);
      return minor === undefined ? refuse() : { major: 1, minor, gitVersion: serverVersion! };
    },
    // biome-ignore lint/correctness/useYield: it refuses before there is anything to yield.
    async *listPods() {
      refuse();
    },
    getPod: async () => refuse(),
    request: async () => refuse(),
    lines: () => refuse(),
    problem: error =>
      error instanceof ProblemError ? error.problem : { code: 'invalid', message: String((error as Error)?.message) },
    clockSkew: () => undefined,
    stats: () => ({
      requests: 0,
      bytes: 0,
      listed: 0,
      events: 0,
      lists: 0,
      relists: 0,
      watches: 0,
      decodeMs: 0,
      format: undefined,
    }),
    close: () => replay.stop(),
  };
}
