/** The programs that a scripted container has. A new one is a row. */
import { clean } from './container-files.ts';
import { listenerOn, replyTo } from './container-http.ts';
import { type Command, type Io, type Place, ShellExit } from './shell-place.ts';
import { packTar, unpackTar } from './tar.ts';

const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const flagsOf = (args: readonly string[]): string => args.filter(arg => /^-\w/.test(arg)).join('');
const wordsOf = (args: readonly string[]): string[] => args.filter(arg => !/^-./.test(arg));

function fail(io: Io, words: string, code = 1): number {
  io.err(`${words}\n`);
  return code;
}

function print(io: Io, text: string): number {
  io.out(text === '' || text.endsWith('\n') ? text : `${text}\n`);
  return 0;
}

/** The bytes of the named files, or of the standard input. Undefined after a complaint. */
async function contentOf(program: string, names: readonly string[], place: Place, io: Io): Promise<Buffer | undefined> {
  if (names.length === 0 || names[0] === '-') return io.stdin();
  const contents: Buffer[] = [];
  for (const name of names) {
    const path = clean(name, place.folder);
    const content = place.files.read(path);
    if (content === undefined) {
      const why = place.files.isFolder(path) ? 'read error: Is a directory' : "can't open: No such file or directory";
      io.err(`${program}: ${name}: ${why}\n`);
      return undefined;
    }
    contents.push(content);
  }
  return Buffer.concat(contents);
}

/** A command that makes lines out of lines. */
const filter =
  (program: string, make: (all: string[], args: readonly string[]) => readonly string[] | string): Command =>
  async (args, place, io) => {
    const valued = /^-n$/.test(args[0] ?? '') ? args.slice(2) : args;
    const names = program === 'grep' ? wordsOf(args).slice(1) : wordsOf(valued);
    const content = await contentOf(program, names, place, io);
    if (content === undefined) return 1;
    const made = make(lines(content.toString()), args);
    const text = typeof made === 'string' ? made : made.map(line => `${line}\n`).join('');
    io.out(text);
    return program === 'grep' && text === '' ? 1 : 0;
  };

const countOf = (args: readonly string[]): number =>
  Number(/^-(?:n\s*)?(\d+)$/.exec(args[0] === '-n' ? `-${args[1]}` : (args[0] ?? ''))?.[1] ?? 10);

function listFolder(args: readonly string[], { files, folder, now }: Place, io: Io): number {
  let code = 0;
  const flags = flagsOf(args);
  const date = new Date(now()).toISOString().slice(0, 16).replace('T', ' ');
  const entry = (path: string, name: string): string => {
    if (!flags.includes('l')) return name;
    const isFolder = files.isFolder(path);
    const size = String(isFolder ? 4096 : files.read(path)!.length).padStart(8);
    return `${isFolder ? 'drwxr-xr-x' : '-rw-r--r--'} 1 root root ${size} ${date} ${name}`;
  };
  const named = wordsOf(args);
  for (const name of named.length === 0 ? [folder] : named) {
    const path = clean(name, folder);
    if (files.isFolder(path))
      print(
        io,
        files
          .list(path)
          .map(each => entry(clean(each, path), each))
          .join('\n'),
      );
    else if (files.read(path)) print(io, entry(path, name));
    else code = fail(io, `ls: ${name}: No such file or directory`);
  }
  return code;
}

/** `curl` and `wget` reach the containers of their own pod, as localhost or by the IP of the pod. */
const http =
  (program: 'curl' | 'wget'): Command =>
  (args, place, io) => {
    const methodAt = args.indexOf('-X');
    const method = methodAt < 0 ? undefined : args[methodAt + 1];
    const url = wordsOf(args).find(word => /^(?:https?:\/\/)?[\w.-]+(?::\d+)?(?:\/|$)/.test(word) && word !== method);
    if (url === undefined) return fail(io, `${program}: no URL specified`, 2);
    const whole = new URL(/^https?:/.test(url) ? url : `http://${url}`);
    const port = Number(whole.port || (whole.protocol === 'https:' ? 443 : 80));
    const { pod } = place;
    const own = ['localhost', '127.0.0.1', pod.status.podIP, pod.metadata.name].includes(whole.hostname);
    if (!own) {
      return program === 'curl'
        ? fail(io, `curl: (6) Could not resolve host: ${whole.hostname}`, 6)
        : fail(io, `wget: bad address '${whole.hostname}'`);
    }
    if (listenerOn(pod, port) === undefined) {
      return program === 'curl'
        ? fail(
            io,
            `curl: (7) Failed to connect to ${whole.hostname} port ${port} after 0 ms: Could not connect to server`,
            7,
          )
        : fail(io, `wget: can't connect to remote host (${whole.hostname}): Connection refused`);
    }
    const posts = args.includes('--post-data') || args.includes('-d') || method === 'POST';
    const reply = replyTo(posts ? 'POST' : 'GET', whole.pathname, pod);
    if (reply.quits) place.quit(port);
    if (args.some(arg => arg === '-i' || arg === '-I')) io.out(`HTTP/1.1 ${reply.code} ${reply.reason}\r\n\r\n`);
    io.out(reply.body);
    return 0;
  };

