import { describe, expect, test } from 'vitest';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

const ESC = '\x1b';

async function demo(scenario: string, ...more: readonly string[]): Promise<TestTerminal> {
  const terminal = launchPodscope(['demo', '--scenario', scenario, '--speed', '5', ...more], {
    width: 140,
    height: 40,
  });
  await terminal.until(/1\/1 .* Running/);
  return terminal;
}
/** Rows of the grid that show a pod of this name and say that it runs. */
const running = (name: string, count: number) => (screen: string) =>
  screen.split('\n').filter(line => new RegExp(`│ default +${name}\\S* +1/1 +● Running`).test(line)).length === count;

describe('what changes the cluster, on the demo', () => {
  test('a StatefulSet is scaled, its rollout restarted, its pods evicted and deleted; each stands in the log', async () => {
    await using terminal = await demo('same-name');
    await terminal.until(running('db-', 2));
    terminal.keys('Z');
    await terminal.until(/Scale StatefulSet default\/db[\s\S]*It wants 2 replicas\.[\s\S]*Replicas: 2_/);
    terminal.keys(`${ESC}[Cy`);
    await terminal.until(/you asked: scale StatefulSet db from 2 to 3/);
    await terminal.until(running('db-', 3));
    terminal.keys('r');
    await terminal.until(/Restart the rollout of StatefulSet default\/db[\s\S]*step by step/);
    terminal.keys('y');
    await terminal.until(/you asked: restart StatefulSet db/);
    terminal.keys('K');
    await terminal.until(/Evict pod default\/db-\d[\s\S]*StatefulSet db makes db-\d again, under the same name\./);
    terminal.keys('1y');
    await terminal.until(/you asked: evict \(grace 1 s\)[\s\S]*→ gone/);
    await terminal.until(running('db-', 3));
    terminal.keys('0\x01\x0b');
    await terminal.until(/Delete by force \d pods: default\/db-/);
    terminal.keys('y');
    await terminal.until(/[3-9] deleted\. \(& shows all\)/);
    terminal.keys('&');
    await terminal.until(/─ Answers[\s\S]*default\/db-0 +delete by force \(grace 0\)/);
    terminal.keys(ESC);
    await terminal.until(running('db-', 3));
  });

  test('nothing is changed with --readonly, and the key says why', async () => {
    await using terminal = await demo('kubia', '--readonly');
    for (const [key, says] of [
      ['\x1b[3~', 'Nothing is deleted'],
      ['K', 'Nothing is evicted'],
      ['r', 'Nothing is restarted'],
      ['Z', 'Nothing is scaled'],
      ['e', 'Nothing is edited'],
      ['\x1bk', 'Nothing is told to end'],
    ] as const) {
      terminal.keys(key);
      await terminal.until(`${says}: podscope was told to change nothing`);
    }
    terminal.keys('m');
    await terminal.until(/evict +Nothing is evicted: podscope was told/);
    expect(terminal.text).not.toContain('you asked');
  });
});
