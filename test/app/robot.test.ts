import { describe, expect, test } from 'vitest';
import type { Pod } from '../../src/kube/pod.ts';
import { brokenLines } from '../support/render-frame.ts';
import { Robot, START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';

/** Shares nothing with the others. */
const other = (name: string, namespace = 'default') =>
  pod(name, { namespace, created: START, node: `node-of-${name}`, containers: [running(name, START)] });

describe('the cursor', () => {
  test('moves by lines and to both ends, and stops there', () => {
    const robot = smallClusterRobot();
    expect(robot.selected).toBe('db-0');
    expect(robot.press('j', 'down').selected).toBe('nightly-29310-x7v2m');
    expect(robot.press('k').selected).toBe('db-1');
    expect(robot.press('G').selected).toBe('cart-0');
    expect(robot.press('j', 'pagedown').selected).toBe('cart-0');
    expect(robot.press('g', 'up').selected).toBe('db-0');
  });

  test('stays on its pod and on its line while rows come and go above', () => {
    const robot = smallClusterRobot({ width: 80, height: 20 });
    robot.press('G');
    const line = (): number =>
      robot
        .screen()
        .split('\n')
        .findIndex(each => each.includes('cart-0'));
    const before = line();
    robot.sees(other('aaa-0'), other('aaa-1'));
    expect(robot.selected).toBe('cart-0');
    expect(line()).toBe(before);
    robot.loses('aaa-0').waits(61_000);
    expect(robot.selected).toBe('cart-0');
  });

  test('stays on its pod when the order changes', () => {
    const robot = smallClusterRobot().press('j', 'j');
    for (const key of ['N', 'N', 'A', 'W', 'S', 'T', '>', '<', '=']) {
      expect(robot.press(key).selected, key).toBe('nightly-29310-x7v2m');
    }
  });

  test('comes back to its pod when the filter lets it through again', () => {
    const robot = smallClusterRobot().press('j');
    expect(robot.selected).toBe('db-1');
    expect(robot.type('/web').selected).toBe('web-7c9d8b6f5-2xkqp');
    expect(robot.press('esc').selected).toBe('db-1');
  });

  test('takes the next pod when its own is forgotten', () => {
    const robot = smallClusterRobot().press('j');
    robot.loses('db-1');
    expect(robot.selected).toBe('db-1');
    expect(robot.screen()).toContain('†');
    expect(robot.waits(61_000).selected).toBe('nightly-29310-x7v2m');
  });

  test('shows what comes above it when the list stands at its top', () => {
    const robot = smallClusterRobot({ width: 80, height: 20 }).press('W', 'g');
    robot.sees(pod('db-0', { created: START - 50 * 3_600_000, containers: [crashed('app', START, 9)] }));
    expect(robot.screen().split('\n')[3]).toContain('CrashLoopBackOff');
  });

  test('a pod of the same name is another pod', () => {
    const robot = smallClusterRobot();
    robot.loses('db-0').sees(pod('db-0', { created: START }, 'another-uid'));
    expect(robot.session.grid.selected).toBe('db-0');
    expect(robot.names.filter(name => name === 'db-0')).toHaveLength(2);
  });
});

describe('filters', () => {
  test('every key typed narrows the list; enter keeps it, esc puts back what was', () => {
    const robot = smallClusterRobot().type('/we');
    expect(robot.names).toHaveLength(3);
    expect(robot.type('b zz').names).toEqual(['web-7c9d8b6f5-zz8ln']);
    robot.press('enter').type('/').press('ctrl-u').type('api');
    expect(robot.names).toHaveLength(2);
    expect(robot.press('esc').names).toEqual(['web-7c9d8b6f5-zz8ln']);
    expect(robot.press('esc').names).toHaveLength(11);
  });

  test('the status filter goes round: all, not healthy, each status', () => {
    const robot = smallClusterRobot();
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) {
      robot.press('f');
      const { status } = robot.session.grid;
      seen.push(status.kind === 'status' ? status.status : status.kind);
    }
    expect(seen).toEqual([
      'unhealthy',
      'CrashLoopBackOff',
      'ImagePullBackOff',
      'ContainerCreating',
      'Running',
      'Completed',
      'all',
      'unhealthy',
    ]);
    expect(robot.names).toEqual(['web-7c9d8b6f5-zz8ln', 'api-6f5c-fghij', 'cart-0']);
  });

  test('a digit filters by its status, and again shows all', () => {
    const robot = smallClusterRobot().press('1');
    expect(robot.names).toEqual(['web-7c9d8b6f5-zz8ln']);
    expect(robot.press('1').names).toHaveLength(11);
    expect(robot.press('9').screen()).toContain('No status has the digit 9.');
  });

  test('a pod comes into a filtered list when it becomes what is asked for', () => {
    const robot = smallClusterRobot().press('!');
    robot.sees(pod('db-0', { created: START - 50 * 3_600_000, containers: [crashed('app', START, 1)] }));
    expect(robot.names).toContain('db-0');
    robot.sees(pod('db-0', { created: START - 50 * 3_600_000, containers: [running('app', START, 1)] }));
    expect(robot.names).not.toContain('db-0');
  });
});

