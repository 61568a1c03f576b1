import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope } from '../support/terminal.ts';

const server = new ApiServer();
const state = mkdtempSync(join(tmpdir(), 'podscope-history-'));
beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  rmSync(state, { recursive: true });
});

test('the next run shows what this one saw, and the time in between as a gap; --no-history does not', async () => {
  for (const { metadata, ...fields } of smallCluster()) server.put(metadata.name, fields, metadata.namespace);
  const size = { width: 120, height: 40, env: { XDG_STATE_HOME: state } };
  const args = ['--server', server.url, '-A'];
  {
    await using first = launchPodscope(args, size);
    await first.until('live');
    server.delete('db-1');
    await first.until(/db-1 .*→/);
    first.keys('q');
    await first.exited;
  }
  {
    await using second = launchPodscope(args, size);
    await second.until('live');
    await second.until(/db-1 .*→ gone/);
    await second.until(/nothing was seen until [\d:]+/);
  }
  await using third = launchPodscope([...args, '--no-history'], size);
  await third.until('No pod has changed');
});

test('two at once do not spoil it, and a damaged file is set aside, told, and stops no start', async () => {
  const home = mkdtempSync(join(tmpdir(), 'podscope-history-'));
  const size = { width: 120, height: 40, env: { XDG_STATE_HOME: home } };
  const args = ['--server', server.url, '-A'];
  const names = (): string[] => readdirSync(home, { recursive: true, encoding: 'utf8' });
  const files = (): string[] => names().filter(name => name.endsWith('.jsonl'));
  {
    await using one = launchPodscope(args, size);
    await using two = launchPodscope(args, size);
    for (const each of [one, two]) await each.until('live');
    server.delete('cart-0', 'shop');
    for (const each of [one, two]) await each.until(/cart-0 .*→ gone/);
    for (const each of [one, two]) {
      each.keys('q');
      await each.exited;
    }
  }
  expect(files()).toHaveLength(2);
  appendFileSync(join(home, files()[0]!), 'half a li\n{"torn');
  {
    await using next = launchPodscope(args, size);
    await next.until(/The history is damaged, line \d+ is no/);
    await next.until('live');
    await next.until(/nothing was seen until [\d:]+/);
    // Both saw it, and it happened once.
    expect(next.text.match(/cart-0 .*→ gone/g)).toHaveLength(1);
    next.keys('q');
    await next.exited;
  }
  expect(names().filter(name => name.endsWith('.damaged'))).toHaveLength(1);
  rmSync(home, { recursive: true });
});
