import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/app/commands.ts';
import type { Decoded } from '../../src/ui/decode.ts';
import { InputDecoder } from '../../src/ui/input-decoder.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { bytesOf } from '../support/key-bytes.ts';

/** Feeds pieces, lets the timeouts between them pass where a number stands, and gives what was decoded. */
function decode(...pieces: (string | number)[]): Decoded[] {
  const clock = new FakeClock();
  const events: Decoded[] = [];
  const decoder = new InputDecoder(clock, event => events.push(event));
  for (const piece of pieces)
    if (typeof piece === 'number') clock.advance(piece);
    else decoder.feed(Buffer.from(piece));
  return events;
}
const keys = (...pieces: (string | number)[]): string[] =>
  decode(...pieces).map(event => (event.type === 'key' ? event.key : event.type));

describe('keys', () => {
  test.for([
    ['a', 'a'],
    ['A', 'A'],
    ['/', '/'],
    ['é', 'é'],
    ['作', '作'],
    ['🚀', '🚀'],
    [' ', 'space'],
    ['\r', 'enter'],
    ['\n', 'ctrl-j'],
    ['\t', 'tab'],
    ['\x7f', 'backspace'],
    ['\b', 'backspace'],
    ['\x01', 'ctrl-a'],
    ['\x1a', 'ctrl-z'],
    ['\x1c', 'ctrl-\\'],
    ['\x1f', 'ctrl-_'],
    ['\0', 'ctrl-space'],
    ['\x1b[A', 'up'],
    ['\x1bOB', 'down'],
    ['\x1b[H', 'home'],
    ['\x1bOF', 'end'],
    ['\x1b[1~', 'home'],
    ['\x1b[8~', 'end'],
    ['\x1b[2~', 'insert'],
    ['\x1b[3~', 'delete'],
    ['\x1b[5~', 'pageup'],
    ['\x1b[6;5~', 'ctrl-pagedown'],
    ['\x1b[Z', 'shift-tab'],
    ['\x1b[1;2Z', 'shift-tab'],
    ['\x1b[1;5C', 'ctrl-right'],
    ['\x1b[1;4D', 'alt-shift-left'],
    ['\x1bOP', 'f1'],
    ['\x1b[11~', 'f1'],
    ['\x1b[[A', 'f1'],
    ['\x1b[P', 'f1'],
    ['\x1b[1;2P', 'shift-f1'],
    ['\x1b[15~', 'f5'],
    ['\x1b[24;2~', 'shift-f12'],
    ['\x1bx', 'alt-x'],
    ['\x1b/', 'alt-/'],
    ['\x1bX\x1b\\', 'reply'],
    ['\x1b\r', 'alt-enter'],
    ['\x1b\x7f', 'alt-backspace'],
    ['\x1b\x01', 'ctrl-alt-a'],
    ['\x1b\x1b[A', 'alt-up'],
    ['\x1b[97;5u', 'ctrl-a'],
    ['\x1b[97;3u', 'alt-a'],
    ['\x1b[97;2u', 'A'],
    ['\x1b[49;2;33u', '!'],
    ['\x1b[27;1u', 'esc'],
    ['\x1b[13;2u', 'shift-enter'],
    ['\x1b[9;5u', 'ctrl-tab'],
    ['\x1b[32;1u', 'space'],
    ['\x1b[57400u', '1'],
    ['\x1b[57414u', 'enter'],
    ['\x1b[57419;5u', 'ctrl-up'],
    ['\x1b[27;5;9~', 'ctrl-tab'],
    ['\x1b[27;6;97~', 'ctrl-A'],
  ])('%j is %s', ([sequence, key]) => {
    expect(keys(sequence!)).toEqual([key]);
  });

  test('what a key types comes with it, unless it commands', () => {
    expect(decode('a Ä\x01\x1bx')).toEqual([
      { type: 'key', key: 'a', text: 'a' },
      { type: 'key', key: 'space', text: ' ' },
      { type: 'key', key: 'Ä', text: 'Ä' },
      { type: 'key', key: 'ctrl-a' },
      { type: 'key', key: 'alt-x' },
    ]);
  });
});

describe('esc', () => {
  test('is a key when nothing follows', () => expect(keys('\x1b', 40)).toEqual(['esc']));
  test('twice is two keys', () => expect(keys('\x1b\x1b', 40)).toEqual(['esc', 'esc']));
  test('waits for the rest of a sequence on a slow line', () =>
    expect(keys('\x1b', 30, '[', 30, '1;', 200, '5A', 300)).toEqual(['ctrl-up']));
  test('and a character too late for alt are two keys', () => expect(keys('\x1b', 50, 'x')).toEqual(['esc', 'x']));
  test('and a bracket with nothing behind it are alt and the bracket', () =>
    expect(keys('\x1b[', 40)).toEqual(['alt-[']));
  test('an unfinished sequence is dropped, never typed', () => expect(keys('\x1b[1;5', 250, 'q')).toEqual(['q']));
  test('a sequence that something else cuts off takes nothing with it', () =>
    expect(keys('\x1b[1;\x1b[A')).toEqual(['up']));
});

