import { expect, test } from 'vitest';
import { smallClusterRobot } from '../support/small-cluster.ts';

test('any cell of the row can be copied', () => {
  const robot = smallClusterRobot().press('C').type('cell READY').press('enter');
  expect(robot.effects).toEqual([{ type: 'copy', text: '1/1', what: 'cell READY of db-0' }]);
});
