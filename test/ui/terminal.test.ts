import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Device } from '../../src/ui/device.ts';
import { Terminal } from '../../src/ui/terminal.ts';
import { builtInTheme } from '../../src/ui/themes.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** Opens a terminal that answers as a test says, and tells the backgrounds that a theme was chosen for. */
function open() {
  const clock = new FakeClock();
  const chosen: (string | undefined)[] = [];
  let say: (bytes: Uint8Array) => void = () => {};
  const device: Device = {
    size: () => ({ width: 80, height: 24 }),
    onInput: listener => {
      say = listener;
    },
    onResize: () => {},
    onLost: () => {},
    setRaw: () => {},
    write: (_text, done) => done(),
    writeNow: () => {},
    close: () => {},
  };
  const opened = Terminal.open({
    device,
    process: Object.assign(new EventEmitter(), { pid: 1, kill: () => {} }),
    clock,
    depth: 'truecolor',
    theme: background => {
      chosen.push(background);
      return builtInTheme(background ?? 'dark')!;
    },
    mouse: false,
    ascii: false,
    onClose: () => {},
    onEnd: () => {},
  });
  // What asks whether a theme depends on the background is no choice.
  chosen.length = 0;
  return { clock, chosen, opened, answer: (text: string) => say(Buffer.from(text)) };
}

const LIGHT = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const IDENTITY = '\x1b[?62;22c';

test('the first frame waits for the background and has its theme', async () => {
  const { chosen, opened, answer } = open();
  answer(LIGHT + IDENTITY);
  (await opened).close();
  expect(chosen).toEqual(['light']);
});

test('a terminal that does not tell its background is not waited for', async () => {
  const { chosen, opened, answer } = open();
  answer(IDENTITY);
  (await opened).close();
  expect(chosen).toEqual([undefined]);
});

test('nor is one that answers nothing, for long', async () => {
  const { clock, chosen, opened } = open();
  clock.advance(60);
  (await opened).close();
  expect(chosen).toEqual([undefined]);
});

test('a background that is told late still counts', async () => {
  const { chosen, opened, answer } = open();
  answer(IDENTITY);
  const terminal = await opened;
  answer(LIGHT);
  terminal.close();
  expect(chosen).toEqual([undefined, 'light']);
});
