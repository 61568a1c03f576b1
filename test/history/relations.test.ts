import { describe, expect, test } from 'vitest';
import { around, eventSubjects } from '../../src/history/around.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { stuckIn } from '../../src/history/life/stuck.ts';
import { grouped, sharedText } from '../../src/history/transitions/groups.ts';
import { lineKey, successorOf } from '../../src/history/transitions/lineage.ts';
import { diffPods } from '../../src/history/versions/pod-diff.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { ObjectMeta, Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { added, at, condition, container, deleted, pod, running, synced, updated, waiting } from './support.ts';

const owned = (sketch: Parameters<typeof pod>[0], metadata: Partial<ObjectMeta>): Pod => {
  const made = pod(sketch);
  return { ...made, metadata: { ...made.metadata, ...metadata } };
};
const owner = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, uid: name, controller: true }] });
const ofDeployment = (sketch: Parameters<typeof pod>[0], hash: string) =>
  owned(sketch, { ...owner('ReplicaSet', `web-${hash}`), labels: { 'pod-template-hash': hash } });

const known = (...events: FeedEvent[]) => {
  const ledger = new Ledger(statusReader(NEWEST));
  for (const event of events) ledger.apply(event);
  return ledger;
};

describe('lineage', () => {
  test.for([
    ['a pod of a Deployment', ofDeployment({}, '5f94'), 'shop Deployment/web'],
    ['a pod of a ReplicaSet alone', owned({}, owner('ReplicaSet', 'web')), 'shop ReplicaSet/web'],
    ['a pod of a StatefulSet', owned({ name: 'db-1' }, owner('StatefulSet', 'db')), 'shop StatefulSet/db 1'],
    [
      'a pod of an indexed Job',
      owned({}, { ...owner('Job', 'sum'), labels: { 'batch.kubernetes.io/job-completion-index': '3' } }),
      'shop Job/sum 3',
    ],
    ['a pod of a DaemonSet', owned({ node: 'n1' }, owner('DaemonSet', 'agent')), 'shop DaemonSet/agent n1'],
    ['a pod of its own', pod(), 'shop web-0'],
  ] as const)('%s', ([, one, want]) => {
    expect(lineKey(one)).toBe(want);
  });

  test('a pod of a rollout is followed by the one that took its place, and no two by the same', () => {
    const old1 = ofDeployment({ uid: 'old-1', createdAt: 0, deletion: { asked: 100, grace: 30 } }, 'a');
    const old2 = ofDeployment({ uid: 'old-2', createdAt: 0, deletion: { asked: 120, grace: 30 } }, 'a');
    const new1 = ofDeployment({ uid: 'new-1', createdAt: 99 }, 'b');
    const new2 = ofDeployment({ uid: 'new-2', createdAt: 121 }, 'b');
    const ledger = known(...[old1, old2, new1, new2].map(one => added(one, 130, 'list')), synced(130));
    const entry = (uid: string) => ledger.pods.get(uid)!;
    const first = successorOf(entry('old-1'), ledger.pods.values())!;
    expect(first.uid).toBe('new-1');
    expect(successorOf(entry('old-2'), ledger.pods.values(), new Set([first.uid]))?.uid).toBe('new-2');
  });

  /** Of one ReplicaSet: a pod, one beside it since second 60, and one that is made when the first leaves. */
  const beside = ofDeployment({ uid: 'beside', createdAt: 60 }, 'a');
  const successor = ofDeployment({ uid: 'successor', createdAt: 101 }, 'a');
  const leaving = (sketch: Parameters<typeof pod>[0]) =>
    ofDeployment({ uid: 'old', createdAt: 0, phase: 'Running', ...sketch }, 'a');
  const asked = leaving({ deletion: { asked: 100, grace: 30 } });
  const withoutGrace = leaving({ deletion: { asked: 125, grace: 0 } });
  const evicted = leaving({ phase: 'Failed', reason: 'Evicted' });
  test.for([
    ['is deleted', [updated(leaving({}), asked, 100)]],
    [
      'is deleted and gone, when the kubelet has left no grace',
      [updated(leaving({}), asked, 100), updated(asked, withoutGrace, 125), deleted(withoutGrace, withoutGrace, 125)],
    ],
    ['is evicted by the kubelet, which keeps no container', [updated(leaving({}), evicted, 100)]],
  ] as const)('a pod of a ReplicaSet that %s is followed by who was made then, not before', ([, events]) => {
    const ledger = known(added(leaving({}), 0), added(beside, 60), ...events);
    const next = () => successorOf(ledger.pods.get('old')!, ledger.pods.values())?.uid;
    expect(next()).toBeUndefined();
    ledger.apply(added(successor, 101));
    expect(next()).toBe('successor');
  });

  test.for([
    ['before it left', [0.2, 0.5], undefined],
    ['when it left', [0.5, 0.2], 'other'],
  ] as const)('of two pods of one second, who came %s', ([, [came, left], want]) => {
    const born = ofDeployment({ uid: 'old', createdAt: 0 }, 'a');
    const soon = ofDeployment({ uid: 'old', createdAt: 0, deletion: { asked: 0, grace: 30 } }, 'a');
    const other = ofDeployment({ uid: 'other', createdAt: 0 }, 'a');
    const events = [added(other, came), updated(born, soon, left)];
    const ledger = known(synced(0), added(born, 0.1), ...(came < left ? events : events.reverse()));
    expect(successorOf(ledger.pods.get('old')!, ledger.pods.values())?.uid).toBe(want);
  });

  test('web-0 of a StatefulSet is followed by the next web-0 only', () => {
    const of = (uid: string, name: string, createdAt: number) =>
      owned({ uid, name, createdAt }, owner('StatefulSet', 'web'));
    const old = of('old', 'web-0', 0);
    const ledger = known(
      added(old, 1),
      added(of('other', 'web-1', 50), 50),
      deleted(old, old, 60),
      added(of('next', 'web-0', 61), 61),
    );
    expect(successorOf(ledger.pods.get('old')!, ledger.pods.values())?.uid).toBe('next');
  });
});

