import { afterEach, describe, expect, test } from 'vitest';
import { UsageBook } from '../../src/app/grid/usage-book.ts';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import type { Problem } from '../../src/kube/feed.ts';
import { formatTime } from '../../src/kube/time.ts';
import { runCommand } from '../../src/main.ts';
import { MetricsWatch } from '../../src/shell/metrics-watch.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';

const START = Date.parse('2026-01-05T08:00:00Z');
const metrics = (at: string): object => ({
  items: [
    {
      metadata: { namespace: 'default', name: 'web-0' },
      timestamp: at,
      containers: [{ name: 'app', usage: { cpu: '250m', memory: '64Mi' } }],
    },
  ],
});

describe('the watch of metrics', () => {
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
  };
  function watched(answer: () => unknown, namespaces: readonly string[] = []) {
    const asked: string[] = [];
    const clock = new FakeClock(START);
    const book = new UsageBook();
    const cluster = {
      problem: (error: unknown) => error as Problem,
      request: async ({ path }: { path: string }) => {
        asked.push(path);
        return answer();
      },
    } as unknown as Cluster;
    const watch = new MetricsWatch({ cluster, namespaces, clock, book, onChange: () => {} });
    watch.start();
    return { asked, clock, book, watch };
  }

  test('asks every 15 s while it is wanted, and not before or after', async () => {
    let at = START;
    const { asked, clock, book, watch } = watched(() => {
      at += 15_000;
      return metrics(formatTime(at));
    });
    await turns();
    expect([asked, book.isMeasured]).toEqual([['/apis/metrics.k8s.io/v1beta1/pods'], true]);
    clock.advance(14_000);
    await turns();
    expect(asked).toHaveLength(1);
    clock.advance(1_000);
    await turns();
    expect(book.course('default', 'web-0', 'cpu')).toEqual([0.25, 0.25]);
    watch.stop();
    clock.advance(60_000);
    await turns();
    expect(asked).toHaveLength(2);
    watch.start();
    await turns();
    expect(asked).toHaveLength(3);
    watch.stop();
  });

  test.for(['not-found', 'forbidden'] as const)('%s is no error: it looks again in five minutes', async code => {
    const { asked, clock, book, watch } = watched(() => {
      throw { code, message: 'no' } satisfies Problem;
    }, ['shop']);
    await turns();
    clock.advance(290_000);
    await turns();
    expect([asked, book.isMeasured]).toEqual([['/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods'], false]);
    clock.advance(10_000);
    await turns();
    expect(asked).toHaveLength(2);
    watch.stop();
  });

  test('a server that is away for a moment is asked again', async () => {
    let isAway = true;
    const { asked, clock, book, watch } = watched(() => {
      if (isAway) throw { code: 'network', message: 'gone' } satisfies Problem;
      return metrics('2026-01-05T08:00:15Z');
    });
    await turns();
    isAway = false;
    clock.advance(15_000);
    await turns();
    expect([asked.length, book.isMeasured]).toEqual([2, true]);
    watch.stop();
  });
});

describe('the demo with --metrics', () => {
  let demo: DemoCluster | undefined;
  afterEach(() => demo?.stop());

  async function described(options: { metrics?: boolean }): Promise<string> {
    const clock = new FakeClock(START);
    demo = await startDemo({ clock, seed: 1, scenarios: ['kubia'], ...options });
    clock.advance(60_000);
    const host = testHost();
    const where = ['--server', demo.url, '--kubeconfig', '/dev/null', '--now', formatTime(clock.now())];
    expect([await runCommand(['describe', 'kubia', ...where], host), host.err()]).toEqual([0, '']);
    return host.out();
  }

  test('describe tells the use of each container, against its limit', async () => {
    expect(await described({ metrics: true })).toMatch(/Resources\n +cpu +request .*, limit .*, uses \d+m/);
  });
  test('without them it tells what is wanted, and nothing else', async () => {
    expect(await described({})).not.toContain('uses ');
  });
});
