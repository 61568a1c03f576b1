import { expect, test } from 'vitest';
import { smallClusterRobot } from '../support/small-cluster.ts';

const titles = (robot: ReturnType<typeof smallClusterRobot>): string[] =>
  robot.session.grid.fittedColumns(118).map(({ column }) => column.id);
const widthOf = (robot: ReturnType<typeof smallClusterRobot>, id: string): number =>
  robot.session.grid.fittedColumns(118).find(({ column }) => column.id === id)!.width;

test('a column is moved in the list, and at once on the screen', () => {
  const robot = smallClusterRobot().press('o', 'down');
  expect(titles(robot).slice(0, 3)).toEqual(['namespace', 'name', 'ready']);
  robot.press('shift-down');
  expect(titles(robot).slice(0, 3)).toEqual(['namespace', 'ready', 'name']);
  robot.press('shift-up', 'shift-up');
  expect(titles(robot).slice(0, 3)).toEqual(['name', 'namespace', 'ready']);
  robot.press('shift-up', 'enter');
  expect(titles(robot).slice(0, 3)).toEqual(['name', 'namespace', 'ready']);
});

test('nothing is moved while only some columns are found', () => {
  const robot = smallClusterRobot().press('o').type('name');
  const before = titles(robot);
  expect(titles(robot.press('shift-down'))).toEqual(before);
});

test('a list that is not the order of something refuses', () => {
  expect(smallClusterRobot().press('n', 'shift-down').screen()).toContain('This list has its own order.');
});

test('a column is made wider and narrower, down to a few cells', () => {
  const robot = smallClusterRobot().press('o', 'down');
  const before = widthOf(robot, 'name');
  expect(widthOf(robot.press('shift-right', 'shift-right', 'shift-left'), 'name')).toBe(before + 1);
  for (let i = 0; i < 100; i++) robot.press('shift-left');
  expect(widthOf(robot, 'name')).toBe(3);
  expect(widthOf(robot.press('esc').type(':cols default').press('enter'), 'name')).toBe(before);
});

test('the edge of a title is dragged', () => {
  const robot = smallClusterRobot();
  const { inner } = robot.session.pane('grid')!;
  const name = robot.session.grid.fittedColumns(inner.width - 2).find(({ column }) => column.id === 'name')!;
  const edge = inner.x + 1 + name.x + name.width + 1;
  robot.mouse('press', edge, inner.y);
  robot.mouse('drag', edge - 5, inner.y);
  robot.mouse('release', edge - 5, inner.y);
  expect(widthOf(robot, 'name')).toBe(name.width - 5);
  expect(robot.session.grid.pods.sort.column).toBe('namespace');
});
