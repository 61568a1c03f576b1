import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { hasKubectl, kubectl } from '../support/kubectl.ts';

const MANIFESTS = join(import.meta.dirname, '../fixtures/manifests');

/** What goes on while kubectl runs, and what it makes itself: over HTTPS, as users of the kubeconfig, ten times as fast as life. */
describe.skipIf(!hasKubectl)('kubectl at length (skipped where there is none)', () => {
  let demo: DemoCluster;
  let folder: string;
  const running: ChildProcess[] = [];
  const config = (): string[] => ['--kubeconfig', join(folder, 'kubeconfig')];
  const run = (...args: string[]): Promise<string> => kubectl(demo.url, ...config(), ...args);

  beforeAll(async () => {
    const scenarios = ['new-nginx', 'kubia'];
    demo = await startDemo({ clock: systemClock, seed: 1, speed: 10, scenarios, tls: true, metrics: true });
    folder = mkdtempSync(join(tmpdir(), 'podscope-kubectl-'));
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(demo.kubeconfig));
    await run('wait', '--for=condition=Ready', 'pod/kubia', '--timeout=15s');
  });
  afterAll(async () => {
    for (const child of running) child.kill();
    await demo.stop();
    rmSync(folder, { recursive: true });
  });

  /** Starts kubectl; `until` waits for a text that it prints, and answers all that it printed. */
  function start(args: readonly string[], input?: string) {
    const child = spawn('kubectl', [...config(), ...args], { env: { ...process.env, KUBERC: 'off' } });
    running.push(child);
    if (input !== undefined) child.stdin.end(input);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        printed += chunk;
      });
    }
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    const until = async (text: RegExp): Promise<string> => {
      while (!text.test(printed)) await new Promise(resolve => setTimeout(resolve, 10));
      return printed;
    };
    return { ended, until, stop: () => child.kill() };
  }

  test('get -w tells the life of the pod of the source documents', async () => {
    const watch = start(['get', 'pods', '-w', '--field-selector', 'metadata.name=pod-phase']);
    expect(await run('create', '-f', join(MANIFESTS, 'pod-phase.yaml'))).toBe('pod/pod-phase created\n');
    const printed = await watch.until(/ErrImagePull[\s\S]*ImagePullBackOff/);
    expect(printed).toMatch(/^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\n(?:pod-phase\s+0\/1\s+Pending .*\n)+/);
    expect(printed).toMatch(/ContainerCreating[\s\S]*ErrImagePull[\s\S]*ImagePullBackOff/);
    watch.stop();
  });

  test('logs -f goes on', async () => {
    const logs = start(['logs', '-f', 'kubia', '--tail=1']);
    await logs.until(/Received request[\s\S]*Received request/);
    logs.stop();
  });

  test.for([
    ['through a websocket', 'true'],
    ['over SPDY', 'false'],
  ])('port-forward %s', async ([, websockets]) => {
    process.env['KUBECTL_PORT_FORWARD_WEBSOCKETS'] = websockets;
    const port = await freePort();
    const forward = start(['port-forward', 'pod/kubia', `${port}:8080`, '--address', '127.0.0.1']);
    delete process.env['KUBECTL_PORT_FORWARD_WEBSOCKETS'];
    await forward.until(/Forwarding from/);
    for (const _ of [1, 2]) {
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      expect(await answer.text()).toBe('Hey there, this is kubia.\n');
    }
    forward.stop();
  });

  test('port-forward says that nobody listens', async () => {
    const port = await freePort();
    const forward = start(['port-forward', 'pod/kubia', `${port}:81`, '--address', '127.0.0.1']);
    await forward.until(/Forwarding from/);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(await forward.until(/connection refused/)).toMatch(/error forwarding port 81/);
    forward.stop();
  });

  test.for([
    ['through a websocket', 'true'],
    ['over SPDY', 'false'],
  ])('exec passes input, output and exit code %s', async ([, websockets]) => {
    process.env['KUBECTL_REMOTE_COMMAND_WEBSOCKETS'] = websockets;
    const exec = start(['exec', '-i', 'kubia', '--', 'sh'], 'cat /etc/hostname\nnosuch\nexit 3\n');
    delete process.env['KUBECTL_REMOTE_COMMAND_WEBSOCKETS'];
    // Output and errors are streams apart: which of them is read first is left to chance.
    await exec.until(/(?=[\s\S]*^kubia$)(?=[\s\S]*^sh: nosuch: not found$)[\s\S]*exit code 3/m);
    expect(await exec.ended).toBe(3);
  });

  test('cp copies there and back', async () => {
    const [here, back] = [join(folder, 'here'), join(folder, 'back')];
    writeFileSync(here, 'words\n'.repeat(20_000));
    await run('cp', here, 'kubia:/tmp/there');
    await run('cp', 'kubia:/tmp/there', back);
    expect(readFileSync(back)).toEqual(readFileSync(here));
  });

  test('what kubectl makes itself comes as protobuf', async () => {
    const made: readonly (readonly [string, ...string[]])[] = [
      ['namespace/team', 'create', 'namespace', 'team'],
      ['job.batch/once', 'create', 'job', 'once', '--image=busybox', '--', 'sh', '-c', 'exit 0'],
      ['deployment.apps/web', 'create', 'deployment', 'web', '--image=nginx', '--replicas=2'],
      ['configmap/settings', 'create', 'configmap', 'settings', '--from-literal=a=b'],
      ['secret/keys', 'create', 'secret', 'generic', 'keys', '--from-literal=a=b'],
      ['poddisruptionbudget.policy/web', 'create', 'pdb', 'web', '--selector=app=web', '--min-available=50%'],
    ];
    await Promise.all(made.map(async ([name, ...args]) => expect(await run(...args)).toBe(`${name} created\n`)));
    expect(await run('get', 'secret', 'keys', '-o', 'jsonpath={.data.a}')).toBe('Yg==');
    await run('rollout', 'status', 'deployment/web', '--timeout=15s');
    expect(await run('rollout', 'restart', 'deployment/web')).toContain('restarted');
    expect(await run('rollout', 'status', 'deployment/web', '--timeout=15s')).toContain('successfully rolled out');
    expect(await run('get', 'all', '-o', 'name')).toMatch(/job\.batch\/once/);
  });

  test('a misspelled field is refused by its path', async () => {
    await expect(run('apply', '-f', join(MANIFESTS, 'misspelled.yaml'))).rejects.toThrow(
      /strict decoding error: unknown field "spec\.containers\[0\]\.imagee"/,
    );
  });

  test('explain names the fields', async () => {
    expect(await run('explain', 'pod.status.containerStatuses.restartCount')).toMatch(/FIELD: restartCount <integer>/);
  });

  test('top shows the metrics that there are', async () => {
    expect(await run('top', 'pods')).toMatch(/kubia\s+\d+m\s+\d+Mi/);
    expect(await run('top', 'nodes')).toMatch(/node-1\s+\d+m/);
  });

  test('another user of the kubeconfig may do less', async () => {
    const viewer = ['--context', 'podscope-demo-viewer'];
    expect(await run('get', 'pods', '-o', 'name', ...viewer)).toContain('pod/kubia');
    await expect(run('delete', 'pod', 'kubia', ...viewer)).rejects.toThrow(/User "viewer" cannot delete/);
    await expect(run('auth', 'can-i', 'delete', 'pods', ...viewer)).rejects.toThrow();
  });
});

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}
