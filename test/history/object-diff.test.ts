import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffObjects, withoutNoise } from '../../src/history/versions/object-diff.ts';

const told = (before: unknown, after: unknown): string[] =>
  diffObjects(before, after).map(
    ({ kind, path, before: from, after: to }) => `${kind} ${path} ${JSON.stringify(from)} ${JSON.stringify(to)}`,
  );

describe('the difference of two versions of an object', () => {
  test.for<[string, unknown, unknown, readonly string[]]>([
    ['nothing', { spec: { a: 1 } }, { spec: { a: 1 } }, []],
    [
      'metadata, spec and status apart, in this order',
      { status: { phase: 'Pending' }, spec: { nodeName: 'a' }, metadata: { labels: { app: 'x' } } },
      { status: { phase: 'Running' }, spec: { nodeName: 'b' }, metadata: { labels: { app: 'y' } } },
      [
        'changed metadata.labels.app "x" "y"',
        'changed spec.nodeName "a" "b"',
        'changed status.phase "Pending" "Running"',
      ],
    ],
    [
      'items of a list by their names, wherever they stand',
      { spec: { containers: [{ name: 'a', image: 'x:1' }, { name: 'b' }] } },
      { spec: { containers: [{ name: 'b' }, { name: 'a', image: 'x:2' }] } },
      ['changed spec.containers[a].image "x:1" "x:2"'],
    ],
    [
      'conditions by their types',
      { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] } },
      {
        status: {
          conditions: [
            { type: 'Initialized', status: 'True' },
            { type: 'Ready', status: 'True' },
          ],
        },
      },
      [
        'added status.conditions[Initialized] undefined {"type":"Initialized","status":"True"}',
        'changed status.conditions[Ready].status "False" "True"',
        'removed status.conditions[Ready].reason "ContainersNotReady" undefined',
      ],
    ],
    [
      'mounts of one volume by their paths',
      {
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/b' },
        ],
      },
      {
        volumeMounts: [
          { name: 'v', mountPath: '/b', readOnly: true },
          { name: 'v', mountPath: '/a' },
        ],
      },
      ['added volumeMounts[/b].readOnly undefined true'],
    ],
    ['texts of a list by their places', { args: ['a', 'b'] }, { args: ['a', 'c'] }, ['changed args[1] "b" "c"']],
    [
      'a key with dots',
      { metadata: { labels: {} } },
      { metadata: { labels: { 'a.b/c': '1' } } },
      ['added metadata.labels["a.b/c"] undefined "1"'],
    ],
    [
      'no noise',
      { metadata: { resourceVersion: '1', managedFields: [1] } },
      {
        metadata: {
          resourceVersion: '2',
          managedFields: [2],
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
        },
      },
      [],
    ],
    ['an empty list is no list', { metadata: { finalizers: [] } }, { metadata: {} }, []],
    ['from nothing', undefined, { spec: { a: 1 } }, ['added spec undefined {"a":1}']],
  ])('%s', ([, before, after, wanted]) => {
    expect(told(before, after)).toEqual(wanted);
  });

  test('anything can be compared with anything, and nothing with itself differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(diffObjects(before, structuredClone(before))).toEqual([]);
        const there = diffObjects(before, after);
        const back = diffObjects(after, before);
        expect(new Set(back.map(({ path }) => path))).toEqual(new Set(there.map(({ path }) => path)));
      }),
    );
  });

  test('what is hidden as noise, and what stays', () => {
    const object = {
      kind: 'Pod',
      metadata: {
        name: 'a',
        managedFields: [],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'x' },
      },
    };
    expect(withoutNoise(object)).toEqual({ kind: 'Pod', metadata: { name: 'a', annotations: { note: 'x' } } });
    expect(withoutNoise(null)).toBeNull();
  });
});
