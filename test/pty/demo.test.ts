import { describe, expect, test } from 'vitest';
import { launchPodscope } from '../support/terminal.ts';

describe('the demo in a terminal', () => {
  test('opens without a cluster, tells a story, and leaves the terminal as it was', async () => {
    await using terminal = launchPodscope(['demo', '--seed', '7', '--speed', '20'], { width: 120, height: 40 });
    await terminal.until('DEMO');
    await terminal.until(/kubia-ssl .*Running/, 20_000);
    await terminal.until(/→ . CrashLoopBackOff|→ . ErrImagePull/, 20_000);
    terminal.keys('M');
    await terminal.until(/┌─ Meddle with \S+, or the cluster/);
    terminal.keys('\x1b');
    await terminal.until(screen => !screen.includes('Meddle with'));
    // The server itself selects: the others are not even counted.
    const selected = /^ podscope .* -l app=kubia .*\n 1 pod /;
    terminal.keys('/-l app=kubia\r');
    await terminal.until(selected);
    terminal.keys('[');
    await terminal.until(/^(?!.* -l ).*\n \d\d pods /);
    terminal.keys(']');
    await terminal.until(selected);
    terminal.keys('0');
    await terminal.until(/^(?!.* -l ).*\n \d\d pods /);
    terminal.keys('!');
    await terminal.until(screen => !/busybox +1\/1/.test(screen));
    terminal.resize(80, 24);
    await terminal.until(() => /^ enter .* q quit/.test(terminal.screen[23]!));
    terminal.keys('q');
    expect(await terminal.exited).toBe(0);
    await terminal.parsed();
    expect(terminal.onAlternateScreen).toBe(false);
    expect(terminal.text.trim()).toBe('');
  });

  test('shows no colour where none is wanted', async () => {
    await using terminal = launchPodscope(['demo', '--seed', '7'], { env: { NO_COLOR: '1', COLORTERM: 'truecolor' } });
    await terminal.until(/kubia .*(?:Running|ContainerCreating|Pending)/, 20_000);
    expect(terminal.raw).not.toMatch(/\x1b\[[\d;]*\b(?:3[0-8]|4[0-8]|9\d|10\d)\b[\d;]*m/);
  });
});
