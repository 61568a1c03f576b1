import fc from 'fast-check';
import { CORPUS } from './corpus.ts';

/** What may stand where a field should be. */
export const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    undefined,
    -1,
    -0,
    1e308,
    2 ** 31,
    0.5,
    '',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00+24:00',
    '2026-02-31T00:00:00Z',
    'toString',
    '__proto__',
    [],
    {},
    [null],
    [[]],
    { length: -1 },
  ),
);

/** A pod of the corpus in which some fields, anywhere, are replaced by junk, gone, or doubled. */
export const damaged = fc
  .tuple(
    fc.nat(CORPUS.length - 1),
    fc.array(fc.record({ place: fc.nat(), junk, how: fc.constantFrom('replace', 'remove', 'double') }), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([index, damages]) => {
    const pod = structuredClone(CORPUS[index]!.pod);
    for (const { place, junk, how } of damages) {
      const places = placesOf(pod);
      const [holder, key] = places[place % places.length]!;
      if (how === 'remove') delete holder[key];
      else if (how === 'double' && Array.isArray(holder)) holder.push(holder[Number(key)]);
      // Cloned, for the same junk may come twice, and the second time end up within itself.
      else holder[key] = structuredClone(junk);
    }
    return pod as unknown;
  });

type Holder = Record<string, unknown>;

/** Every field within a value, as its holder and its key. */
function placesOf(value: object): [Holder, string][] {
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Holder, key] as [Holder, string],
    ...(typeof inner === 'object' && inner !== null ? placesOf(inner) : []),
  ]);
}
