import { describe, expect, test } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
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

describe('what the cluster does not allow', () => {
  test('is said by the key, for who may only look', async () => {
    await using terminal = await demo('kubia', '--user', 'viewer');
    for (const [key, says] of [
      ['\x1b[3~', 'delete pods'],
      ['K', 'evict pods'],
      ['e', 'change pods'],
      ['\x1bk', 'run commands in pods'],
      ['s', 'run commands in pods'],
      ['a', 'attach to pods'],
      ['F', 'forward ports of pods'],
      [':debug busybox\r', 'add containers to pods'],
      [':exec ls\r', 'run commands in pods'],
    ] as const) {
      await refusedBy(terminal, key, `The cluster does not let you ${says} in default.`);
      terminal.keys(':nothing\r');
      await terminal.until('There is no command "nothing"');
    }
    expect(terminal.text).not.toContain('you asked');
  });

  test('an eviction is held by a PodDisruptionBudget, which is named, until it has one to spare', async () => {
    const cluster = await startDemo({ clock: systemClock, seed: 1, speed: 20, scenarios: ['same-name'] });
    const budgets = `${cluster.url}/apis/policy/v1/namespaces/default/poddisruptionbudgets`;
    const selector = { matchLabels: { app: 'db' } };
    await fetch(budgets, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'all-of-db' }, spec: { selector, maxUnavailable: 0 } }),
    });
    await using terminal = launchPodscope(['--server', cluster.url, '-n', 'default'], { width: 140, height: 40 });
    await terminal.until(/db-0 +1\/1 +● Running[\s\S]*db-1 +1\/1 +● Running/);
    terminal.keys('/db-1\r');
    await terminal.until(/1 shown/);
    terminal.keys('Ky');
    await terminal.until(/A PodDisruptionBudget keeps db-\d: [\s\S]*budget all-of-db needs \d healthy pods and has \d/);
    terminal.keys(ESC);
    await terminal.until(/refused: evict/);
    await fetch(`${budgets}/all-of-db`, { method: 'DELETE' });
    terminal.keys('K');
    await terminal.until('Evict pod');
    terminal.keys('y');
    await terminal.until(/1 evicted|is evicted|db-\d\S* .*→ gone/);
    await cluster.stop();
  });
});

describe('process 1 of a container', () => {
  test('is told to end by a signal from inside; the kubelet starts the container again', async () => {
    await using terminal = await demo('new-nginx');
    terminal.keys('/my-nginx\r');
    await terminal.until(/1 shown/);
    terminal.keys('\x1bk');
    await terminal.until(/Send SIGTERM to process 1 of container nginx[\s\S]*the kubelet starts it again/);
    terminal.keys('y');
    await terminal.until(/Process 1 of nginx got TERM/);
    await terminal.until(/you asked: SIGTERM to process 1 of nginx/);
    await terminal.until(/│ default +my-nginx\S* +1\/1 +● Running .* 1 \(/);
  });
});

/** Presses a key until its refusal is known: rights are asked for while the cursor rests. */
async function refusedBy(terminal: TestTerminal, key: string, says: string): Promise<void> {
  const isSaid = (screen: string): boolean => screen.replaceAll(/\s+/g, ' ').includes(says);
  terminal.keys(key);
  await terminal.until(screen => isSaid(screen) || /\?[\s\S]*\(y\/n\)|ports of/.test(screen));
  await terminal.until(isSaid);
}
