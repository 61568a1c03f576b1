import { describe, expect, test } from 'vitest';
import { launchPodscope } from '../support/terminal.ts';

const DEMO = /^ podscope .*\bDEMO\b/;

/** The demo with the cursor on the first pod of a scenario, once it stands as `first` says. */
/** The demo with the cursor on its one pod, which runs. */
async function kubia(speed = 20) {
  const options = { width: 130, height: 40 };
  const terminal = launchPodscope(['demo', '--seed', '7', '--speed', String(speed), '--scenario', 'kubia'], options);
  await terminal.until(/kubia +1\/1 +● Running/, 20_000);
  return terminal;
}

describe('meddling with the demo', () => {
  test('a container is killed with the exit code that was typed, and starts again', async () => {
    await using terminal = await kubia();
    terminal.keys(':kill 42\r');
    await terminal.until('Ended kubia of kubia with exit code 42.');
    await terminal.until(/kubia +1\/1 +. Running +\S+ +1 \([\s\S]*last +Error exit 42/, 20_000);
    expect(terminal.text).toMatch(DEMO);
  });

  test('a probe fails until it passes, and one of liveness kills', async () => {
    await using terminal = await kubia();
    terminal.keys(':probe readiness fails\r');
    await terminal.until('The readiness probe of kubia fails from now on.');
    await terminal.until(/kubia +0\/1 +◌ Running .* is not ready: kubia/, 20_000);
    terminal.keys(':probe readiness passes\r');
    await terminal.until(/kubia +1\/1 +● Running/, 20_000);
    terminal.keys(':probe liveness fails\r');
    await terminal.until(/kubia +[01]\/1 +\S \w+ +\S+ +[1-9] \(/, 20_000);
    expect(terminal.text).toMatch(DEMO);
  });

  test('a node falls silent and comes back', async () => {
    await using terminal = await kubia();
    terminal.keys(':lose\r');
    await terminal.until(/node-\d fell silent\./);
    await terminal.until(/kubia +\d\/1 +▲ Running .*[Rr]eady/, 20_000);
    terminal.keys(':find\r');
    await terminal.until(/node-\d is back\./);
    await terminal.until(/kubia +1\/1 +● Running/, 20_000);
    expect(terminal.text).toMatch(DEMO);
  });

  test.for([
    [':cut', 'Cut all connections of the API server.', /○ stale .*\n.*closed the connection/],
    [':answer 410', 'The next request is answered with 410.', /too old|forgotten|missed|gap/],
    [':answer 429 2', 'The next 2 requests are answered with 429.', /○ stale .*\n.*too many requests/],
    [':answer 500 2', 'The next 2 requests are answered with 500.', /○ stale .*\n.*500/],
    [':answer 503 2', 'The next 2 requests are answered with 503.', /○ stale .*\n.*(?:503|not ready)/],
  ] as const)('%s', async ([typed, said, seen]) => {
    await using terminal = await kubia(5);
    terminal.keys(`${typed}\r`);
    await terminal.until(said);
    await terminal.until(seen, 20_000);
    expect(terminal.text).toMatch(DEMO);
    await terminal.until(/● live/, 20_000);
    expect(terminal.text).toMatch(DEMO);
  });
});
