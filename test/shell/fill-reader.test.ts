import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Reader, type ReaderKind, type ReaderTarget } from '../../src/app/reading/reader.ts';
import type { Cluster, EventScope } from '../../src/kube/cluster.ts';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent, Problem } from '../../src/kube/feed.ts';
import { ProblemError } from '../../src/kube/problem.ts';
import { type Filling, ReaderFilling } from '../../src/shell/fill-reader.ts';
import { ObjectVersions } from '../../src/shell/object-versions.ts';
import { event, NOW } from '../diagnosis/support.ts';
import { pod, waiting } from '../support/pods.ts';

type Tell = (event: FeedEvent<ClusterEvent>) => void;

const POD = pod({ name: 'web-0', phase: 'Pending', containers: [waiting('ContainerCreating')] });
const LOST: Problem = { code: 'network', message: 'the connection was reset' };
const added = (after: ClusterEvent): FeedEvent<ClusterEvent> => ({
  type: 'Added',
  after,
  via: 'watch',
  receivedAt: NOW,
});
const synced: FeedEvent<ClusterEvent> = { type: 'Synced', count: 0, receivedAt: NOW };

// It is loaded when an object is read; here that should take no time.
beforeAll(() => import('../../src/app/reading/object-document.ts'));

let now: number;
let asked: string[];
let feeds: { scope: EventScope; tell: Tell; stopped: boolean }[];
let answers: Record<string, unknown>;
let seen: ReturnType<Filling['seen']>;
let held: ReturnType<Filling['held']>;
let versions: ObjectVersions;
beforeEach(() => {
  now = NOW;
  asked = [];
  feeds = [];
  answers = { '/pods/web-0': POD };
  seen = { pod: POD, isGone: false };
  held = [];
  versions = new ObjectVersions();
});

const cluster = {
  clockSkew: () => 0,
  problem: (error: unknown) => (error instanceof ProblemError ? error.problem : (error as Problem)),
  getPod: (_: string, name: string) => cluster.request({ path: `/pods/${name}` }),
  request: async ({ path }: { path: string }) => {
    asked.push(path);
    if (!(path in answers)) throw { code: 'not-found', message: `no ${path}` } satisfies Problem;
    return answers[path];
  },
  eventFeed: (scope: EventScope) => {
    const feed = { scope, tell: (() => {}) as Tell, stopped: false };
    feeds.push(feed);
    return {
      start: () => {},
      stop: () => {
        feed.stopped = true;
      },
      subscribe: (listener: Tell) => {
        feed.tell = listener;
        return () => {};
      },
    };
  },
} as unknown as Cluster;

const WEB: ReaderTarget = { uid: POD.metadata.uid, namespace: 'default', name: 'web-0' };

/** A reader that is being filled, and what a paint of the screen does. */
async function filled(kind: ReaderKind, target = WEB): Promise<{ reader: Reader; paint: () => Promise<void> }> {
  const reader = new Reader(kind, target);
  const filling = new ReaderFilling({
    reader,
    cluster,
    now: () => now,
    seen: () => seen,
    held: () => held,
    namespaces: ['shop', 'default'],
    versions,
    onChange: () => {},
  });
  const paint = async (): Promise<void> => {
    filling.look();
    // Each turn lets one answer come.
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
    filling.look();
  };
  await paint();
  await paint();
  return { reader, paint };
}
const pull = (count: number): ClusterEvent => ({
  ...event('Failed', 'it failed'),
  uid: 'pull',
  count,
  lastAt: NOW + count,
});

describe('Events that are read', () => {
  test('come as they happen, each once, also after a lost connection', async () => {
    const { reader, paint } = await filled('describe');
    expect(feeds.map(({ scope }) => scope)).toEqual([
      { namespaces: ['default'], fieldSelector: `involvedObject.uid=${POD.metadata.uid}` },
    ]);
    const { tell } = feeds[0]!;
    tell(added(pull(1)));
    tell(synced);
    await paint();
    expect(reader.content).toMatchObject({ kind: 'describe', events: [{ count: 1 }] });
    tell({
      type: 'Connection',
      connection: { state: 'reconnecting', since: now, staleSince: now, retryAt: now, problem: LOST },
    });
    tell(added(pull(1)));
    tell(added(pull(3)));
    tell(added(event('Scheduled', 'earlier', { lastAt: NOW - 60_000 })));
    tell({ type: 'Connection', connection: { state: 'live', since: now } });
    await paint();
    expect(reader.content).toMatchObject({ events: [{ reason: 'Scheduled' }, { reason: 'Failed', count: 3 }] });
  });

  test('that may not be read are said, and asking for the pod goes on', async () => {
    const { reader, paint } = await filled('describe');
    const problem: Problem = { code: 'forbidden', message: 'events is forbidden' };
    feeds[0]!.tell({ type: 'Connection', connection: { state: 'failed', since: now, problem } });
    await paint();
    expect(reader.content).toMatchObject({ kind: 'describe', events: 'events is forbidden.' });
  });

  test('are those of the pod, its node, its owners and its claims', async () => {
    answers['/pods/web-0'] = {
      ...POD,
      metadata: {
        ...POD.metadata,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'sts', controller: true }],
      },
      spec: { nodeName: 'node-1', volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-0' } }] },
    };
    answers['/apis/apps/v1/namespaces/default/statefulsets/web'] = { metadata: { name: 'web', uid: 'sts' } };
    const { reader, paint } = await filled('events');
    expect(feeds.map(({ scope }) => scope.fieldSelector)).toEqual([
      `involvedObject.uid=${POD.metadata.uid}`,
      'involvedObject.kind=Node,involvedObject.name=node-1',
      'involvedObject.uid=sts',
      'involvedObject.kind=PersistentVolumeClaim,involvedObject.name=data-0',
    ]);
    for (const { tell } of feeds) tell(synced);
    feeds[1]!.tell(added(event('NodeNotReady', 'gone')));
    await paint();
    expect(reader.content).toMatchObject({ kind: 'events', events: [{ reason: 'NodeNotReady' }] });
    feeds[2]!.tell({
      type: 'Connection',
      connection: { state: 'reconnecting', since: now, staleSince: now, retryAt: now, problem: LOST },
    });
    await paint();
    expect(reader.content).toMatchObject({ problem: expect.stringContaining('the connection was reset') });
    reader.isClosed = true;
    await paint();
    expect(feeds.every(({ stopped }) => stopped)).toBe(true);
  });

  test('of the namespaces on the screen need nothing else', async () => {
    const { reader, paint } = await filled('allEvents', { uid: '', namespace: '', name: '' });
    expect([asked, feeds.map(({ scope }) => scope)]).toEqual([[], [{ namespaces: ['shop', 'default'] }]]);
    feeds[0]!.tell(synced);
    await paint();
    expect(reader.content).toEqual({ kind: 'events', events: [], problem: undefined, dropped: 0 });
  });
});

