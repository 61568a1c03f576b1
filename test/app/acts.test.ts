import { describe, expect, test } from 'vitest';
import type { Act } from '../../src/app/acts/act.ts';
import type { Rights } from '../../src/app/acts/rights.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { type Robot, START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { ended, pod, running } from '../support/some-pods.ts';

const DB0 = { uid: 'db-0', namespace: 'default', name: 'db-0' };

/** What the robot has asked of the cluster. */
const acts = (robot: Robot): readonly Act[] =>
  robot.effects.flatMap(effect => (effect.type === 'act' ? [...effect.acts] : []));
const withPods = (...pods: readonly Pod[]): Robot => smallClusterRobot({ pods });
const withRights = (rights: Rights, target = {}): Robot =>
  smallClusterRobot({ target: { user: 'dev', ...target }, rights });

describe('deleting', () => {
  test('asks, names the pod, its context and its cluster, and sends the uid', () => {
    const robot = smallClusterRobot({ target: { context: 'prod', cluster: 'eu-1' } }).press('ctrl-d');
    expect(robot.screen()).toContain('Delete pod default/db-0');
    expect(robot.screen()).toContain('in context prod, cluster eu-1?');
    expect(robot.press('n').effects).toEqual([]);
    expect(acts(robot.press('ctrl-d', 'y'))).toEqual([{ kind: 'delete', pod: DB0, grace: undefined }]);
  });

  test('warns of a context that is marked as dangerous', () => {
    const robot = smallClusterRobot({ target: { danger: true } }).press('ctrl-d');
    expect(robot.screen()).toContain('in context kind-dev, marked as dangerous?');
  });

  test('enter is no yes', () => {
    expect(smallClusterRobot().press('ctrl-d', 'enter').effects).toEqual([]);
  });

  test('is about the marked pods, if any', () => {
    const robot = smallClusterRobot().press('space', 'space', 'G', 'ctrl-d');
    expect(robot.screen()).toContain('Delete 2 pods: default/db-0, default/db-1');
    expect(acts(robot.press('y')).map(act => act.pod.name)).toEqual(['db-0', 'db-1']);
  });

  test('of several namespaces says so', () => {
    expect(smallClusterRobot().press('ctrl-a', 'ctrl-d').screen()).toContain('Delete 11 pods of 3 namespaces:');
  });

  test.for([
    { name: 'the arrows choose', keys: ['right', 'right'], grace: 1 },
    { name: 'and go back', keys: ['right', 'right', 'left'], grace: 0 },
    { name: 'and stop at both ends', keys: ['left', 'left'], grace: undefined },
    { name: 'digits are typed', keys: ['4', '5'], grace: 45 },
    { name: 'and taken back', keys: ['4', '5', 'backspace', 'backspace'], grace: undefined },
    { name: 'from there the arrows go on', keys: ['4', '5', 'right'], grace: 60 },
    { name: 'letters are no digits', keys: ['4', 'x', '-'], grace: 1 },
  ])('the grace period: $name', ({ keys, grace }) => {
    const robot = smallClusterRobot().press('ctrl-d', ...keys, 'y');
    expect(acts(robot)).toEqual([{ kind: 'delete', pod: DB0, grace }]);
  });

  test('without grace it warns', () => {
    expect(smallClusterRobot().press('ctrl-d', '0').screen()).toContain('By force: the pod leaves the list at once');
  });

  test('by force asks with its own key, and has no grace period to choose', () => {
    const robot = smallClusterRobot().press('ctrl-k');
    expect(robot.screen()).toContain('Delete by force pod default/db-0');
    expect(robot.screen()).not.toContain('Grace period');
    expect(acts(robot.press('y'))).toEqual([{ kind: 'delete', pod: DB0, grace: 0 }]);
  });

  test('evicting asks with its own key', () => {
    const robot = smallClusterRobot().press('K');
    expect(robot.screen()).toContain('The cluster refuses where a PodDisruptionBudget says so.');
    expect(acts(robot.press('5', 'y'))).toEqual([{ kind: 'evict', pod: DB0, grace: 5 }]);
  });

  test.for([
    { typed: ':delete', wants: { kind: 'delete', grace: undefined } },
    { typed: ':delete 10', wants: { kind: 'delete', grace: 10 } },
    { typed: ':del 10s', wants: { kind: 'delete', grace: 10 } },
    { typed: ':delete force', wants: { kind: 'delete', grace: 0 } },
    { typed: ':evict 3', wants: { kind: 'evict', grace: 3 } },
  ])('$typed asks too', ({ typed, wants }) => {
    const robot = smallClusterRobot().type(typed).press('enter');
    expect(robot.effects).toEqual([]);
    expect(acts(robot.press('y'))).toEqual([{ ...wants, pod: DB0 }]);
  });

  test('a grace period that is none is told', () => {
    expect(smallClusterRobot().type(':delete soon').press('enter').screen()).toContain('"soon" is no grace period');
  });
});

