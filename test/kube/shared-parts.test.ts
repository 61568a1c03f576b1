import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareParts } from '../../src/kube/shared-parts.ts';

const json = () => fc.object({ values: [fc.string({ maxLength: 2 }), fc.nat(2), fc.boolean(), fc.constant(null)] });

describe('what two versions have in common', () => {
  test('is one object, and the rest is as it was', () => {
    const before = { metadata: { name: 'a', labels: { x: '1' } }, status: { list: [{ n: 1 }, { n: 2 }], gone: 1 } };
    const after = { metadata: { name: 'a', labels: { x: '1' } }, status: { list: [{ n: 1 }, { n: 3 }] } };
    const said = JSON.stringify(after);
    shareParts(before, after as typeof before);
    expect(JSON.stringify(after)).toBe(said);
    expect(after.metadata).toBe(before.metadata);
    expect(after.status).not.toBe(before.status);
    expect(after.status.list[0]).toBe(before.status.list[0]);
    expect(after.status.list[1]).toEqual({ n: 3 });
  });

  test.for<[string, object, object]>([
    ['a list is no object', { a: [] }, { a: {} }],
    ['a shorter list', { a: [1, 2] }, { a: [1] }],
    ['a longer list', { a: [1] }, { a: [1, 2] }],
    ['a field that went', { a: { b: 1, c: 2 } }, { a: { b: 1 } }],
    ['a field that came', { a: { b: 1 } }, { a: { b: 1, c: 2 } }],
    ['null and nothing', { a: { b: null } }, { a: {} }],
  ])('%s is not equal', ([, before, after]) => {
    const said = JSON.stringify(after);
    shareParts(before, after);
    expect(JSON.stringify(after)).toBe(said);
  });

  test('never changes what a version says, nor the one before', () => {
    fc.assert(
      fc.property(json(), json(), fc.boolean(), (before, other, isCopy) => {
        const after = isCopy ? { ...structuredClone(before), other } : structuredClone(other);
        const [was, said] = [JSON.stringify(before), JSON.stringify(after)];
        shareParts(before, after);
        expect([JSON.stringify(before), JSON.stringify(after)]).toEqual([was, said]);
      }),
    );
  });
});
