import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { ApiServer, json, status } from '../support/api-server.ts';
import { testHost } from '../support/host.ts';
import { pod, running } from '../support/pods.ts';

const WEB = pod({
  name: 'web-0',
  containers: [
    { name: 'app', state: running() },
    { name: 'proxy', state: running() },
  ],
});
const LOGS: Record<string, string> = {
  app: '2026-01-01T00:00:01Z \u001b[31mstarted\u001b[0m\n2026-01-01T00:00:03Z GET /health\n2026-01-01T00:00:04Z \u001b[2Jevil\n',
  proxy: '2026-01-01T00:00:02Z listening\n2026-01-01T00:00:05Z no line end',
};

const server = new ApiServer();
let silent = false;
beforeAll(async () => {
  await server.start();
  server.always = (_request, response, url) => {
    const container = url.searchParams.get('container') ?? '';
    if (url.pathname.endsWith('/pods/web-0')) json(response, WEB);
    else if (!url.pathname.endsWith('/web-0/log')) return false;
    else if (url.searchParams.has('previous'))
      status(response, 400, 'BadRequest', `previous terminated container "${container}" in pod "web-0" not found`);
    else if (silent) response.writeHead(200).flushHeaders();
    else response.end(LOGS[container]);
    return true;
  };
});
afterAll(() => server.stop());

async function logs(...args: string[]) {
  const host = testHost({ clock: systemClock });
  const code = await runCommand(
    ['logs', ...args, '-n', 'default', '--server', server.url, '--kubeconfig', '/dev/null'],
    host,
  );
  return { code, out: host.out(), err: host.err() };
}

describe('logs', () => {
  test('of all containers, by time, harmless', async () => {
    expect(await logs('web-0')).toEqual({
      code: 0,
      err: '',
      out: [
        'app    started',
        'proxy  listening',
        'app    GET /health',
        'app    \ufffd[2Jevil',
        'proxy  no line end',
        '',
      ].join('\n'),
    });
  });
  test('of one container, with times', async () => {
    const { out } = await logs('web-0', '-c', 'proxy', '--timestamps');
    expect(out).toBe('2026-01-01T00:00:02Z listening\n2026-01-01T00:00:05Z no line end\n');
  });
  test('only what fits, or does not', async () => {
    expect((await logs('web-0', '--grep', 'health')).out).toBe('app    GET /health\n');
    expect((await logs('web-0', '-c', 'app', '--grep', '!health|evil')).out).toBe('started\n');
  });
  test('for a program', async () => {
    const { out } = await logs('web-0', '-c', 'proxy', '-o', 'json');
    expect(JSON.parse(out.split('\n')[0]!)).toEqual({
      namespace: 'default',
      pod: 'web-0',
      uid: 'uid-web-0',
      container: 'proxy',
      time: '2026-01-01T00:00:02Z',
      text: 'listening',
    });
  });
  test('since and tail are asked of the server', async () => {
    await logs('web-0', '-c', 'app', '--since', '1m30s', '--tail', '0');
    expect(Object.fromEntries(server.requests.at(-1)!.url.searchParams)).toMatchObject({
      sinceSeconds: '90',
      tailLines: '0',
    });
  });
  test('of all lines where the tail is -1', async () => {
    await logs('web-0', '-c', 'app', '--tail=-1');
    expect(server.requests.at(-1)!.url.searchParams.has('tailLines')).toBe(false);
  });
  test.for([
    [['web-0', '-p'], 1, 'podscope: previous terminated container "app" in pod "web-0" not found'],
    [['web-9'], 1, 'podscope: pods "web-9" not found'],
    [['web-0', '-c', 'none'], 2, 'podscope: the pod web-0 has no container none; it has app, proxy'],
    [['web-0', '--tail', 'x'], 2, 'podscope: --tail x is no number of lines'],
    [
      ['web-0', '--since', 'noon'],
      2,
      'podscope: --since noon is no time; write it like 90s, 5m, 2h or 2026-11-23T09:11:34Z',
    ],
    [[], 2, 'podscope: name a pod, a selector with -l, or a file with -f'],
  ] as const)('%j', async ([args, code, sentence]) => {
    const told = await logs(...args);
    expect([told.code, told.err.split('\n')[0]]).toEqual([code, sentence]);
  });
  test('ctrl-c ends a silent follow', async () => {
    silent = true;
    const host = testHost({ clock: systemClock });
    const before = server.requests.length;
    const ended = runCommand(
      ['logs', '-f', 'web-0', '-c', 'app', '-n', 'default', '--server', server.url, '--kubeconfig', '/dev/null'],
      host,
    );
    await expect.poll(() => server.requests.slice(before).some(({ url }) => url.pathname.endsWith('/log'))).toBe(true);
    host.interrupt();
    expect(await ended).toBe(130);
    silent = false;
  });
});