describe('what comes after it', () => {
  const created = START - 60_000;
  test.for([
    { name: 'a ReplicaSet', owner: 'ReplicaSet/web-5d', says: 'ReplicaSet web-5d makes another.' },
    { name: 'a StatefulSet', owner: 'StatefulSet/db', says: 'StatefulSet db makes p-0 again, under the same name.' },
    { name: 'a DaemonSet', owner: 'DaemonSet/agent', says: 'DaemonSet agent makes another on node-1.' },
    { name: 'a Job', owner: 'Job/once', says: 'Job once makes another, unless it is over.' },
    { name: 'a static pod', owner: 'Node/node-1', says: 'The kubelet of node-1 makes it again: it is a static pod.' },
    { name: 'an owner of another kind', owner: 'Rollout/web', says: 'Rollout web owns it, and may make another.' },
    { name: 'nobody', owner: undefined, says: 'Nothing will replace it: it has no owner.' },
  ])('$name: $says', ({ owner, says }) => {
    const robot = withPods(pod('p-0', { created, ...(owner ? { owner } : {}) })).press('ctrl-d');
    expect(robot.screen()).toContain(says);
  });

  test('a pod of a Job that has ended is not made again', () => {
    const over = pod('p-0', { created, owner: 'Job/once', phase: 'Succeeded', containers: [ended('app', START)] });
    expect(withPods(over).press('ctrl-d').screen()).toContain('Job once makes no other: it has ended.');
  });

  test('for several, owner by owner', () => {
    const owned = (name: string) => pod(name, { created, owner: 'ReplicaSet/web-5d' });
    const robot = withPods(owned('a'), owned('b'), pod('c', { created })).press('ctrl-a', 'ctrl-d');
    expect(robot.screen()).toContain('ReplicaSet web-5d makes 2 others.');
    expect(robot.screen()).toContain('Nothing will replace c: it has no owner.');
  });

  test('a pod that goes already, and one that a finalizer holds', () => {
    const going = pod('p-0', { created });
    const metadata = { ...going.metadata, deletionTimestamp: '2026-01-05T12:00:30Z', finalizers: ['example.com/keep'] };
    const screen = withPods({ ...going, metadata })
      .press('ctrl-d')
      .screen();
    expect(screen).toContain('It is being deleted already');
    expect(screen).toContain('The finalizer example.com/keep holds it');
  });
});

describe('editing', () => {
  test('is about the pod under the cursor, whatever is marked', () => {
    const robot = smallClusterRobot().press('space', 'space', 'g', 'e');
    expect(robot.effects).toEqual([{ type: 'editPod', pod: DB0 }]);
    expect(smallClusterRobot().type(':edit').press('enter').effects).toEqual([{ type: 'editPod', pod: DB0 }]);
  });
});

