import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyMerge,
  editableText,
  isChangedBetween,
  mergeDifference,
  readEdited,
  withProblem,
} from '../../src/shell/edit-text.ts';

const REF = { uid: 'u1', namespace: 'default', name: 'web-0' };
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-0',
    namespace: 'default',
    uid: 'u1',
    resourceVersion: '7',
    labels: { app: 'web' },
    managedFields: [{ manager: 'kubelet' }],
  },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
  status: { phase: 'Running' },
};
const TEXT = editableText(POD, REF, 'in context kind-dev');
const objectIn = (text: string): unknown => {
  const read = readEdited(text, POD);
  return read.kind === 'object' ? read.object : read;
};
/** The patch that comes of a change of the text. */
const patchOf = (from: string, to: string): unknown => mergeDifference(POD, objectIn(TEXT.replace(from, to)));

describe('the text', () => {
  test('names the pod and its place, and leaves out managedFields', () => {
    expect(TEXT).toMatch(/^# Pod default\/web-0 in context kind-dev\.\n/);
    expect(TEXT).not.toContain('managedFields');
    expect(TEXT).toContain('resourceVersion: "7"');
  });
  test('has the reason on top when it is shown again, and what was written as it was', () => {
    const broken = `${TEXT.replace('app:1', '{')}`;
    const again = withProblem(
      withProblem(broken, REF, 'in context kind-dev', 'first'),
      REF,
      'in context kind-dev',
      'No.',
    );
    expect(again).toMatch(/^# Pod[\s\S]*\n#\n# No\.\n#\napiVersion: v1\n/);
    expect(again).not.toContain('first');
    expect(again).toContain('image: {');
  });
});

describe('what was made of it', () => {
  test('unchanged gives no patch', () => {
    expect(mergeDifference(POD, objectIn(TEXT))).toBeUndefined();
  });
  test.for([
    {
      name: 'a label more',
      from: 'app: web',
      to: 'app: web\n    tier: front',
      patch: { metadata: { labels: { tier: 'front' } } },
    },
    {
      name: 'another image',
      from: 'app:1',
      to: 'app:2',
      patch: { spec: { containers: [{ name: 'app', image: 'app:2' }] } },
    },
    { name: 'no label', from: '  labels:\n    app: web\n', to: '', patch: { metadata: { labels: null } } },
    { name: 'a status, which is not sent', from: 'Running', to: 'Failed', patch: undefined },
    { name: 'a version, which is not sent', from: '"7"', to: '"8"', patch: undefined },
  ])('$name', ({ from, to, patch }) => {
    expect(TEXT).toContain(from);
    expect(patchOf(from, to)).toEqual(patch);
  });
  test.for([
    { name: 'nothing', text: '', want: { kind: 'empty' } },
    { name: 'only comments', text: '# a\n\n  # b\n', want: { kind: 'empty' } },
    {
      name: 'a list',
      text: '- a\n',
      want: { kind: 'problem', sentence: 'This is no object: it must have names with values.' },
    },
    {
      name: 'another name',
      text: TEXT.replace('name: web-0', 'name: web-1'),
      want: {
        kind: 'problem',
        sentence: 'metadata.name was changed, and that makes it another object: it must stay web-0.',
      },
    },
    {
      name: 'another kind',
      text: TEXT.replace('kind: Pod', 'kind: Node'),
      want: { kind: 'problem', sentence: 'kind was changed, and that makes it another object: it must stay Pod.' },
    },
  ])('$name', ({ text, want }) => {
    expect(readEdited(text, POD)).toEqual(want);
  });
  test('no YAML, with the line', () => {
    const read = readEdited('a: 1\nb: [\n', POD);
    expect(read.kind === 'problem' && read.sentence).toMatch(/^This is no YAML: .* at line 3, column 1\.$/);
  });
});

const json = fc.letrec(tie => ({
  value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(tie('value'), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'spec', 'metadata'), tie('value'), { maxKeys: 4 }),
}));

describe('patches', () => {
  test('make the one of the other, whatever they are', () => {
    fc.assert(
      fc.property(json.map, json.map, (x, y) => {
        const [before, after] = [{ spec: x }, { spec: y }];
        expect(applyMerge(before, mergeDifference(before, after) ?? {})).toEqual(after);
      }),
    );
  });
  test.for([
    { name: 'a status', other: { ...POD, status: { phase: 'Failed' } }, changed: false },
    { name: 'a version', other: { ...POD, metadata: { ...POD.metadata, resourceVersion: '9' } }, changed: false },
    { name: 'a manager', other: { ...POD, metadata: { ...POD.metadata, managedFields: [] } }, changed: false },
    { name: 'a label', other: { ...POD, metadata: { ...POD.metadata, labels: { app: 'x' } } }, changed: true },
    { name: 'a node', other: { ...POD, spec: { ...POD.spec, nodeName: 'n' } }, changed: true },
  ])('somebody else changed $name: $changed', ({ other, changed }) => {
    expect(isChangedBetween(POD, other)).toBe(changed);
  });
});
