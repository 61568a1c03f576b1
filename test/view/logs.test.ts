import { beforeEach, describe, expect, test } from 'vitest';
import type { LogReader } from '../../src/app/reading/log-reader.ts';
import { readLogLine } from '../../src/history/logs/log-line.ts';
import { logText } from '../../src/view/reading/log-text.ts';
import { RICH_POD } from '../support/rich-pod.ts';
import { Robot } from '../support/robot.ts';

let robot: Robot;
let logs: LogReader;
beforeEach(() => {
  robot = new Robot({ width: 90, height: 16, pods: [RICH_POD] });
  robot.press('l');
  const effect = robot.effects.findLast(each => each.type === 'readLogs');
  if (effect?.type !== 'readLogs') throw new Error('l opens nothing');
  logs = effect.logs;
  logs.sources = ['app', 'proxy'];
});

const writes = (second: number, text: string, source = 0): void =>
  logs.buffer.add(readLogLine(`2026-01-01T00:00:${String(second).padStart(2, '0')}.5Z ${text}`, source));
const story = (): void => {
  writes(1, 'listening on 8080');
  writes(3, '{"level":"warn","msg":"slow answer","took":1200,"path":"/ready"}');
  writes(2, 'E0101 00:00:02.1 proxy.go:12] upstream \u001b[31mgone\u001b[0m', 1);
  logs.buffer.add({ source: 0, stamp: '', text: 'the container app was started again', isNotice: true });
  writes(9, `${'a long line that does not fit '.repeat(4)}\u001b[2J`);
};

describe('logs on the screen', () => {
  test('nothing yet', () => expect(robot.screen()).toContain('Nothing has been written yet.'));
  test('in the order of their times, with levels and notices', async () => {
    story();
    await expect(robot.golden()).toMatchFileSnapshot('screens/logs.screen');
  });
  test('with times, wrapped, JSON as it came', async () => {
    story();
    robot.press('t', 'w', 'J');
    await expect(robot.golden()).toMatchFileSnapshot('screens/logs-wrapped.screen');
  });
  test('a filter shows what it fits, and counts', () => {
    story();
    robot.press('/').type('!gone|slow').press('enter');
    expect(robot.screen()).toContain('listening on 8080');
    expect(robot.screen()).not.toContain('slow answer');
    expect(robot.screen()).toContain('3 of 5 lines');
    robot.press('esc');
    expect(robot.screen()).toContain('slow answer');
  });
  test('moving up pauses: what stands there stays while lines come; G follows again', () => {
    for (let i = 0; i < 50; i++) writes(1, `line ${i}`);
    expect(robot.screen()).toContain('line 49');
    robot.press('k', 'k');
    const paused = robot.screen();
    expect(paused).toContain('paused');
    for (let i = 50; i < 70; i++) writes(1, `line ${i}`);
    expect(robot.screen()).toContain('line 47');
    expect(robot.screen()).not.toContain('line 60');
    robot.press('G');
    expect(robot.screen()).toContain('line 69');
  });
  test('the run before, and back', () => {
    robot.press('p');
    expect(logs.isClosed).toBe(true);
    expect(robot.screen()).toContain('Log of the run before');
    robot.press('q');
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test('save takes the lines shown', () => {
    story();
    robot.press('/').type('listening').press('enter', 's');
    expect(robot.effects.at(-1)).toMatchObject({ type: 'saveFile', path: 'shop-7d9-x2.log' });
  });
});

describe('a line of a log', () => {
  test.for([
    ['INFO started', 'text', 'INFO started'],
    ['2026-01-01 00:00:00 ERROR x', 'error', '2026-01-01 00:00:00 ERROR x'],
    ['W0102 10:00:00.1 a.go] x', 'warning', 'W0102 10:00:00.1 a.go] x'],
    ['time=1 level=error msg=x', 'error', 'time=1 level=error msg=x'],
    ['{"severity":"DEBUG","message":"m","a":{"b":1}}', 'muted', 'DEBUG  m  a={"b":1}'],
    ['{"level":50,"msg":"pino"}', 'error', 'ERROR  pino'],
    [
      '{"level":30,"msg":{"nested":1},"message":"kept","event":"too"}',
      'text',
      'INFO  kept  msg={"nested":1}  event=too',
    ],
    [
      '{"level":null,"msg":"","list":[1,null],"no":false,"text":""}',
      'text',
      'level=null  msg=""  list=[1,null]  no=false  text=""',
    ],
    ['{"time":"2026-01-01T00:00:00Z","msg":"two\\nlines"}', 'text', 'two\nlines'],
    ['[{"level":"error"}]', 'text', '[{"level":"error"}]'],
    ['10 %\r 20 %\r100 % done', 'text', '100 % done'],
    ['\u001b[2K\rerror: gone\r', 'error', 'error: gone'],
    ['{not json}', 'text', '{not json}'],
    ['no errors were found', 'text', 'no errors were found'],
  ] as const)('%j is %s', ([line, role, text]) => {
    expect(logText(line, true)).toEqual({ role, text });
  });
});

test('lines that no program should write are shown within their line, and nothing of them commands the terminal', () => {
  const odd = [
    `long ${'x'.repeat(1 << 20)}`,
    `bytes ${Buffer.from([0x61, 0xff, 0xfe, 0x62]).toString()}`,
    'title \u001b]0;owned\u0007',
    'moves \u001b[5A\u001b[2J\u009b3J',
    'nulls \u0000\u0001',
    'right \u202eto left',
    '',
  ];
  for (const [i, text] of odd.entries())
    logs.buffer.add({
      source: 0,
      stamp: i % 2 === 0 ? '' : `2026-01-01T00:00:0${i}.000000000Z`,
      text,
      isNotice: false,
    });
  const screen = robot.screen();
  expect(screen).toContain('bytes a\ufffd\ufffdb');
  for (const word of ['long x', 'title', 'moves', 'nulls', 'right'])
    expect(screen).toMatch(new RegExp(`│.*${word}.*│`));
  expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f\u202e]/);
});

