import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS, columnOf } from '../../src/app/grid/columns.ts';
import { compareNames, type PodItem } from '../../src/app/grid/pod-item.ts';
import { PodList, type Sort } from '../../src/app/grid/pod-list.ts';
import type { PodEntry } from '../../src/history/transitions/entry.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { isHealthy, podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { START } from '../support/robot.ts';
import { crashed, pod, running, waiting } from '../support/some-pods.ts';

const STATES = [
  running('app', START),
  waiting('app', 'ContainerCreating'),
  waiting('app', 'ImagePullBackOff'),
  crashed('app', START - 60_000, 3),
];

const entryOf = fc
  .record({
    uid: fc.integer({ min: 0, max: 30 }).map(n => `uid-${n}`),
    name: fc.constantFrom('a', 'b', 'c', 'web-10', 'web-9'),
    namespace: fc.constantFrom('x', 'y'),
    state: fc.constantFrom(...STATES),
    created: fc.integer({ min: START - 100_000, max: START }),
    since: fc.integer({ min: START - 50_000, max: START }),
    gone: fc.boolean(),
  })
  .map(({ uid, name, namespace, state, created, since, gone }): PodEntry => {
    const it = pod(name, { namespace, created, containers: [state] }, uid);
    return {
      uid,
      pod: it,
      row: podRow(it, NEWEST),
      statusSince: { at: since, exact: true },
      goneAt: gone ? START : undefined,
    };
  });

/** The same by brute force. */
function expected(pods: ReadonlyMap<string, PodEntry>, sort: Sort, predicate: (item: PodItem) => boolean): string[] {
  const column = columnOf(sort.column)!;
  const items = [...pods.values()].map(
    (entry): PodItem => ({
      entry,
      health: podHealth(entry.pod, entry.row, START),
      key: '',
      transition: undefined,
      shown: true,
      usage: undefined,
      changed: undefined,
    }),
  );
  for (const item of items) item.key = column.value(item);
  return items
    .filter(predicate)
    .sort((a, b) => (a.key === b.key ? compareNames(a, b) : (a.key < b.key ? -1 : 1) * (sort.descending ? -1 : 1)))
    .map(item => item.entry.uid);
}

const PREDICATES: readonly ((item: PodItem) => boolean)[] = [
  () => true,
  item => !isHealthy(item.health.severity),
  item => item.entry.row.namespace === 'x',
];

describe('the list of pods', () => {
  test('is at any moment what filtering and sorting all pods afresh would give', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ put: fc.array(entryOf, { maxLength: 40 }) }) },
      fc.record({ remove: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 }) }),
      fc.record({ sort: fc.constantFrom(...COLUMNS.map(each => each.id)), descending: fc.boolean() }),
      fc.record({ filter: fc.constantFrom(...PREDICATES) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), steps => {
        const list = new PodList(60_000);
        const pods = new Map<string, PodEntry>();
        let predicate = PREDICATES[0]!;
        for (const each of steps) {
          if ('put' in each) {
            for (const entry of each.put) pods.set(entry.uid, entry);
            list.update(
              each.put.map(entry => entry.uid),
              pods,
              START,
            );
          } else if ('remove' in each) {
            const uids = each.remove.map(n => `uid-${n}`);
            for (const uid of uids) pods.delete(uid);
            list.update(uids, pods, START);
          } else if ('sort' in each) list.setSort({ column: each.sort, descending: each.descending });
          else {
            predicate = each.filter;
            list.setFilter(predicate, START);
          }
          expect(list.shown.map(item => item.entry.uid)).toEqual(expected(pods, list.sort, predicate));
        }
        const live = [...pods.values()].filter(entry => entry.goneAt === undefined);
        expect(list.live).toBe(live.length);
        for (const { status, count } of list.counts.values()) {
          expect(count).toBe(live.filter(entry => entry.row.status === status).length);
        }
        for (const [index, item] of list.shown.entries()) expect(list.position(item.entry.uid)?.index).toBe(index);
      }),
      { numRuns: 300 },
    );
  });
});
