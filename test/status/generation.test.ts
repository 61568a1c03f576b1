import { describe, expect, test } from 'vitest';
import { GENERATIONS, generationFor, parseServerMinor } from '../../src/status/generation.ts';

describe('parseServerMinor', () => {
  test.for([
    ['1.34', 34],
    ['v1.34.2-eks-1234', 34],
    ['v1.30.14+k3s1', 30],
    ['1.9', 9],
    ['34', 34],
    ['34+', 34],
    [{ major: '1', minor: '34+', gitVersion: 'v1.34.2-gke.100' }, 34],
    [{ major: '1', minor: '27' }, 27],
    [{ major: '', minor: '', gitVersion: 'v1.37.2' }, 37],
    [{ major: '0', minor: '0', gitVersion: 'v0.0.0-master+$Format:%H$' }, undefined],
    ['v2.1.0', undefined],
    ['latest', undefined],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
    [{ minor: 34 }, undefined],
  ] as const)('%o → %o', ([version, want]) => {
    expect(parseServerMinor(version)).toBe(want);
  });
});

describe('generationFor', () => {
  test.for([
    [undefined, '1.37'],
    [99, '1.37'],
    [37, '1.37'],
    [35, '1.37'],
    [34, '1.34'],
    [31, '1.34'],
    [30, '1.30'],
    [28, '1.30'],
    [27, '1.27'],
    [5, '1.27'],
    [-1, '1.27'],
  ] as const)('minor %o → rules of %s', ([minor, want]) => {
    expect(generationFor(minor).version).toBe(want);
  });

  test('the newest comes first', () => {
    const since = GENERATIONS.map(generation => generation.sinceMinor);
    expect(since).toEqual(since.toSorted((a, b) => b - a));
  });
});
