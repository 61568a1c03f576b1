import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { hasKubectl, kubectl } from '../support/kubectl.ts';

/** The machine's own kubectl against the demo, ten times as fast as life. */
describe.skipIf(!hasKubectl)('kubectl (skipped where there is none)', () => {
  let demo: DemoCluster;
  const run = (...args: string[]): Promise<string> => kubectl(demo.url, ...args);
  beforeAll(async () => {
    demo = await startDemo({ clock: systemClock, seed: 1, speed: 10, scenarios: ['new-nginx', 'kubia'] });
  });
  afterAll(() => demo.stop());

  test('get prints the cells of the source documents', async () => {
    expect(await run('get', 'pods')).toMatch(
      /new-nginx-05-799c589bdc-84tf2\s+1\/2\s+CrashLoopBackOff\s+527 \(.* ago\)\s+44h/,
    );
    expect(await run('get', 'pods', '-A', '-o', 'wide', '--chunk-size', '2')).toMatch(
      /my-nginx-6.*10\.244\.1\.2\s+node-1/,
    );
  });

  test('get selects and sorts', async () => {
    const selected = await run(
      'get',
      'pods',
      '-l',
      'app in (new-nginx-04)',
      '-o',
      'name',
      '--sort-by',
      '.metadata.name',
    );
    expect(selected).toBe('pod/new-nginx-04-5f94fffcdc-2gkbd\npod/new-nginx-04-5f94fffcdc-wbnnw\n');
    expect(
      await run('get', 'pods', '--field-selector', 'metadata.name=kubia', '-o', 'jsonpath={.items[*].metadata.name}'),
    ).toBe('kubia');
  });

  test('wait sees kubia become ready, describe tells its events', async () => {
    expect(await run('wait', '--for=condition=Ready', 'pod/kubia', '--timeout=15s')).toContain('condition met');
    const text = await run('describe', 'pod', 'kubia');
    expect(text).toMatch(/Status:\s+Running/);
    expect(text).toMatch(/Scheduled .*default-scheduler\s+Successfully assigned default\/kubia to node-/);
  });

  test('logs, and the refusal of logs that are not there', async () => {
    expect(await run('logs', 'kubia')).toContain('Kubia server starting...');
    expect(await run('logs', 'new-nginx-05-799c589bdc-84tf2', '-c', 'exporter', '--previous')).toContain(
      'listening on :9113',
    );
    await expect(run('logs', 'kubia', '--previous')).rejects.toThrow(
      /previous terminated container "kubia" in pod "kubia" not found/,
    );
  });

  test('label, patch and auth can-i', async () => {
    expect(await run('label', 'pod', 'kubia', 'rel=beta')).toContain('pod/kubia labeled');
    expect(await run('patch', 'pod', 'kubia', '-p', '{"metadata":{"annotations":{"a":"b"}}}')).toContain(
      'pod/kubia patched',
    );
    expect(
      await run('patch', 'pod', 'kubia', '--type=json', '-p', '[{"op":"remove","path":"/metadata/labels/rel"}]'),
    ).toContain('patched');
    expect(await run('get', 'pod', 'kubia', '-o', 'jsonpath={.metadata.labels.rel}/{.metadata.annotations.a}')).toBe(
      '/b',
    );
    expect(await run('auth', 'can-i', 'delete', 'pods')).toBe('yes\n');
  });

  test('apply starts the pod of the source documents', async () => {
    const manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod-phase' },
      spec: {
        containers: [
          {
            name: 'pod-phase',
            image: 'busybox:nonexist',
            command: ['sh', '-c', 'echo Hello Kubernetes! && sleep 3600'],
          },
        ],
      },
    };
    expect(await feed(demo.url, JSON.stringify(manifest))).toBe('pod/pod-phase created\n');
    await run(
      'wait',
      '--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull',
      'pod/pod-phase',
      '--timeout=15s',
    );
    expect(await run('delete', 'pod', 'pod-phase')).toContain('pod "pod-phase" deleted');
    await expect(run('get', 'pod', 'pod-phase')).rejects.toThrow(/pods "pod-phase" not found/);
  });

  test('wait sees a Job complete, and get prints its line', async () => {
    const containers = [{ name: 'sum', image: 'busybox', command: ['sh', '-c', 'echo 5'] }];
    const template = { spec: { restartPolicy: 'Never', containers } };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'sum' }, spec: { template } };
    expect(await feed(demo.url, JSON.stringify(job))).toBe('job.batch/sum created\n');
    expect(await run('wait', '--for=condition=Complete', 'job/sum', '--timeout=15s')).toContain('condition met');
    expect(await run('get', 'job', 'sum')).toMatch(/sum\s+Complete\s+1\/1\s+\d+s/);
    expect(await run('logs', 'job/sum')).toBe('5\n');
  });

  test('scale changes how many pods there are', async () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } };
    const spec = { replicas: 1, selector: { matchLabels: labels }, template };
    await feed(
      demo.url,
      JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }),
    );
    await expect(run('scale', 'statefulset/nobody', '--replicas=1')).rejects.toThrow(/not found/);
    expect(await run('scale', 'deployment/web', '--replicas=3')).toContain('deployment.apps/web scaled');
    expect(await run('wait', '--for=jsonpath={.status.readyReplicas}=3', 'deployment/web', '--timeout=15s')).toContain(
      'condition met',
    );
  });

  test('exec runs a command in a container, events tells what happened', async () => {
    expect(await run('exec', 'my-nginx-6-5f55fd588f-pzn5m', '--', 'hostname')).toBe('my-nginx-6-5f55fd588f-pzn5m\n');
    expect(await run('events', '--for', 'pod/kubia')).toMatch(/Normal\s+Scheduled\s+Pod\/kubia/);
  });

  test('get prints yaml and json', async () => {
    expect(await run('get', 'pod', 'kubia', '-o', 'yaml')).toMatch(/^apiVersion: v1\nkind: Pod\nmetadata:/);
    expect(JSON.parse(await run('get', 'pods', '-o', 'json'))).toMatchObject({ kind: 'List' });
  });

  test('top says that there are no metrics', async () => {
    await expect(run('top', 'pods')).rejects.toThrow(/Metrics API not available/);
  });
});

/** `kubectl apply -f -` with this text on its standard input. */
function feed(url: string, text: string): Promise<string> {
  const child = spawn('kubectl', ['--server', url, '--kubeconfig', '/dev/null', 'apply', '-f', '-'], {
    env: { ...process.env, KUBECONFIG: '/dev/null' },
  });
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', chunk => (out += chunk));
    child.stderr.on('data', chunk => (err += chunk));
    child.once('close', code => (code === 0 ? resolve(out) : reject(new Error(err))));
    child.stdin.end(text);
  });
}
