import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtPath } from '../../scripts/cluster/programs.ts';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';

const SEEN = `version: v1.37.2
informer synced: true
watch: ADDED visitor
informer: added, ready
pages: true true
patch: visitor guest
stale update: true
missing: true
logs: /docker-entrypoint.sh: Configuration complete; ready for start up
exec: visitor visitor
forwarded: 200 Hey there, this is visitor.
informer: deleted
in the store: false
`;

describe.for([
  { contentType: 'application/json', tls: false },
  { contentType: 'application/vnd.kubernetes.protobuf', tls: true },
])('a program of client-go, $contentType, TLS: $tls', ({ contentType, tls }) => {
  const folder = mkdtempSync(join(tmpdir(), 'podscope-client-'));
  const kubeconfig = join(folder, 'kubeconfig');
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemo({ clock: systemClock, seed: 1, speed: 20, tls });
    writeFileSync(kubeconfig, JSON.stringify(demo.kubeconfig), { mode: 0o600 });
  });
  afterAll(async () => {
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('informer, watch, pages, patch, refusals, logs, exec, port-forward, eviction', async () => {
    const { stdout } = await promisify(execFile)(builtPath('demo-client'), [kubeconfig, contentType]);
    expect(stdout).toBe(SEEN);
  });
});
