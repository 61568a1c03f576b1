// npm run test:cluster: builds the control plane where that is possible, then tests the program on it.
//   npm run test:cluster -- test/cluster-real/demo-likeness.test.ts    only that
import { spawnSync } from 'node:child_process';
import { build, Skipped } from './build.ts';

try {
  await build(line => console.log(line));
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--config', 'vitest.cluster.config.ts', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  process.exitCode = status ?? 1;
} catch (cause) {
  if (!(cause instanceof Skipped)) throw cause;
  console.log(`test:cluster: skipped: ${cause.message}`);
}
