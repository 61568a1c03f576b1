import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiServer, status } from '../support/api-server.ts';
import { launchPodscope } from '../support/terminal.ts';

/** A server that wants a token, and a plugin that gets it from a person. */
const server = new ApiServer();
let folder = '';
beforeAll(async () => {
  await server.start();
  server.put('web-0', { spec: { containers: [{ name: 'app' }] }, status: { phase: 'Running' } });
  server.always = (request, response) => {
    if (request.headers.authorization === 'Bearer swordfish') return false;
    status(response, 401, 'Unauthorized', 'Unauthorized');
    return true;
  };
  folder = mkdtempSync(join(tmpdir(), 'podscope-login-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});

/** Asks on standard error and reads standard input, if it is told that it may. */
const ASKS = `#!/bin/sh
case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) ;; *) exit 3 ;; esac
printf 'Password: ' >&2
read -r password
printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}' "$password"
`;

function kubeconfig(interactiveMode: string): string {
  const command = join(folder, 'login');
  writeFileSync(command, ASKS);
  chmodSync(command, 0o755);
  const file = join(folder, 'kubeconfig');
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      users: [
        { name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode } } },
      ],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
  return file;
}

test.for(['Always', 'IfAvailable'])('a plugin of interactiveMode %s asks before the screen is taken', async mode => {
  await using terminal = launchPodscope(['--kubeconfig', kubeconfig(mode)]);
  await terminal.until('Password:');
  expect(terminal.text).not.toContain('podscope');
  terminal.keys('swordfish\r');
  await terminal.until(/live[\s\S]*web-0/);
});

test('one that never asks has no terminal, and what it says is told on the screen', async () => {
  await using terminal = launchPodscope(['--kubeconfig', kubeconfig('Never')], { width: 160, height: 40 });
  await terminal.until(/not connected[\s\S]*the credential plugin .*login of user "u" failed \(exit 3\)/);
});
