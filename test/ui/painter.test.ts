import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { Painter } from '../../src/ui/painter.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import type { Theme } from '../../src/ui/theme.ts';
import { builtInTheme } from '../../src/ui/themes.ts';
import type { Frame, PaneFrame } from '../../src/view/frame.ts';
import { span } from '../../src/view/spans.ts';
import { clusters, widthOf } from '../../src/view/text.ts';
import { InMemoryTerminal } from '../support/in-memory-terminal.ts';
import { sampleFrame } from '../support/sample-frame.ts';

const golden = (name: string): string => `golden/${name}.screen`;

function pane(texts: readonly string[], rect: PaneFrame['rect'], more: Partial<PaneFrame> = {}): PaneFrame {
  const lines = texts.map(text => ({ spans: [{ text, role: 'text' as const }] }));
  return { id: `pane ${rect.x}`, rect, border: true, focused: false, title: [], lines, ...more };
}

describe('a frame on the terminal', () => {
  test.for([
    { name: 'sample-80x24', width: 80, height: 24, options: { selected: 3 } },
    { name: 'sample-120x40-overlay', width: 120, height: 40, options: { selected: 12, first: 9, overlay: true } },
    { name: 'sample-40x12', width: 40, height: 12, options: { overlay: true } },
  ])('$name', async ({ name, width, height, options }) => {
    const terminal = new InMemoryTerminal(width, height);
    await terminal.paint(sampleFrame(width, height, options));
    await expect(`${terminal.text}\n\n${terminal.roles.join('\n')}\n`).toMatchFileSnapshot(golden(name));
  });

  test('with plain borders', async () => {
    const terminal = new InMemoryTerminal(20, 4, { ascii: true });
    const frame = pane(
      ['│ a bar of the text'],
      { x: 0, y: 0, width: 20, height: 4 },
      { scroll: { offset: 0, total: 9 } },
    );
    await terminal.paint({ width: 20, height: 4, panes: [frame] });
    expect(terminal.screen).toEqual([
      '+------------------+',
      '|│ a bar of the tex#',
      '|                  |',
      '+------------------+',
    ]);
  });

  test.for([
    [1, 1],
    [2, 2],
    [3, 1],
    [20, 5],
  ] as const)('of %d by %d is no reason to fail', async ([width, height]) => {
    const terminal = new InMemoryTerminal(width, height);
    await terminal.paint(sampleFrame(width, height, { overlay: true }));
    expect(terminal.screen).toHaveLength(height);
  });

  test('puts the cursor where the frame has it', async () => {
    const terminal = new InMemoryTerminal(40, 12);
    const bytes = await terminal.paint({ ...sampleFrame(40, 12), cursor: { x: 7, y: 11 } });
    expect(bytes).toMatch(/\x1b\[12;8H\x1b\[\?25h\x1b\[\?2026l$/);
    expect(await terminal.paint({ ...sampleFrame(40, 12), cursor: { x: 7, y: 11 } })).toBe('');
    expect(await terminal.paint(sampleFrame(40, 12))).toBe('\x1b[?2026h\x1b[?25l\x1b[?2026l');
  });
});

describe('bytes', () => {
  test('none when nothing has changed', async () => {
    const terminal = new InMemoryTerminal(220, 60);
    await terminal.paint(sampleFrame(220, 60));
    expect(await terminal.paint(sampleFrame(220, 60))).toBe('');
  });

  test('only what differs of a look, so that its background is not said again', () => {
    const dark = builtInTheme('dark')!;
    const theme: Theme = { ...dark, roles: { ...dark.roles, text: { fg: '#ffffff', bg: '#102030' } } };
    const sheet = styleSheet(theme, 'truecolor');
    const painter = new Painter({ width: 40, height: 1 }, { sheet, ascii: false });
    const spans = (['ok', 'text', 'error'] as const).map(role => ({ text: role, role }));
    const line = pane([], { x: 0, y: 0, width: 40, height: 1 }, { border: false, lines: [{ spans }] });
    const backgrounds = painter.paint({ width: 40, height: 1, panes: [line] }).match(/48;2/g) ?? [];
    expect(backgrounds).toHaveLength(1);
  });

  test('few for a little', async () => {
    const terminal = new InMemoryTerminal(220, 60);
    const page = await terminal.paint(sampleFrame(220, 60));
    const word = await terminal.paint(sampleFrame(220, 60, { note: 'live' }));
    const selection = await terminal.paint(sampleFrame(220, 60, { note: 'live', selected: 1 }));
    expect(page.length).toBeLessThan(15_000);
    expect(word.length).toBeLessThan(100);
    expect(selection.length).toBeLessThan(1000);
  });

  const listed = (from: number, more: Partial<PaneFrame> = {}): Frame => {
    const texts = Array.from(
      { length: 30 },
      (_, i) => `${from + i}  web-${(from + i) * 7919}  Running  ${'x'.repeat(60)}`,
    );
    return { width: 120, height: 34, panes: [pane(texts, { x: 0, y: 1, width: 120, height: 32 }, more)] };
  };

  test.for([
    { name: 'a log goes on', from: 3, to: 4 },
    { name: 'a list goes back', from: 4, to: 3 },
    { name: 'by several lines', from: 0, to: 9 },
  ])('few when lines only move: $name', async ({ from, to }) => {
    const terminal = new InMemoryTerminal(120, 34);
    await terminal.paint(listed(from, { scroll: { offset: from, total: 90 } }));
    const bytes = await terminal.paint(listed(to, { scroll: { offset: to, total: 90 } }));
    expect(bytes.length).toBeLessThan(150 * Math.abs(to - from) + 100);
    const fresh = new InMemoryTerminal(120, 34);
    await fresh.paint(listed(to, { scroll: { offset: to, total: 90 } }));
    expect(terminal.screen).toEqual(fresh.screen);
  });

  test('nothing but whole rows is moved', async () => {
    const terminal = new InMemoryTerminal(120, 34);
    const beside = (from: number): Frame => {
      const [left] = listed(from).panes;
      return { ...listed(from), panes: [{ ...left!, rect: { ...left!.rect, width: 119 } }] };
    };
    await terminal.paint(beside(0));
    expect(await terminal.paint(beside(1))).not.toMatch(/\x1b\[\d+[LM]/);
  });

  test('are one bracket of synchronized output, without a stray attribute behind it', async () => {
    const terminal = new InMemoryTerminal(80, 24);
    const bytes = await terminal.paint(sampleFrame(80, 24));
    expect(bytes.startsWith('\x1b[?2026h')).toBe(true);
    expect(bytes.endsWith('\x1b[m\x1b[?2026l')).toBe(true);
  });
});

/** Characters that terminals and libraries count differently, and what could command a terminal. */
const WIDE = [
  '作',
  '業',
  '한',
  '😀',
  '⚡',
  '✅',
  '🚀',
  '🟢',
  '🇩🇪',
  '👩‍💻',
  '❤️',
  '1️⃣',
  'é',
  'e\u0301',
  'ａ',
  '…',
  '●',
  '─',
  '\u0301',
];
const HOSTILE = [
  '\x1b[2J',
  '\x1b]0;title\x07',
  '\x9b2J',
  '\x9d0;X\x9c',
  '\r',
  '\n',
  '\x08',
  '\u202e',
  '\u2066',
  '\u2028',
  '\ud800',
];
const text = (units: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...units), fc.string({ maxLength: 3, unit: 'grapheme' })), { maxLength: 30 })
    .map(parts => parts.join(''));

describe('characters of any width', () => {
  test('are counted as string-width counts them', () => {
    for (const unit of [...WIDE, '\u200b', '⚠️', '⚠', '☺', '👍🏽', '🏳️‍🌈', 'न', 'नि', '﷽', 'ｶﾞ'])
      expect({ unit, width: widthOf(unit) }).toEqual({ unit, width: stringWidth(unit) });
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), value => widthOf(value) === stringWidth(value)));
  });

  const popup = fc.record({ x: fc.integer({ min: 0, max: 30 }), y: fc.integer({ min: 0, max: 6 }) });
  const frame = (lines: readonly string[], at: { x: number; y: number } | undefined): Frame => ({
    width: 40,
    height: 8,
    panes: [
      pane(lines.slice(0, 6), { x: 0, y: 0, width: 21, height: 8 }),
      pane(lines.slice(6), { x: 21, y: 0, width: 19, height: 8 }, { border: false }),
      ...(at ? [pane(['??'], { ...at, width: 9, height: 3 }, { id: 'popup' })] : []),
    ],
  });

  /** What changes about a pane that stays where it is. */
  const furniture = fc.record({
    focused: fc.boolean(),
    title: text(WIDE).map(value => [{ text: value, role: 'title' as const }]),
    footer: text(WIDE).map(value => [{ text: value, role: 'muted' as const }]),
    scroll: fc.record({ offset: fc.integer({ min: 0, max: 20 }), total: fc.integer({ min: 0, max: 26 }) }),
    highlighted: fc.integer({ min: 0, max: 9 }),
  });
  type Furniture = typeof furniture extends fc.Arbitrary<infer T> ? T : never;
  const furnished = (texts: readonly string[], { highlighted, ...more }: Furniture): Frame => {
    const left = pane(texts.slice(0, 6), { x: 0, y: 0, width: 21, height: 8 }, more);
    // As a row of a grid: what changes stands between what stays.
    const cells = texts
      .slice(0, 6)
      .map(text => [span('web-0', 'text'), span(text, 'muted'), span('  10.0.0.1', 'text')]);
    const lines = cells.map((spans, i) => (i === highlighted ? { spans, highlight: 'selected' as const } : { spans }));
    return {
      width: 40,
      height: 8,
      panes: [{ ...left, lines }, pane(texts.slice(6), { x: 21, y: 0, width: 19, height: 8 })],
    };
  };

  /** The looks of what can be seen: of a blank only its background. */
  const looks = (terminal: InMemoryTerminal): unknown[] =>
    Array.from({ length: 40 * 8 }, (_, i) => {
      const look = terminal.look(i % 40, Math.floor(i / 40));
      return look.text.trim() === '' ? look.bg : look;
    });

  test.for([{ ascii: false }, { ascii: true }])(
    'a frame after others looks as if it were the first, %o',
    async options => {
      // Few words, so that much stays as it was.
      const words = fc.array(fc.constantFrom('', 'web-1', '作業', 'Running  3/3'), { minLength: 12, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(words, furniture), { minLength: 2, maxLength: 4 }), async steps => {
          const terminal = new InMemoryTerminal(40, 8, options);
          for (const [texts, more] of steps) {
            const wanted = furnished(texts, more);
            await terminal.paint(wanted);
            const fresh = new InMemoryTerminal(40, 8, options);
            await fresh.paint(wanted);
            expect(terminal.screen).toEqual(fresh.screen);
            expect(looks(terminal)).toEqual(looks(fresh));
          }
        }),
        { numRuns: 40 },
      );
    },
  );

  test('a list that moves under what lies over it looks as if it were painted anew', async () => {
    const rows = [
      '',
      'web-1',
      '作業 is long',
      'Running  3/3',
      '😀',
      'web-2',
      'web-3',
      'web-4',
      'web-5',
      'web-6',
      'web-7',
    ];
    const list = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 11 }), fc.boolean());
    const moving = (
      [from, chosen, flat]: readonly [number, number, boolean],
      { border, at }: { border: boolean; at: { x: number; y: number } | undefined },
    ): Frame => {
      const texts = Array.from({ length: 8 }, (_, i) => rows[(from + i) % rows.length]!);
      if (flat) texts.splice(3, 1, 'in between');
      const scroll = { offset: from, total: 30 };
      const whole = pane(texts, { x: 0, y: 0, width: 40, height: border ? 10 : 8 }, { border, scroll });
      const lines = whole.lines.map((line, i) => (i === chosen ? { ...line, highlight: 'selected' as const } : line));
      const popup = at ? [pane(['??'], { ...at, width: 9, height: 3 }, { id: 'popup' })] : [];
      return { width: 40, height: 10, panes: [{ ...whole, lines }, ...popup] };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 3, maxLength: 6 }),
        fc.record({ border: fc.boolean(), at: fc.option(popup, { nil: undefined }) }),
        async (steps, how) => {
          const terminal = new InMemoryTerminal(40, 10);
          for (const step of steps) {
            await terminal.paint(moving(step, how));
            const fresh = new InMemoryTerminal(40, 10);
            await fresh.paint(moving(step, how));
            expect(terminal.screen).toEqual(fresh.screen);
            expect(looks(terminal)).toEqual(looks(fresh));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('leave nothing behind and shift nothing, whatever was there before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.array(text(WIDE), { minLength: 14, maxLength: 14 }), fc.option(popup, { nil: undefined })),
          {
            minLength: 2,
            maxLength: 4,
          },
        ),
        async steps => {
          const terminal = new InMemoryTerminal(40, 8);
          for (const [lines, at] of steps) {
            const wanted = frame(lines, at);
            await terminal.paint(wanted);
            const fresh = new InMemoryTerminal(40, 8);
            await fresh.paint(wanted);
            expect(terminal.screen).toEqual(fresh.screen);
            const covered = (y: number): boolean => at !== undefined && y >= at.y && y < at.y + 3;
            for (let y = 1; y < 7; y++) if (!covered(y)) expect(terminal.look(20, y).text).toBe('│');
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('never bring a control character to the terminal', () => {
    const sheet = styleSheet(builtInTheme('dark')!, 'truecolor');
    const painter = new Painter({ width: 40, height: 8 }, { sheet, ascii: false });
    // All that may be sent: moves, looks, erasing at the start, the bracket, the cursor.
    const ours = /\x1b\[(?:\d+(?:;\d+)?H|\d+[CDLM]|(?:\d+;\d+)?r|[\d;]*m|2J|\?2026[hl]|\?25[hl])/g;
    fc.assert(
      fc.property(fc.array(text([...WIDE, ...HOSTILE]), { maxLength: 14 }), lines => {
        painter.forget();
        expect(painter.paint(frame(lines, undefined)).replace(ours, '')).not.toMatch(
          /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });

  test('are what the text is made of', () => {
    fc.assert(
      fc.property(text(WIDE), value => {
        expect(
          clusters(value)
            .map(cluster => cluster.text)
            .join(''),
        ).toBe(value);
      }),
    );
  });
});
