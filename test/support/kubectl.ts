import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { builtPath } from '../../scripts/cluster/programs.ts';
import { json } from './api-server.ts';

/** The one that is built for the tests of a real control plane is newer than most that machines have, where it has been built. */
const KUBECTL = [builtPath('kubectl'), '/usr/bin/kubectl', '/usr/local/bin/kubectl'].find(existsSync);
/** Whether this machine has kubectl; tests against it are skipped where not. */
export const hasKubectl = KUBECTL !== undefined;

/** What kubectl prints when it talks to the server at `url` with no kubeconfig of its own. */
export async function kubectl(url: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    KUBECTL!,
    [...(args.includes('--kubeconfig') ? [] : ['--server', url, '--kubeconfig', '/dev/null']), ...args],
    {
      env: { ...process.env, KUBECONFIG: '/dev/null', HOME: '/nonexistent', TZ: 'UTC', KUBERC: 'off' },
      timeout: 20_000,
    },
  );
  return stdout;
}

/** Answers what kubectl asks before it asks for pods; true if it did. */
export function answerDiscovery(url: URL, response: ServerResponse): boolean {
  const resource = (name: string, kind: string, shortNames: readonly string[] = []) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: true,
    kind,
    verbs: ['get', 'list', 'watch'],
    shortNames,
  });
  const answers: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
    '/api/v1': {
      kind: 'APIResourceList',
      groupVersion: 'v1',
      resources: [resource('pods', 'Pod', ['po']), resource('events', 'Event', ['ev'])],
    },
  };
  const answer = answers[url.pathname];
  if (answer === undefined) return false;
  json(response, answer);
  return true;
}
