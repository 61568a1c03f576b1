import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPatch, patchOf } from '../../src/history/versions/object-patch.ts';

describe('what makes one object of another', () => {
  test.for([
    ['nothing', { a: 1 }, { a: 1 }, {}],
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, { b: 3 }],
    ['a field that came', { a: 1 }, { a: 1, b: { c: 2 } }, { b: { c: 2 } }],
    ['a field that went', { a: 1, b: 2 }, { a: 1 }, { b: null }],
    ['deep in an object', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
    ['one item of a list', { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, { a: { 1: { b: 3 } } }],
    ['a list of another length', { a: [1, 2] }, { a: [1, 2, 3] }, { a: [1, 2, 3] }],
    ['an object that became a list', { a: { b: 1 } }, { a: [1] }, { a: [1] }],
    ['a list that became an object cannot be said', { a: [1] }, { a: { 0: 2 } }, undefined],
    ['a null cannot be said', { a: 1 }, { a: null }, undefined],
    ['nor one within', { a: 1 }, { a: { b: [null] } }, undefined],
    ['undefined is absence', { a: 1, b: undefined }, { a: undefined, b: 2 }, { a: null, b: 2 }],
  ] as const)('%s', ([, before, after, patch]) => {
    expect(patchOf(before, after)).toEqual(patch);
    if (patch) expect(applyPatch(before, patch)).toEqual(after);
  });

  test('what stayed is shared', () => {
    const before = { spec: { containers: [{ name: 'a' }] }, status: { conditions: [{ type: 'x' }, { type: 'y' }] } };
    const after = applyPatch(before, { status: { conditions: { 1: { status: 'True' } } } });
    expect(after.spec).toBe(before.spec);
    expect(after.status.conditions[0]).toBe(before.status.conditions[0]);
    expect(before.status.conditions[1]).toEqual({ type: 'y' });
  });

  /** Few keys and values, so that two objects have much in common. */
  const value = fc.letrec<{ any: unknown; fields: Record<string, unknown> }>(tie => ({
    fields: fc.dictionary(fc.constantFrom('a', '0', 'constructor', '__proto__'), tie('any'), { maxKeys: 3 }),
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(null, 0, 1, 'x', false),
      tie('fields'),
      fc.array(tie('any'), { maxLength: 3 }),
    ),
  })).fields;

  test('the patch goes through JSON and makes the same object, or there is none', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [before, after] = [one, other].map(each => JSON.parse(JSON.stringify(each)));
        const patch = patchOf(before, after);
        if (patch) expect(applyPatch(before, JSON.parse(JSON.stringify(patch)))).toEqual(after);
      }),
      { numRuns: 2_000 },
    );
  });

  test('any patch makes something of any object, and neither is changed', () => {
    fc.assert(
      fc.property(value, value, (before, patch) => {
        const texts = JSON.stringify([before, patch]);
        applyPatch(before, patch);
        expect(JSON.stringify([before, patch])).toBe(texts);
      }),
    );
  });
});
