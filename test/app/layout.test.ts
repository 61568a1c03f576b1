import { describe, expect, test } from 'vitest';
import { DEFAULT_LAYOUT, type LayoutChoice, layoutOf } from '../../src/app/layout.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

/** The panes as a drawing: a letter per cell of ten by two. */
function drawing(width: number, height: number, choice: Partial<LayoutChoice>): string[] {
  const layout = layoutOf(width, height, { ...DEFAULT_LAYOUT, ...choice });
  if (!layout) return [];
  const letters = { grid: 'G', detail: 'D', log: 'L' };
  const at = (x: number, y: number): string => {
    const pane = layout.panes.find(
      ({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
    );
    return pane ? letters[pane.id] : '.';
  };
  const rows = Array.from({ length: Math.ceil(height / 4) }, (_, y) => Math.min(height - 2, y * 4 + 2));
  return rows.map(y => Array.from({ length: Math.ceil(width / 10) }, (_, x) => at(x * 10 + 5, y)).join(''));
}

describe('the layout', () => {
  test.for<{ name: string; width: number; height: number; choice?: Partial<LayoutChoice>; want: string[] }>([
    { name: 'too small', width: 39, height: 12, want: [] },
    { name: 'smallest: only the focused pane', width: 40, height: 12, want: ['GGGG', 'GGGG', 'GGGG'] },
    { name: 'small, log focused', width: 40, height: 12, choice: { focus: 'log' }, want: ['LLLL', 'LLLL', 'LLLL'] },
    {
      name: '80x24',
      width: 80,
      height: 24,
      want: ['GGGGGGGG', 'GGGGGGGG', 'GGGGGGGG', 'DDDDDDDD', 'LLLLLLLL', 'LLLLLLLL'],
    },
    {
      name: '120x40',
      width: 120,
      height: 40,
      want: [...Array(5).fill('GGGGGGGGGGGG'), ...Array(5).fill('DDDDDLLLLLLL')],
    },
    {
      name: '120x40 stacked',
      width: 120,
      height: 40,
      choice: { split: 'stacked' },
      want: [...Array(5).fill('GGGGGGGGGGGG'), ...Array(2).fill('DDDDDDDDDDDD'), ...Array(3).fill('LLLLLLLLLLLL')],
    },
    {
      name: '200x40: the detail has a column',
      width: 200,
      height: 40,
      want: [...Array(5).fill('GGGGGGGGGGGGDDDDDDDD'), ...Array(5).fill('LLLLLLLLLLLLDDDDDDDD')],
    },
    {
      name: 'zoomed',
      width: 120,
      height: 40,
      choice: { zoomed: true, focus: 'detail' },
      want: Array(10).fill('DDDDDDDDDDDD'),
    },
    {
      name: 'without log',
      width: 120,
      height: 40,
      choice: { hidden: ['log'] },
      want: [...Array(5).fill('GGGGGGGGGGGG'), ...Array(5).fill('DDDDDDDDDDDD')],
    },
    {
      name: 'grid only',
      width: 120,
      height: 40,
      choice: { hidden: ['log', 'detail'] },
      want: Array(10).fill('GGGGGGGGGGGG'),
    },
  ])('$name', ({ width, height, choice = {}, want }) => {
    expect(drawing(width, height, choice)).toEqual(want);
  });
});

describe('the mouse', () => {
  const press = (robot: ReturnType<typeof smallClusterRobot>, x: number, y: number): void => robot.mouse('press', x, y);

  test('chooses the pod that it points at', () => {
    const robot = smallClusterRobot();
    const line = robot
      .screen()
      .split('\n')
      .findIndex(each => each.includes('coredns'));
    press(robot, 20, line);
    expect(robot.selected).toBe('coredns-5d78c9869d-4k2zw');
  });
  test('sorts by the title of a column, and the other way round', () => {
    const robot = smallClusterRobot();
    const y = robot
      .screen()
      .split('\n')
      .findIndex(each => each.includes('READY'));
    const x = robot.screen().split('\n')[y]!.indexOf('NAME ');
    press(robot, x, y);
    expect(robot.session.grid.pods.sort).toEqual({ column: 'name', descending: false });
    press(robot, x + 3, y);
    expect(robot.session.grid.pods.sort).toEqual({ column: 'name', descending: true });
  });
  test('the wheel scrolls the pane under it, focused or not', () => {
    const robot = smallClusterRobot();
    robot.mouse('wheeldown', 5, 36);
    expect(robot.session.state.layout.focus).toBe('grid');
    expect(robot.session.state.detail.top).toBe(3);
    robot.mouse('wheeldown', 5, 8);
    expect(robot.session.grid.selectedIndex()).toBe(3);
  });
  test('chooses from a list, or marks in it', () => {
    const robot = smallClusterRobot();
    const at = (word: string): [number, number] => {
      const lines = robot.screen().split('\n');
      const y = lines.findIndex(line => line.includes(word));
      return [lines[y]!.indexOf(word), y];
    };
    robot.press('n');
    press(robot, ...at('] shop'));
    press(robot, ...at('] kube-system'));
    expect(robot.press('enter').effects).toEqual([{ type: 'switchNamespaces', namespaces: ['shop', 'kube-system'] }]);
    robot.press('C');
    press(robot, 2, 2);
    press(robot, ...at('namespace/name'));
    expect(robot.effects.at(-1)).toMatchObject({ type: 'copy', text: 'default/db-0' });
  });
  test('the wheel moves what lies on top, and nothing below it', () => {
    const robot = smallClusterRobot().press('?');
    robot.mouse('wheeldown', 5, 8);
    expect(robot.session.state.overlay).toMatchObject({ kind: 'help', top: 3 });
    robot.press('esc', '#');
    robot.mouse('wheeldown', 5, 8);
    robot.press('esc', 'd');
    robot.mouse('wheeldown', 5, 8);
    robot.press('esc', 'l');
    robot.mouse('wheeldown', 5, 8);
    expect(robot.session.grid.selectedIndex()).toBe(0);
  });
  test('drags the borders', () => {
    const robot = smallClusterRobot();
    const grid = robot.session.pane('grid')!.box;
    robot.mouse('press', 50, grid.y + grid.height - 1);
    robot.mouse('drag', 50, 12);
    robot.mouse('release', 50, 12);
    expect(robot.session.pane('grid')!.box.height).toBe(10);
    const log = robot.session.pane('log')!.box;
    robot.mouse('press', log.x, log.y + 3);
    robot.mouse('drag', 40, log.y + 3);
    robot.mouse('release', 40, log.y + 3);
    expect(robot.session.pane('log')!.box.x).toBe(40);
    robot.mouse('drag', 90, 20);
    expect(robot.session.pane('log')!.box.x).toBe(40);
  });
});

test('keys change the sizes of the panes and hide them', () => {
  const robot = smallClusterRobot();
  const height = (): number | undefined => robot.session.pane('grid')?.box.height;
  const before = height()!;
  robot.press('+');
  expect(height()).toBeGreaterThan(before);
  robot.press('-', '-');
  expect(height()).toBeLessThan(before);
  robot.press('v');
  expect(robot.screen()).not.toContain('Changes');
  robot.press('v', 'v');
  expect(robot.session.layout()!.panes.map(pane => pane.id)).toEqual(['grid']);
  robot.press('v', '|');
  expect(robot.screen()).toContain('Panes below each other.');
});
