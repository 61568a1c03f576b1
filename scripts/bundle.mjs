import { readFileSync } from 'node:fs';

/** The widgets that the screen and our panes are made of; the others stay out of the bundle. */
const WIDGETS = ['Node', 'Screen', 'Element', 'Box', 'Log', 'ScrollableBox', 'ScrollableText'];

/** blessed loads its widgets by computed names, which no bundler can follow. */
const blessed = {
  name: 'blessed',
  setup(build) {
    build.onLoad({ filter: /blessed[\\/]lib[\\/]widget\.js$/ }, () => ({
      contents: WIDGETS.map(name => `exports.${name} = require('./widgets/${name.toLowerCase()}');`).join('\n'),
    }));
  },
};

/** blessed-contrib's chart takes one function of lodash, and a constructor of Buffer of which Node warns. */
const contrib = {
  name: 'blessed-contrib',
  setup(build) {
    const inContrib = /blessed-contrib[\\/]/;
    build.onResolve({ filter: /^lodash$/ }, ({ importer, path }) =>
      inContrib.test(importer) ? { path, namespace: 'lodash-max' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lodash-max' }, () => ({
      contents: "exports.max = require('lodash/max');",
      resolveDir: import.meta.dirname,
    }));
    build.onLoad({ filter: /drawille-blessed-contrib[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace('new Buffer(', 'Buffer.alloc('),
    }));
  },
};

/** How our sources become a program for Node: the package, and the programs that tests start. */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [blessed, contrib],
};

/** For a program of modules. */
export const bundleOptions = {
  ...shared,
  splitting: true,
  format: 'esm',
  // Bundled CommonJS (blessed, ws, …) still calls require and __dirname, which an ES module does not have.
  banner: {
    js: "import{createRequire as $cr}from'node:module';import{dirname as $dn}from'node:path';import{fileURLToPath as $fu}from'node:url';const require=$cr(import.meta.url),__filename=$fu(import.meta.url),__dirname=$dn(__filename);",
  },
};

/**
 * For the package: one function in one file of ASCII, whose code V8 can keep (bin/load.cjs). What a dynamic import names is in it
 * too, and runs when it is asked for.
 * @param id which build it is
 */
export const packageOptions = id => ({
  ...shared,
  format: 'cjs',
  entryPoints: { main: 'src/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  charset: 'ascii',
  banner: { js: `/*${id}*/(function(exports,require,module,__filename,__dirname){` },
  footer: { js: '})' },
});
