import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Device } from '../ui/device.ts';
import { Terminal } from '../ui/terminal.ts';
import { defaultTheme } from '../ui/theme-choice.ts';
import type { Host } from './host.ts';

/** What a first minute is made of: moving, a filter, help, the detail, another order; and the end. */
const KEYS = [
  'j',
  'j',
  'k',
  '\x1b[6~',
  '/',
  'w',
  'e',
  '\r',
  '\x1b',
  '?',
  '\x1b',
  'A',
  'N',
  '\t',
  '\t',
  '\t',
  'g',
  'q',
  'q',
  '\x03',
];
/** The first list is complete by then, ms. */
const BEFORE_KEYS = 700;
const BETWEEN_KEYS = 40;

/** A host whose terminal nobody sees, with a person in front of it who presses a few keys and leaves. */
export function rehearsalHost(host: Host): Host {
  return {
    ...host,
    env: { TERM: 'xterm-256color' },
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    openTerminal: ({ theme, onEnd }) =>
      Terminal.open({
        device: rehearsalDevice(host),
        process: Object.assign(new EventEmitter(), { pid: 0, kill: () => true }),
        clock: host.clock,
        depth: 'truecolor',
        theme: background => theme ?? defaultTheme('truecolor', background),
        mouse: true,
        ascii: false,
        onClose: () => {},
        onEnd,
      }),
  };
}

function rehearsalDevice({ clock }: Host): Device {
  return {
    size: () => ({ width: 200, height: 50 }),
    onInput: listener => {
      KEYS.forEach((key, index) => {
        clock.after(BEFORE_KEYS + index * BETWEEN_KEYS, () => listener(Buffer.from(key)));
      });
    },
    onResize: () => {},
    onLost: () => {},
    setRaw: () => {},
    write: (_text, done) => setImmediate(done),
    writeNow: () => {},
    close: () => {},
  };
}
