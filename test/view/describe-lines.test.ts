import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { describePod } from '../../src/view/describe/describe.ts';
import { describeLines } from '../../src/view/describe/describe-lines.ts';
import { widthOf } from '../../src/view/text.ts';
import { damaged } from '../support/odd-pods.ts';
import { RICH_POD } from '../support/rich-pod.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const MARKS = { open: 'v', folded: '>', rule: '-' };
const sections = (pod: unknown) => describePod({ pod, now: NOW, status: { word: 'Running', why: '' } });
const texts = (pod: unknown, width: number, folded: readonly string[] = []) =>
  describeLines(sections(pod), width, new Set(folded), MARKS).map(({ line }) =>
    line.spans.map(each => each.text).join(''),
  );

describe('lines of a description', () => {
  test.for([20, 40, 78, 120])('none is wider than %i cells', width => {
    expect(texts(RICH_POD, width).filter(text => widthOf(text) > width)).toEqual([]);
  });

  test('at 60 cells', async () => {
    await expect(`${texts(RICH_POD, 60).join('\n')}\n`).toMatchFileSnapshot('screens/describe-60.txt');
  });

  test('a folded section is its head, with what matters of it', () => {
    const all = sections(RICH_POD).map(({ id }) => id);
    expect(texts(RICH_POD, 60, all)).toEqual([
      `> Pod ${'-'.repeat(54)}`,
      expect.stringMatching(/^> Conditions ContainersReady False, Ready False, .*…$/),
      expect.stringMatching(/^> Init container migrate Completed, 1 restart -+$/),
      expect.stringMatching(/^> Sidecar container proxy Running -+$/),
      expect.stringMatching(/^> Container app CrashLoopBackOff, 5 restarts -+$/),
      expect.stringMatching(/^> Container side Running -+$/),
      expect.stringMatching(/^> Ephemeral container debugger Running -+$/),
      expect.stringMatching(/^> Volumes 6 -+$/),
      expect.stringMatching(/^> Placement -+$/),
      expect.stringMatching(/^> Life -+$/),
      expect.stringMatching(/^> Labels and annotations -+$/),
    ]);
  });

  test('no pod, however odd, breaks it or makes a line too wide', () => {
    fc.assert(
      fc.property(damaged, pod => {
        expect(texts(pod, 40).filter(text => widthOf(text) > 40)).toEqual([]);
        expect(diagnose({ pod, now: NOW, node: pod, nodes: [pod], pods: [pod], claims: [pod] })).toBeInstanceOf(Array);
      }),
    );
  });
});
