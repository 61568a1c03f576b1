import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { type Probe, plainConfig, probe } from '../support/feed-probe.ts';

/** More pods than the demo writes in one turn, changed all the while. */
let demo: DemoCluster;
let feed: Probe | undefined;
const clock = new FakeClock();
beforeEach(async () => {
  demo = await startDemo({ clock, seed: 1, scenarios: [], pods: 1200, churn: 1000 });
});
afterEach(async () => {
  feed?.stop();
  await demo.stop();
});

test('a streamed list of many pods is whole, whatever changes while it is sent', async () => {
  const step = setInterval(() => clock.advance(20), 1);
  try {
    feed = probe(plainConfig(demo.url, { streamedLists: true }), clock);
    await feed.until(() => feed!.connection?.state === 'live');
  } finally {
    clearInterval(step);
  }
  const listed = async (): Promise<string[]> => {
    const pods: string[] = [];
    for await (const page of feed!.cluster.listPods({ namespaces: [] }))
      for (const { metadata } of page) pods.push(`${metadata.uid} ${metadata.resourceVersion}`);
    return pods.sort();
  };
  const wanted = await listed();
  await feed.until(
    () =>
      [...feed!.pods.values()]
        .map(({ metadata: m }) => `${m.uid} ${m.resourceVersion}`)
        .sort()
        .join() === wanted.join(),
  );
  expect(feed.story.filter(word => word.startsWith('synced')).length).toBe(1);
  expect(feed.cluster.stats().relists).toBe(0);
});