describe('groups', () => {
  const up = (uid: string, node: string) =>
    pod({ uid, name: uid, node, phase: 'Running', containers: [container(running(1))] });
  const lost = (one: Pod): Pod => ({ ...one, status: { ...one.status, reason: 'NodeLost' } });

  test('many that change alike at once are one line, by what they share', () => {
    const pods = ['a', 'b', 'c', 'd'].map(uid => up(uid, 'node-7'));
    const ledger = known(
      ...pods.map(one => added(one, 1, 'list')),
      added(up('e', 'node-8'), 1, 'list'),
      synced(1),
      ...pods.map((one, i) => updated(one, lost(one), 10 + i)),
      updated(up('e', 'node-8'), lost(up('e', 'node-8')), 60),
    );
    const lines = grouped(
      [...ledger.log].filter(one => one.subject === 'status'),
      uid => ledger.pods.get(uid),
    );
    expect(lines.length).toBe(2);
    const [first] = lines;
    const { group, transitions } = first && 'group' in first ? first : expect.fail('no group');
    expect(sharedText(group)).toBe('node-7');
    expect(group).toMatchObject({ startedAt: at(10), endedAt: at(13) });
    expect(transitions.map(({ uid, from, to }) => `${uid} ${from} ${to}`)).toEqual(
      ['a', 'b', 'c', 'd'].map(uid => `${uid} Running NodeLost`),
    );
    expect(lines[1]).toMatchObject({ uid: 'e' });
  });

  const of = (uid: string, kind: string, name: string, node: string) => ({
    ...up(uid, node),
    metadata: { ...up(uid, node).metadata, ...owner(kind, name) },
  });
  /** Who is in which group, when each of the pods is lost at its second. */
  const found = (pods: readonly Pod[], seconds: readonly number[], word = 'NodeLost') => {
    const ledger = known(...pods.map(one => added(one, 1, 'list')), synced(1));
    pods.forEach((one, i) => {
      ledger.apply(updated(one, { ...one, status: { ...one.status, reason: word } }, seconds[i]!));
    });
    return grouped(
      [...ledger.log].filter(each => each.subject === 'status'),
      uid => ledger.pods.get(uid),
    ).map(each => ('group' in each ? `${sharedText(each.group)}: ${[...each.group.pods].join(' ')}` : each.uid));
  };

  test.for<[string, readonly Pod[], readonly number[], readonly string[]]>([
    ['two are no group', [up('a', 'n'), up('b', 'n')], [10, 11], ['a', 'b']],
    [
      'what lasts is kept apart from what came later',
      ['a', 'b', 'c', 'd'].map(uid => up(uid, 'n')),
      [10, 11, 12, 18],
      ['n: a b c', 'd'],
    ],
    [
      'pods of one owner are told by it, wherever they run',
      ['n1', 'n2', 'n3'].map((node, i) => of(`p${i}`, 'StatefulSet', 'db', node)),
      [10, 10, 10],
      ['StatefulSet/db: p0 p1 p2'],
    ],
    [
      'all of one owner and one node are told by both',
      ['a', 'b', 'c'].map(uid => of(uid, 'StatefulSet', 'db', 'n1')),
      [10, 11, 12],
      ['StatefulSet/db on n1: a b c'],
    ],
    [
      'a node that takes pods of many owners with it is one group',
      ['a', 'b', 'c', 'd', 'e'].map((uid, i) => of(uid, 'StatefulSet', `db-${i % 2}`, 'n7')),
      [10, 10, 11, 11, 12],
      ['n7: a b c d e'],
    ],
  ])('%s', ([, pods, seconds, want]) => {
    expect(found(pods, seconds)).toEqual(want);
  });

  test('restarts are alike however many there were', () => {
    const of = (uid: string, restarts: number): Pod =>
      pod({
        uid,
        name: uid,
        node: 'n',
        phase: 'Running',
        containers: [container(running(restarts), { restartCount: restarts })],
      });
    const ledger = known(
      synced(0),
      ...['a', 'b', 'c'].map(uid => added(of(uid, 0), 1)),
      ...['a', 'b', 'c'].map((uid, i) => updated(of(uid, 0), of(uid, i + 1), 20 + i)),
    );
    const [restarts] = grouped(
      [...ledger.log].filter(({ subject }) => subject === 'restarts'),
      uid => ledger.pods.get(uid),
    );
    expect(restarts && 'group' in restarts && [...restarts.group.pods]).toEqual(['a', 'b', 'c']);
  });

  test('a group ends after its span, however close its changes are', () => {
    const pods = Array.from({ length: 12 }, (_, i) => up(`p${i}`, 'n'));
    expect(
      found(
        pods,
        pods.map((_, i) => 10 + 4 * i),
      ),
    ).toEqual([
      `n: ${pods
        .slice(0, 8)
        .map(one => one.metadata.uid)
        .join(' ')}`,
      `n: ${pods
        .slice(8)
        .map(one => one.metadata.uid)
        .join(' ')}`,
    ]);
  });
});

