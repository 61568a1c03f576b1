import { beforeEach, describe, expect, test } from 'vitest';
import type { Reader, ReaderContent } from '../../src/app/reader.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { RICH_EVENTS, RICH_POD } from '../support/rich-pod.ts';
import { Robot } from '../support/robot.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const EVENTS = RICH_EVENTS.map(readEvent).filter(event => event !== undefined);
const YAML = [
  'apiVersion: v1',
  'kind: Pod',
  'metadata:',
  '  name: shop-7d9-x2',
  'spec:',
  '  containers:',
  '    - name: app',
  '      ready: true',
  '      ports: 8080',
].join('\n');

let robot: Robot;
beforeEach(() => {
  robot = new Robot({ width: 100, height: 30, pods: [RICH_POD] });
  robot.now = NOW;
});

/** Presses the key that opens a reader, and fills it as the shell would. */
function read(key: string, content?: ReaderContent): Reader {
  robot.press(key);
  const effect = robot.effects.findLast(each => each.type === 'read');
  if (effect?.type !== 'read') throw new Error(`${key} opens nothing`);
  effect.reader.content = content;
  return effect.reader;
}

const describing = (): Reader => read('d', { kind: 'describe', pod: RICH_POD, events: EVENTS });

describe('readers on the screen', () => {
  test('waiting for the cluster', async () => {
    read('x');
    expect(robot.screen()).toContain('Asking the cluster');
  });
  test('diagnosis', async () => {
    read('x', { kind: 'diagnosis', findings: diagnose({ pod: RICH_POD, now: NOW, events: EVENTS }) });
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-diagnosis.screen');
  });
  test('description', async () => {
    describing();
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-describe.screen');
  });
  test('description, folded', async () => {
    describing();
    robot.screen();
    robot.press('z');
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-folded.screen');
  });
  test('YAML', async () => {
    read('y', { kind: 'object', text: { short: YAML, whole: `${YAML}\nmanaged: true` } });
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-yaml.screen');
  });
  test('events', async () => {
    read('E', { kind: 'events', events: EVENTS });
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-events.screen');
  });
  test('a refusal is one sentence', () => {
    read('y', { kind: 'problem', sentence: 'pods "shop-7d9-x2" is forbidden' });
    expect(robot.screen()).toContain('pods "shop-7d9-x2" is forbidden');
  });
});

describe('moving in a reader', () => {
  test('a search keeps the lines that hold it; esc shows all again, and then closes', () => {
    describing();
    robot.press('/').type('OOM').press('enter');
    expect(robot.screen()).toContain('OOMKilled');
    expect(robot.screen()).not.toContain('Namespace');
    robot.press('esc');
    expect(robot.screen()).toContain('Namespace');
    robot.press('esc');
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test('tab goes to the next part, enter folds it and says what matters of it', () => {
    const reader = describing();
    robot.screen();
    robot.press('tab');
    robot.screen();
    expect(reader.sections[reader.top]).toBe('conditions');
    robot.press('enter');
    expect(robot.screen()).toMatch(/Conditions ContainersReady False/);
    robot.press('enter');
    expect(robot.screen()).toMatch(/Conditions ─/);
  });
  test('the end and the start', () => {
    describing();
    robot.press('G');
    expect(robot.screen()).toContain('Back-off restarting failed container');
    robot.press('g');
    expect(robot.screen()).toContain('Namespace');
  });
  test('values of the environment and managedFields only on demand', () => {
    read('y', { kind: 'object', text: { short: YAML, whole: `${YAML}\nmanaged: true` } });
    expect(robot.screen()).not.toContain('managed');
    robot.press('m');
    expect(robot.screen()).toContain('managed');
    robot.press('c');
    expect(robot.effects.at(-1)).toMatchObject({ type: 'copy', what: 'YAML of shop-7d9-x2' });
  });
  test('a reader that is closed tells the shell so', () => {
    const reader = describing();
    robot.press('q');
    expect(reader.isClosed).toBe(true);
  });
});
