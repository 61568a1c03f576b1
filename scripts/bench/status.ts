import { explainStatus } from '../../src/status/explain.ts';
import { GENERATIONS } from '../../src/status/generation.ts';
import { podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { PodRow } from '../../src/status/row.ts';
import { CORPUS } from '../../test/support/corpus.ts';

const PODS = CORPUS.map(entry => entry.pod);
const NOW = Date.parse(CORPUS[0]!.now);

/** The engine over the corpus on one core: rows a second, without and with the proof, and with the health. */
export function run(_options: unknown, print: (line: string) => void): void {
  const rows: PodRow[] = new Array(PODS.length);
  for (const generation of GENERATIONS) {
    const perSecond = measure(() => {
      for (let i = 0; i < PODS.length; i++) rows[i] = podRow(PODS[i]!, generation);
    });
    print(`podRow, rules of ${generation.version}: ${text(perSecond)} rows per second of CPU`);
  }
  const [newest] = GENERATIONS;
  const explained = measure(() => {
    for (const pod of PODS) explainStatus(pod, newest!);
  });
  print(`explainStatus: ${text(explained)} pods per second of CPU`);
  const judged = measure(() => {
    for (let i = 0; i < PODS.length; i++) podHealth(PODS[i]!, rows[i]!, NOW);
  });
  print(`podHealth: ${text(judged)} pods per second of CPU`);
}

/** Pods a second of CPU time: the best of several seconds, after the compiler has warmed up. */
function measure(pass: () => void): number {
  for (let i = 0; i < 20; i++) pass();
  let best = 0;
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < 40; i++) pass();
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (40 * PODS.length) / ((user + system) / 1e6));
  }
  return best;
}

const text = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-US');
