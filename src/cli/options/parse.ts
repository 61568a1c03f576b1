import { parseArgs } from 'node:util';
import type { CommandRow } from './call.ts';
import { OPTIONS, type OptionName, type OptionRow, type Options } from './options.ts';
import { UsageError } from './usage-error.ts';

export interface Parsed {
  readonly command: CommandRow;
  readonly options: Options;
  readonly args: readonly string[];
}

const rows: readonly OptionRow[] = OPTIONS;
const ALWAYS: readonly OptionName[] = ['help', 'version'];

/** Finds the command and reads its options. @throws UsageError in one sentence. */
export function parseCommandLine(argv: readonly string[], commands: readonly CommandRow[]): Parsed {
  const command = commandOf(withoutBare(argv), commands);
  const args = command.options.includes('diagnose') ? withoutBare(argv) : argv;
  const allowed = new Set<string>([...command.options, ...ALWAYS]);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: configOf(rows.filter(row => allowed.has(row.name))),
      allowPositionals: true,
    });
    return { command, options: values as Options, args: command.name === '' ? positionals : positionals.slice(1) };
  } catch (error) {
    const help = command.name ? `podscope help ${command.name}` : 'podscope help';
    throw new UsageError(`${sentenceOf(error as NodeJS.ErrnoException, commands)}; "${help}" lists the options`);
  }
}

/** @throws UsageError when there is no such command. */
export function findCommand(word: string, commands: readonly CommandRow[]): CommandRow {
  const command = commands.find(row => row.name === word);
  if (!command) throw new UsageError(`there is no command "${word}"; "podscope help" lists them`);
  return command;
}

/** The command is the first word that is no option and no option's value. */
function commandOf(argv: readonly string[], commands: readonly CommandRow[]): CommandRow {
  const lenient = { options: configOf(rows), allowPositionals: true, strict: false };
  return findCommand(parseArgs({ args: [...argv], ...lenient }).positionals[0] ?? '', commands);
}

/** `explain POD --cluster`: without a name it asks to look at the cluster around the pod. */
function withoutBare(argv: readonly string[]): readonly string[] {
  return argv.map((word, i) =>
    word === '--cluster' && (argv[i + 1] === undefined || argv[i + 1]!.startsWith('-')) ? '--diagnose' : word,
  );
}

/** Node's sentence without its advice, or a better one: for an option that another command has, and a value such as `-30m`. */
function sentenceOf({ code, message }: NodeJS.ErrnoException, commands: readonly CommandRow[]): string {
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const given = /'(-[^' ]*)/.exec(message)?.[1] ?? '';
    const owners = commands.filter(row => row.options.some(name => `--${name}` === given));
    return owners.length === 0
      ? `unknown option ${given}`
      : `${given} belongs to ${owners.map(row => row.name || 'the screen').join(', ')}, not to this command`;
  }
  const [, dashed] = /^Option '(?:-\w, )?(--[\w-]+).*' argument is ambiguous/.exec(message) ?? [];
  if (dashed !== undefined) return `${dashed} needs a value; one that begins with a dash is written ${dashed}=-30m`;
  const sentence = message.split(/\.?(?:\s*\n|\.\s|\.$|$)/)[0]!;
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function configOf(options: readonly OptionRow[]) {
  return Object.fromEntries(
    options.map(({ name, short, value, many }) => [
      name,
      {
        type: value ? ('string' as const) : ('boolean' as const),
        ...(many && { multiple: true }),
        ...(short && { short }),
      },
    ]),
  );
}