describe('panes', () => {
  test('tab goes round, enter enlarges the detail, esc goes back', () => {
    const robot = smallClusterRobot();
    const focus = (): string => robot.session.state.layout.focus;
    expect([robot.press('tab') && focus(), robot.press('tab') && focus(), robot.press('tab') && focus()]).toEqual([
      'detail',
      'log',
      'grid',
    ]);
    expect(robot.press('shift-tab') && focus()).toBe('log');
    robot.press('tab', 'j', 'enter');
    expect(focus()).toBe('detail');
    expect(robot.screen()).not.toContain('NAMESPACE');
    robot.press('esc');
    expect(focus()).toBe('grid');
    expect(robot.selected).toBe('db-1');
  });

  test('enter turns the pages of the detail, letters go to them at once', () => {
    const robot = smallClusterRobot().press('enter');
    const page = (): string => robot.session.state.detail.page;
    expect(page()).toBe('summary');
    expect([robot.press('enter') && page(), robot.press(']') && page(), robot.press('left') && page()]).toEqual([
      'life',
      'why',
      'life',
    ]);
    robot.press('esc');
    expect([page(), robot.session.state.layout.zoomed]).toEqual(['summary', false]);
    expect([robot.press('X') && page(), robot.press('h') && page()]).toEqual(['why', 'life']);
  });

  test('the log follows its tail until one goes up in it, and again from its end', () => {
    const robot = smallClusterRobot({ width: 80, height: 24 });
    for (let i = 0; i < 12; i++) robot.waits(1000).sees(other(`new-${i}`));
    expect(robot.screen()).toContain('new-11  ');
    robot.press('tab', 'tab', 'k', 'k');
    expect(robot.screen()).toContain('paused');
    const before = robot.session.log.current()?.name;
    robot.waits(1000).sees(other('later'));
    expect(robot.session.log.current()?.name).toBe(before);
    expect(robot.press('G').screen()).not.toContain('paused');
    robot.waits(1000).sees(other('latest'));
    expect(robot.session.log.current()?.name).toBe('latest');
  });

  test('enter on a line of the log goes to its pod, even if a filter hides it', () => {
    const robot = smallClusterRobot().type('/cart').press('enter');
    robot.sees(other('fresh-0')).press('tab', 'tab', 'enter');
    expect(robot.session.state.layout.focus).toBe('grid');
    expect(robot.selected).toBe('fresh-0');
  });
});

describe('the program', () => {
  test.for([[['q']], [['ctrl-c']], [['/', 'ctrl-c']], [['?', 'ctrl-c']], [['enter', 'q']]])('%s leaves', ([keys]) => {
    expect(smallClusterRobot().press(...keys!).effects).toEqual([{ type: 'quit' }]);
  });

  test('help searches in itself, and esc leaves it', () => {
    const robot = smallClusterRobot().press('?').type('/worst');
    expect(robot.screen()).toContain('Sort worst first');
    expect(robot.screen()).not.toContain('One page down');
    robot.press('enter', 'esc');
    expect(robot.session.state.overlay).toBeUndefined();
  });

  test('an unknown key does nothing, a refused one says why', () => {
    const robot = smallClusterRobot({ pods: [] });
    const before = robot.screen();
    expect(robot.press('f9').screen()).toBe(before);
    expect(robot.press('enter').screen()).toContain('There is no pod under the cursor.');
    expect(robot.waits(5_000).screen()).toBe(before.replace('12:00:00', '12:00:00'));
  });

  test('any size gives whole lines', () => {
    const robot = smallClusterRobot();
    for (const keys of [[], ['?'], ['esc', '!'], ['n'], ['esc', 'ctrl-d'], ['n', 'h'], ['X'], ['/']]) {
      robot.press(...keys);
      for (let width = 1; width <= 400; width += width < 130 ? 13 : 67) {
        for (let height = 1; height <= 120; height += height < 40 ? 9 : 40) {
          robot.resize(width, height);
          expect(brokenLines(robot.frame()), `${width}x${height}`).toEqual([]);
        }
      }
    }
  });
});

