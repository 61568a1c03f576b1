import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PastStore, type PastStoreOptions, pastFolder } from '../../src/files/past-store.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { added, container, pod, reader, running, synced, updated, waiting } from '../history/support.ts';
import { FakeClock } from '../support/fake-clock.ts';

const root = mkdtempSync(join(tmpdir(), 'podscope-history-'));
afterAll(() => rmSync(root, { recursive: true }));

const creating = pod({ containers: [container(waiting('ContainerCreating'))] });
const up = pod({ phase: 'Running', containers: [container(running(5))] });
const ledger = new Ledger(reader);
for (const event of [added(creating, 0), synced(0, 1), updated(creating, up, 6)]) ledger.apply(event);
const seen = [...ledger.log];
const plain = seen.map(one => ({ ...one, seq: 0 }));

const problems: string[] = [];
let count = 0;
let folder = '';
let clock = new FakeClock();
beforeEach(() => {
  folder = join(root, `${++count}`);
  clock = new FakeClock();
  problems.length = 0;
});
const open = (options: Partial<PastStoreOptions> = {}): PastStore =>
  new PastStore({ folder, scope: { namespaces: [] }, clock, onProblem: each => problems.push(each), ...options });

describe('history on disk', () => {
  test('the next run remembers, and knows until when this one looked', async () => {
    const first = open();
    expect(await first.load()).toEqual({ transitions: [], seenUntil: undefined, problems: [] });
    first.append(seen);
    clock.advance(60_000);
    first.close();
    expect(await open().load()).toEqual({ transitions: plain, seenUntil: clock.now(), problems: [] });
    const [file] = readdirSync(folder);
    expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600);
  });

  test('what was seen is on the disk a second later, without an end', async () => {
    const killed = open();
    killed.append(seen);
    clock.advance(1_000);
    expect((await open().load()).transitions).toEqual(plain);
  });

  test('a run in which nothing happened leaves nothing', () => {
    open().close();
    expect(() => readdirSync(folder)).toThrow();
  });

  test('two at once write to files of their own', async () => {
    const [one, two] = [open(), open()];
    one.append(seen.slice(0, 2));
    two.append(seen);
    one.close();
    two.close();
    expect(readdirSync(folder)).toHaveLength(2);
    expect((await open().load()).transitions).toEqual(plain);
  });

  test('a damaged file is set aside and said; what is whole in it counts', async () => {
    const store = open();
    store.append(seen);
    store.close();
    const path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, readFileSync(path, 'utf8').replace('\n', '\n\u0000garbage\n'));
    const past = await open().load();
    expect(past.transitions).toEqual(plain);
    expect(past.problems).toEqual([expect.stringMatching(/line 2 is no transition.*set aside/)]);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.jsonl\.damaged$/)]);
    expect((await open().load()).problems).toEqual([]);
  });

  test('it never grows beyond its bound: the oldest goes first', () => {
    const store = open({ limits: { fileBytes: 2_000, bytes: 8_000 } });
    for (let i = 0; i < 50; i++) {
      store.append(seen);
      clock.advance(1_000);
    }
    store.close();
    const names = readdirSync(folder);
    const sizes = names.map(name => statSync(join(folder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(8_000 + 3_000);
    expect(names.length).toBeGreaterThan(1);
  });

  test('a disk that takes only a part of what is written gets the rest, too', async () => {
    const first = open({
      write: (fd, bytes, offset) => writeSync(fd, bytes, offset, Math.min(7, bytes.length - offset)),
    });
    first.append(seen);
    first.close();
    expect(await open().load()).toMatchObject({ transitions: plain, problems: [] });
  });

  test('a disk that is full says so once, and what is whole counts for the next run', async () => {
    let room = 400;
    const write = (fd: number, bytes: Buffer, offset: number): number => {
      if (room === 0) throw new Error('ENOSPC: no space left on device, write');
      const taken = writeSync(fd, bytes, offset, Math.min(room, bytes.length - offset));
      room -= taken;
      return taken;
    };
    const full = open({ write });
    for (let i = 0; i < 3; i++) {
      full.append(seen);
      clock.advance(1_000);
    }
    full.close();
    expect(problems).toEqual([expect.stringMatching(/is not kept: ENOSPC/)]);
    const { transitions, problems: told } = await open().load();
    expect(told).toEqual([]);
    expect(transitions).toEqual(plain.slice(0, transitions.length));
    expect(transitions.length).toBeGreaterThan(0);
  });

  test('a disk that refuses is said once, and nothing else happens', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    const store = open();
    expect((await store.load()).problems).toHaveLength(1);
    store.append(seen);
    clock.advance(1_000);
    store.append(seen);
    store.close();
    expect(problems).toEqual([expect.stringMatching(/is not kept/)]);
  });

  test('each context has a folder of its own, whatever its name', () => {
    const of = (context: string, server = 'https://a') =>
      pastFolder({ HOME: '/home/me' }, { context, cluster: 'c', server, user: undefined, namespace: 'default' })!;
    expect(of('../../etc')).toMatch(/^\/home\/me\/\.local\/state\/podscope\/history\/_etc-[0-9a-f]{8}$/);
    expect(of('a/b')).not.toBe(of('a_b'));
    expect(of('kind', 'https://a')).not.toBe(of('kind', 'https://b'));
    expect(pastFolder({}, { context: 'a', cluster: 'c', server: 's', user: undefined, namespace: '' })).toBeUndefined();
  });
});