const kill: Command = (args, place, io) => {
  const signal = /^-(?:s\s*)?(?:SIG)?(\w+)$/.exec(args[0] ?? '')?.[1];
  const [pid] = wordsOf(args).slice(args[0] === '-s' ? 1 : 0);
  if (pid === undefined) return fail(io, 'kill: you need to specify whom to kill');
  if (pid !== '1') return fail(io, `kill: can't kill pid ${pid}: No such process`);
  if (signal !== '0') place.signalMain(signal === '9' || signal === 'KILL' ? 'KILL' : 'TERM');
  return 0;
};

const tar: Command = async (args, place, io) => {
  const packed = (args[0] ?? '').replace(/^-/, '');
  const folderAt = args.indexOf('-C');
  const folder = folderAt < 0 ? place.folder : clean(args[folderAt + 1] ?? '', place.folder);
  const names = wordsOf(args.slice(1)).filter(
    (word, index) => word !== '-' && !(index >= 0 && word === args[folderAt + 1]),
  );
  if (packed.includes('x')) {
    try {
      for (const { path, content } of await unpackTar(await io.stdin())) {
        if (content === undefined) place.files.makeFolder(clean(path, folder));
        else if (!place.files.write(clean(path, folder), content))
          return fail(io, 'tar: write error: No space left on device');
      }
      return 0;
    } catch {
      return fail(io, 'tar: short read');
    }
  }
  const entries: { path: string; content: Buffer }[] = [];
  for (const name of names) {
    const found = place.files.below(clean(name, folder));
    if (found.length === 0) return fail(io, `tar: ${name}: No such file or directory`);
    for (const path of found) {
      const relative = name.startsWith('/') ? path.slice(1) : path.slice(folder === '/' ? 1 : folder.length + 1);
      entries.push({ path: relative, content: place.files.read(path)! });
    }
  }
  io.out(await packTar(entries, place.now()));
  return 0;
};

const test: Command = (args, { files, folder }) => {
  const [flag = '', word = ''] = args;
  const path = clean(word, folder);
  if (flag === '-d') return files.isFolder(path) ? 0 : 1;
  if (flag === '-f') return files.read(path) === undefined ? 1 : 0;
  if (flag === '-e') return files.isFolder(path) || files.read(path) !== undefined ? 0 : 1;
  if (flag === '-n') return word === '' ? 1 : 0;
  if (flag === '-z') return word === '' ? 0 : 1;
  if (word === '=') return flag === args[2] ? 0 : 1;
  return flag === '' ? 1 : 0;
};

const mainCommand = ({ container }: Place): string =>
  [...(container.command ?? [container.name]), ...(container.args ?? [])].join(' ');

