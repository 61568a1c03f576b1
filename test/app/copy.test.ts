import { expect, test } from 'vitest';
import { smallClusterRobot } from '../support/small-cluster.ts';

test('any cell of the row can be copied', () => {
  const robot = smallClusterRobot().press('C').type('cell READY').press('enter');
  expect(robot.effects).toEqual([{ type: 'copy', text: '1/1', what: 'cell READY of db-0' }]);
});

test('editing is refused with what does it, and with the owner', () => {
  expect(smallClusterRobot().press('e').screen()).toContain(
    'podscope edits nothing; kubectl edit pod db-0 -n default does. Its owner is StatefulSet/db.',
  );
});
