import { expect, test } from 'vitest';
import type { Chart, PaneFrame } from '../../src/view/frame.ts';
import type { Robot } from '../support/robot.ts';
import { START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';

/** A pod that crashes, recovers and crashes again, and one that waits for its image for a while, within five minutes. */
function troubled(robot: Robot): Robot {
  const at = (moment: number) => robot.waits(START + moment - robot.now);
  const web = (crashes: boolean) =>
    pod('web-7c9d8b6f5-9hq4t', {
      created: START - 3 * 3_600_000,
      owner: 'ReplicaSet/web-7c9d8b6f5',
      containers: [crashes ? crashed('app', robot.now, 3) : running('app', robot.now)],
    });
  at(60_000).sees(web(true));
  at(120_000).sees(web(false));
  at(150_000).loses('api-6f5c-fghij');
  at(200_000).sees(web(true));
  return at(305_000);
}

const trendOf = (robot: Robot): PaneFrame | undefined => robot.frame().panes.find(({ id }) => id === 'trend');

/** A chart as a person can read it: of each curve where it changes, by its points. */
function chartText({ labels, labelEvery, end, series }: Chart): string {
  const curves = series.map(({ mark, name, role, points }) => {
    const changes = points.flatMap((count, i) => (i === 0 || count !== points[i - 1] ? [`${i}: ${count}`] : []));
    return `${mark} ${name} (${role})  ${changes.join('  ')}  of ${points.length}`;
  });
  return [`labels ${labels.filter(Boolean).join(' ')} every ${labelEvery}, ${end}`, ...curves].join('\n');
}

test.for([
  [120, 40],
  [80, 24],
  [40, 12],
] as const)('the trend at %d by %d', async ([width, height]) => {
  const robot = troubled(smallClusterRobot({ width, height })).press('#');
  const chart = trendOf(robot)?.chart;
  await expect(`${robot.golden()}\n== chart ==\n${chart ? chartText(chart) : 'none'}\n`).toMatchFileSnapshot(
    `screens/trend-${width}x${height}.screen`,
  );
});

test('the trend changes once a second at most, whatever happens', () => {
  const robot = troubled(smallClusterRobot()).press('#');
  const before = robot.frame();
  expect(before.validUntil).toBe(robot.now + 1_000);
  robot.waits(400).loses('db-0', 'cart-0', 'web-7c9d8b6f5-9hq4t').waits(500);
  expect(robot.frame().panes.find(({ id }) => id === 'trend')).toEqual(before.panes.find(({ id }) => id === 'trend'));
  robot.waits(100);
  expect(trendOf(robot)).not.toEqual(before.panes.find(({ id }) => id === 'trend'));
});

test('it knows no more than was watched', () => {
  const robot = smallClusterRobot();
  robot.press('#');
  expect(robot.screen()).toContain('once the pods have been watched for a second');
  robot.waits(2_000);
  expect(robot.screen()).toContain('of the last 2s');
});

test('what is not live is not counted', () => {
  const robot = troubled(smallClusterRobot());
  robot.connection = { state: 'listing', since: START, received: 1 };
  robot.loses('web-7c9d8b6f5-9hq4t').waits(2_000);
  expect(robot.session.grid.trends.countsAt('unhealthy', [robot.now])).not.toEqual([robot.session.grid.pods.unhealthy]);
});

test('its keys filter', () => {
  const robot = troubled(smallClusterRobot()).press('#', '1');
  expect(robot.session.grid.status).toEqual({ kind: 'status', status: 'CrashLoopBackOff' });
  robot.press('!', 'esc');
  expect(robot.session.grid.status).toEqual({ kind: 'unhealthy' });
  expect(robot.session.state.overlay).toBeUndefined();
  robot.press(':').type('trend').press('enter');
  expect(trendOf(robot)).toBeDefined();
});
