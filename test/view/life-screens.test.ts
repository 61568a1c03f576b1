import { describe, expect, test } from 'vitest';
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
    expect(robot.screen()).toContain('paused, 3 newer, G follows');
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
