import { PassThrough } from 'node:stream';
import {
  Attach,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  makeInformer,
  PortForward,
  type V1Pod,
  type V1Status,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { portsOf } from '../../src/demo/machinery/images.ts';
import { systemClock } from '../../src/shell/host.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** client-node's own classes against the demo, a hundred times as fast as life. */
describe('client-node', () => {
  let demo: DemoCluster;
  const config = new KubeConfig();
  beforeAll(async () => {
    demo = await startDemo({ clock: systemClock, seed: 1, speed: 100, scenarios: ['new-nginx', 'kubia'] });
    config.loadFromClusterAndUser({ name: 'demo', server: demo.url, skipTLSVerify: true }, { name: 'demo' });
  });
  afterAll(() => demo.stop());

  const pod = async (name: string) =>
    (await (await fetch(`${demo.url}/api/v1/namespaces/default/pods/${name}`)).json()) as {
      status: { containerStatuses?: { name: string; ready: boolean; restartCount: number }[] };
    };

  test.for([
    { command: ['hostname'], out: 'my-nginx-6-5f55fd588f-pzn5m\n', code: undefined },
    { command: ['sh', '-c', 'echo "two words" && exit 3'], out: 'two words\n', code: '3' },
  ])('exec $command', async ({ command, out, code }) => {
    const stdout = new PassThrough();
    const status = await new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec('default', 'my-nginx-6-5f55fd588f-pzn5m', 'nginx', command, stdout, null, null, false, resolve)
        .catch(reject);
    });
    expect(stdout.read()?.toString()).toBe(out);
    expect(status.details?.causes?.[0]?.message).toBe(code);
  });

  test('a shell with a terminal answers line by line, and kill 1 ends its container', async () => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    let screen = '';
    stdout.on('data', chunk => {
      screen += chunk;
    });
    const over = new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec('default', 'new-nginx-04-5f94fffcdc-2gkbd', 'nginx', 'sh', stdout, null, stdin, true, resolve)
        .catch(reject);
    });
    await until(async () => screen.includes('/ # '));
    stdin.write('hostname\r');
    await until(async () => screen.includes('\r\nnew-nginx-04-5f94fffcdc-2gkbd\r\n/ # '));
    stdin.write('kill 1\r');
    expect((await over).details?.causes?.[0]?.message).toBe('137');
    await until(
      async () => (await pod('new-nginx-04-5f94fffcdc-2gkbd')).status.containerStatuses![0]!.restartCount === 1,
    );
  });

  test.for([
    { command: ['cat'], keys: ['hi\r', '\x04'], screen: 'hi\r\nhi\r\n', code: undefined },
    { command: ['sh', '-c', 'echo a; echo b'], keys: [], screen: 'a\r\nb\r\n', code: undefined },
    { command: ['sleep', '100000'], keys: ['\x03'], screen: '^C\r\n', code: '130' },
  ])('$command on a terminal takes keys as a terminal does', async ({ command, keys, screen, code }) => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const over = new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec('default', 'my-nginx-6-5f55fd588f-pzn5m', 'nginx', command, stdout, null, stdin, true, resolve)
        .catch(reject);
    });
    for (const key of keys) stdin.write(key);
    const status = await over;
    expect([stdout.read()?.toString(), status.details?.causes?.[0]?.message]).toEqual([screen, code]);
  });

  test('attach shows what comes, a container that is a shell answers', async () => {
    const api = config.makeApiClient(CoreV1Api);
    const containers = [{ name: 'sh', image: 'busybox', stdin: true, tty: true }];
    const body = { metadata: { name: 'typed' }, spec: { containers, restartPolicy: 'Never' } };
    await api.createNamespacedPod({ namespace: 'default', body });
    await until(async () => (await pod('typed')).status.containerStatuses?.[0]?.ready ?? false);
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    let screen = '';
    stdout.on('data', chunk => {
      screen += chunk;
    });
    await new Attach(config).attach('default', 'typed', 'sh', stdout, null, stdin, true);
    stdin.write('echo hello\rexit 3\r');
    await until(async () => /hello\r\n/.test(screen));
    await until(
      async () => (await api.readNamespacedPod({ namespace: 'default', name: 'typed' })).status?.phase === 'Failed',
    );
    let said = '';
    const lines = new PassThrough().on('data', chunk => {
      said += chunk;
    });
    await new Attach(config).attach('default', 'my-nginx-6-5f55fd588f-pzn5m', 'nginx', lines, null, null, false);
    await until(async () => said.includes('kube-probe'));
  });

  test('list, informer and log', async () => {
    const api = config.makeApiClient(CoreV1Api);
    const list = () => api.listNamespacedPod({ namespace: 'default' });
    expect((await list()).items.map(({ metadata }) => metadata?.name)).toContain('kubia');
    const informer = makeInformer(config, '/api/v1/namespaces/default/pods', list);
    const added = new Promise<V1Pod>(resolve => {
      informer.on('add', each => void (each.metadata?.name === 'late' && resolve(each)));
    });
    await informer.start();
    const spec = { containers: [{ name: 'app', image: 'nginx' }] };
    await api.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'late' }, spec } });
    expect((await added).spec?.containers[0]?.image).toBe('nginx');
    await informer.stop();
    const lines = new PassThrough();
    await new Log(config).log('default', 'my-nginx-6-5f55fd588f-pzn5m', 'nginx', lines, { tailLines: 2 });
    await until(async () => lines.readableLength > 0);
    expect(lines.read()?.toString()).toMatch(/kube-probe/);
  });

  test('the admin port of the proxy makes it quit', async () => {
    const api = config.makeApiClient(CoreV1Api);
    const containers = [{ name: 'envoy', image: 'luksa/kubia-ssl-proxy:1.0', ports: [{ containerPort: 9901 }] }];
    await api.createNamespacedPod({
      namespace: 'default',
      body: { metadata: { name: 'proxy' }, spec: { containers } },
    });
    await until(async () => (await pod('proxy')).status.containerStatuses?.[0]?.ready ?? false);
    const output = new PassThrough();
    const input = new PassThrough();
    await new PortForward(config).portForward('default', 'proxy', [9901], output, null, input);
    input.write('POST /quitquitquit HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(async () => (await pod('proxy')).status.containerStatuses!.some(row => row.restartCount > 0));
    expect(output.read()?.toString()).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

test.for([
  { image: 'nginx', port: 80, answers: true },
  { image: 'docker.io/library/httpd:2.4', port: 80, answers: true },
  { image: 'bitnami/redis@sha256:0123', port: 6379, answers: true },
  { image: 'nginx', port: 8080, answers: false },
  { image: 'registry.example/app:v1', port: 80, answers: false },
  { image: 'registry.example/app:v1', port: 8081, answers: true },
])('$image on port $port: $answers', ({ image, port, answers }) => {
  expect(portsOf({ name: 'app', image, ports: [{ containerPort: 8081 }] }).includes(port)).toBe(answers);
});

describe('meddling over HTTP', () => {
  test('a killed container restarts, refusals are counted, unknown deeds are refused', async () => {
    const demo = await startDemo({ clock: systemClock, seed: 1, scenarios: ['new-nginx'] });
    const post = (deed: string, body: object) =>
      fetch(`${demo.url}/demo/${deed}`, { method: 'POST', body: JSON.stringify(body) });
    const list = async () => (await fetch(`${demo.url}/api/v1/pods`)).status;
    const target = { pod: 'my-nginx-6-5f55fd588f-pzn5m', container: 'nginx', exitCode: 137 };
    expect((await post('kill', target)).status).toBe(200);
    expect((await post('kill', { ...target, pod: 'nobody' })).status).toBe(404);
    expect((await post('refuse', { code: 429, times: 2 })).status).toBe(200);
    expect([await list(), await list(), await list()]).toEqual([429, 429, 200]);
    expect((await post('dance', {})).status).toBe(404);
    expect((await post('kill', { pod: 7 })).status).toBe(400);
    await demo.stop();
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 20));
}

describe('what has not started says so in the words of the API server and the kubelet', () => {
  const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
  let demo: DemoCluster;
  beforeAll(async () => {
    demo = await startDemo({ clock, seed: 1, scenarios: ['pod-phase', 'no-memory'] });
  });
  afterAll(() => demo.stop());

  const waits = (why: string): string => `container "pod-phase" in pod "pod-phase" is waiting to start: ${why}`;
  test.for([
    [5, 'pod-phase/log', 400, waits('ContainerCreating')],
    [45, 'pod-phase/log', 400, waits("image can't be pulled")],
    [60, 'pod-phase/log', 400, waits('trying and failing to pull image')],
    [60, 'pod-phase/log?previous=true', 400, 'previous terminated container "pod-phase" in pod "pod-phase" not found'],
    [60, 'analytics/log', 204, undefined],
    [60, 'analytics/log?container=nope', 400, 'container nope is not valid for pod analytics'],
  ] as const)('after %d s, %s', async ([second, path, code, message]) => {
    clock.advance(Date.parse('2026-01-05T08:00:00Z') + second * 1000 - clock.now());
    const answer = await fetch(`${demo.url}/api/v1/namespaces/default/pods/${path}`);
    const text = await answer.text();
    expect([answer.status, text === '' ? undefined : (JSON.parse(text) as V1Status).message]).toEqual([code, message]);
  });
});
