import { expect, test } from 'vitest';
import type { ForwardRow } from '../../src/app/streams/forwards.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

const row = (id: number, more: Partial<ForwardRow>): ForwardRow => ({
  id,
  local: '127.0.0.1:8080',
  remote: 8080,
  namespace: 'default',
  pod: 'web-7c9d8b6f5-2xkqp',
  replaced: 0,
  waits: false,
  open: 0,
  total: 0,
  sent: 0,
  received: 0,
  problem: undefined,
  ...more,
});
const ROWS = [
  row(1, { replaced: 2, open: 1, total: 14, sent: 12_345, received: 3_400_000 }),
  row(2, { local: '127.0.0.1:18443', remote: 8443, waits: true, total: 3 }),
  row(3, {
    local: '127.0.0.1:9901',
    remote: 9901,
    namespace: 'shop',
    pod: 'cart-0',
    total: 3,
    problem: 'error forwarding port 9901 to pod cart-0: connection refused',
  }),
];

test.for([
  [80, 24],
  [120, 40],
] as const)('forwarded ports at %ix%i', async ([width, height]) => {
  const robot = smallClusterRobot({ width, height, session: { forwards: { rows: () => ROWS } } });
  robot.press('L', 'j');
  await expect(robot.golden()).toMatchFileSnapshot(`screens/forwards-${width}x${height}.screen`);
});

test('the cursor stays with its port when others go, and there may be none', () => {
  let rows: readonly ForwardRow[] = ROWS;
  const robot = smallClusterRobot({ session: { forwards: { rows: () => rows } } });
  robot.press('L', 'j', 'j', 'j');
  robot.screen();
  rows = [ROWS[2]!];
  robot.press('x');
  expect(robot.effects.at(-1)).toEqual({ type: 'stopForward', id: 3 });
  rows = [];
  expect(robot.screen()).toContain('No port is forwarded. In the grid, F forwards ports of a pod.');
  robot.press('x', 'c', 'k');
  expect(robot.screen()).not.toContain('⇄');
});
