import { describe, expect, test } from 'vitest';
import { COLON_COMMANDS } from '../../src/app/colon-commands.ts';
import { bestFirst } from '../../src/app/controls/picker.ts';
import type { Names } from '../../src/app/names.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

const names: Names = {
  contexts: () => ['kind-dev', 'prod-eu', 'prod-us'],
  namespaces: () => ['default', 'kube-system', 'shop', 'team-a'],
  themes: () => ['nord', 'light'],
  scenarios: () => ['crashloop'],
};
const robotWithNames = (more = {}) => smallClusterRobot({ session: { names }, ...more });

describe('the command line', () => {
  test.for([
    { typed: 'ns shop,team-a', effects: [{ type: 'switchNamespaces', namespaces: ['shop', 'team-a'] }] },
    { typed: 'ns all', effects: [{ type: 'switchNamespaces', namespaces: [] }] },
    { typed: 'pods shop', effects: [{ type: 'switchNamespaces', namespaces: ['shop'] }] },
    { typed: 'ctx prod-eu', effects: [{ type: 'switchContext', context: 'prod-eu' }] },
    { typed: 'theme nord', effects: [{ type: 'setTheme', name: 'nord' }] },
    { typed: 'q', effects: [{ type: 'quit' }] },
    { typed: 'program.quit', effects: [{ type: 'quit' }] },
    { typed: '', effects: [] },
  ])(':$typed', ({ typed, effects }) => {
    expect(robotWithNames().type(`:${typed}`).press('enter').effects).toEqual(effects);
  });

  test.for([
    { typed: 'nonsense', says: 'There is no command "nonsense"' },
    { typed: 'ctx nowhere', says: 'There is no context "nowhere" in the kubeconfig.' },
    { typed: 'sort colour', says: 'There is no column "colour".' },
    { typed: 'sort age sideways', says: '"sideways" is neither asc nor desc.' },
    { typed: 'cols name,colour', says: 'There is no column "colour".' },
    { typed: 'filter foo:x', says: 'There is no field "foo"' },
    { typed: 'follow nobody', says: 'There is no pod "nobody".' },
    { typed: 'save', says: 'Name the file to write' },
    { typed: 'theme', says: 'Name the theme' },
    { typed: 'scenario crashloop', says: 'Only the demo plays scenarios' },
  ])(':$typed is refused with a sentence', ({ typed, says }) => {
    const robot = robotWithNames().type(`:${typed}`).press('enter');
    expect(robot.screen()).toContain(says);
    expect(robot.effects).toEqual([]);
  });

  test(':sort, :filter, :cols and :follow change what is seen', () => {
    const robot = robotWithNames().type(':sort age desc').press('enter');
    expect(robot.names[0]).toBe('coredns-5d78c9869d-4k2zw');
    robot.type(':filter ns:shop').press('enter');
    expect(robot.names).toHaveLength(3);
    robot.type(':cols name,L:app').press('enter');
    expect(robot.screen()).toMatch(/NAME +APP/);
    robot.type(':cols default').press('enter');
    expect(robot.screen()).toContain('READY');
    robot.type(':follow db-1').press('enter');
    expect(robot.selected).toBe('db-1');
    expect(robot.session.state.layout.focus).toBe('detail');
  });

  test(':save writes what is shown as CSV, JSON or text', () => {
    const robot = robotWithNames().type('/cart').press('enter').type(':cols name,ready,status').press('enter');
    const saved = (path: string): string => {
      robot.effects = [];
      robot.type(`:save ${path}`).press('enter');
      const [effect] = robot.effects;
      return effect?.type === 'savePods' ? [...effect.pods.pieces].map(({ text }) => text).join('') : '';
    };
    expect(saved('a.csv')).toBe('NAME,READY,STATUS\r\ncart-0,0/1,Running\r\n');
    expect(JSON.parse(saved('a.json'))).toEqual([{ name: 'cart-0', ready: '0/1', status: 'Running' }]);
    expect(saved('a.txt')).toBe('NAME     READY   STATUS\ncart-0   0/1     Running\n');
  });

  test('tab completes commands and live names, and goes round', () => {
    const robot = robotWithNames();
    const text = (): string => robot.session.state.prompt?.text ?? '';
    robot.type(':so').press('tab');
    expect(text()).toBe('sort ');
    robot.type('restarts d').press('tab');
    expect(text()).toBe('sort restarts desc');
    robot.press('esc').type(':ctx p').press('tab');
    expect(text()).toBe('ctx prod-');
    robot.press('tab');
    expect(text()).toBe('ctx prod-eu');
    robot.press('tab');
    expect(text()).toBe('ctx prod-us');
    robot.press('esc').type(':ns shop,te').press('tab');
    expect(text()).toBe('ns shop,team-a');
    robot.press('esc').type(':filter sta').press('tab').type('Cra').press('tab');
    expect(text()).toBe('filter status:CrashLoopBackOff');
  });

  test('tab completes fields and values of the filter, which works at once', () => {
    const robot = robotWithNames().type('/ns:sh').press('tab');
    expect(robot.session.state.prompt?.text).toBe('ns:shop');
    expect(robot.names).toHaveLength(3);
  });

  test('up brings back what was typed before', () => {
    const robot = robotWithNames().type('/web').press('enter').type('/').press('ctrl-u').type('cart').press('enter');
    robot.press('esc').type('/').press('up');
    expect(robot.names).toEqual(['cart-0']);
    robot.press('up');
    expect(robot.names).toHaveLength(3);
    robot.press('down', 'down');
    expect(robot.names).toHaveLength(11);
  });

  test.for(COLON_COMMANDS)('$names.0 has a sentence', ({ names: [name], help }) => {
    expect(name).toMatch(/^[a-z]+$/);
    expect(help).toMatch(/\.$/);
  });
});

