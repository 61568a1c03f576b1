import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Format, PageMeta, WatchEvent } from '../../src/cluster/wire/decoder.ts';
import { ConnectionError, DecodeError } from '../../src/cluster/wire/errors.ts';
import { jsonFormat } from '../../src/cluster/wire/json-format.ts';
import { protobufFormat, statusFromProtobuf } from '../../src/cluster/wire/pod-protobuf.ts';
import { stringPool } from '../../src/cluster/wire/string-pool.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { podFromJson } from '../../src/kube/pod-from-json.ts';
import { CORPUS } from '../support/corpus.ts';
import { encodePod, encodePodList, encodeStatus, encodeWatchEvent } from '../support/pod-protobuf.ts';

const json = jsonFormat(value => podFromJson(value, stringPool()));
const protobuf = protobufFormat();
const META = { resourceVersion: '77', continue: 'next page', remaining: 12 };

/** What a format reads from a body that comes in pieces of these sizes, over and over. */
function page(
  format: Format<Pod>,
  body: Buffer,
  sizes: readonly number[] = [65_536],
): { pods: Pod[]; meta: PageMeta | undefined } {
  const pods: Pod[] = [];
  let meta: PageMeta | undefined;
  const decoder = format.page({
    meta: value => {
      meta = value;
    },
    item: pod => pods.push(pod),
  });
  for (const chunk of chunks(body, sizes)) decoder.write(chunk);
  decoder.end();
  return { pods, meta };
}

function watch(format: Format<Pod>, body: Buffer, sizes: readonly number[]): WatchEvent<Pod>[] {
  const events: WatchEvent<Pod>[] = [];
  const decoder = format.watch(event => events.push(event));
  for (const chunk of chunks(body, sizes)) decoder.write(chunk);
  decoder.end();
  return events;
}

function* chunks(body: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < body.length; i++) {
    const size = sizes[i % sizes.length]!;
    // A copy, as from a socket: a decoder that kept a view of it would see it change.
    yield Buffer.from(body.subarray(at, at + size));
    at += size;
  }
}

const listJson = (pods: readonly unknown[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '77', continue: 'next page', remainingItemCount: 12 },
      items: pods,
    }),
  );

/** A pod with every field that a record has, and some that it has not. */
const FULL = {
  metadata: {
    name: 'web-0',
    generateName: 'web-',
    namespace: 'shop',
    uid: 'u-1',
    resourceVersion: '9007199254740993',
    creationTimestamp: '2026-11-23T09:00:00Z',
    deletionTimestamp: '2026-11-23T10:00:00Z',
    deletionGracePeriodSeconds: 30,
    labels: { app: 'web', tier: 'Größe — 🐳' },
    annotations: { note: 'not kept', 'kubectl.kubernetes.io/default-container': 'app', last: '' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'o-1', controller: true }],
    finalizers: ['example.org/wait'],
    managedFields: [{ manager: 'a "quoted" ],} manager', fieldsV1: { 'f:metadata': { 'f:labels': {} } } }],
  },
  spec: {
    nodeName: 'node-1',
    restartPolicy: 'Always',
    serviceAccountName: 'web',
    priorityClassName: 'high',
    terminationGracePeriodSeconds: 30,
    initContainers: [{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }],
    containers: [{ name: 'app', image: 'app:1', env: [{ name: 'TEXT', value: '},{"metadata":{' }] }],
    ephemeralContainers: [{ name: 'debug', image: 'busybox' }],
    readinessGates: [{ conditionType: 'example.org/ready' }],
    schedulingGates: [{ name: 'example.org/gate' }],
  },
  status: {
    phase: 'Running',
    reason: 'Evicted',
    message: 'The node was low on memory.',
    hostIP: '10.0.0.1',
    podIP: '10.1.0.1',
    podIPs: [{ ip: '10.1.0.1' }, { ip: 'fd00::1' }],
    startTime: '2026-11-23T09:00:01Z',
    qosClass: 'Burstable',
    nominatedNodeName: 'node-2',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'no',
        lastProbeTime: null,
        lastTransitionTime: '2026-11-23T09:00:02Z',
      },
    ],
    initContainerStatuses: [
      {
        name: 'proxy',
        state: { running: { startedAt: '2026-11-23T09:00:02Z' } },
        lastState: {},
        ready: true,
        started: true,
        restartCount: 0,
      },
    ],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        started: false,
        restartCount: 300,
        image: 'app:1',
        imageID: 'sha256:1',
        containerID: 'containerd://1',
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: {
          terminated: {
            exitCode: -1,
            signal: 9,
            reason: 'Error',
            message: 'oh',
            startedAt: null,
            finishedAt: '2026-11-23T09:30:00Z',
          },
        },
      },
    ],
    ephemeralContainerStatuses: [{ name: 'debug', state: {}, ready: false, restartCount: 0 }],
  },
};

