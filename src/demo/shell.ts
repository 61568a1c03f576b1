/** The few commands that a container of the demo can answer. */
import type { DemoContainer, DemoPod } from './objects.ts';

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

const done = (out = '', exitCode = 0): Outcome => ({ out, err: '', exitCode });
const FILES: Readonly<Record<string, string>> = {
  '/etc/os-release': 'NAME="Podscope Demo Linux"\n',
  '/etc/hostname': '',
};

interface Place {
  readonly pod: DemoPod;
  readonly container: DemoContainer;
  /** ms */
  readonly now: number;
}

type Command = (args: readonly string[], place: Place) => Outcome;

const COMMANDS: Readonly<Record<string, Command>> = {
  cat: ([file = ''], { pod }) =>
    file in FILES
      ? done(file === '/etc/hostname' ? `${pod.metadata.name}\n` : FILES[file])
      : { out: '', err: `cat: can't open '${file}': No such file or directory\n`, exitCode: 1 },
  date: (_, { now }) => done(`${new Date(now).toUTCString()}\n`),
  echo: args => done(`${args.join(' ')}\n`),
  env: (_, { pod, container }) =>
    done(
      [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        `HOSTNAME=${pod.metadata.name}`,
        ...(container.env ?? []).map(({ name, value = '' }) => `${name}=${value}`),
        'KUBERNETES_SERVICE_HOST=10.96.0.1',
      ]
        .map(line => `${line}\n`)
        .join(''),
    ),
  exit: ([code = '0']) => done('', Number(code) & 255),
  false: () => done('', 1),
  hostname: (_, { pod }) => done(`${pod.metadata.name}\n`),
  id: () => done('uid=0(root) gid=0(root) groups=0(root)\n'),
  ls: () => done(['bin', 'dev', 'etc', 'proc', 'root', 'sys', 'tmp', 'usr', 'var', ''].join('\n')),
  ps: (_, { container }) =>
    done(`PID   USER     COMMAND\n    1 root     ${(container.command ?? [container.name]).join(' ')}\n`),
  pwd: () => done('/\n'),
  true: () => done(),
  whoami: () => done('root\n'),
};

export const SHELLS: readonly string[] = ['sh', 'bash', '/bin/sh', '/bin/bash'];

/** What a command line prints and ends with; undefined when there is no such program. */
export function runCommand(command: readonly string[], place: Place): Outcome | undefined {
  const [program = '', ...args] = command;
  if (SHELLS.includes(program)) return args[0] === '-c' ? runScript(args[1] ?? '', place) : done();
  return COMMANDS[program.replace(/^.*\//, '')]?.(args, place);
}

/** Commands after one another, as `;`, `&&` and line ends join them; no pipes, no variables. */
export function runScript(script: string, place: Place): Outcome {
  let result = done();
  for (const [, joint = '', text = ''] of script.matchAll(/(^|&&|\|\||;|\n)\s*((?:'[^']*'|"[^"]*"|[^;&|\n])*)/g)) {
    const words = [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(m => m[1] ?? m[2] ?? m[3] ?? '');
    if (words.length === 0 || (joint === '&&' && result.exitCode !== 0) || (joint === '||' && result.exitCode === 0))
      continue;
    const next = runCommand(words, place) ?? { out: '', err: `sh: ${words[0]}: not found\n`, exitCode: 127 };
    result = { out: result.out + next.out, err: result.err + next.err, exitCode: next.exitCode };
    if (words[0] === 'exit') break;
  }
  return result;
}
