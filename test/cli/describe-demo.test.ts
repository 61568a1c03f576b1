import { expect, test } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { SCENARIOS } from '../../src/demo/scenarios/all.ts';
import { formatTime } from '../../src/kube/time.ts';
import { runCommand } from '../../src/main.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';
import { hasKubectl, kubectl } from '../support/kubectl.ts';
import { missingValues } from '../support/kubectl-values.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

/** The descriptions of all pods, by namespace/name. */
function parted(text: string, head: RegExp): Map<string, string> {
  const parts = text.split(head).filter(part => /^\s*Name:?\s/m.test(part));
  return new Map(
    parts.map(part => {
      const of = (label: string): string => new RegExp(`^\\s*${label}:? +(\\S+)`, 'm').exec(part)?.[1] ?? '';
      return [`${of('Namespace')}/${of('Name')}`, part] as const;
    }),
  );
}

test.skipIf(!hasKubectl)(
  'every value that kubectl describe tells of the pods of every scenario stands in ours',
  async () => {
    const clock = new FakeClock(START);
    const demo = await startDemo({ clock, seed: 1, scenarios: SCENARIOS.map(({ name }) => name) });
    try {
      // At the start, in the midst of things, and when most have settled.
      for (const seconds of [3, 27, 150]) {
        clock.advance(seconds * 1000);
        const theirs = parted(await kubectl(demo.url, 'describe', 'pods', '-A'), /\n\n\n(?=Name: )/);
        const host = testHost();
        const where = ['-A', '--server', demo.url, '--kubeconfig', '/dev/null', '--now', formatTime(clock.now())];
        const line = ['describe', '--field-selector', 'metadata.name!=nobody', '--env-values', ...where];
        expect([await runCommand(line, host), host.err()]).toEqual([0, '']);
        const ours = parted(host.out(), /\n\n(?=Pod:\n)|^(?=Pod:\n)/);
        expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
        expect(theirs.size).toBeGreaterThan(20);
        const missing = [...theirs].flatMap(([name, text]) =>
          missingValues(text, ours.get(name)!).map(word => `${name}: ${word}`),
        );
        expect({ seconds, missing }).toEqual({ seconds, missing: [] });
      }
    } finally {
      await demo.stop();
    }
  },
  60_000,
);