describe('formats', () => {
  test('both give the same record of a pod with every field', () => {
    const expected = podFromJson(FULL);
    expect(page(json, listJson([FULL])).pods).toStrictEqual([expected]);
    expect(page(protobuf, encodePodList([FULL], META)).pods).toStrictEqual([expected]);
    const fields = Object.values(expected!.metadata).concat(
      Object.values(expected!.spec!),
      Object.values(expected!.status!),
    );
    expect(fields).not.toContain(undefined);
  });

  test('both give the same record of every pod of the corpus, cut anywhere', () => {
    const pods = CORPUS.map(({ pod }) => pod as unknown);
    const expected = pods.map(pod => podFromJson(pod));
    const meta = { resourceVersion: '77', next: 'next page', remaining: 12 };
    expect(page(json, listJson(pods), [1000, 7, 65_536])).toStrictEqual({ pods: expected, meta });
    expect(page(protobuf, encodePodList(pods, META), [1000, 7, 65_536])).toStrictEqual({ pods: expected, meta });
  });

  test('any cut of a body gives the same', () => {
    const small = [FULL, { metadata: { name: 'b', uid: 'b' } }, FULL];
    const bodies = [
      { format: json, list: listJson(small), end: '\n' },
      { format: protobuf, list: encodePodList(small, META), end: '' },
    ];
    const events = {
      json: Buffer.from(
        `${JSON.stringify({ type: 'ADDED', object: FULL })}\n${JSON.stringify({ type: 'DELETED', object: FULL })}\n`,
      ),
      protobuf: Buffer.concat([
        encodeWatchEvent('ADDED', encodePod(FULL)),
        encodeWatchEvent('DELETED', encodePod(FULL)),
      ]),
    };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }), sizes => {
        for (const { format, list } of bodies) {
          expect(page(format, list, sizes).pods.map(pod => pod.metadata.name)).toEqual(['web-0', 'b', 'web-0']);
          expect(watch(format, events[format.name], sizes).map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.for([
    ['metadata after the items', '{"items":[{"metadata":{"name":"a","uid":"a"}}],"metadata":{"resourceVersion":"5"}}'],
    [
      'spaces and lines',
      '{ "metadata": { "resourceVersion": "5" },\n "items": [\n { "metadata": { "name": "a", "uid": "a" } }\n ] }',
    ],
    [
      'spaces between items only',
      '{"metadata":{"resourceVersion":"5"},"items":[ {"metadata":{"name":"a","uid":"a"}} ]}',
    ],
  ] as const)('JSON with %s', ([, body]) => {
    const { pods, meta } = page(json, Buffer.from(body));
    expect([pods.map(pod => pod.metadata.name), meta?.resourceVersion]).toEqual([['a'], '5']);
  });

  test.for([
    { name: 'items that begin with different keys', separator: ',', indent: undefined },
    { name: 'an item to a line', separator: '\n,\n', indent: undefined },
    { name: 'indented items', separator: ', ', indent: 2 },
  ])('JSON with $name is decoded while it comes', ({ separator, indent }) => {
    const image = 'x'.repeat(20_000);
    const items = Array.from({ length: 60 }, (_, i) => {
      const metadata = { name: `p${i}`, uid: `u${i}` };
      const spec = {
        containers: [
          { name: 'a', image },
          { metadata: 'no', image: '},{"metadata":' },
        ],
      };
      if (i === 0) return { apiVersion: 'v1', metadata, spec };
      return i % 3 === 0 ? { spec, metadata } : i % 3 === 1 ? { metadata, spec } : { kind: 'Pod', spec, metadata };
    });
    const body = Buffer.from(
      `{"metadata":{"resourceVersion":"5"},"items":[${items.map(item => JSON.stringify(item, undefined, indent)).join(separator)}]}`,
    );
    const names: string[] = [];
    const decoder = json.page({ meta: () => {}, item: pod => names.push(pod.metadata.name) });
    let most = 0;
    let fed = 0;
    for (const chunk of chunks(body, [16_384])) {
      decoder.write(chunk);
      fed += chunk.length;
      most = Math.max(most, fed - (names.length * body.length) / items.length);
    }
    decoder.end();
    expect(names).toEqual(items.map(({ metadata }) => metadata.name));
    // What waits to be decoded is bounded, however long the list is.
    expect(most).toBeLessThan(300_000);
  });

  test('an empty list', () => {
    for (const body of [
      '{"metadata":{"resourceVersion":"5"},"items":[]}',
      '{"metadata":{"resourceVersion":"5"},"items":null}',
    ]) {
      expect(page(json, Buffer.from(body))).toMatchObject({ pods: [], meta: { resourceVersion: '5' } });
    }
    expect(page(protobuf, encodePodList([], { resourceVersion: '5' }))).toMatchObject({
      pods: [],
      meta: { resourceVersion: '5' },
    });
  });

  test('a body that ends early is truncated, whatever is missing', () => {
    const bodies = [
      { format: json, list: listJson([FULL, FULL]) },
      { format: protobuf, list: encodePodList([FULL, FULL], META) },
    ];
    for (const { format, list } of bodies) {
      for (let cut = 1; cut < list.length - 5; cut += 97) {
        expect(() => page(format, list.subarray(0, cut)), `${format.name} at ${cut}`).toThrow();
      }
    }
    expect(() => page(protobuf, encodePodList([FULL], META).subarray(0, 500))).toThrow(ConnectionError);
  });

  test('garbage is an error and never a pod', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), bytes => {
        for (const format of [json, protobuf]) {
          try {
            expect(page(format, Buffer.from(bytes)).pods).toEqual([]);
          } catch (error) {
            expect(
              error instanceof DecodeError ||
                error instanceof ConnectionError ||
                (error as Error).name === 'AssertionError',
            ).toBe(true);
          }
        }
      }),
    );
    expect(() => watch(json, Buffer.from('{"type":"ADDED","object":{\n'), [9])).toThrow(DecodeError);
    expect(() => watch(protobuf, Buffer.from('0000zzzz'), [9])).toThrow(DecodeError);
  });

  test('a body with any byte changed is an error of ours or an answer, and never another error', () => {
    const list = encodePodList([FULL, FULL], META);
    const event = encodeWatchEvent('MODIFIED', encodePod(FULL));
    const refusal = encodeStatus(403, 'Forbidden', 'no');
    const bodies = [
      { bytes: list, read: (bytes: Buffer) => page(protobuf, bytes) },
      { bytes: list.subarray(0, 60), read: (bytes: Buffer) => page(protobuf, bytes) },
      { bytes: event, read: (bytes: Buffer) => watch(protobuf, bytes, [1000]) },
      { bytes: listJson([FULL]), read: (bytes: Buffer) => page(json, bytes) },
      {
        bytes: Buffer.from(`${JSON.stringify({ type: 'ADDED', object: FULL })}\n`),
        read: (b: Buffer) => watch(json, b, [999]),
      },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.nat(), fc.nat(255), ({ bytes, read }, at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at % changed.length] = byte;
        try {
          read(changed);
        } catch (error) {
          if (!(error instanceof DecodeError || error instanceof ConnectionError)) throw error;
        }
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(refusal);
        changed[at % changed.length] = byte;
        statusFromProtobuf(changed);
      }),
      { numRuns: 2000 },
    );
  });

  test('events that are no pods', () => {
    const bookmark = {
      metadata: { name: '', uid: '', resourceVersion: '8', annotations: { 'k8s.io/initial-events-end': 'true' } },
    };
    const jsonEvents = watch(
      json,
      Buffer.from(
        [
          { type: 'BOOKMARK', object: bookmark },
          { type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } },
          { type: 'SURPRISE', object: {} },
        ]
          .map(event => `${JSON.stringify(event)}\n`)
          .join(''),
      ),
      [65_536],
    );
    const protobufEvents = watch(
      protobuf,
      Buffer.concat([
        encodeWatchEvent('BOOKMARK', encodePod(bookmark)),
        encodeWatchEvent('ERROR', encodeStatus(410, 'Expired', 'too old')),
        encodeWatchEvent('SURPRISE', encodePod(FULL)),
      ]),
      [3],
    );
    expect(jsonEvents).toEqual(protobufEvents);
    expect(jsonEvents).toEqual([
      { type: 'BOOKMARK', resourceVersion: '8', initialEventsEnd: true },
      { type: 'ERROR', status: 410, reason: 'Expired', message: 'too old' },
      { type: 'UNKNOWN', name: 'SURPRISE' },
    ]);
    expect(statusFromProtobuf(encodeStatus(403, 'Forbidden', 'no'))).toEqual({
      status: 403,
      reason: 'Forbidden',
      message: 'no',
    });
  });

  test('what repeats is one string', () => {
    const { pods } = page(protobuf, encodePodList([FULL, FULL], META));
    expect(Object.is(pods[0]!.spec!.nodeName, pods[1]!.spec!.nodeName)).toBe(true);
  });
});