describe('following', () => {
  const dying = (one: Pod, at: number): Pod => ({
    ...one,
    metadata: {
      ...one.metadata,
      deletionTimestamp: new Date(at + 30_000).toISOString(),
      deletionGracePeriodSeconds: 30,
    },
  });
  const replica = (name: string, created: number) => pod(name, { created, owner: 'ReplicaSet/web-7c9d8b6f5' });

  test('the cursor goes on to the pod that takes the place, not to a sibling', () => {
    const robot = smallClusterRobot().type('/9hq4t').press('enter', 'H');
    const name = 'web-7c9d8b6f5-9hq4t';
    expect(robot.screen()).toContain(`following ${name}`);
    robot.waits(10_000).sees(dying(replica(name, START - 3 * 3_600_000), robot.now));
    expect(robot.selected).toBe(name);
    robot.waits(500).sees(replica('web-7c9d8b6f5-new01', robot.now));
    expect(robot.selected).toBe('web-7c9d8b6f5-new01');
    robot.waits(3_000).loses(name);
    const life = robot.resize(120, 80).press('h').screen();
    expect(life).toContain('web-7c9d8b6f5-new01 (followed)');
    expect(life).toMatch(/Lives before this one[\s\S]*web-7c9d8b6f5-9hq4t {2}created .* lived 3h0m/);
  });

  test('a pod of a StatefulSet is followed to the next of its name, however late it comes', () => {
    const robot = smallClusterRobot().type(':follow db-0').press('enter');
    robot
      .loses('db-0')
      .waits(90_000)
      .sees(pod('db-2', { created: robot.now, owner: 'StatefulSet/db' }));
    robot.sees(pod('db-0', { created: robot.now, owner: 'StatefulSet/db' }, 'again'));
    expect(robot.session.follow?.current.uid).toBe('again');
    expect(robot.type(':follow off').press('enter').session.follow).toBeUndefined();
    expect(robot.type(':follow nobody').press('enter').screen()).toContain('There is no pod "nobody".');
  });

  test('that nobody has taken the place is said until somebody does', () => {
    const robot = smallClusterRobot().resize(140, 45).type(':follow db-0').press('enter');
    const free = /nobody has taken its place yet/;
    expect(robot.screen()).not.toMatch(free);
    robot.loses('db-0');
    expect(robot.screen()).toMatch(free);
    expect(robot.press('esc').screen()).toContain('following db-0, whose place is free');
    robot.sees(pod('db-0', { created: robot.now, owner: 'StatefulSet/db' }, 'again'));
    expect(robot.screen()).toContain('following db-0 after 1 before it');
    expect(robot.press('h').screen()).not.toMatch(free);
  });

  test('the lives before stand above the long list of what happened; one that failed has ended', () => {
    const robot = smallClusterRobot();
    const first = pod('sum-1', { created: robot.now, owner: 'Job/sum' });
    robot.resize(140, 45).sees(first).type(':follow sum-1').press('enter');
    robot.waits(10_000).sees({ ...first, status: { ...first.status, phase: 'Failed' } });
    robot.waits(5_000).sees(pod('sum-2', { created: robot.now, owner: 'Job/sum' }, 'sum-2'));
    expect(robot.screen()).toMatch(
      /Lives before this one[\s\S]*sum-1 {2}created .*, ended .*, lived 10\.0s[\s\S]*What happened/,
    );
  });

  test('a cursor that a person moved away stays there', () => {
    const robot = smallClusterRobot().press('H', 'j');
    robot.loses('db-0').sees(pod('db-0', { created: START, owner: 'StatefulSet/db' }, 'again'));
    expect(robot.selected).toBe('db-1');
    expect(robot.session.follow?.current.uid).toBe('again');
  });

  test('after a jump from the log, esc goes back to it', () => {
    const robot = smallClusterRobot();
    robot.sees(other('fresh-0')).press('tab', 'tab', 'enter');
    expect(robot.session.state.layout.focus).toBe('grid');
    expect(robot.press('esc').session.state.layout.focus).toBe('log');
  });
});