describe('stuck', () => {
  const entryOf = (one: Pod, seconds = 1) => known(added(one, seconds, 'list'), synced(seconds)).pods.get('uid-1')!;
  test.for([
    [
      'creating for long',
      pod({
        node: 'n1',
        conditions: [condition('PodScheduled', 'True', 1)],
        containers: [container(waiting('ContainerCreating'))],
      }),
      122,
      'creating',
      undefined,
    ],
    [
      'creating',
      pod({
        node: 'n1',
        conditions: [condition('PodScheduled', 'True', 1)],
        containers: [container(waiting('ContainerCreating'))],
      }),
      60,
      undefined,
      undefined,
    ],
    [
      'without a node',
      pod({
        conditions: [{ ...condition('PodScheduled', 'False', 1, 'Unschedulable'), message: '0/3 nodes are available' }],
      }),
      301,
      'pending',
      '0/3 nodes are available',
    ],
    [
      'held by a finalizer',
      pod({ deletion: { asked: 0, grace: 30 }, finalizers: ['example.com/x'], node: 'n1' }),
      41,
      'terminating',
      'finalizer example.com/x',
    ],
    ['at the end of its grace', pod({ deletion: { asked: 0, grace: 30 }, node: 'n1' }), 39, undefined, undefined],
    [
      'running and not ready',
      pod({
        phase: 'Running',
        node: 'n1',
        containers: [container(running(1), { ready: false })],
        conditions: [condition('Ready', 'False', 1)],
      }),
      302,
      'not-ready',
      undefined,
    ],
    [
      'not ready for long, and started again just now',
      pod({
        phase: 'Running',
        node: 'n1',
        containers: [container(running(290), { ready: false })],
        conditions: [condition('Ready', 'False', 1)],
      }),
      302,
      undefined,
      undefined,
    ],
  ] as const)('%s', ([, one, now, id, detail]) => {
    const [stuck] = stuckIn(entryOf(one), at(now));
    expect(stuck && { id: stuck.row.id, detail: stuck.detail }).toEqual(id && { id, detail });
  });
});

