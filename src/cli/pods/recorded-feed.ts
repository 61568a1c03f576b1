import { Recorder, type RecorderOptions } from '../../files/recorder.ts';
import type { Cluster } from '../../kube/cluster.ts';
import type { Asked, FeedEvent, PodFeed } from '../../kube/feed.ts';
import type { Host } from '../../shell/host.ts';
import type { Options } from '../options/options.ts';

interface Recorded {
  readonly cluster: Cluster;
  /** Records what was asked of the cluster. */
  readonly onAsked: (event: Asked) => void;
  /** Answers whether everything was recorded. */
  readonly close: () => Promise<boolean>;
}

/**
 * The same cluster, of which the first feed is also written to the file of `--record`, with the Events of its namespaces. It goes
 * on until the end, whatever else is looked at meanwhile.
 */
export async function recordFeed(
  cluster: Cluster,
  {
    host,
    options,
    namespaces,
    write,
  }: {
    readonly host: Host;
    readonly options: Options;
    readonly namespaces: readonly string[];
    readonly write?: RecorderOptions['write'];
  },
): Promise<Recorded> {
  if (options.record === undefined) return { cluster, onAsked: () => {}, close: async () => true };
  // Replay needs the server's version for its words; without an answer it takes the newest rules.
  const serverVersion = await cluster.version().then(
    version => version.gitVersion,
    () => undefined,
  );
  const { context, cluster: name } = cluster.identity;
  const problems: string[] = [];
  const listeners = new Set<(event: FeedEvent) => void>();
  const recorder = new Recorder({
    path: options.record,
    header: { context, cluster: name, serverVersion, namespaces },
    skew: cluster.clockSkew,
    redact: !options['no-redact'],
    clock: host.clock,
    write,
    onProblem(message) {
      problems.push(message);
      // Who looks at the screen goes on, and believes to have a recording, for hours.
      const notice = { type: 'Notice', problem: { code: 'invalid', message }, receivedAt: host.clock.now() } as const;
      for (const listener of listeners) listener(notice);
    },
  });
  const events = cluster.eventFeed({ namespaces });
  events.subscribe(news => recorder.record({ type: 'Event', news }));
  let stop = (): void => events.stop();
  const heard = (feed: PodFeed): PodFeed['subscribe'] => {
    return listener => {
      listeners.add(listener);
      const unsubscribe = feed.subscribe(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    };
  };
  let isFirst = true;
  const podFeed: Cluster['podFeed'] = scope => {
    const feed = cluster.podFeed(scope);
    const subscribe = heard(feed);
    if (!isFirst) return { start: () => feed.start(), stop: () => feed.stop(), subscribe };
    isFirst = false;
    feed.subscribe(event => recorder.record(event));
    stop = () => {
      feed.stop();
      events.stop();
    };
    return {
      start() {
        feed.start();
        events.start();
      },
      // Another scope is on the screen: what is recorded must not have a hole for that.
      stop: () => {},
      subscribe,
    };
  };
  return {
    cluster: {
      ...cluster,
      podFeed,
      close() {
        stop();
        cluster.close();
      },
    },
    onAsked: event => recorder.record(event),
    async close() {
      await recorder.close();
      for (const problem of problems) host.stderr.write(`podscope: ${problem}\n`);
      return problems.length === 0;
    },
  };
}
