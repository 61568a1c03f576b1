// Builds a Kubernetes control plane from its Go modules with plain `go build`: no image, no downloaded binary.
// What is built stays in the cache; a build that was cut short goes on where it stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtPath, cacheRoot, type ProgramSource, SOURCES } from './programs.ts';

/** Why there is no control plane although nothing is wrong with the project: say so and carry on. */
export class Skipped extends Error {}

const MINUTES = 25;

/**
 * Builds what is missing.
 * @throws {Skipped} without Go, when a module cannot be downloaded, or after 25 minutes.
 * @throws {Error} when a program does not compile.
 */
export async function build(say: (line: string) => void): Promise<void> {
  const missing = SOURCES.filter(source => wanted(source).some(name => !existsSync(builtPath(name))));
  if (missing.length === 0) return;
  const deadline = AbortSignal.timeout(MINUTES * 60_000);
  await go(['version'], cacheRoot(), deadline).catch(cause => {
    throw cause instanceof Skipped ? cause : new Skipped('no go');
  });
  for (const source of missing) await buildSource(source, deadline, say);
}

function wanted(source: ProgramSource): string[] {
  return [...Object.keys(source.programs), ...Object.values(source.data ?? {})];
}

async function buildSource(source: ProgramSource, deadline: AbortSignal, say: (line: string) => void): Promise<void> {
  const results = join(cacheRoot(), source.key);
  const folder = join(results, 'module');
  mkdirSync(folder, { recursive: true });
  const packages = Object.values(source.programs);
  say(`${source.module} ${source.version}: download`);
  try {
    const described = JSON.parse(
      await go(['mod', 'download', '-json', `${source.module}@${source.version}`], results, deadline),
    ) as { GoMod: string; Dir: string };
    writeFileSync(join(folder, 'go.mod'), goMod(source, readFileSync(described.GoMod, 'utf8')));
    if (source.main !== undefined) writeFileSync(join(folder, 'main.go'), source.main);
    // Loading every package downloads every module that the build reads, so that a failure after this is a real one.
    await go(['list', '-deps', '-f', '{{if .DepOnly}}{{else}}{{.ImportPath}}{{end}}', ...packages], folder, deadline);
    for (const [from, to] of Object.entries(source.data ?? {}))
      publish(results, to, part => cpSync(join(described.Dir, from), part, { recursive: true }));
  } catch (cause) {
    if (cause instanceof Skipped) throw cause;
    throw new Skipped(`module ${source.module} ${source.version} could not be downloaded: ${(cause as Error).message}`);
  }
  const variables = Object.entries(source.variables).map(([name, value]) => `-X ${name}=${value}`);
  for (const [name, from] of Object.entries(source.programs)) {
    if (existsSync(join(results, name))) continue;
    say(`${name} ${source.version}: build`);
    const started = Date.now();
    const part = join(results, `${name}.part-${process.pid}`);
    await go(
      ['build', '-trimpath', '-ldflags', ['-s', '-w', ...variables].join(' '), '-o', part, from],
      folder,
      deadline,
    );
    renameSync(part, join(results, name));
    say(`${name} ${source.version}: built in ${Math.round((Date.now() - started) / 1000)} s`);
  }
}

/** A module of our own that requires the source, with the versions that its relative replacements stand for. */
function goMod(source: ProgramSource, theirs: string): string {
  const version = /^go .*$/m.exec(theirs)?.[0] ?? 'go 1.24';
  // k8s.io/kubernetes v1.X.Y replaces its staging modules by folders; outside they are published as v0.X.Y.
  const staged = [...theirs.matchAll(/^\s*(\S+) => \.\/staging\/src\/\S+$/gm)].map(
    match => `\t${match[1]} => ${match[1]} ${source.version.replace(/^v1\./, 'v0.')}`,
  );
  return [
    `module podscope.test/${source.key}`,
    version,
    `require ${source.module} ${source.version}`,
    ...(staged.length > 0 ? ['replace (', ...staged, ')'] : []),
    '',
  ].join('\n');
}

/** Makes a folder under another name and renames it, so that a half-made one is never found. */
function publish(results: string, name: string, make: (part: string) => void): void {
  if (existsSync(join(results, name))) return;
  const part = join(results, `${name}.part-${process.pid}`);
  rmSync(part, { recursive: true, force: true });
  make(part);
  renameSync(part, join(results, name));
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-5).join('\n');

/** Runs go and gives its standard output; its own group, so that the limit also ends the compilers it started. */
function go(args: string[], cwd: string, deadline: AbortSignal): Promise<string> {
  mkdirSync(cwd, { recursive: true });
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn('go', args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' },
    });
    let out = '';
    let err = '';
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    child.stdout!.setEncoding('utf8').on('data', text => (out += text));
    child.stderr!.setEncoding('utf8').on('data', text => (err += text));
    deadline.addEventListener('abort', end);
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', code => {
      deadline.removeEventListener('abort', end);
      process.removeListener('exit', end);
      if (code === 0) resolve(out);
      else if (deadline.aborted)
        reject(new Skipped(`the build takes more than ${MINUTES} minutes; the next one goes on from here`));
      // With -json, go puts the error into its output.
      else reject(new Error(lastLines(err) || /"Error": "(.*)"/.exec(out)?.[1] || `go ${args[0]} ended with ${code}`));
    });
  });
}

if (import.meta.filename === process.argv[1]) {
  try {
    await build(line => console.log(line));
    console.log(`control plane: ready in ${cacheRoot()}`);
  } catch (cause) {
    if (!(cause instanceof Skipped)) throw cause;
    console.log(`control plane: skipped: ${cause.message}`);
  }
}
