import { beforeEach, describe, expect, test } from 'vitest';
import { RIGHT_IDS } from '../../src/app/acts/rights.ts';
import type { Cluster, ClusterRequest } from '../../src/kube/cluster.ts';
import { RightsCache } from '../../src/shell/rights-cache.ts';
import { FakeClock } from '../support/fake-clock.ts';

interface Asked {
  readonly namespace: string;
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
}

const clock = new FakeClock();
let asked: Asked[] = [];
let answer: (asked: Asked) => unknown = () => ({ status: { allowed: true } });
let changes = 0;
let rights: RightsCache;

const request = async ({ body }: ClusterRequest): Promise<unknown> => {
  const attributes = (body as { spec: { resourceAttributes: Asked } }).spec.resourceAttributes;
  asked.push(attributes);
  return answer(attributes);
};

beforeEach(() => {
  asked = [];
  answer = () => ({ status: { allowed: true } });
  changes = 0;
  rights = new RightsCache({ cluster: { request } as unknown as Cluster, clock, onChange: () => changes++ });
});

/** The cursor rests long enough in a namespace, and the answers come in. */
async function rests(namespace: string): Promise<void> {
  const before = changes;
  rights.look(namespace);
  clock.advance(300);
  for (let i = 0; i < 50 && changes === before; i++) await Promise.resolve();
}

describe('rights', () => {
  test('are asked for once the cursor rests, each once', async () => {
    rights.look('default');
    clock.advance(299);
    expect(asked).toEqual([]);
    expect(rights.may('deletePods', 'default')).toBeUndefined();
    clock.advance(1);
    for (let i = 0; i < 50 && changes === 0; i++) await Promise.resolve();
    expect(asked).toHaveLength(RIGHT_IDS.length);
    expect(asked).toContainEqual({
      namespace: 'default',
      verb: 'create',
      group: '',
      resource: 'pods',
      subresource: 'eviction',
    });
    expect(rights.may('deletePods', 'default')).toBe(true);
    expect(rights.may('deletePods', 'shop')).toBeUndefined();
    await rests('default');
    expect(asked).toHaveLength(RIGHT_IDS.length);
  });

  test('are not asked for where the cursor only passes by', async () => {
    rights.look('a');
    clock.advance(200);
    rights.look('b');
    clock.advance(200);
    rights.look('c');
    await rests('c');
    expect(new Set(asked.map(({ namespace }) => namespace))).toEqual(new Set(['c']));
  });

  test('that are missing are known as such, and asked for again before those that are there', async () => {
    answer = ({ verb }) => ({ status: { allowed: verb !== 'delete' } });
    await rests('default');
    expect([rights.may('deletePods', 'default'), rights.may('evictPods', 'default')]).toEqual([false, true]);
    asked = [];
    clock.advance(5 * 60_000);
    expect([rights.may('deletePods', 'default'), rights.may('evictPods', 'default')]).toEqual([undefined, true]);
    await rests('default');
    expect(asked.map(({ verb }) => verb)).toEqual(['delete']);
  });

  test('stay unknown where the server does not tell', async () => {
    answer = () => {
      throw new Error('404');
    };
    await rests('default');
    expect(rights.may('deletePods', 'default')).toBeUndefined();
    asked = [];
    await rests('default');
    expect(asked).toEqual([]);
  });

  test('are forgotten when the server refused what it had allowed', async () => {
    await rests('default');
    rights.forget('default');
    expect(rights.may('deletePods', 'default')).toBeUndefined();
  });

  test('are not asked for after the end', () => {
    rights.look('default');
    rights.close();
    clock.advance(10_000);
    expect(asked).toEqual([]);
  });
});