test('of a line without an end what can be read is shown, and how much there is besides', () => {
  robot.press('w');
  for (let i = 0; i < 40; i++) writes(i, `${i} ${'日本é'.repeat(80_000)}`);
  robot.press('g');
  expect(robot.screen()).toMatch(/app +0 [\s\S]*日本é日本é/);
  logs.buffer.setFilter('39 ');
  robot.press('G');
  expect(robot.screen()).toMatch(/more[\s\S]*characters/);
});

describe('what is looked for', () => {
  const numbers = (): void => {
    for (let i = 0; i < 60; i++) writes(i % 60, `line ${i}${i % 20 === 7 ? ' with a needle' : ''}`);
  };

  test('is marked and counted; n and N go around', () => {
    numbers();
    robot.press('f').type('NEEDLE');
    expect(robot.screen()).toContain('no match');
    robot.press('ctrl-u').type('needle').press('enter');
    expect(robot.screen()).toMatch(/line 47 with a needle[\s\S]*match 3 of 3/);
    robot.press('N');
    expect(robot.screen()).toMatch(/line 27 with a needle[\s\S]*match 2 of 3/);
    robot.press('n', 'n');
    expect(robot.screen()).toMatch(/line 7 with a needle[\s\S]*match 1 of 3/);
    writes(59, 'one more needle');
    expect(robot.screen()).toMatch(/match 1 of 4/);
    robot.press('esc');
    expect(robot.screen()).not.toContain('match 1');
    expect(robot.screen()).toContain('line 7 with a needle');
  });

  test('is looked for among the lines that the filter leaves', () => {
    numbers();
    robot.press('/').type('line [0-9] ').press('enter', 'f').type('needle').press('enter');
    expect(robot.screen()).toMatch(/match 1 of 1/);
  });
});

describe('what is read', () => {
  const wish = () => {
    const effect = robot.effects.findLast(each => each.type === 'readLogs');
    return effect?.type === 'readLogs' ? effect.logs.wish : undefined;
  };

  test.for([
    ['0', { tailLines: 1000 }, ''],
    ['1', {}, 'from the first line'],
    ['3', { sinceSeconds: 300 }, 'the last 5m'],
    ['6', { sinceSeconds: 3600 }, 'the last 1h'],
  ] as const)('%s', ([key, range, label]) => {
    robot.press(key);
    expect(wish()?.range).toEqual({ label, ...range });
    expect(robot.screen()).toContain(label);
  });

  test('a time that is typed, and what is no time', () => {
    robot.press('T').type('200 lines').press('enter');
    expect(wish()?.range).toEqual({ label: 'the last 200 lines', tailLines: 200 });
    robot.press('T').type('yesterday').press('enter');
    expect(robot.screen()).toContain('"yesterday" is no time; write 5m, 200 lines, 10:30');
  });

  test('some of the containers; esc leaves them as they were', () => {
    logs.containers = ['app', 'proxy'];
    robot.press('c').press('esc');
    expect(robot.screen()).toContain('Log  ');
    robot.press('c').press('space', 'enter');
    expect(wish()?.containers).toEqual(['proxy']);
    expect(robot.screen()).toMatch(/Log {2}\S+ {2}proxy/);
  });

  test('pausing loses nothing', () => {
    for (let i = 0; i < 50; i++) writes(1, `line ${i}`);
    robot.screen();
    robot.press('u');
    for (let i = 50; i < 70; i++) writes(1, `line ${i}`);
    expect(robot.screen()).not.toContain('line 60');
    robot.press('u');
    expect(robot.screen()).toContain('line 69');
  });
});
