import { expect, test } from 'vitest';
import { type FoundOwner, workloadQuestion } from '../../src/app/acts/workloads.ts';
import type { Robot } from '../support/robot.ts';
import { START } from '../support/robot.ts';
import { smallCluster, smallClusterRobot } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';

/** Something happens, so that the log has lines. */
function live(robot: Robot): Robot {
  const pods = new Map(smallCluster().map(each => [each.metadata.name, each]));
  robot
    .waits(4_200)
    .sees(pod('db-1', { created: START - 20_000, owner: 'StatefulSet/db', node: 'node-2', ip: '10.244.2.31' }));
  robot.waits(1_300).sees(
    pod('web-7c9d8b6f5-9hq4t', {
      created: START - 3 * 3_600_000,
      owner: 'ReplicaSet/web-7c9d8b6f5',
      node: 'node-2',
      ip: '10.244.2.9',
      containers: [crashed('app', START + 5_500, 1)],
    }),
  );
  robot.waits(2_000).loses('kube-proxy-8j6mx');
  robot
    .waits(500)
    .sees(pod('kube-proxy-q2w4e', { namespace: 'kube-system', created: START + 8_000, owner: 'DaemonSet/kube-proxy' }));
  expect(pods.size).toBe(11);
  return robot.waits(12_000);
}

const CJK = [
  pod('作業-0', { created: START - 600_000 }),
  pod('日本語のとても長い名前のポッド-1', { created: START - 600_000 }),
  pod('emoji-👩‍👩‍👧-🚀', { created: START - 600_000, containers: [running('🚀', START - 500_000)] }),
  pod('bidi-\u202egnp.exe\u202c', { created: START - 600_000 }),
  pod('esc-\u001b[31mred', { created: START - 600_000 }),
];

const SCREENS: readonly {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  play(robot: Robot): void;
}[] = [
  { name: 'panes-120x40', width: 120, height: 40, play: robot => robot.press('j', 'j', 'j') },
  { name: 'panes-80x24', width: 80, height: 24, play: robot => robot.press('j', 'j', 'j') },
  { name: 'panes-200x50', width: 200, height: 50, play: robot => robot.press('j', 'j', 'j') },
  { name: 'panes-40x12', width: 40, height: 12, play: () => {} },
  { name: 'too-small', width: 32, height: 8, play: () => {} },
  { name: 'detail-120x40', width: 120, height: 40, play: robot => robot.type('/zz8').press('enter', 'enter') },
  { name: 'log-80x24', width: 80, height: 24, play: robot => robot.press('tab', 'tab', 'z') },
  { name: 'log-paused-120x40', width: 120, height: 40, play: robot => robot.press('tab', 'tab', 'k', 'k') },
  { name: 'unhealthy-120x40', width: 120, height: 40, play: robot => robot.press('!') },
  { name: 'filter-80x24', width: 80, height: 24, play: robot => robot.type('/web') },
  { name: 'filter-none-80x24', width: 80, height: 24, play: robot => robot.type('/nothing') },
  { name: 'help-120x40', width: 120, height: 40, play: robot => robot.press('?') },
  { name: 'help-search-80x24', width: 80, height: 24, play: robot => robot.press('?').type('/sort') },
  { name: 'namespaces-80x24', width: 80, height: 24, play: robot => robot.press('n', 'down', 'space') },
  { name: 'delete-120x40', width: 120, height: 40, play: robot => robot.press('space', 'space', 'ctrl-d') },
  { name: 'actions-120x40', width: 120, height: 40, play: robot => robot.press('m', 'down') },
  { name: 'actions-80x24', width: 80, height: 24, play: robot => robot.press('m').type('re') },
  { name: 'force-80x24', width: 80, height: 24, play: robot => robot.type('/cart').press('enter', 'ctrl-k') },
  { name: 'evict-80x24', width: 80, height: 24, play: robot => robot.press('ctrl-a', 'K', '5') },
  { name: 'command-80x24', width: 80, height: 24, play: robot => robot.type(':sort ag') },
  { name: 'life-120x40', width: 120, height: 40, play: robot => robot.type('/9hq').press('enter', 'h') },
  { name: 'why-120x40', width: 120, height: 40, play: robot => robot.type('/zz8').press('enter', 'X') },
  { name: 'wide-200x50', width: 200, height: 50, play: robot => robot.press('w', 'z', 'W') },
];

