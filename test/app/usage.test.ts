import { describe, expect, test } from 'vitest';
import { UsageBook } from '../../src/app/grid/usage-book.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { readPodMetrics } from '../../src/kube/pod-metrics.ts';
import { Robot, START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { pod, running } from '../support/some-pods.ts';

const measured = (name: string, at: number, ...containers: readonly [string, string, string][]) =>
  readPodMetrics({
    metadata: { namespace: 'default', name },
    timestamp: new Date(at).toISOString(),
    window: '15s',
    containers: containers.map(([container, cpu, memory]) => ({ name: container, usage: { cpu, memory } })),
  });
const asking = (...resources: readonly object[]): Pod => {
  const base = pod('db-0', { created: START, containers: [running('app', START)] });
  const containers = resources.map((each, i) => ({ name: `c${i}`, resources: each }));
  return { ...base, spec: { ...base.spec, containers } } as Pod;
};

describe('what pods use', () => {
  test('is the sum of their containers, against the sum of what they ask for', () => {
    const book = new UsageBook();
    expect(book.isMeasured).toBe(false);
    book.take([measured('db-0', START, ['c0', '120500000n', '100Mi'], ['c1', '80m', '28Mi'])]);
    const both = { requests: { cpu: '250m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } };
    expect(book.shares(asking(both, both))).toEqual({
      cpu: { used: 0.2005, request: 0.5, limit: 1 },
      memory: { used: 128 * 2 ** 20, request: 256 * 2 ** 20, limit: 512 * 2 ** 20 },
    });
    // One container without a limit may take all: then the pod has none.
    expect(book.shares(asking(both, { requests: { cpu: '50m' } }))).toMatchObject({
      cpu: { request: 0.3, limit: undefined },
    });
    expect(book.shares(asking({}))).toMatchObject({ cpu: { request: undefined, limit: undefined } });
    expect(book.shares(pod('elsewhere', { created: START, containers: [running('app', START)] }))).toBeUndefined();
  });

  test('has a course of as many measurements as there were, each once', () => {
    const book = new UsageBook();
    for (const [i, at] of [0, 15_000, 15_000, 30_000].entries())
      book.take([measured('db-0', START + at, ['c0', `${i + 1}00m`, '1Mi'])]);
    expect(book.course('default', 'db-0', 'cpu')).toEqual([0.1, 0.2, 0.4]);
    book.take([]);
    expect(book.course('default', 'db-0', 'cpu')).toEqual([]);
    for (let i = 0; i < 100; i++) book.take([measured('db-0', START + i, ['c0', '1m', '1Mi'])]);
    expect(book.course('default', 'db-0', 'cpu')).toHaveLength(40);
  });

  test('may be told oddly', () => {
    for (const odd of [null, 1, {}, { containers: [null, { name: 'a', usage: 'much' }] }]) {
      expect(() => new UsageBook().take([readPodMetrics(odd)])).not.toThrow();
    }
  });
});

describe('on the screen', () => {
  const resources = { requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '500m', memory: '320Mi' } };
  const pods = smallCluster().map(each =>
    each.metadata.name === 'db-0'
      ? { ...each, spec: { ...each.spec, containers: [{ name: 'app', resources }] } }
      : each,
  );
  const robotWith = (book: UsageBook | undefined): Robot =>
    new Robot({ width: 140, height: 30, pods, world: book === undefined ? {} : { usage: book } });

  test('columns and the detail tell it, and the grid sorts by it', async () => {
    const book = new UsageBook();
    const robot = robotWith(book);
    expect(robot.screen()).not.toContain('CPU');
    for (const [at, cpu] of [300, 120, 480, 240].entries())
      book.take([
        measured('db-0', START + at, ['app', `${cpu}m`, '300Mi']),
        measured('db-1', START + at, ['app', '5m', '1.5Gi']),
      ]);
    robot.session.grid.pods.measure();
    robot.press('w');
    await expect(robot.golden()).toMatchFileSnapshot('../view/screens/usage.screen');
    robot.press('enter');
    expect(robot.screen()).toMatch(/CPU +240m +96% of the request 250m, 48% of the limit 500m {2}▅▁█▃/);
    expect(robot.screen()).toMatch(/Memory +300Mi +117% of the request 256Mi, 94% of the limit 320Mi/);
    robot.press('esc', ':').type('sort memory').press('enter');
    expect(robot.names[0]).toBe('db-1');
  });

  test('without metrics nothing speaks of it', () => {
    const robot = robotWith(undefined);
    robot.press('w');
    expect(robot.screen()).not.toMatch(/CPU|MEM/);
  });
});
