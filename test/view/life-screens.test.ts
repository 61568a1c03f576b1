import { describe, expect, test } from 'vitest';
import { wantedEvents } from '../../src/app/reading/known-events.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { Robot, START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { crashed, pod, waiting } from '../support/some-pods.ts';

const HOUR = 3_600_000;

const lost = (one: Pod): Pod => ({
  ...one,
  status: {
    ...one.status,
    conditions: one.status?.conditions?.map(each =>
      each.type === 'Ready' ? { ...each, status: 'False', reason: 'NodeNotReady' } : each,
    ),
    reason: 'NodeLost',
    message: 'Node node-7 which was running the pod is unresponsive',
  },
});

/** A node is lost with pods of two owners, while a pod elsewhere crashes. */
function nodeLost(width: number, height: number): Robot {
  const onNode = Array.from({ length: 12 }, (_, i) =>
    pod(i % 2 === 0 ? `db-${i}` : `web-7c9d8b6f5-${i}`, {
      created: START - HOUR,
      node: 'node-7',
      owner: i % 2 === 0 ? 'StatefulSet/db' : 'ReplicaSet/web-7c9d8b6f5',
    }),
  );
  const other = pod('cart-0', { created: START - HOUR, node: 'node-2' });
  const robot = new Robot({ width, height, pods: [...onNode, other] });
  robot.waits(10_000);
  for (const [i, one] of onNode.entries()) {
    robot.waits(300).sees(lost(one));
    if (i === 7)
      robot.sees(pod('cart-0', { created: START - HOUR, node: 'node-2', containers: [crashed('app', robot.now, 1)] }));
  }
  return robot.waits(20_000).sees(pod('late-0', { created: START + 30_000 }));
}

describe('groups in the log', () => {
  test.for([
    ['log-groups-120x40', 120, 40, ['tab', 'tab']],
    ['log-group-open-80x24', 80, 24, ['tab', 'tab', 'z', 'g', 'right', 'j', 'j']],
    ['log-no-groups-120x40', 120, 40, ['tab', 'tab', 'b']],
  ] as const)('%s', async ([name, width, height, keys]) => {
    const robot = nodeLost(width, height).press(...keys);
    await expect(robot.golden()).toMatchFileSnapshot(`screens/${name}.screen`);
  });

  test('the cursor stays on its change when that joins a group, is opened and closed', () => {
    const robot = nodeLost(120, 40).press('tab', 'tab', 'g', 'right', 'j', 'j', 'j');
    const { log } = robot.session;
    const inside = log.current()!;
    expect(inside.name).toBe('db-2');
    robot.press('b');
    expect([log.current(), log.row()?.kind]).toEqual([inside, 'change']);
    robot.press('b', 'left');
    expect([log.row()?.kind, log.index()]).toEqual(['group', 0]);
    expect(robot.press('enter').screen()).toContain('▾12:00:10  node-7: 12 pods');
    expect(robot.press('enter').screen()).toContain('▸12:00:10  node-7: 12 pods');
    expect(robot.press('j', 'left').screen()).toContain('This line is in no group.');
  });

  test('space stands still without losing what comes, and goes on', () => {
    const robot = smallClusterRobot({ width: 120, height: 40 });
    robot.sees(pod('new-0', { created: START })).press('tab', 'tab', 'space');
    const at = () => robot.session.log.current()?.name;
    expect(at()).toBe('new-0');
    for (const name of ['a', 'b', 'c']) robot.waits(60_000).sees(pod(name, { created: robot.now }));
    expect(at()).toBe('new-0');
    expect(robot.screen()).toContain('paused, 4 newer, G follows');
    robot.press('space');
    expect(at()).toBe('c');
    robot.waits(60_000).sees(pod('d', { created: robot.now }));
    expect(at()).toBe('d');
  });
});

/** Two pods of a Deployment are rolled, one after the other. */
function rolled(width: number, height: number): Robot {
  const of = (name: string, created: number, hash: string): Pod =>
    pod(name, { created, owner: `ReplicaSet/web-${hash}`, labels: { app: 'web', 'pod-template-hash': hash } });
  const leaving = (one: Pod, at: number): Pod => ({
    ...one,
    metadata: {
      ...one.metadata,
      deletionTimestamp: new Date(at + 30_000).toISOString(),
      deletionGracePeriodSeconds: 30,
    },
  });
  const old = ['a', 'b'].map(name => of(`web-old-${name}`, START - 40_000, 'old'));
  const robot = new Robot({ width, height, pods: [...old, pod('db-0', { created: START - HOUR })] });
  for (const one of old) {
    robot.waits(10_000);
    const name = one.metadata.name.replace('old', 'new');
    const creating = (seconds: number) =>
      pod(name, {
        created: robot.now - seconds * 1_000,
        owner: 'ReplicaSet/web-new',
        labels: { app: 'web', 'pod-template-hash': 'new' },
        phase: 'Pending',
        containers: [waiting('app', 'ContainerCreating')],
      });
    robot.sees(creating(0));
    robot.waits(6_000).sees(of(name, robot.now - 6_000, 'new'));
    robot.waits(1_000).sees(leaving(one, robot.now));
    robot.waits(4_000).loses(one.metadata.name);
  }
  return robot.waits(20_000);
}

