import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiServer, json } from '../support/api-server.ts';
import { pod } from '../support/pods.ts';

const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
/** More than a pipe holds. */
const LONG = 'x'.repeat(50);
const LINES = 2_500;
const POD = {
  kind: 'Pod',
  apiVersion: 'v1',
  ...pod({ name: 'web-0' }),
  metadata: {
    ...pod({ name: 'web-0' }).metadata,
    annotations: Object.fromEntries(Array.from({ length: LINES }, (_, i) => [`note-${i}`, LONG])),
  },
};
const event = (i: number) => ({
  metadata: { name: `e${i}`, namespace: 'default', uid: `e${i}`, resourceVersion: `${i + 1}` },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-0' },
  reason: 'Pulled',
  message: LONG,
  type: 'Normal',
  lastTimestamp: '2026-01-01T00:00:00Z',
});

const server = new ApiServer();
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    if (url.pathname.endsWith('/events') && url.searchParams.has('watch')) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write(`${JSON.stringify({ type: 'ADDED', object: event(LINES) })}\n`);
    } else if (url.pathname.endsWith('/events'))
      json(response, { metadata: { resourceVersion: '1' }, items: Array.from({ length: LINES }, (_, i) => event(i)) });
    else if (url.pathname.endsWith('/pods/web-0')) json(response, POD);
    else return false;
    return true;
  };
});
afterAll(() => server.stop());

const start = (line: readonly string[]) =>
  spawn(process.execPath, [PODSCOPE, ...line, '-n', 'default', '--server', server.url, '--kubeconfig', '/dev/null'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('when who reads has enough', () => {
  test.for([['describe', 'web-0'], ['describe', 'web-0', '-o', 'json'], ['events'], ['events', '-w']])(
    'podscope %s %s ends well and says nothing',
    async line => {
      const child = start(line.filter(Boolean));
      let said = '';
      child.stderr.on('data', chunk => {
        said += chunk;
      });
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const [code, signal] = await once(child, 'exit');
      expect([code, signal, said]).toEqual([0, null, '']);
    },
  );
});

test('ctrl-c ends what goes on, with the status of its signal', async () => {
  const child = start(['events', '-w', '-o', 'json']);
  let told = '';
  await new Promise<void>(resolve => {
    child.stdout.on('data', chunk => {
      told += chunk;
      if (told.includes(`e${LINES}"`)) resolve();
    });
  });
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
});
