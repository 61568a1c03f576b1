import { expect, test } from 'vitest';
import { START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { pod } from '../support/some-pods.ts';

const strip = (robot: ReturnType<typeof smallClusterRobot>): string => robot.screen().split('\n')[1]!;

test('a status keeps its digit while another comes and goes', () => {
  const robot = smallClusterRobot();
  const before = strip(robot);
  expect(before).toMatch(/1:\S CrashLoopBackOff/);
  const [running] = /\d(?=:\S Running)/.exec(before)!;
  robot.loses(...robot.names.filter(name => name.includes('zz8ln') || name.includes('abcde')));
  expect(strip(robot)).toMatch(new RegExp(`${running}:\\S Running`));
  robot.sees(pod('late-0', { created: START, phase: 'Failed' }));
  expect(strip(robot)).toMatch(new RegExp(`${running}:\\S Running`));
  expect(robot.press(running).names.length).toBeGreaterThan(0);
  expect(new Set(robot.session.grid.pods.shown.map(item => item.entry.row.status))).toEqual(new Set(['Running']));
});

test('a click on a count filters by its status, another shows all again', () => {
  const robot = smallClusterRobot();
  const all = robot.names;
  const at = strip(robot).indexOf('CrashLoopBackOff') + 3;
  robot.mouse('press', at, 1);
  expect(robot.names.length).toBeLessThan(all.length);
  expect(robot.session.grid.pods.shown.every(item => item.entry.row.status === 'CrashLoopBackOff')).toBe(true);
  robot.screen();
  robot.mouse('press', at, 1);
  expect(robot.names).toEqual(all);
});