describe('lives beside each other', () => {
  test.for([
    ['lives-120x40', 120, 40, ':follow deploy/web', ['k', 'k']],
    ['lives-80x24', 80, 24, ':follow -l app=web', ['<', '<']],
    ['lives-opened-120x40', 120, 40, ':follow deploy/web', ['k', 'k', 'enter']],
  ] as const)('%s', async ([name, width, height, command, keys]) => {
    const robot = rolled(width, height).type(command).press('enter');
    robot.screen();
    robot.press(...keys);
    await expect(robot.golden()).toMatchFileSnapshot(`screens/${name}.screen`);
  });

  test('those that are forgotten stay, new ones come, and the grid goes where one points', () => {
    const robot = rolled(120, 40).type(':follow deploy/web').press('enter');
    const names = () => robot.session.lives?.all.map(({ row }) => row.name);
    expect(names()).toEqual(['web-old-a', 'web-old-b', 'web-new-a', 'web-new-b']);
    robot.waits(20 * 60_000).loses('db-0');
    expect([...robot.ledger.pods.values()].map(({ row }) => row.name)).not.toContain('web-old-a');
    expect(robot.screen()).toContain('web-old-a');
    expect(robot.press('g', 'enter').screen()).toMatch(/default\/web-old-a[\s\S]*Timeline/);
    expect(robot.press('tab').screen()).toContain('This pod is gone and no longer kept.');
    expect(robot.press('esc', 'G', 'tab').selected).toBe('web-new-b');
    robot.sees(
      pod('web-new-c', { created: robot.now, owner: 'ReplicaSet/web-new', labels: { 'pod-template-hash': 'new' } }),
    );
    expect(names()).toContain('web-new-c');
    expect(robot.screen()).toContain('following Deployment/web, 5 lives');
    expect(robot.type(':lives').press('enter').screen()).toContain('5 lives, 2 over');
    robot.press('esc').type(':follow off').press('enter').type(':lives').press('enter');
    expect(robot.screen()).toContain('Nothing is followed whose lives');
  });
});

describe('around a change', () => {
  const event = (uid: string, seconds: number, reason: string, message: string, about: object, type = 'Normal') =>
    readEvent({
      metadata: { uid, name: uid },
      involvedObject: { namespace: 'default', ...about },
      lastTimestamp: new Date(START + seconds * 1_000).toISOString(),
      count: uid === 'backoff' ? 3 : 1,
      ...{ reason, message, type },
    })!;
  const withEvents = (robot: Robot): Robot => {
    const cart = { kind: 'Pod', name: 'cart-0', uid: 'cart-0' };
    for (const each of [
      event('started', -3_600, 'Started', 'Started container app', cart),
      event(
        'unhealthy',
        9,
        'Unhealthy',
        'Liveness probe failed: HTTP probe failed with statuscode: 500',
        cart,
        'Warning',
      ),
      event('backoff', 13, 'BackOff', 'Back-off restarting failed container app in pod cart-0', cart, 'Warning'),
      event('pressure', 5, 'NodeHasMemoryPressure', 'Node node-2 status is now: NodeHasMemoryPressure', {
        kind: 'Node',
        name: 'node-2',
        uid: 'node-2',
      }),
      event('other', 12, 'Killing', 'Stopping container', { kind: 'Pod', name: 'db-0', uid: 'db-0' }),
    ])
      robot.session.events.add(each);
    return robot;
  };
  const atCrash = (width: number, height: number): Robot =>
    withEvents(nodeLost(width, height)).press('tab', 'tab', 'G', 'k');

  test.for([
    ['moment-120x40', 120, 40, ['i']],
    ['moment-80x24', 80, 24, ['i']],
    ['difference-120x40', 120, 40, ['d']],
    ['difference-came-80x24', 80, 24, ['j', 'd']],
  ] as const)('%s', async ([name, width, height, keys]) => {
    const robot = atCrash(width, height).press(...keys);
    await expect(robot.golden()).toMatchFileSnapshot(`screens/${name}.screen`);
  });

  test('goes on to the changes of the same pod before and after, and to the pod', () => {
    const robot = atCrash(120, 40).press('i', '[');
    expect(robot.screen()).toContain('> ');
    expect(robot.press('[', '[', '[', '[', '[', '[').screen()).toContain('No earlier change of the pod is held.');
    robot.press(']', ']', ']', ']', ']', ']', ']', ']').waits(10);
    expect(robot.screen()).toContain('This is the last change of the pod.');
    expect(robot.press('d', 'esc').session.state.overlay?.kind).toBe('moment');
    expect(robot.press('enter').selected).toBe('cart-0');
  });

  test('a change is compared with earlier versions of its pod, too', () => {
    const version = (seconds: number, restarts: number): Pod =>
      pod('cart-0', { created: START, containers: [crashed('app', START + seconds * 1_000, restarts)] });
    const robot = new Robot({ width: 120, height: 40, pods: [pod('cart-0', { created: START })] });
    for (const restarts of [1, 2, 3]) robot.waits(10_000).sees(version(10 * restarts, restarts));
    const restartsTold = () => /restartCount {2}(\d → \d)/.exec(robot.screen())?.[1];
    robot.press('tab', 'tab', 'd');
    expect(restartsTold()).toBe('2 → 3');
    expect([robot.press('[') && restartsTold(), robot.press('[') && restartsTold()]).toEqual(['1 → 3', '0 → 3']);
    expect(robot.press('[').screen()).toContain('No earlier version is held.');
    expect(robot.press(']', ']', ']').waits(0).screen()).toContain('There is no version between.');
    expect(restartsTold()).toBe('2 → 3');
  });

  test('the Events that are shown are asked for, of the pod, its node and its owners', () => {
    const wanted = (robot: Robot) => wantedEvents(robot.session).map(({ kind, name }) => `${kind}/${name}`);
    const robot = nodeLost(120, 40);
    expect(wanted(robot)).toEqual([]);
    expect(wanted(robot.press('h'))).toEqual(['Pod/cart-0']);
    expect(wanted(robot.press('esc', 'tab', 'tab', 'g', 'i'))).toEqual(['Pod/db-0', 'StatefulSet/db', 'Node/node-7']);
    expect(wanted(robot.press('esc').type(':follow sts/db').press('enter'))).toEqual(['Pod/']);
    expect(wanted(robot.press('enter'))).toEqual(['Pod/db-8']);
  });
});