describe('the life of a pod', () => {
  const lived = () => {
    const robot = smallClusterRobot({ width: 120, height: 60 }).type('/db-1').press('enter', 'h');
    const created = START - 20_000;
    robot.waits(5_000).sees(pod('db-1', { created, owner: 'StatefulSet/db', containers: [running('app', robot.now)] }));
    robot
      .waits(60_000)
      .sees(pod('db-1', { created, owner: 'StatefulSet/db', containers: [crashed('app', robot.now, 1)] }));
    robot.waits(15_000).screen();
    return robot;
  };
  const view = (robot: Robot) => robot.session.state.life;

  test('the cursor tells what held then, since when and for how long', () => {
    const robot = lived().press('<');
    for (let i = 0; i < 20 && view(robot).cursor! > START + 5_000; i++) robot.press('<').screen();
    expect(view(robot).cursor).toBe(START + 5_000);
    expect(robot.screen()).toMatch(/At .*:05\.000, 25\.0s after the start, 1m15.0s before the end/);
    expect(robot.screen()).toMatch(/STATUS +Running {2}1m0.0s: .*:05\.000 to .*:05\.000/);
    expect(robot.press('0').screen()).not.toContain('after the start');
  });

  test('zooming keeps the cursor in its place, and nothing leaves the life', () => {
    const robot = lived();
    const whole = view(robot).window;
    robot.press('left', 'left', '+', '+');
    const { from, to } = view(robot).window;
    expect(to - from).toBeCloseTo((whole.to - whole.from) / 4);
    expect(view(robot).cursor).toBeGreaterThanOrEqual(from);
    expect(view(robot).cursor).toBeLessThanOrEqual(to);
    robot.press(...'{{{{{{{{{{').screen();
    expect(view(robot).window.from).toBe(whole.from);
    robot.press(...'}}}}}}}}}}').screen();
    expect(view(robot).window.to).toBe(whole.to);
    robot.press('-', '-', '-').screen();
    expect(view(robot).window).toEqual(whole);
  });

  test('another pod is drawn whole, without a cursor', () => {
    const robot = lived().press('left', '+', 'esc').type('/web').press('enter');
    expect(view(robot).cursor).toBeUndefined();
  });
});

test.for([
  { pace: 1, name: 'of a cluster' },
  { pace: 20, name: 'of a demo that runs twenty times faster' },
])('a notice stays as long as a person needs to read it, by the clock $name', ({ pace }) => {
  const robot = new Robot({ world: { pace: () => pace } });
  robot.session.notify('Saved pods.csv.', robot.now);
  robot.session.tick(robot.now + 3_900 * pace);
  expect(robot.session.state.notice?.text).toBe('Saved pods.csv.');
  robot.session.tick(robot.now + 4_100 * pace);
  expect(robot.session.state.notice).toBeUndefined();
});

test.for([
  { pace: 1, name: 'of a cluster' },
  { pace: 20, name: 'of a demo that runs twenty times faster' },
])('a cell that changed is marked as long as a person needs to see it, by the clock $name', ({ pace }) => {
  const robot = new Robot({ world: { pace: () => pace }, pods: [other('web')] });
  const marked = (): string[] =>
    robot
      .frame()
      .panes.flatMap(({ lines }) => lines.flatMap(({ spans }) => spans.filter(({ role }) => role === 'changed')))
      .map(({ text }) => text.trim());
  robot.sees(pod('web', { created: START, node: 'node-of-web', containers: [crashed('web', START, 1)] }));
  robot.waits(2_900 * pace);
  expect(marked()).toContain('CrashLoopBackOff');
  robot.waits(200 * pace);
  expect(marked()).toEqual([]);
});

test('a filter of a long log shows the newest at once, says how far it is, and in the end how many there are', () => {
  const robot = new Robot({ pods: [other('web-1')] });
  robot.sees({ ...robot.ledger.pods.values().next().value!.pod, status: { phase: 'Failed' } });
  const logged = [...robot.ledger.log].find(({ subject }) => subject === 'status');
  const { seq: _, ...one } = logged!;
  for (let i = 0; i < 10_000; i++)
    robot.ledger.log.append({ ...one, name: i % 100 === 0 ? 'rare-1' : 'web-1', receivedAt: START + i * 60_000 });
  robot.session.log.reset();
  while (robot.session.log.lines.progress !== undefined) robot.session.log.proceed();
  robot.press('shift-tab', '/').type('rare');
  expect(robot.screen()).toContain('20 shown, 0 % filtered');
  while (robot.session.log.lines.progress !== undefined) robot.session.log.proceed();
  expect(robot.screen()).toContain('100 shown   ');
  robot.press('esc', '/').type('absent');
  expect(robot.screen()).toContain('Nothing yet: 0 % filtered.');
});
