import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { clean, cut, pad, widthOf, wrap } from '../../src/view/text.ts';

describe('foreign text', () => {
  test.for([
    { name: 'plain', text: 'web-0', want: 'web-0' },
    { name: 'line breaks and tabs', text: 'a\r\n\tb', want: 'a b' },
    { name: 'ESC', text: '\u001b[31mred', want: '\ufffd[31mred' },
    { name: 'C1', text: 'a\u009b2Jb', want: 'a\ufffd2Jb' },
    { name: 'BEL and DEL', text: 'a\u0007b\u007f', want: 'a\ufffdb\ufffd' },
    { name: 'bidi', text: 'exe\u202egnp', want: 'exe\ufffdgnp' },
    { name: 'zero width', text: 'a\u200bb\ufeff', want: 'a\ufffdb\ufffd' },
    { name: 'half a pair', text: 'a\ud83db', want: 'a\ufffdb' },
    { name: 'tags', text: 'a\u{e0041}', want: 'a\ufffd' },
    { name: 'a family', text: '👩‍👩‍👧', want: '👩‍👩‍👧' },
    { name: 'joiner out of place', text: 'a\u200db', want: 'a\ufffdb' },
    { name: 'accents', text: 'e\u0301', want: 'é' },
  ])('$name', ({ text, want }) => {
    expect(clean(text)).toBe(want);
  });

  const strange = fc.string({ unit: 'binary', maxLength: 60 });
  test('nothing that commands a terminal is left', () => {
    fc.assert(
      fc.property(strange, text => {
        expect(clean(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
        expect(clean(text).isWellFormed()).toBe(true);
      }),
    );
  });
  test('cut and padded texts have the width asked for', () => {
    fc.assert(
      fc.property(strange, fc.nat(40), fc.constantFrom('end' as const, 'middle' as const), (text, width, where) => {
        const kept = cut(clean(text), width, where);
        expect(stringWidth(kept)).toBeLessThanOrEqual(width);
        // Measured before the blanks are there: a few characters of Indic scripts join what follows them into one cluster.
        expect(pad(clean(text), width, 'left', where)).toBe(kept + ' '.repeat(width - stringWidth(kept)));
      }),
    );
  });
});

describe('cutting', () => {
  test.for([
    { text: 'web-7c9d8b6f5-2xkqp', width: 12, where: 'middle' as const, want: 'web-7…-2xkqp' },
    { text: 'web-7c9d8b6f5-2xkqp', width: 12, where: 'end' as const, want: 'web-7c9d8b6…' },
    { text: '作業作業', width: 5, where: 'end' as const, want: '作業…' },
    { text: 'abc', width: 0, where: 'end' as const, want: '' },
    { text: 'abc', width: 3, where: 'end' as const, want: 'abc' },
  ])('$text to $width at the $where', ({ text, width, where, want }) => {
    expect(cut(text, width, where)).toBe(want);
  });
  test('wrapping breaks between words, and within one that is too long', () => {
    expect(wrap('one two threefourfive', 8)).toEqual(['one two', 'threefou', 'rfive']);
    for (const line of wrap('作業 作業作業 x', 5)) expect(widthOf(line)).toBeLessThanOrEqual(5);
  });
});
