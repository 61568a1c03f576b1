import { describe, expect, test } from 'vitest';
import { protobufFormat } from '../../src/cluster/wire/pod-protobuf.ts';
import { listBytes } from '../../src/demo/api/protobuf-answers.ts';
import { resourceType } from '../../src/demo/store/resources.ts';
import { fromProtobuf, objectWriter, toProtobuf } from '../../src/demo/wire/wire-protobuf.ts';
import { messageOfKind } from '../../src/demo/wire/wire-schema.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { podFromJson } from '../../src/kube/pod-from-json.ts';
import { CORPUS } from '../support/corpus.ts';
import { RICH_POD } from '../support/rich-pod.ts';

interface Wire {
  readonly apiVersion: string;
  readonly kind: string;
}

const messageFor = (kind: string, apiVersion: string): string => messageOfKind(kind, apiVersion.split('/')[0]!);

function thereAndBack(object: Wire): unknown {
  const write = objectWriter(messageFor(object.kind, object.apiVersion));
  return fromProtobuf(
    toProtobuf(object.apiVersion, object.kind, w => write(object, w)),
    messageFor,
  );
}

describe('protobuf by the table of messages', () => {
  test.for<[string, Wire]>([
    [
      'a Deployment with numbers that may be zero and fields that are a number or a text',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', labels: { app: 'web', empty: '' }, creationTimestamp: '2026-01-05T08:00:00Z' },
        spec: {
          replicas: 0,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
          template: {
            metadata: {},
            spec: {
              enableServiceLinks: false,
              containers: [
                {
                  name: 'app',
                  image: 'nginx',
                  resources: { limits: { cpu: '100m', memory: '64Mi' } },
                  livenessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 3 },
                  env: [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }],
                  envFrom: [{ secretRef: { name: 'keys' } }],
                },
              ],
              volumes: [{ name: 'settings', configMap: { name: 'settings', items: [{ key: 'a', path: 'b' }] } }],
            },
          },
        },
      } as Wire,
    ],
    [
      'managed fields and times to the microsecond',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {
          name: 'e',
          managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:count': { '.': {} } } }],
        },
        eventTime: '2026-01-05T08:00:00.123000Z',
        involvedObject: { kind: 'Pod', name: 'p' },
        count: 3,
      } as Wire,
    ],
    [
      'a Secret, whose bytes are text in JSON',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { key: 'AP8QaGk=' } } as Wire,
    ],
    [
      'options of a deletion',
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        gracePeriodSeconds: 0,
        preconditions: { uid: 'u' },
        dryRun: ['All'],
      } as Wire,
    ],
  ])('%s come back as they were', ([, object]) => {
    expect(thereAndBack(object)).toEqual(object);
  });

  test('every pod of the corpus reads as its JSON does', () => {
    const pods = CORPUS.filter((_, index) => index % 20 === 0).map(({ pod }) => pod);
    const found: Pod[] = [];
    const decoder = protobufFormat().page({ meta: () => {}, item: pod => found.push(pod) });
    decoder.write(listBytes([...pods, RICH_POD], { resourceVersion: '7' }, resourceType('', 'v1', 'pods')!));
    decoder.end();
    expect(found).toEqual([...pods, RICH_POD].map(pod => podFromJson(pod)));
  });

  test.for([
    ['bytes of something else', Buffer.from('{"kind":"Pod"}'), /does not begin as protobuf/],
    ['a kind without a message', toProtobuf('v1', 'Riddle', () => {}), /Riddle is not known/],
    ['a body cut short', toProtobuf('v1', 'Pod', w => objectWriter('Pod')(RICH_POD, w)).subarray(0, 300), /./],
  ] as const)('%s are refused', ([, bytes, words]) => {
    expect(() => fromProtobuf(bytes, messageFor)).toThrow(words);
  });
});
