import type { Clock } from '../kube/clock.ts';
import { ProblemError } from '../kube/problem.ts';
import { backgroundOfEnvironment } from './background.ts';
import { processDevice } from './device.ts';
import type { Ending } from './life-cycle.ts';
import { divertOutput } from './stray-output.ts';
import { Terminal } from './terminal.ts';
import type { Theme } from './theme.ts';
import { colourDepth, defaultTheme } from './theme-choice.ts';

export interface OpenTerminalOptions {
  readonly process: NodeJS.Process;
  readonly clock: Clock;
  /** Absent: one that fits the terminal's colours and background. */
  readonly theme?: Theme | undefined;
  /** Default true. */
  readonly mouse?: boolean | undefined;
  /** Borders of plain ASCII; default false. */
  readonly ascii?: boolean | undefined;
  /** What libraries print while the screen is up. Default: nobody sees it. */
  readonly onStray?: ((text: string) => void) | undefined;
  /** A signal, a crash or the loss of the terminal ends the program: the terminal has been given back, what remains is to exit. */
  readonly onEnd: (ending: Ending) => void;
}

/**
 * Takes the terminal of the process for the full screen. `close()` gives it back.
 * @throws ProblemError before anything was written
 */
export async function openTerminal(options: OpenTerminalOptions): Promise<Terminal> {
  const { process, clock, theme } = options;
  const { stdin, stdout, env } = process;
  const refuse = (message: string, hint: string): never => {
    throw new ProblemError({ code: 'invalid', message: `the full screen needs a terminal, ${message}`, hint });
  };
  if (!stdin.isTTY || !stdout.isTTY)
    refuse(`but standard ${stdin.isTTY ? 'output' : 'input'} is none`, '"podscope get" prints without one');
  if (!env['TERM'] || env['TERM'] === 'dumb')
    refuse(
      `and one that can place text, but TERM is ${env['TERM'] ? '"dumb"' : 'not set'}`,
      'set it to what yours is (xterm-256color fits most), or use "podscope get"',
    );
  const depth = colourDepth(env);
  const undivert = divertOutput(process, options.onStray ?? (() => {}));
  try {
    const terminal = await Terminal.open({
      device: processDevice(stdin, stdout, clock),
      process,
      clock,
      depth,
      theme: background => theme ?? defaultTheme(depth, background ?? backgroundOfEnvironment(env)),
      mouse: options.mouse ?? true,
      ascii: options.ascii ?? false,
      onClose: undivert,
      onEnd: options.onEnd,
    });
    return terminal;
  } catch (error) {
    undivert();
    throw error;
  }
}