describe('what the terminal says on its own is no key', () => {
  test.for([
    ['its background', '\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\', { introducer: 'osc', text: '11;rgb:1e1e/1e1e/2e2e' }],
    ['its background, ended by a bell', '\x1b]11;rgb:ff/ff/ff\x07', { introducer: 'osc', text: '11;rgb:ff/ff/ff' }],
    ['its attributes', '\x1b[?64;1;2c', { introducer: 'csi', text: '?64;1;2c' }],
    ['a mode', '\x1b[?2026;2$y', { introducer: 'csi', text: '?2026;2$y' }],
    ['the cursor', '\x1b[12;40R', { introducer: 'csi', text: '12;40R' }],
    ['its name', '\x1bP>|XTerm(q)\x1b\\', { introducer: 'dcs', text: '>|XTerm(q)' }],
    ['its keyboard', '\x1b[?1u', { introducer: 'csi', text: '?1u' }],
    ['focus', '\x1b[I', { introducer: 'csi', text: 'I' }],
    ['a released key', '\x1b[97;1:3u', { introducer: 'csi', text: '97;1:3u' }],
    ['an application command', '\x1b_Gi=1;OK\x1b\\', { introducer: 'other', text: 'Gi=1;OK' }],
  ] as const)('%s', ([, sequence, reply]) => {
    expect(decode(sequence)).toEqual([{ type: 'reply', ...reply }]);
    expect(decode(`${sequence}j`).at(-1)).toEqual({ type: 'key', key: 'j', text: 'j' });
  });

  test('an old mouse report takes its three bytes with it', () => expect(keys('\x1b[M !!q')).toEqual(['q']));
  test('C1 controls', () => expect(keys('\u009b\u0090')).toEqual([]));
});

describe('paste', () => {
  test('is one event, whatever is in it', () =>
    expect(decode('\x1b[200~hello\nq\x1b[A\x1b[201~j')).toEqual([
      { type: 'paste', text: 'hello\nq\x1b[A' },
      { type: 'key', key: 'j', text: 'j' },
    ]));
  test('may come in pieces', () => expect(keys('\x1b[20', '0~a', 500, 'b\x1b[2', '01~')).toEqual(['paste']));
  test('without an end is dropped', () => expect(keys('\x1b[200~rm -rf', 2000, 'j')).toEqual(['j']));
});

describe('mouse', () => {
  test.for([
    ['\x1b[<0;5;3M', { action: 'press', button: 'left', x: 4, y: 2 }],
    ['\x1b[<0;5;3m', { action: 'release', button: 'left', x: 4, y: 2 }],
    ['\x1b[<2;1;1M', { action: 'press', button: 'right', x: 0, y: 0 }],
    ['\x1b[<32;300;100M', { action: 'drag', button: 'left', x: 299, y: 99 }],
    ['\x1b[<64;5;3M', { action: 'wheelup', button: 'none', x: 4, y: 2 }],
    ['\x1b[<65;5;3M', { action: 'wheeldown', button: 'none', x: 4, y: 2 }],
    ['\x1b[<16;5;3M', { action: 'press', button: 'left', x: 4, y: 2 }],
  ] as const)('%j', ([sequence, event]) => expect(decode(sequence)).toEqual([{ type: 'mouse', ...event }]));

  test.for(['\x1b[<35;5;3M', '\x1b[<66;5;3M', '\x1b[<0;5M'])('%j is nothing that we use', sequence =>
    expect(keys(sequence)).toEqual(['reply']),
  );
});

describe('any bytes', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('\x1b', '[', 'O', ']', '\x1b[', '\x1b[<', '200~', '\x1b[201~', ';', '5', 'A', 'u', '\x1b\\', '\r'),
  );
  test('are decoded alike in whatever pieces they come', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const whole = pieces.join('');
        expect(decode(...pieces, 3000)).toEqual(decode(whole, 3000));
      }),
    );
  });
  test('never make a key of more than a character, or a control character typed', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        for (const event of decode(...pieces, 3000))
          if (event.type === 'key' && event.text !== undefined) {
            expect([...event.text]).toHaveLength(1);
            expect(event.text).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
          }
      }),
    );
  });
});

test.for([...new Set(COMMANDS.flatMap(command => command.keys))])('%s, which is a key of a command, can be sent', key =>
  expect(keys(bytesOf(key), 3000)).toEqual([key]),
);
