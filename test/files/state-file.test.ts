import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptOf, nothingKept } from '../../src/app/kept.ts';
import { StateFile, statePath } from '../../src/files/state-file.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'podscope-state-'));
});
afterEach(() => rm(home, { recursive: true }));

const env = (): Record<string, string> => ({ XDG_STATE_HOME: home });
const file = (): string => join(home, 'podscope', 'state.json');
async function write(text: string): Promise<void> {
  await mkdir(join(home, 'podscope'), { recursive: true });
  await writeFile(file(), text);
}

test('where it is', () => {
  expect(statePath({ XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/podscope/state.json');
  expect(statePath({ HOME: '/h' })).toBe('/h/.local/state/podscope/state.json');
  expect(statePath({})).toBeUndefined();
});

test('what a run leaves is there in the next one, by context', async () => {
  const first = await StateFile.load(env());
  const kept = first.of('prod');
  kept.filters.push('status:Crash*');
  kept.namespaces = ['shop'];
  kept.sort = { column: 'age', descending: true };
  kept.widths = { name: 30 };
  expect(await first.save()).toBeUndefined();

  const second = await StateFile.load(env());
  expect(second.problem).toBeUndefined();
  expect(second.of('prod')).toEqual({ ...kept, columns: undefined });
  expect(second.of('dev')).toMatchObject(nothingKept());
});

test('two runs that end one after the other keep the contexts of both', async () => {
  const [one, two] = await Promise.all([StateFile.load(env()), StateFile.load(env())]);
  one.of('a').commands.push('ns x');
  two.of('b').commands.push('ns y');
  await one.save();
  await two.save();
  const after = await StateFile.load(env());
  expect(after.of('a').commands).toEqual(['ns x']);
  expect(after.of('b').commands).toEqual(['ns y']);
});

test('nothing is written where nothing is to be kept', async () => {
  const state = await StateFile.load(env());
  state.of('dev');
  await state.save();
  expect(await readdir(home)).toEqual([]);
});

test('a damaged file is set aside and told', async () => {
  await write('{"version": 1, "cont');
  const state = await StateFile.load(env());
  expect(state.problem).toBe(`${file()} is damaged; it was set aside as ${file()}.damaged.`);
  state.of('dev').filters.push('x');
  expect(await state.save()).toBeUndefined();
  expect((await readdir(join(home, 'podscope'))).sort()).toEqual(['state.json', 'state.json.damaged']);
});

test('a file of a later version is left alone', async () => {
  const text = '{"version": 9, "contexts": {}}';
  await write(text);
  const state = await StateFile.load(env());
  expect(state.problem).toContain('later podscope');
  state.of('dev').filters.push('x');
  await state.save();
  expect(await readFile(file(), 'utf8')).toBe(text);
});

test('where nothing can be written it is said', async () => {
  await writeFile(join(home, 'podscope'), 'a file, not a folder');
  const state = await StateFile.load({ XDG_STATE_HOME: join(home, 'podscope') });
  expect(state.problem).toContain('cannot be read');
});

test('anything that was written is read as something', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(Object.keys(keptOf(value)).length).toBe(7);
    }),
  );
});

test('a session begins as the last one ended, but for what the configuration says', () => {
  const kept = {
    ...nothingKept(),
    sort: { column: 'age', descending: true },
    columns: ['name', 'qos'],
    widths: { name: 20 },
    filters: ['web'],
  };
  const robot = smallClusterRobot({ session: { kept } });
  expect(robot.screen()).toMatch(/NAME +QOS/);
  expect(robot.session.grid.pods.sort.column).toBe('age');
  expect(robot.press('/', 'up').screen()).toContain('filter /web');
  const settings = { sort: { column: 'name', descending: false }, columns: ['name', 'status'] };
  const set = smallClusterRobot({ session: { kept, settings } });
  expect(set.session.grid.pods.sort.column).toBe('name');
  expect(set.screen()).toMatch(/NAME▴ +STATUS/);
});
