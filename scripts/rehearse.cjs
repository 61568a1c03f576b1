// Lets the program play its screen to nobody, against a demo server of its own, and keeps the code that V8 made meanwhile.
'use strict';
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { load } = require('../bin/load.cjs');

const PROGRAM = join(__dirname, '..', 'bin', 'podscope');
const server = spawn(process.execPath, [PROGRAM, 'demo', '--serve', '--pods', '700', '--churn', '20'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // Without a home it keeps no code of its own.
  env: { ...process.env, HOME: '', XDG_CACHE_HOME: '' },
});
createInterface(server.stdout).once('line', line => {
  const program = load(join(__dirname, '..', 'dist', 'main.cjs'));
  program
    .rehearse(/http:\S+\d/.exec(line)[0])
    .then(program.remember)
    .catch(error => console.error(`no code is kept: ${error}`))
    .finally(() => server.kill('SIGTERM'));
});
