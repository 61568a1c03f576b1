/** The shell of a scripted container: words, pipes, redirections, and the joints `;`, `&&` and `||`. No loops and no functions. */
import { clean } from './container-files.ts';
import { COMMANDS } from './shell-commands.ts';
import { type Io, type Place, ShellExit } from './shell-place.ts';

export const SHELLS: readonly string[] = ['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash'];

/** Runs one program. Undefined when there is no such program. */
export async function runCommand(command: readonly string[], place: Place, io: Io): Promise<number | undefined> {
  const [program = '', ...args] = command;
  if (SHELLS.includes(program)) {
    const script = /^-\w*c$/.test(args[0] ?? '') ? (args[1] ?? '') : (await io.stdin()).toString();
    return runScript(script, { ...place, env: new Map(place.env) }, io);
  }
  return COMMANDS[program.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '')]?.(args, place, io);
}

/** Runs a script to its end or its `exit`; answers the exit code. */
export async function runScript(script: string, place: Place, io: Io): Promise<number> {
  try {
    return await runLine(script, place, io);
  } catch (error) {
    if (error instanceof ShellExit) return error.exitCode;
    throw error;
  }
}

/** As `runScript`, but `exit` is thrown. @throws ShellExit */
export async function runLine(script: string, place: Place, io: Io): Promise<number> {
  const tokens = tokensOf(script);
  if (tokens === undefined) {
    io.err('sh: syntax error: unterminated quoted string\n');
    place.last = 2;
    return 2;
  }
  let joint = ';';
  for (let at = 0; at < tokens.length; ) {
    let end = at;
    while (end < tokens.length && !['&&', '||', ';'].includes(tokens[end]!.operator ?? '')) end += 1;
    const skipped = (joint === '&&' && place.last !== 0) || (joint === '||' && place.last === 0);
    if (end > at && !skipped && !io.signal.aborted) place.last = await runPipe(tokens.slice(at, end), place, io);
    joint = tokens[end]?.operator ?? ';';
    at = end + 1;
  }
  if (io.signal.aborted) place.last = 130;
  return place.last;
}

interface Token {
  readonly pieces: readonly Piece[];
  /** Set for what is no word: `|`, `>`, `&&`, … */
  readonly operator?: string;
}

/** Of a word: as it stands, or with its variables replaced when it is used. */
interface Piece {
  readonly text: string;
  readonly expands: boolean;
}

/** Undefined when a quote stays open. */
function tokensOf(script: string): Token[] | undefined {
  const tokens: Token[] = [];
  let pieces: Piece[] = [];
  const flush = (): void => {
    if (pieces.length > 0) tokens.push({ pieces });
    pieces = [];
  };
  for (let rest = script; rest !== ''; ) {
    const comment = pieces.length === 0 ? /^#[^\n]*/.exec(rest) : null;
    const operator = /^(?:2>&1|2>\/dev\/null|&&|\|\||>>|[;|><]|\n)/.exec(rest);
    const single = /^'([^']*)'/.exec(rest);
    const double = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
    const plain = /^(?:\\.|\s|[^\s'"\\;|&><]+|&)/.exec(rest);
    const [taken] = comment ?? operator ?? single ?? double ?? plain ?? [undefined];
    if (taken === undefined) return undefined;
    rest = rest.slice(taken.length);
    if (comment) continue;
    if (operator) {
      flush();
      tokens.push({ pieces: [], operator: taken === '\n' ? ';' : taken });
    } else if (single) pieces.push({ text: single[1]!, expands: false });
    else if (double) pieces.push({ text: double[1]!.replace(/\\(["\\])/g, '$1'), expands: true });
    else if (/^\s$/.test(taken)) flush();
    else if (taken.startsWith('\\')) pieces.push({ text: taken.slice(1), expands: false });
    else pieces.push({ text: taken, expands: true });
  }
  flush();
  return tokens;
}

const wordOf = ({ pieces }: Token, { env, last }: Place): string =>
  pieces
    .map(({ text, expands }) =>
      expands
        ? text.replace(/\$(?:\{(\w+)\}|(\w+)|(\?))/g, (_, braced, plain, status) =>
            status ? String(last) : (env.get(braced ?? plain) ?? ''),
          )
        : text,
    )
    .join('');

async function runPipe(tokens: readonly Token[], place: Place, io: Io): Promise<number> {
  const stages: Token[][] = [[]];
  for (const token of tokens) {
    if (token.operator === '|') stages.push([]);
    else stages.at(-1)!.push(token);
  }
  let input: Buffer | undefined;
  let code = 0;
  for (const [index, stage] of stages.entries()) {
    const given = input;
    const stdin = given === undefined ? io.stdin : async () => given;
    const collected: Buffer[] = [];
    const out =
      index === stages.length - 1
        ? io.out
        : (data: string | Buffer) => void collected.push(Buffer.from(data as string));
    code = await runStage(stage, place, { ...io, stdin, out });
    input = Buffer.concat(collected);
  }
  return code;
}

async function runStage(tokens: readonly Token[], place: Place, io: Io): Promise<number> {
  const words: string[] = [];
  let { stdin, out, err } = io;
  const written: Buffer[] = [];
  let target: { path: string; append: boolean } | undefined;
  for (let at = 0; at < tokens.length; at += 1) {
    const { operator } = tokens[at]!;
    if (operator === undefined) words.push(wordOf(tokens[at]!, place));
    else if (operator === '2>&1') err = out;
    else if (operator === '2>/dev/null') err = () => {};
    else {
      at += 1;
      const path = clean(tokens[at] === undefined ? '' : wordOf(tokens[at]!, place), place.folder);
      if (operator === '<') {
        const content = place.files.read(path);
        if (content === undefined) return complain(io, `sh: can't open ${path}: no such file\n`, 1);
        stdin = async () => content;
      } else {
        target = { path, append: operator === '>>' };
        out = data => void written.push(Buffer.from(data as string));
      }
    }
  }
  const code = await runWords(words, place, { ...io, stdin, out, err });
  if (target && target.path !== '/dev/null') {
    const before = target.append ? [place.files.read(target.path) ?? Buffer.alloc(0)] : [];
    if (!place.files.write(target.path, Buffer.concat([...before, ...written]))) {
      return complain(io, 'sh: write error: No space left on device\n', 1);
    }
  }
  return code;
}

async function runWords(words: readonly string[], place: Place, io: Io): Promise<number> {
  const assignment = /^(\w+)=(.*)$/s.exec(words[0] ?? '');
  if (assignment) {
    place.env.set(assignment[1]!, assignment[2]!);
    return words.length === 1 ? 0 : runWords(words.slice(1), place, io);
  }
  if (words.length === 0) return 0;
  if (['for', 'while', 'until', 'if', 'case'].includes(words[0]!)) {
    return complain(io, `sh: ${words[0]}: the shell of the demo knows no loops and conditions\n`, 2);
  }
  return (await runCommand(words, place, io)) ?? complain(io, `sh: ${words[0]}: not found\n`, 127);
}

function complain(io: Io, words: string, code: number): number {
  io.err(words);
  return code;
}
