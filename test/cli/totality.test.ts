import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { explanationLines, explanationRecord } from '../../src/cli/output/explain-text.ts';
import { nameLine, podRecord, tableLines } from '../../src/cli/output/print-pods.ts';
import { podsOf } from '../../src/files/read-pods.ts';
import { runCommand } from '../../src/main.ts';
import { explainStatus } from '../../src/status/explain.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { testHost } from '../support/host.ts';
import { damaged, junk } from '../support/odd-pods.ts';

/** What a terminal must never get: control characters other than the line feed. */
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function check(value: unknown): void {
  for (const found of podsOf({ value, where: 'here' })) {
    if ('refusal' in found) continue;
    const { pod } = found;
    const row = podRow(pod, NEWEST);
    const explanation = explainStatus(pod, NEWEST);
    JSON.stringify([podRecord({ pod, row }, 0), explanationRecord(pod, explanation, 0)]);
    const layout = { wide: true, namespaces: true, headers: true };
    const lines = [
      ...tableLines([{ pod, row }], 0, layout),
      nameLine({ pod, row }),
      ...explanationLines(pod, explanation, 0),
    ];
    expect(lines.join('\n')).not.toMatch(CONTROL);
  }
}

test('any JSON value is printed and explained, or refused', () => {
  fc.assert(fc.property(junk, check), { numRuns: 300 });
});

test('a pod with damaged fields is printed and explained', () => {
  fc.assert(fc.property(damaged, check), { numRuns: 500 });
});

const folder = mkdtempSync(join(tmpdir(), 'podscope-totality-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.for([
  ['timeline'],
  ['timeline', '-o', 'json'],
  ['timeline', '-o', 'markdown'],
  ['report'],
  ['report', '-o', 'html'],
])('podscope %s tells the life of any pod, or refuses it', async line => {
  const path = join(folder, 'pod.json');
  const tell = async (value: unknown): Promise<void> => {
    writeFileSync(path, JSON.stringify(value) ?? '');
    const host = testHost();
    expect(await runCommand([...line, '-f', path], host)).toBeLessThan(2);
    expect(host.out()).not.toMatch(CONTROL);
  };
  await fc.assert(fc.asyncProperty(fc.oneof(junk, damaged), tell), { numRuns: 300 });
});
