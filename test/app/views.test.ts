import { describe, expect, test } from 'vitest';
import type { Selecting } from '../../src/app/world.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

const titles = (screen: string): string => /.*READY.*|.*NAME .*/.exec(screen)![0];

describe('views', () => {
  test('go back and forth through filter, status, order and columns', () => {
    const robot = smallClusterRobot();
    const all = robot.names;
    robot.type('/shop').press('enter').waits(5_000);
    const shop = robot.names;
    robot.press('!').waits(5_000);
    const unhealthy = robot.names;
    robot.press('N').waits(5_000).press('=').waits(5_000).press('w').waits(5_000);
    expect(robot.session.grid.wide).toBe(true);
    robot.press('[');
    expect(robot.session.grid.wide).toBe(false);
    robot.press('[');
    expect(robot.session.grid.pods.sort).toEqual({ column: 'name', descending: false });
    robot.press('[');
    expect(robot.names).toEqual(unhealthy);
    robot.press('[');
    expect(robot.names).toEqual(shop);
    robot.press('[');
    expect(robot.names).toEqual(all);
    expect(robot.press('[').screen()).toContain('There is no view before this one.');
    robot.press(']', ']');
    expect(robot.names).toEqual(unhealthy);
    robot.press(']', ']', ']');
    expect(robot.session.grid.wide).toBe(true);
    expect(robot.press(']').screen()).toContain('There is no view after this one.');
    expect(robot.effects).toEqual([]);
  });

  test('a new one forgets what could be gone forth to', () => {
    const robot = smallClusterRobot();
    robot.press('N').waits(5_000).press('T').waits(5_000).press('[').press('A');
    expect(robot.press(']').screen()).toContain('There is no view after this one.');
    robot.press('[');
    expect(titles(robot.screen())).toContain('NAME▴');
  });

  test('what is only passed on the way is none, nor is a filter half typed', () => {
    const robot = smallClusterRobot();
    const all = robot.names;
    robot.waits(5_000).press('f', 'f', 'f', 'f').waits(5_000).press('[');
    expect(robot.names).toEqual(all);
    robot.press('/').waits(5_000).press('s').waits(5_000).press('h').waits(5_000).press('enter', '[');
    expect(robot.names).toEqual(all);
    expect(robot.session.grid.filter.text).toBe('');
  });

  test('elsewhere are asked of the shell', () => {
    const robot = smallClusterRobot();
    const { views } = robot.session;
    const here = robot.session.view();
    const there = { ...here, context: 'prod', namespaces: ['web'] };
    views.note(there, robot.now);
    views.note(here, robot.now + 60_000);
    expect(robot.press('[').effects).toEqual([{ type: 'showView', view: there }]);
  });
});

describe('labels that the server selects by', () => {
  const nothing: Selecting = { labels: undefined, typed: undefined, fields: undefined };
  const withSelecting = (selecting: Partial<Selecting> = {}) =>
    smallClusterRobot({ target: { selecting: { ...nothing, ...selecting } } });

  test('are asked for when the filter is kept, not while it is typed', () => {
    const robot = withSelecting().type('/cart -l app=web,tier!=db');
    expect(robot.effects).toEqual([]);
    expect(robot.screen()).toContain('enter: the server selects');
    robot.press('enter');
    expect(robot.effects).toEqual([{ type: 'select', labels: 'app=web,tier!=db', filter: 'cart -l app=web,tier!=db' }]);
  });
  test('also by :filter', () => {
    const robot = withSelecting().type(':filter -l app=db').press('enter');
    expect(robot.effects).toEqual([{ type: 'select', labels: 'app=db', filter: '-l app=db' }]);
  });
  test.for([
    { name: '0', keys: ['0'] },
    { name: 'esc', keys: ['esc'] },
  ])('no longer when $name takes the filter away', ({ keys }) => {
    const robot = withSelecting({ labels: 'app=db', typed: 'app=db' });
    robot.session.grid.setFilter('-l app=db', robot.now);
    expect(robot.press(...keys).effects).toEqual([{ type: 'select', labels: undefined, filter: '' }]);
  });
  test('stay when a pod is shown that other filters hide', () => {
    const robot = withSelecting({ labels: 'app in (db)', typed: 'app in (db)' });
    robot.session.grid.setFilter('-l "app in (db)" db-1', robot.now);
    robot.session.jumpToPod(robot.session.grid.pods.all.find(({ entry }) => entry.row.name === 'db-0')!.entry.uid, 0);
    expect(robot.selected).toBe('db-0');
    expect(robot.press('z').effects).toEqual([]);
  });
  test('stand in the header', () => {
    const screen = withSelecting({ labels: 'team=a,app=db', typed: 'app=db', fields: 'spec.a=b' }).screen();
    expect(screen.split('\n')[0]).toContain('-l team=a,app=db  ·  --field-selector spec.a=b');
  });
  test('are ours to select by where there is no server', () => {
    const robot = smallClusterRobot().type('/-l app=db').press('enter');
    expect(robot.names).toEqual(['db-0', 'db-1']);
    expect(robot.effects).toEqual([]);
  });
});
