// Bundles src/main.ts and all it needs into dist/, so that the published package has no run-time dependency, and keeps beside it
// the code that V8 makes of it: the program starts in two thirds of the time with it, and as well without.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { packageOptions } from './bundle.mjs';

const options = packageOptions(randomUUID().replaceAll('-', ''));

if (process.argv.includes('--watch')) {
  const watcher = await context(options);
  await watcher.watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await build(options);
  spawnSync(process.execPath, [join(import.meta.dirname, 'rehearse.cjs')], { stdio: 'inherit', timeout: 60_000 });
}
