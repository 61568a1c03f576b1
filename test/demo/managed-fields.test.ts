import { describe, expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import { manageFields } from '../../src/demo/store/managed-fields.ts';
import type { DemoPod, KubeObject } from '../../src/demo/store/objects.ts';
import { FakeClock } from '../support/fake-clock.ts';

const TIME = '2026-01-05T08:00:00Z';
const object = (fields: object): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    ...fields,
    metadata: { name: 'p', ...(fields as { metadata?: object }).metadata },
  }) as KubeObject;

/** Manager (and subresource) → its fields. */
const owners = ({ metadata }: Pick<KubeObject, 'metadata'>): Record<string, unknown> =>
  Object.fromEntries(
    (metadata.managedFields ?? []).map(row => [
      [row.manager, ...(row.subresource ? [row.subresource] : [])].join('/'),
      row.fieldsV1,
    ]),
  );

function write(before: KubeObject | undefined, after: KubeObject, manager: string): KubeObject {
  const kept = { ...after, metadata: { ...after.metadata, managedFields: before?.metadata.managedFields ?? [] } };
  return {
    ...kept,
    metadata: { ...kept.metadata, managedFields: manageFields(before, kept, { manager }, TIME) },
  } as KubeObject;
}

describe('managed fields', () => {
  const first = write(
    undefined,
    object({ metadata: { labels: { app: 'a' } }, spec: { nodeSelector: { disk: 'ssd' } } }),
    'one',
  );

  test('who makes an object owns what it gives', () => {
    expect(owners(first)).toEqual({
      one: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': { 'f:nodeSelector': {} } },
    });
  });

  test('who changes a field takes it, who changes nothing takes nothing', () => {
    const same = write(first, { ...first }, 'two');
    expect(owners(same)).toEqual(owners(first));
    const next = write(first, { ...first, metadata: { ...first.metadata, labels: { app: 'b', tier: 'web' } } }, 'two');
    expect(owners(next)).toEqual({
      one: { 'f:spec': { 'f:nodeSelector': {} } },
      two: { 'f:metadata': { 'f:labels': { 'f:app': {}, 'f:tier': {} } } },
    });
  });

  test('a field that is gone is nobody’s', () => {
    expect(owners(write(first, object({ spec: {} }), 'two'))).toEqual({});
  });

  test('items of a list are owned one by one, where they have names', () => {
    const containers = [{ name: 'app', image: 'nginx', args: ['-v'] }];
    expect(owners(write(undefined, object({ spec: { containers } }), 'one'))).toEqual({
      one: {
        'f:spec': {
          'f:containers': {
            'k:{"name":"app"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {} },
          },
        },
      },
    });
  });

  test('of a pod of the demo the spec is of who made it, the status of the kubelet', () => {
    const clock = new FakeClock(Date.parse(TIME));
    const machine = startMachine({ clock, seed: 1, scenarios: ['busybox'] });
    clock.advance(10_000);
    const pod = machine.log.get('pods', 'default', 'busybox') as DemoPod;
    machine.stop();
    expect(Object.keys(owners(pod))).toEqual(['kubectl-create', 'kubelet/status']);
    expect(owners(pod)['kubelet/status']).toMatchObject({
      'f:status': {
        'f:conditions': { 'k:{"type":"Ready"}': { 'f:status': {} } },
        'f:containerStatuses': {},
        'f:phase': {},
      },
    });
    const [, kubelet] = pod.metadata.managedFields!;
    expect(Date.parse(kubelet!.time)).toBeGreaterThan(Date.parse(TIME));
  });
});
