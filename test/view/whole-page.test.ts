import { beforeEach, describe, expect, test } from 'vitest';
import { Reader } from '../../src/app/reading/reader.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { RICH_EVENTS, RICH_POD } from '../support/rich-pod.ts';
import { Robot } from '../support/robot.ts';

const { uid, namespace = '', name } = RICH_POD.metadata;
const events = RICH_EVENTS.map(readEvent).filter(event => event !== undefined);

let robot: Robot;
let reader: Reader;
/** The page of the detail with everything, filled as the shell does. */
beforeEach(() => {
  robot = new Robot({ width: 100, height: 30, pods: [RICH_POD] }).press('enter', '[');
  reader = new Reader('describe', { uid, namespace, name });
  reader.fill({ kind: 'describe', pod: RICH_POD, events }, robot.now);
  robot.session.state.whole = reader;
  robot.screen();
});

describe('the page with everything', () => {
  test('a search goes to what is typed and counts; n and N go on; esc ends it, then leaves the page', () => {
    robot.press('/').type('oom');
    expect(robot.screen()).toMatch(/why · all {2}\/oom_[\s\S]*OOMKilled[\s\S]*1 of 2 lines/);
    robot.press('enter', 'n');
    expect(robot.screen()).toMatch(/why · all {2}\/oom ─[\s\S]*2 of 2 lines/);
    robot.press('N');
    expect(robot.screen()).toContain('1 of 2 lines');
    robot.press('esc');
    expect(robot.screen()).toMatch(/why · all ─/);
    robot.press('esc');
    expect(robot.screen()).toContain('─ Changes ');
  });
  test('a search that is given up shows the page as before', () => {
    robot.press('/').type('oom').press('esc');
    expect(robot.screen()).toMatch(/why · all ─/);
    expect(robot.session.state.overlay).toBeUndefined();
    robot.press('n');
    expect(robot.screen()).toContain('Nothing is searched for');
  });
  test('enter folds the part at the top, z all of them; moving is that of a reader', () => {
    robot.press('enter');
    expect(robot.screen()).toMatch(/│▴ Pod /);
    robot.press('enter', 'z');
    expect(robot.screen()).toMatch(/▴ Pod[\s\S]*▴ Conditions[\s\S]*▴ Events/);
    robot.press('z', 'G');
    expect(robot.screen()).toContain('Back-off restarting failed');
    robot.press('g', 'j');
    robot.screen();
    expect(reader.top).toBe(1);
  });
  test('the wheel moves it also while the keys go elsewhere; the keys of a reader do not', () => {
    robot.press('z', 'z', 'tab');
    robot.session.focus('grid');
    robot.session.setLayout({ zoomed: false });
    robot.session.scroll('detail', 3);
    robot.screen();
    expect(reader.top).toBe(3);
    robot.press('/');
    expect(robot.screen()).not.toContain('why · all  /_');
  });
  test('other pages turn by their keys', () => {
    robot.press(']');
    expect(robot.screen()).not.toContain('▾ Pod');
  });
});
