'use strict';
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');

/** A shorter run has met too little of the code to be worth remembering, s. */
const LONG_RUN = 3;

/**
 * Four times as busy as V8 would wait for must be what is compiled, in the words of each Node: what an idle screen does once a second is
 * not worth it, and kept the compiler at work for minutes. No start and no storm takes longer for it.
 */
const PATIENCE = {
  20: '--interrupt-budget=270336',
  22: '--invocation-count-for-turbofan=12000',
  24: '--invocation-count-for-turbofan=12000',
};

/**
 * Runs the bundle and answers what it exports. With it comes the code that V8 made of it: from the build, or, for another Node than
 * that of the build, from the cache folder of the person, where the first run that lasts leaves it. It starts in two thirds of the time.
 */
exports.load = function load(bundle) {
  // The space for what is young does not grow: what a list makes dies young or stays for good, and 10,000 pods take 110 MB and not
  // 165, in less time. Set first, for V8 refuses code that was made under other flags.
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  // One thread collects so small a space sooner than it wakes another.
  v8.setFlagsFromString('--no-parallel-scavenge');
  const patience = PATIENCE[process.versions.node.split('.')[0]];
  if (patience) v8.setFlagsFromString(patience);
  // After a list all of the memory is looked through once more, which takes 0.2 s with 10,000 pods and gives 5 MB back: much later will do.
  v8.setFlagsFromString('--gc-memory-reducer-start-delay-ms=600000');
  // ASCII, says the build; a text of one byte a character is read without being decoded.
  const source = fs.readFileSync(bundle, 'latin1');
  // V8 only compares lengths: the name of the file says which bundle it is the code of.
  const name = `${/^\/\*(\w+)\*\//.exec(source)?.[1] ?? 'unknown'}-${process.version}-${process.arch}.code`;
  const built = join(dirname(bundle), name);
  const kept = keptFile(name);
  const code = read(built) ?? (kept ? read(kept) : undefined);
  const script = new vm.Script(source, { filename: bundle, cachedData: code });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle));
  const remember = file => replace(file, script.createCachedData());
  if (kept && (!code || script.cachedDataRejected)) {
    process.on('exit', () => {
      if (process.uptime() >= LONG_RUN) remember(kept);
    });
  }
  return { ...module.exports, remember: () => remember(built) };
};

/** Undefined where nobody has a home. */
function keptFile(name) {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const folder = XDG_CACHE_HOME || (HOME ? join(HOME, '.cache') : '');
  return folder ? join(folder, 'podscope', 'code', name) : undefined;
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Two that end at once do not meet, what was there before goes; a disk that is full or read-only takes nothing but time. */
function replace(file, bytes) {
  const folder = dirname(file);
  const part = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(part, bytes);
    for (const other of fs.readdirSync(folder)) {
      if (other.endsWith('.code')) fs.rmSync(join(folder, other), { force: true });
    }
    fs.renameSync(part, file);
  } catch {
    forget(part);
  }
}

function forget(file) {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // It never came to be.
  }
}
