import type { Host } from '../../shell/host.ts';
import type { OptionName, Options } from './options.ts';

/** What a command is called with. */
export interface Call {
  readonly host: Host;
  readonly options: Options;
  /** All commands, for those that speak of others. */
  readonly commands: readonly CommandRow[];
  /** What stands on the command line besides options and the command's own name. */
  readonly args: readonly string[];
}

/** Answers the exit status. Throws UsageError (2) or ProblemError (1) for what a person can mend; anything else is a bug. */
export type Run = (call: Call) => Promise<number>;

/** One command. Its module is loaded only when it is called, so that each starts fast. */
export interface CommandRow {
  /** Empty for the full screen, which needs no word. */
  readonly name: string;
  readonly args: string;
  readonly help: string;
  readonly options: readonly OptionName[];
  readonly load: () => Promise<{ readonly run: Run }>;
}