test.for(SCREENS)('$name', async ({ name, width, height, play }) => {
  const robot = live(smallClusterRobot({ width, height }));
  play(robot);
  await expect(robot.golden()).toMatchFileSnapshot(`screens/${name}.screen`);
});

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web', uid: 'web' };
const OWNER = {
  spec: { replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } } },
};
test.for<{ name: string; key: string; found: Partial<Extract<FoundOwner, { owner: unknown }>> }>([
  { name: 'restart-80x24', key: 'r', found: {} },
  {
    name: 'scale-80x24',
    key: 'Z',
    found: {
      scale: {
        wanted: 3,
        present: 2,
        autoscaler: 'HorizontalPodAutoscaler web changes that on its own, between 2 and 10.',
      },
    },
  },
])('$name', async ({ name, key, found }) => {
  const robot = live(smallClusterRobot({ width: 80, height: 24 })).press('j', 'j', 'j', key);
  const effect = robot.effects.find(each => each.type === 'findOwners')!;
  const pod = { uid: 'p', namespace: 'default', name: 'p' };
  const owners = [{ pod, owner: WEB, object: OWNER, ...found }];
  effect.confirmation.asked = workloadQuestion(robot.session, effect.wish, owners, effect.replicas);
  await expect(robot.golden()).toMatchFileSnapshot(`screens/${name}.screen`);
});

test('answers', async () => {
  const robot = live(smallClusterRobot({ width: 80, height: 24 }));
  const act = (name: string) =>
    ({ kind: 'evict', grace: undefined, pod: { uid: name, namespace: 'default', name } }) as const;
  const kept =
    "A PodDisruptionBudget keeps web-1: Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web needs 3 healthy pods and has 3 currently.";
  robot.session.state.answers = {
    asked: 2,
    at: START,
    answers: [
      { act: act('web-0'), accepted: true, sentence: 'web-0 is evicted.' },
      { act: act('web-1'), accepted: false, sentence: kept },
    ],
  };
  robot.press('&');
  await expect(robot.golden()).toMatchFileSnapshot('screens/answers-80x24.screen');
});

test('stats', async () => {
  const robot = live(smallClusterRobot({ width: 80, height: 24 }));
  robot.press('%');
  expect(robot.effects).toEqual([{ type: 'stats' }]);
  robot.session.state.overlay = {
    kind: 'stats',
    rows: () => [
      ['requests', '24'],
      ['bytes received', '182.4 MB'],
      ['relists', '0'],
    ],
  };
  await expect(robot.golden()).toMatchFileSnapshot('screens/stats-80x24.screen');
  robot.press('esc');
  expect(robot.session.state.overlay).toBeUndefined();
});

test('wide characters and text that would command the terminal', async () => {
  const robot = smallClusterRobot({ pods: CJK, width: 80, height: 24 });
  await expect(robot.golden()).toMatchFileSnapshot('screens/foreign-text-80x24.screen');
});

test('an empty cluster', async () => {
  const robot = smallClusterRobot({ pods: [], width: 80, height: 24, target: { demo: true, namespaces: ['team-a'] } });
  await expect(robot.golden()).toMatchFileSnapshot('screens/empty-80x24.screen');
});

test.for([
  { name: 'the first list', was: false, received: 500, total: 2_000, says: '◌ listing 500 of ~2,000' },
  { name: 'one that no server estimates', was: false, received: 500, total: undefined, says: /◌ listing 500 *$/ },
  { name: 'a list again', was: true, received: 4, total: undefined, says: '◌ listing again 4 of ~11' },
  { name: 'one that is longer than before', was: true, received: 40, total: undefined, says: 'again 40 of ~40' },
])('how far $name has come', ({ was, received, total, says }) => {
  const robot = smallClusterRobot({ session: { width: 120 }, ...(was ? {} : { pods: [] }) });
  if (was) live(robot);
  else robot.session.reset(robot.now);
  robot.connection = { state: 'listing', since: START, received, total };
  expect(robot.waits(100).screen().split('\n')[0]).toMatch(says);
  if (was) expect(robot.names).toContain('db-0');
});

test('a lost connection', async () => {
  const robot = smallClusterRobot({ width: 120, height: 40 });
  robot.connection = {
    state: 'reconnecting',
    since: START,
    staleSince: START,
    retryAt: START + 9_000,
    problem: {
      code: 'network',
      message: 'The server at 127.0.0.1:6443 refused the connection.',
      hint: 'Is it running?',
    },
  };
  robot.waits(5_000);
  await expect(robot.golden()).toMatchFileSnapshot('screens/reconnecting-120x40.screen');
});