describe('lists to choose from', () => {
  test('namespaces: narrowed by what is typed, several by space', () => {
    const robot = robotWithNames().press('n').type('te').press('enter');
    expect(robot.effects).toEqual([{ type: 'switchNamespaces', namespaces: ['team-a'] }]);
    robot.effects = [];
    robot.press('n');
    expect(robot.screen()).toContain('recent');
    robot.type('shop').press('space', 'ctrl-u').type('default').press('space', 'enter');
    expect(robot.effects).toEqual([{ type: 'switchNamespaces', namespaces: ['shop', 'default'] }]);
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test('contexts; esc changes nothing', () => {
    const robot = robotWithNames().press('@', 'down', 'enter');
    expect(robot.effects).toEqual([{ type: 'switchContext', context: 'prod-eu' }]);
    robot.effects = [];
    expect(robot.press('@', 'down', 'esc').effects).toEqual([]);
    expect(smallClusterRobot().press('@').screen()).toContain('There is no other context');
  });
  test('columns', () => {
    const robot = robotWithNames().press('o').type('qos').press('space', 'enter');
    expect(robot.session.grid.columns().map(column => column.id)).toContain('qos');
  });
  test('what starts with the text comes first, then words that do, then the rest', () => {
    const items = ['x-prod', 'p-r-o-d', 'nothing', 'reproduce', 'prod-eu'].map(id => ({ id, label: id }));
    expect(bestFirst(items, 'prod').map(item => item.id)).toEqual(['prod-eu', 'x-prod', 'reproduce', 'p-r-o-d']);
  });
});

describe('copying', () => {
  test('the name at once, or one of several things', () => {
    const robot = robotWithNames().press('c');
    expect(robot.effects).toEqual([{ type: 'copy', text: 'db-0', what: 'name of db-0' }]);
    robot.effects = [];
    robot.press('C').type('kubectl').press('enter');
    expect(robot.effects).toEqual([
      {
        type: 'copy',
        text: 'kubectl --context kind-dev -n default get pod db-0 -o wide',
        what: 'kubectl command of db-0',
      },
    ]);
  });
});
