import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const LOADER = join(import.meta.dirname, '..', '..', 'bin', 'load.cjs');

/** A bundle as the build makes them, of the same length whatever it says. */
const bundle = (id: string, answer: string): string =>
  `/*${id}*/(function(exports,require,module,__filename,__dirname){exports.answer=()=>'${answer}'})`;

describe('the code that V8 made of the bundle', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'podscope-load-'));
    mkdirSync(join(folder, 'dist'));
    file = join(folder, 'dist', 'main.cjs');
    writeFileSync(file, bundle('a1', 'one'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (script: string, env: Record<string, string> = {}): string =>
    execFileSync(
      process.execPath,
      ['-e', `const p=require(${JSON.stringify(LOADER)}).load(${JSON.stringify(file)});${script}`],
      {
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
      },
    );
  const codes = (...path: string[]): string[] =>
    readdirSync(join(folder, ...path)).filter(name => name.endsWith('.code'));

  test('runs without any, and leaves none after a short run', () => {
    expect(run('console.log(p.answer())', { XDG_CACHE_HOME: folder })).toBe('one\n');
    expect(readdirSync(folder)).toEqual(['dist']);
  });

  test('is kept by a run that lasts, for the next one', () => {
    const env = { XDG_CACHE_HOME: folder };
    const long = 'process.uptime=()=>60;console.log(p.answer())';
    expect(run(long, env)).toBe('one\n');
    expect(codes('podscope', 'code')).toEqual([`a1-${process.version}-${process.arch}.code`]);
    expect(run(long, env)).toBe('one\n');
  });

  test('of an earlier build goes, and is never taken for that of this one', () => {
    const env = { XDG_CACHE_HOME: folder };
    const long = 'process.uptime=()=>60;console.log(p.answer())';
    run(long, env);
    writeFileSync(file, bundle('b2', 'two'));
    expect(run(long, env)).toBe('two\n');
    expect(codes('podscope', 'code')).toEqual([`b2-${process.version}-${process.arch}.code`]);
  });

  test('of the build is taken first', () => {
    run('p.remember()');
    expect(codes('dist')).toEqual([`a1-${process.version}-${process.arch}.code`]);
    run('process.uptime=()=>60', { XDG_CACHE_HOME: folder });
    expect(readdirSync(folder)).toEqual(['dist']);
  });

  test('that is no code is as none', () => {
    writeFileSync(join(folder, 'dist', `a1-${process.version}-${process.arch}.code`), 'rubbish');
    expect(run('console.log(p.answer())')).toBe('one\n');
  });

  test('is not kept where nothing can be written, and nobody is told', () => {
    expect(run('process.uptime=()=>60;console.log(p.answer())', { XDG_CACHE_HOME: '/dev/null/nowhere' })).toBe('one\n');
  });
});
