import { expect, test } from 'vitest';
import type { Frame } from '../../src/view/frame.ts';
import { Frames, frameOf } from '../../src/view/frame-of.ts';
import { InMemoryTerminal } from '../support/in-memory-terminal.ts';
import { type Robot, START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';

const WEB = { created: START - 3 * 3_600_000, owner: 'ReplicaSet/web-7c9d8b6f5', node: 'node-2', ip: '10.244.2.9' };

/** Pods of every age at which a text changes, one that crashed just now, one that came and one that went. */
function live(robot: Robot): Robot {
  robot.waits(7_500).sees(pod('web-7c9d8b6f5-9hq4t', { ...WEB, containers: [crashed('app', robot.now, 1)] }));
  robot.waits(2_000).loses('kube-proxy-8j6mx');
  robot.waits(300).sees(pod('db-1', { created: robot.now, owner: 'StatefulSet/db', node: 'node-2' }));
  return robot.waits(700).sees(pod('web-7c9d8b6f5-9hq4t', { ...WEB, containers: [running('app', robot.now, 1)] }));
}

/** What is `coarse` is drawn once a second, though its axis grows all the while. */
const SIGHTS: readonly { readonly name: string; readonly keys: readonly string[]; readonly coarse?: true }[] = [
  { name: 'the panes', keys: [] },
  { name: 'all columns', keys: ['w', 'W'] },
  { name: 'a filter by time', keys: [...'/age<30s', 'enter'] },
  { name: 'one status', keys: ['1'] },
  { name: 'the detail alone', keys: ['tab', 'z'] },
  { name: 'the log alone', keys: ['tab', 'tab', 'z'] },
  { name: 'a life', keys: ['h'], coarse: true },
  { name: 'the trend', keys: ['#'] },
  { name: 'the help', keys: ['?'] },
  { name: 'a prompt', keys: ['/', 'w'] },
  { name: 'the actions', keys: ['m'] },
];

test.for(SIGHTS)(
  'what is kept while nothing but time passes is what would be drawn anew: $name',
  ({ keys, coarse }) => {
    const robot = live(smallClusterRobot({ width: 200, height: 50 })).press(...keys);
    const frames = new Frames();
    let kept = frames.next(robot.session, robot.now);
    let reused = 0;
    for (let turn = 0; turn < 200 && kept.validUntil !== undefined; turn++) {
      const { validUntil: end, fixedUntil: _, ...promised } = kept;
      if (!coarse) expect(frameOf(robot.session, end - 1)).toMatchObject(promised);
      const onlyTime = kept.validUntil < (robot.session.dueAt ?? Number.POSITIVE_INFINITY);
      robot.waits(Math.min(kept.validUntil, robot.now + 60_000) - robot.now);
      const before: Frame = kept;
      kept = frames.next(robot.session, robot.now, onlyTime);
      reused += kept.panes.filter(pane => before.panes.includes(pane)).length;
      const { validUntil = Number.POSITIVE_INFINITY, fixedUntil: _f, ...anew } = frameOf(robot.session, robot.now);
      expect(kept).toMatchObject(anew);
      expect(kept.validUntil ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(validUntil);
    }
    expect(reused).toBeGreaterThan(0);
  },
);

/** So many seconds of frames, and in how many of them nothing was made but live texts. */
test.for([
  { name: 'the panes', keys: [], size: { width: 200, height: 50 }, atLeast: 40 },
  { name: 'a narrow screen', keys: [], size: { width: 80, height: 24 }, atLeast: 40 },
  { name: 'all columns', keys: ['w', 'W'], size: { width: 260, height: 40 }, atLeast: 40 },
  { name: 'a pod that came just now', keys: ['j'], size: { width: 160, height: 50 }, atLeast: 40 },
  { name: 'a pod that has crashed', keys: [...'jjjj'], size: { width: 160, height: 50 }, atLeast: 40 },
  { name: 'a pod that waits for its next start', keys: [...'jjjjj'], size: { width: 160, height: 50 }, atLeast: 40 },
  { name: 'the detail alone', keys: ['tab', 'z'], size: { width: 120, height: 40 }, atLeast: 40 },
  { name: 'words that are marked', keys: ['/', ...'web 1'], size: { width: 200, height: 50 }, atLeast: 0 },
  { name: 'what covers the panes', keys: ['?'], size: { width: 200, height: 50 }, atLeast: 0 },
])('live texts that are brought up to date alone are those of a frame: $name', async ({ keys, size, atLeast }) => {
  const robot = live(smallClusterRobot(size)).press(...keys);
  const [terminal, other] = [
    new InMemoryTerminal(size.width, size.height),
    new InMemoryTerminal(size.width, size.height),
  ];
  const frames = new Frames();
  let fixedUntil = robot.now;
  let until = robot.now;
  let advanced = 0;
  for (let turn = 0; turn < 100; turn++) {
    const onlyTime = until < (robot.session.dueAt ?? Number.POSITIVE_INFINITY);
    robot.waits(Math.min(until, robot.now + 60_000) - robot.now);
    const live = onlyTime && robot.now < fixedUntil ? await terminal.advance(robot.now) : undefined;
    if (live !== undefined) {
      advanced++;
      until = Math.min(live, fixedUntil);
    } else {
      const frame = frames.next(robot.session, robot.now, onlyTime);
      await terminal.paint(frame);
      ({ fixedUntil = robot.now, validUntil: until = robot.now } = frame);
    }
    const anew = frameOf(robot.session, robot.now);
    await other.paint(anew);
    expect(terminal.text).toBe(other.text);
    expect(terminal.roles).toEqual(other.roles);
    expect(until).toBeLessThanOrEqual(anew.validUntil ?? Number.POSITIVE_INFINITY);
  }
  expect(advanced).toBeGreaterThanOrEqual(atLeast);
});
