import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
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