export const COMMANDS: Readonly<Record<string, Command>> = {
  '[': (args, place, io) => test(args.slice(0, -1), place, io),
  cat: async (args, place, io) => {
    const content = await contentOf('cat', wordsOf(args), place, io);
    if (content === undefined) return 1;
    io.out(content);
    return 0;
  },
  cd: ([name = '/root'], place, io) => {
    const path = clean(name, place.folder);
    if (!place.files.isFolder(path)) return fail(io, `sh: cd: can't cd to ${name}: No such file or directory`, 2);
    place.folder = path;
    return 0;
  },
  clear: (_, __, io) => {
    io.out('\x1b[H\x1b[2J');
    return 0;
  },
  curl: http('curl'),
  date: (_, { now }, io) => print(io, new Date(now()).toUTCString()),
  df: (_, __, io) =>
    print(
      io,
      'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay               67108864   9437184  57671680  14% /',
    ),
  echo: (args, _, io) => {
    const plain = args[0] === '-n';
    io.out(`${(plain ? args.slice(1) : args).join(' ')}${plain ? '' : '\n'}`);
    return 0;
  },
  env: (_, { env }, io) => print(io, [...env].map(([name, value]) => `${name}=${value}`).join('\n')),
  exit: ([code], { last }) => {
    throw new ShellExit(code === undefined ? last : Number(code) & 255);
  },
  export: ([pair = ''], { env }) => {
    const [name = '', ...value] = pair.split('=');
    if (value.length > 0) env.set(name, value.join('='));
    return 0;
  },
  false: () => 1,
  grep: filter('grep', (all, args) => {
    const flags = flagsOf(args);
    const wanted = wordsOf(args)[0] ?? '';
    const fold = (text: string): string => (flags.includes('i') ? text.toLowerCase() : text);
    return all.filter(line => fold(line).includes(fold(wanted)) !== flags.includes('v'));
  }),
  head: filter('head', (all, args) => all.slice(0, countOf(args))),
  help: (_, __, io) => print(io, `The shell of the demo has: ${PROGRAMS.join(' ')}`),
  hostname: (_, { pod }, io) => print(io, pod.spec.hostname ?? pod.metadata.name),
  id: (_, __, io) => print(io, 'uid=0(root) gid=0(root) groups=0(root)'),
  kill,
  ls: listFolder,
  mkdir: (args, { files, folder }) => {
    for (const name of wordsOf(args)) files.makeFolder(clean(name, folder));
    return 0;
  },
  nproc: (_, __, io) => print(io, '4'),
  printenv: ([name], { env }, io) =>
    name === undefined
      ? print(io, [...env].map(pair => pair.join('=')).join('\n'))
      : env.has(name)
        ? print(io, env.get(name)!)
        : 1,
  ps: (_, place, io) =>
    print(
      io,
      `PID   USER     TIME  COMMAND\n    1 root      0:00 ${mainCommand(place)}\n   42 root      0:00 sh\n   43 root      0:00 ps`,
    ),
  pwd: (_, { folder }, io) => print(io, folder),
  rm: (args, { files, folder }, io) => {
    let code = 0;
    for (const name of wordsOf(args)) {
      const doomed = flagsOf(args).includes('r') ? files.below(clean(name, folder)) : [clean(name, folder)];
      const gone = doomed.map(path => files.remove(path)).some(Boolean);
      if (!gone && !flagsOf(args).includes('f'))
        code = fail(io, `rm: can't remove '${name}': No such file or directory`);
    }
    return code;
  },
  sleep: async ([seconds = '0'], place, io) => {
    await place.sleep(Number.parseFloat(seconds) * 1000 || 0, io.signal);
    return io.signal.aborted ? 130 : 0;
  },
  sort: filter('sort', all => all.sort()),
  stty: ([word], { size: [columns, rows] }, io) => (word === 'size' ? print(io, `${rows} ${columns}`) : 0),
  tail: filter('tail', (all, args) => all.slice(-countOf(args))),
  tar,
  test,
  touch: (args, { files, folder }) => {
    for (const name of wordsOf(args)) {
      const path = clean(name, folder);
      files.write(path, files.read(path) ?? Buffer.alloc(0));
    }
    return 0;
  },
  true: () => 0,
  uname: (args, { pod }, io) =>
    print(io, flagsOf(args).includes('a') ? `Linux ${pod.metadata.name} 6.12.0 #1 SMP x86_64 Podscope` : 'Linux'),
  wc: filter('wc', (all, args) =>
    flagsOf(args).includes('l')
      ? `${all.length}\n`
      : `${String(all.length).padStart(7)} ${String(all.join(' ').split(/\s+/).filter(Boolean).length).padStart(7)} ${String(all.reduce((sum, line) => sum + line.length + 1, 0)).padStart(7)}\n`,
  ),
  wget: http('wget'),
  whoami: (_, __, io) => print(io, 'root'),
};

/** What `ls /bin` shows. */
export const PROGRAMS: readonly string[] = [...Object.keys(COMMANDS).filter(name => name !== '['), 'sh'].sort();