describe('a diagnosis that is open', () => {
  const volumes = event('FailedMount', 'MountVolume.SetUp failed for volume "conf" : configmap "conf" not found');

  test('takes a new Event into account without asking for the pod again', async () => {
    const { reader, paint } = await filled('diagnosis');
    const before = asked.length;
    for (const { tell } of feeds) tell(synced);
    feeds[0]!.tell(added(volumes));
    await paint();
    expect(reader.content).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ id: 'volume-object-missing' })]),
    });
    expect(asked).toHaveLength(before);
  });

  test('is made anew when the watch tells of a change, and now and then for what surrounds the pod', async () => {
    const { paint } = await filled('diagnosis');
    const pods = (): number => asked.filter(path => path === '/pods/web-0').length;
    expect(pods()).toBe(1);
    seen = { pod: { ...POD, metadata: { ...POD.metadata, resourceVersion: '999' } }, isGone: false };
    await paint();
    expect(pods()).toBe(2);
    await paint();
    expect(pods()).toBe(2);
    now += 10_000;
    await paint();
    expect(pods()).toBe(3);
  });
});

describe('an object', () => {
  test('keeps the versions that came while it was read', async () => {
    const { reader, paint } = await filled('object');
    const next = { ...POD, metadata: { ...POD.metadata, resourceVersion: '999' } };
    answers['/pods/web-0'] = next;
    seen = { pod: next, isGone: false };
    await paint();
    expect(reader.versions.map(({ object }) => (object as typeof POD).metadata.resourceVersion)).toEqual([
      POD.metadata.resourceVersion,
      '999',
    ]);
  });

  test('has the versions that the watch told of before, and those that came while anything of the pod was read', async () => {
    const version = (resourceVersion: string) => ({ ...POD, metadata: { ...POD.metadata, resourceVersion } });
    held = ['1', '2', '4'].map((each, i) => ({ pod: version(each), at: NOW - 2_000 + i * 1_500 }));
    answers['/pods/web-0'] = version('3');
    await filled('describe');
    now += 1_000;
    answers['/pods/web-0'] = version('5');
    const { reader } = await filled('object');
    expect(
      reader.versions.map(({ object, isWhole }) => [(object as typeof POD).metadata.resourceVersion, isWhole]),
    ).toEqual([
      ['1', false],
      ['2', false],
      ['3', true],
      ['5', true],
    ]);
  });

  test('of a pod that is gone stays as it was read; unread, it is what the watch kept', async () => {
    const { reader, paint } = await filled('object');
    const { content } = reader;
    answers = {};
    seen = { pod: POD, isGone: true };
    await paint();
    expect(reader.content).toBe(content);
    const later = await filled('object');
    expect(later.reader.content).toMatchObject({
      kind: 'object',
      document: { object: { kind: 'Pod', metadata: { name: 'web-0' } } },
    });
  });

  test('that another took the name of, and nobody remembers, is a sentence', async () => {
    seen = undefined;
    answers['/pods/web-0'] = { metadata: { name: 'web-0', uid: 'another' } };
    const { reader } = await filled('object');
    expect(reader.content).toEqual({
      kind: 'problem',
      sentence: 'default/web-0 is gone; another pod has its name now',
    });
  });

  test('of another kind is asked for where the API serves it, and again now and then', async () => {
    answers['/api/v1/nodes/node-1'] = { metadata: { name: 'node-1', uid: 'n' } };
    const { reader, paint } = await filled('object', { uid: '', kind: 'node', namespace: 'default', name: 'node-1' });
    expect(reader.content).toMatchObject({ kind: 'object' });
    await paint();
    now += 10_000;
    await paint();
    expect(asked).toEqual(['/api/v1/nodes/node-1', '/api/v1/nodes/node-1']);
    const unknown = await filled('object', { uid: '', kind: 'Widget', namespace: 'default', name: 'w' });
    expect(unknown.reader.content).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('a Widget') });
  });
});
