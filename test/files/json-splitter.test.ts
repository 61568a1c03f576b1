import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonSplitter } from '../../src/files/json-splitter.ts';

/** Cuts the text at the given places and splits what comes. */
function split(text: string, cuts: readonly number[]) {
  const splitter = new JsonSplitter();
  const places = [0, ...cuts.map(cut => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  const found = places.slice(1).flatMap((end, index) => splitter.push(text.slice(places[index], end)));
  return { found, unfinishedSince: splitter.unfinishedSince };
}

const documents = fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())));

test('the values come out whole, wherever the stream is cut and whatever stands between them', () => {
  fc.assert(
    fc.property(
      documents,
      fc.constantFrom('', '\n', '\r\n', ' ', '\n\n\t', '\u001e'),
      fc.nat(2),
      fc.array(fc.nat()),
      (values, between, indent, cuts) => {
        const text = values.map(value => JSON.stringify(value, null, indent)).join(between);
        const { found, unfinishedSince } = split(text, cuts);
        expect(found.map(each => JSON.parse(each.text))).toEqual(JSON.parse(JSON.stringify(values)));
        expect(unfinishedSince).toBeUndefined();
      },
    ),
  );
});

test.for([
  [
    '{"a":1}\n\n[2]\n',
    [
      ['{"a":1}', 1],
      ['[2]', 3],
    ],
  ],
  [
    '{\n"a":1}{}',
    [
      ['{\n"a":1}', 1],
      ['{}', 2],
    ],
  ],
] as const)('%j knows its lines', ([text, want]) => {
  expect(split(text, []).found.map(each => [each.text, each.line])).toEqual(want);
});

test('a value that has not ended is known by its line', () => {
  expect(split('{}\n{"a": [', []).unfinishedSince).toBe(2);
});

test('what is no object and no list is handed on for the parser to refuse', () => {
  expect(split('{}, {}', []).found.map(each => each.text)).toEqual(['{}', ', {}']);
});