describe('ending process 1', () => {
  const kill = (container: string, signal = 'TERM') => [{ kind: 'kill', pod: DB0, container, signal }];
  test('of the only container that runs asks at once', () => {
    const robot = smallClusterRobot().press('alt-k');
    expect(robot.screen()).toContain('Send SIGTERM to process 1 of container app of pod default/db-0');
    expect(robot.screen()).toContain('When it ends, the kubelet starts it again');
    expect(acts(robot.press('y'))).toEqual(kill('app'));
  });
  test('lets the container be chosen, and takes those pods in which it runs', () => {
    const created = START - 60_000;
    const two = pod('p-0', { created, containers: [running('app', START), running('proxy', START)] });
    const robot = withPods(two, pod('p-1', { created })).press('ctrl-a', 'alt-k');
    expect(robot.screen()).toMatch(/proxy +runs in 1 of 2 pods/);
    robot.press('down', 'enter');
    expect(robot.screen()).toContain('of container proxy of pod default/p-0');
    expect(acts(robot.press('y'))).toMatchObject([{ kind: 'kill', pod: { name: 'p-0' }, container: 'proxy' }]);
  });
  test.for([
    { typed: ':killpid', want: kill('app') },
    { typed: ':killpid app sigint', want: kill('app', 'INT') },
    { typed: ':killpid HUP', want: kill('app', 'HUP') },
  ])('$typed', ({ typed, want }) => {
    expect(acts(smallClusterRobot().type(typed).press('enter', 'y'))).toEqual(want);
  });
  test.for([
    { typed: ':killpid other', says: 'No container "other" runs in pod default/db-0; there is app.' },
    { typed: ':killpid KILL', says: 'SIGKILL does not reach process 1 from inside its container' },
  ])('$typed is refused', ({ typed, says }) => {
    const robot = smallClusterRobot().type(typed).press('enter');
    expect(robot.screen()).toContain(says);
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test('where nothing runs', () => {
    expect(smallClusterRobot().press('j', 'alt-k').screen()).toContain('no container of pod default/db-1 runs.');
  });
  test('of a pod that is not started again', () => {
    const once = pod('p-0', { created: START });
    const spec = { ...once.spec, restartPolicy: 'Never' };
    expect(
      withPods({ ...once, spec })
        .press('alt-k')
        .screen(),
    ).toContain('the restart policy is Never.');
  });
});

describe('refusals', () => {
  const KEYS: readonly { key: string; wanted: string; says: string; asks?: boolean }[] = [
    { key: 'ctrl-d', wanted: 'Nothing is deleted', says: 'delete pods' },
    { key: 'ctrl-k', wanted: 'Nothing is deleted', says: 'delete pods' },
    { key: 'K', wanted: 'Nothing is evicted', says: 'evict pods' },
    { key: 'alt-k', wanted: 'Nothing is told to end', says: 'run commands in pods' },
    { key: 'e', wanted: 'Nothing is edited', says: 'change pods', asks: false },
  ];
  test.for(KEYS)('$key where one only reads', ({ key, wanted }) => {
    const readOnlyWhy = 'the configuration has context prod read-only';
    const robot = smallClusterRobot({ target: { readOnly: true, readOnlyWhy } }).press(key);
    expect(robot.screen()).toContain(`${wanted}: ${readOnlyWhy}.`);
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test.for(KEYS)('$key without the right', ({ key, says }) => {
    const robot = withRights({ may: (_, namespace) => namespace !== 'default' }).press(key);
    expect(robot.screen()).toContain(`The cluster does not let user "dev" ${says} in default.`);
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test.for(KEYS.filter(({ asks }) => asks !== false))('$key asks while nothing is known of the right', ({ key }) => {
    expect(withRights({ may: () => undefined }).press(key).session.state.overlay?.kind).toBe('confirm');
  });
  test('a right that turns out to be missing while the question stands takes away the yes', () => {
    let known: boolean | undefined;
    const robot = withRights({ may: () => known }).press('ctrl-d');
    known = false;
    expect(robot.screen()).toContain('does not let user "dev" delete pods in default.');
    expect(robot.press('y').effects).toEqual([]);
    expect(robot.session.state.overlay?.kind).toBe('confirm');
  });
  test.for([
    { key: 's', says: 'run commands in pods' },
    { key: 'a', says: 'attach to pods' },
    { key: 'F', says: 'forward ports of pods' },
    { key: 'l', says: 'read logs of pods' },
  ])('$key without the right', ({ key, says }) => {
    const robot = withRights({ may: () => false }).press(key);
    expect(robot.screen()).toContain(`The cluster does not let user "dev" ${says} in default.`);
    expect(robot.effects).toEqual([]);
  });
  test.for([
    { typed: ':exec ls', says: 'run commands in pods' },
    { typed: ':debug busybox', says: 'add containers to pods' },
  ])('$typed without the right', ({ typed, says }) => {
    const robot = withRights({ may: () => false })
      .type(typed)
      .press('enter');
    expect(robot.screen()).toContain(`The cluster does not let user "dev" ${says} in default.`);
  });
  test('what is read-only is said before what is not allowed', () => {
    const robot = withRights({ may: () => false }, { readOnly: true }).press('ctrl-d');
    expect(robot.screen()).toContain('Nothing is deleted: this cluster is read-only here.');
  });
  test('a pod that is gone is not deleted again', () => {
    const robot = smallClusterRobot().loses('db-0').press('ctrl-d');
    expect(robot.screen()).toContain('This pod is gone.');
  });
});

describe('the list of actions', () => {
  test('runs what is chosen, which may ask', () => {
    const robot = smallClusterRobot().press('m').type('evict').press('enter');
    expect(robot.screen()).toContain('Evict pod default/db-0');
    expect(acts(robot.press('y'))).toEqual([{ kind: 'evict', pod: DB0, grace: undefined }]);
  });
  test('has every action on a pod that has a key in the grid', () => {
    const { overlay } = smallClusterRobot().press('m').session.state;
    const items = overlay?.kind === 'picker' ? overlay.picker.items.map(({ id }) => id) : [];
    expect(items).toEqual(expect.arrayContaining(['pod.logs', 'pod.describe', 'pod.delete', 'pod.scale', 'pod.copy']));
    expect(items).not.toContain('life.left');
  });
  test('says why an action cannot be done, and does not do it', () => {
    const robot = withRights({ may: right => right !== 'evictPods' })
      .press('m')
      .type('evict');
    expect(robot.screen()).toContain('The cluster does not let user "dev" evict pods in default.');
    expect(robot.press('enter').session.state.overlay).toBeUndefined();
    expect(robot.effects).toEqual([]);
    expect(robot.screen()).toContain('The cluster does not let user "dev" evict pods in default.');
  });
});

describe('the log', () => {
  test('has what was asked, above what came of it, and how it was refused', () => {
    const robot = smallClusterRobot({ width: 160 });
    const asked = { type: 'Asked', ...DB0 } as const;
    robot.ledger.apply({ ...asked, what: 'delete (grace 30 s)', receivedAt: robot.now });
    robot.loses('db-0');
    robot.ledger.apply({ ...asked, what: 'evict', refusal: 'db-0 is gone already.', receivedAt: robot.now });
    const lines = robot.screen().split('\n');
    const at = (text: string): number => lines.findIndex(each => each.includes(text));
    expect(at('you asked: delete (grace 30 s)')).toBeGreaterThan(0);
    expect(at('Running >=2d2h → gone') === -1 ? at('→ gone') : 0).toBeGreaterThan(at('you asked: delete'));
    expect(at('refused: evict  db-0 is gone already.')).toBeGreaterThan(at('→ gone'));
  });
});
