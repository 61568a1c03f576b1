import { constants } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { commandHelp, overview } from './cli/commands/help.ts';
import { COMMANDS } from './cli/commands.ts';
import { parseCommandLine } from './cli/options/parse.ts';
import { UsageError } from './cli/options/usage-error.ts';
import { ProblemError, problemText } from './kube/problem.ts';
import { type Host, systemClock } from './shell/host.ts';

/** The process: reads its command line, runs the command, sets the exit status. Called by bin/podscope. */
export async function main(): Promise<void> {
  process.stdout.on('error', error => {
    // A reader that has seen enough (`podscope get | head`) is no failure.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
    // Who has a screen there gives it back first.
    if (process.stdout.isTTY) throw error;
    process.stderr.write(`podscope: cannot write to standard output: ${error.message}\n`);
    process.exit(1);
  });
  // Nor does it end the work that nobody hears the complaints.
  process.stderr.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  });
  const status = await runCommand(process.argv.slice(2), processHost());
  await Promise.all([process.stdout, process.stderr].map(flushed));
  // A timer or a connection that somebody forgot must not keep a person waiting.
  process.exit(status);
}

/** Resolves when all that was written has gone to the reader; what a full disk has refused is told one turn later. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => {
    if (stream.writableLength === 0) setImmediate(resolve);
    else stream.write('', () => setImmediate(resolve));
  });

/** Runs one command line to its exit status: 0 done, 1 failed, 2 not understood. */
export async function runCommand(argv: readonly string[], host: Host): Promise<number> {
  try {
    const { command, options, args } = parseCommandLine(argv, COMMANDS);
    if (options.version) {
      host.stdout.write(`podscope ${host.version}\n`);
      return 0;
    }
    if (options.help) {
      host.stdout.write(command.name === '' ? overview(COMMANDS) : commandHelp(command));
      return 0;
    }
    const { run } = await command.load();
    return await run({ host, options, args, commands: COMMANDS });
  } catch (error) {
    if (error instanceof UsageError) {
      host.stderr.write(`podscope: ${error.message}\n`);
      return 2;
    }
    if (error instanceof ProblemError) {
      host.stderr.write(`podscope: ${problemText(error.problem)}\n`);
      return 1;
    }
    throw error;
  }
}

/** Plays the screen of the cluster at `server` to nobody; scripts/rehearse.cjs keeps the code that V8 made meanwhile. */
export async function rehearse(server: string): Promise<void> {
  const { rehearsalHost } = await import('./shell/rehearsal.ts');
  await runCommand(['-A', '--no-history', '--server', server], rehearsalHost(processHost()));
}

function processHost(): Host {
  return {
    version: packageJson.version,
    clock: systemClock,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    async openTerminal(options) {
      const { openTerminal } = await import('./ui/open-terminal.ts');
      return await openTerminal({ ...options, process, clock: systemClock });
    },
    interruptible() {
      const controller = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => controller.abort(constants.signals[signal]));
      }
      return controller.signal;
    },
  };
}
