import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from '../cluster/build.ts';
import { startControlPlane } from '../cluster/control-plane.ts';
import { etcdClient } from '../cluster/etcd.ts';
import { fill } from '../cluster/fill.ts';

export type TargetName = 'demo' | 'control-plane' | 'kubeconfig';

/** A cluster to measure on. */
export interface Target {
  readonly name: string;
  /** How many pods it has, if we made it. */
  readonly pods: number | undefined;
  /** How podscope is told of it. */
  readonly args: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly churn?: Churn;
  close(): Promise<void>;
}

/** So many changes a second: begun on the same cluster (the answer ends it), or on another of the same size. */
export type Churn =
  | { begin(rate: number): Promise<() => void | Promise<void>> }
  | { busy(rate: number): Promise<Target> };

export async function openTarget(name: TargetName, pods: number, kubeconfig: string | undefined): Promise<Target> {
  switch (name) {
    case 'demo':
      return openDemo(pods);
    case 'control-plane':
      return openControlPlane(pods);
    case 'kubeconfig':
      return {
        name: 'kubeconfig',
        pods: undefined,
        args: ['-A', ...(kubeconfig ? ['--kubeconfig', kubeconfig] : [])],
        env: process.env,
        close: async () => {},
      };
  }
}

/** A real API server with pods of about 9 KB protobuf each. */
async function openControlPlane(pods: number): Promise<Target> {
  await build(line => console.error(line));
  const plane = await startControlPlane();
  const etcd = etcdClient(plane.etcd);
  await fill(plane.api, etcd, pods, line => console.error(line));
  // The server's own list warms its cache, as it is on any cluster that has run for a minute.
  await plane.api.call('GET', '/api/v1/pods?limit=1');
  return {
    name: `apiserver ${pods}`,
    pods,
    args: ['-A', '--kubeconfig', plane.kubeconfig],
    env: process.env,
    churn: { begin: rate => beginChurn(plane.etcd, rate) },
    close: async () => {
      etcd.close();
      await plane.stop();
    },
  };
}

/** In a process of its own: the bench reads the terminal and must not be late. */
async function beginChurn(etcd: string, rate: number): Promise<() => void> {
  const program = join(import.meta.dirname, '..', 'cluster', 'churn.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, etcd, String(rate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const _ of createInterface(child.stdout)) return () => void child.kill();
  throw new Error('the process that changes pods ended before it began');
}

/** The demo server as a process of its own, so that its work is not the program's. */
export async function openDemo(pods: number, rate = 0): Promise<Target & { readonly pid: number }> {
  const program = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
  const server = spawn(
    process.execPath,
    [program, 'demo', '--serve', '--pods', String(pods), '--churn', String(rate)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const folder = mkdtempSync(join(tmpdir(), 'podscope-bench-'));
  const close = async () => {
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await firstUrl(server.stdout);
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(demoKubeconfig(url)));
    const args = ['-A', '--kubeconfig', kubeconfig];
    const busy = (more: number) => openDemo(pods, more);
    return { name: `demo ${pods}`, pods, args, env: process.env, churn: { busy }, close, pid: server.pid! };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function demoKubeconfig(server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'demo', cluster: { server } }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: '' } }],
    'current-context': 'demo',
  };
}

async function firstUrl(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the demo server ended without naming its address');
}
