// Bundles src/main.ts and all it needs into dist/, so that the published package has no run-time dependency.
// Chunks that the first frame does not need (demo, client-node, …) are split off and loaded when asked for.
import { rmSync } from 'node:fs';
import { build, context } from 'esbuild';
import { bundleOptions } from './bundle.mjs';

const options = { ...bundleOptions, entryPoints: { main: 'src/main.ts' }, outdir: 'dist' };

if (process.argv.includes('--watch')) {
  const watcher = await context(options);
  await watcher.watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await build(options);
}