describe('two pods compared', () => {
  const compared = ({ effects }: Robot) => {
    const effect = effects.at(-1);
    return effect?.type === 'compare' ? effect : expect.fail('nothing is compared');
  };

  test('diff-120x40', async () => {
    const robot = rolled(120, 40).type('/new-a').press('enter').type(':diff').press('enter');
    const { comparison, pods } = compared(robot);
    expect(pods.map(({ name }) => name)).toEqual(['web-old-a', 'web-new-a']);
    expect(robot.screen()).toContain('Asking the cluster');
    const whole = (name: string, image: string, memory: string) => ({
      metadata: { name, uid: name, labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'app',
            image,
            env: [{ name: 'MODE', value: image.endsWith('1') ? 'slow' : 'fast' }],
            resources: { limits: { memory } },
          },
        ],
      },
      status: { phase: 'Running', podIP: name },
    });
    const side = (name: string, object: unknown) => ({ name: `default/${name}`, at: undefined, object, isWhole: true });
    comparison.before = side('web-old-a', whole('web-old-a', 'web:1', '64Mi'));
    comparison.after = side('web-new-a', whole('web-new-a', 'web:2', '128Mi'));
    await expect(robot.golden()).toMatchFileSnapshot('screens/diff-120x40.screen');
    expect(robot.press('esc').session.state.overlay).toBeUndefined();
  });

  test('are the two that are marked, the one that is named, or the one whose place it took', () => {
    const robot = smallClusterRobot();
    const diff = (typed: string) => robot.type(`:diff${typed}`).press('enter');
    expect(diff('').screen()).toContain('No pod is known whose place db-0 took');
    robot.waits(5_000);
    expect(diff(' nobody').screen()).toContain('There is no other pod "nobody".');
    diff(' shop/cart-0');
    expect(compared(robot).pods.map(({ name }) => name)).toEqual(['db-0', 'cart-0']);
    robot.press('esc', 'space', 'space', 'space');
    expect(diff('').screen()).toContain('Two pods are compared; 3 are marked.');
    robot.press('k', 'space');
    diff('');
    expect(compared(robot).pods.map(({ name }) => name)).toEqual(['db-0', 'db-1']);
  });
});

describe('what is stuck', () => {
  test('stuck-80x24', async () => {
    const held = pod('held-0', { created: START - HOUR, node: 'node-1' });
    const robot = smallClusterRobot({ width: 80, height: 24 });
    robot.sees({
      ...held,
      metadata: {
        ...held.metadata,
        deletionTimestamp: new Date(START - 90_000).toISOString(),
        deletionGracePeriodSeconds: 30,
        finalizers: ['example.com/backup'],
      },
    });
    robot.waits(180_000).type(':stuck').press('enter');
    await expect(robot.golden()).toMatchFileSnapshot('screens/stuck-80x24.screen');
    robot.type('held').press('enter');
    expect(robot.selected).toBe('held-0');
    expect(robot.resize(120, 40).press('enter').screen()).toContain(
      'stuck: still there after its grace period for 4m30s (budget 10s): finalizer example.com/backup',
    );
  });

  test('nobody, when all is well', () => {
    const robot = new Robot({ pods: [pod('web-0', { created: START - HOUR })] });
    expect(robot.type(':stuck').press('enter').screen()).toContain('No pod is stuck.');
  });
});
