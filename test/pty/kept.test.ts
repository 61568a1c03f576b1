import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope } from '../support/terminal.ts';

test('the next run begins where this one ended, unless it is told otherwise', async () => {
  const home = await mkdtemp(join(tmpdir(), 'podscope-kept-'));
  const server = new ApiServer();
  await server.start();
  for (const { metadata, ...fields } of smallCluster()) server.put(metadata.name, fields, metadata.namespace);
  const launch = (...more: readonly string[]) =>
    launchPodscope(['--server', server.url, ...more], {
      width: 120,
      height: 40,
      env: { XDG_STATE_HOME: home },
    });
  try {
    {
      await using first = launch();
      await first.until('db-0');
      first.keys(':ns shop\r');
      await first.until('cart-0');
      first.keys('A/cart\r');
      await first.until(/AGE[▴▾]/);
      first.keys('q');
      expect(await first.exited).toBe(0);
    }
    {
      await using second = launch();
      await second.until('api-6f5c');
      expect(second.text).not.toContain('db-0');
      expect(second.text).toMatch(/AGE[▴▾]/);
      second.keys('/\x1b[A');
      await second.until('filter /cart');
    }
    await using third = launch('-n', 'default');
    await third.until('db-0');
    expect(third.text).not.toContain('cart-0');
  } finally {
    await server.stop();
    await rm(home, { recursive: true });
  }
});
