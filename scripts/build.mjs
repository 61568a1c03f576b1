// Bundles src/main.ts and all it needs into dist/, so that the published package has no run-time dependency.
// Chunks that the first frame does not need (demo, client-node, …) are split off and loaded when asked for.
import { rmSync } from 'node:fs';
import { build, context } from 'esbuild';

const options = {
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS (blessed, ws, …) still calls require and __dirname, which an ES module does not have.
  banner: {
    js: "import{createRequire as $cr}from'node:module';import{dirname as $dn}from'node:path';import{fileURLToPath as $fu}from'node:url';const require=$cr(import.meta.url),__filename=$fu(import.meta.url),__dirname=$dn(__filename);",
  },
};

if (process.argv.includes('--watch')) {
  const watcher = await context(options);
  await watcher.watch();
} else {
  rmSync('dist', { recursive: true, force: true });
  await build(options);
}