describe('around a moment', () => {
  test('are the changes of others and the events of the pod, its node and its owner', () => {
    const one = owned({ uid: 'one', name: 'one', node: 'n1' }, owner('ReplicaSet', 'web'));
    const other = (uid: string) => pod({ uid, name: uid });
    const ledger = known(
      synced(0),
      added(other('early'), 1),
      added(other('near'), 80),
      added(one, 100),
      added(other('late'), 140),
    );
    const event = (name: string, seconds: number, kind = 'Pod') =>
      readEvent({
        metadata: { name, uid: name },
        involvedObject: { kind, name, namespace: kind === 'Node' ? 'default' : 'shop' },
        lastTimestamp: new Date(at(seconds)).toISOString(),
      })!;
    const events = [
      event('n1', 110, 'Node'),
      event('web', 90, 'ReplicaSet'),
      event('n2', 100, 'Node'),
      event('n1', 10, 'Node'),
    ];
    const moment = [...ledger.log].find(each => each.uid === 'one')!;
    const found = around({ ...moment, clusterAt: undefined }, one, ledger.log, events);
    expect(found.transitions.map(each => each.uid)).toEqual(['near']);
    expect(found.events.map(each => each.name)).toEqual(['n1', 'web']);
  });

  test('the owner of a ReplicaSet is among those whose events count', () => {
    expect(eventSubjects(ofDeployment({ node: 'n1' }, '5f94')).map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'Pod/web-0',
      'ReplicaSet/web-5f94',
      'Deployment/web',
      'Node/n1',
    ]);
  });

  test('a storm is cut, and it is said', () => {
    const ledger = known(synced(0), ...Array.from({ length: 1_200 }, (_, i) => added(pod({ uid: `p${i}` }), 1)));
    const found = around(ledger.log.at(-1)!, undefined, ledger.log, []);
    expect(found.isCut).toBe(true);
    expect(found.transitions.length).toBe(1_000);
  });

  test('two pods differ in what is not the own of each', () => {
    const of = (uid: string, since: number, token: string, image: string) => ({
      ...pod({ uid, name: `web-${uid}`, containers: [container(running(since))] }),
      spec: {
        nodeName: 'n1',
        containers: [{ name: 'app', image, volumeMounts: [{ name: `kube-api-access-${token}`, mountPath: '/var' }] }],
        volumes: [{ name: `kube-api-access-${token}`, projected: {} }],
      },
    });
    const old = of('a', 1, 'x7k2p', 'web:1');
    const present = of('b', 50, '9qr4t', 'web:2');
    expect(diffPods(old, present).map(({ path, before, after }) => `${path}: ${before} -> ${after}`)).toEqual([
      'spec.containers[app].image: web:1 -> web:2',
    ]);
    expect(diffPods(undefined, old).length).toBeGreaterThan(0);
  });
});
