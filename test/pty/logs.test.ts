import { expect, test } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { launchPodscope } from '../support/terminal.ts';

const ENTER = '\r';
/** Writes 10,000 lines a second. */
const FLOOD = ['sh', '-c', 'while true; do echo request {n} was answered; done'];

test('a container that floods its log keeps no key waiting, and what is dropped is said', async () => {
  const cluster = await startDemo({ clock: systemClock, seed: 1, scenarios: [] });
  const body = JSON.stringify({
    metadata: { name: 'flood' },
    spec: { containers: [{ name: 'app', image: 'registry.k8s.io/pause', command: FLOOD }] },
  });
  await fetch(`${cluster.url}/api/v1/namespaces/default/pods`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  {
    const where = ['--server', cluster.url, '--kubeconfig', '/dev/null', '-n', 'default'];
    await using terminal = launchPodscope(where, { width: 100, height: 30 });
    await terminal.until(/flood .*Running/);
    terminal.keys('l');
    await terminal.until(/request \d+ was answered/);
    const numbers = (): number[] => [...terminal.text.matchAll(/request (\d+)/g)].map(([, number]) => Number(number));
    const [before = 0] = numbers();
    terminal.keys('u');
    await terminal.until(/paused, G follows/);
    const stood = numbers().join();
    terminal.keys('t');
    await terminal.until(/│\d{4}-\d\d-\d\dT[\d:.]+ request \d+ was answered/);
    terminal.keys('t');
    await terminal.until(() => numbers().join() === stood);
    terminal.keys(`G/request \\d+0 ${ENTER}`);
    await terminal.until(/of [\d,]+ lines/);
    await terminal.until(/[\d,]{5,} older dropped/);
    expect(numbers().every(number => number > before && number % 10 === 0)).toBe(true);
    // All lines again, the panes again, the end.
    terminal.keys('qqq');
    expect(await terminal.exited).toBe(0);
  }
  await cluster.stop();
});
