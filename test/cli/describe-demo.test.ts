import { expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { formatTime } from '../../src/kube/time.ts';
import { runCommand } from '../../src/main.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { testHost } from '../support/host.ts';
import { hasKubectl, kubectl } from '../support/kubectl.ts';
import { missingValues } from '../support/kubectl-values.ts';

const START = Date.parse('2026-01-05T08:00:00Z');
const NAMES = ['kubia', 'kubia-ssl', 'pod-phase', 'reports', 'analytics', 'shop-db-migrated'];

/** Figures of probes that the demo leaves to their defaults, which we tell as what they come to; a real API server fills them in. */
const UNSET = /^(?:timeout=0s|period=0s|#success=0|#failure=0)$/;

async function ours(demo: DemoCluster, name: string, now: number): Promise<string> {
  const host = testHost();
  const where = ['-n', 'default', '--server', demo.url, '--kubeconfig', '/dev/null', '--now', formatTime(now)];
  expect([await runCommand(['describe', name, ...where, '--env-values'], host), host.err()]).toEqual([0, '']);
  return host.out();
}

test.skipIf(!hasKubectl)(
  'every value that kubectl describe tells of the demo stands in ours',
  async () => {
    const clock = new FakeClock(START);
    const demo = await startDemo({ clock, seed: 1 });
    clock.advance(60_000);
    try {
      for (const name of NAMES) {
        const theirs = await kubectl(demo.url, 'describe', 'pod', name, '-n', 'default');
        const missing = missingValues(theirs, await ours(demo, name, clock.now())).filter(word => !UNSET.test(word));
        expect({ name, missing }).toEqual({ name, missing: [] });
      }
    } finally {
      await demo.stop();
    }
  },
  30_000,
);
