import { CoreV1Api, type Informer, KubeConfig, type KubernetesObject, makeInformer } from '@kubernetes/client-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpSource } from '../../src/cluster/feed/http-source.ts';
import { podInformer } from '../../src/cluster/feed/informer.ts';
import { newCounters } from '../../src/cluster/transport/counters.ts';
import { Transport } from '../../src/cluster/transport/transport.ts';
import { podFormats } from '../../src/cluster/wire/formats.ts';
import { ApiServer } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plainConfig } from '../support/feed-probe.ts';

let server: ApiServer;
beforeEach(async () => {
  server = await new ApiServer().start();
});
afterEach(() => server.stop());

const clock = new FakeClock();
let transport: Transport;
afterEach(() => transport.close());

function ourInformer(): ReturnType<typeof podInformer> {
  const counters = newCounters();
  transport = new Transport({ config: plainConfig(server.url), clock, counters, env: {}, userAgent: 'podscope/0' });
  return podInformer({
    clock,
    random: () => 0,
    source: httpSource({
      transport,
      clock,
      counters,
      formats: podFormats(),
      random: () => 0,
      path: '/api/v1/pods',
      selectors: {},
      problem: error => ({ code: 'network', message: String(error) }),
    }),
  });
}

test('our informer and the one of client-node hold the same pods', async () => {
  for (const name of ['a', 'b', 'c']) server.put(name);
  const ours = ourInformer();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: 'test', server: server.url, skipTLSVerify: true }, { name: 'tester' });
  const theirs = makeInformer(kubeConfig, '/api/v1/pods', () =>
    kubeConfig.makeApiClient(CoreV1Api).listPodForAllNamespaces(),
  );
  const heard = { ours: [] as string[], theirs: [] as string[] };
  for (const [who, informer] of [
    ['ours', ours as Informer<KubernetesObject>],
    ['theirs', theirs as Informer<KubernetesObject>],
  ] as const) {
    const note = (verb: string) => (pod: KubernetesObject) => {
      heard[who].push(`${verb} ${pod.metadata?.name} ${pod.metadata?.resourceVersion}`);
    };
    informer.on('add', note('add'));
    informer.on('update', note('update'));
    informer.on('delete', note('delete'));
  }
  await Promise.all([ours.start(), theirs.start()]);
  await expect.poll(() => server.watches).toBe(2);
  server.put('a', { status: { phase: 'Running' } });
  server.delete('b');
  server.put('d');
  server.put('d', { status: { phase: 'Running' } });
  await expect.poll(() => [heard.ours.length, heard.theirs.length]).toEqual([7, 7]);
  expect(heard.ours).toEqual(heard.theirs);
  const held = (pods: readonly { metadata?: { name?: string; resourceVersion?: string } }[]): string[] =>
    pods.map(({ metadata: m }) => `${m?.name} ${m?.resourceVersion}`).sort();
  expect(held(ours.list())).toEqual(held(theirs.list()));
  expect(held(ours.list('default'))).toEqual(held(theirs.list('default')));
  expect(ours.get('a', 'default')?.metadata?.uid).toBe(theirs.get('a', 'default')?.metadata?.uid);
  expect(ours.get('b', 'default')).toBeUndefined();
  await Promise.all([ours.stop(), theirs.stop()]);
});

test('stopped and started again it goes on, and whoever waits for a start is told', async () => {
  server.put('a');
  const informer = ourInformer();
  await Promise.all([informer.start(), informer.start()]);
  await informer.stop();
  await expect.poll(() => server.watches).toBe(0);
  server.put('b');
  await informer.start();
  await expect.poll(() => informer.list().length).toBe(2);
  await informer.stop();
});

test('errors and connections are told, a change is any of three, and who was taken off hears nothing', async () => {
  server.put('a');
  const informer = ourInformer();
  const heard: string[] = [];
  const deaf = (): void => void heard.push('deaf');
  informer.on('connect', () => heard.push('connect'));
  informer.on('error', problem => heard.push(`error ${problem.code}`));
  informer.on('change', pod => heard.push(`change ${pod.metadata?.name}`));
  informer.on('add', deaf);
  informer.off('add', deaf);
  await informer.start();
  await expect.poll(() => server.watches).toBe(1);
  server.endWatches('reset');
  await expect.poll(() => clock.waiting).toContain(800);
  server.delete('a');
  clock.advance(800);
  await expect.poll(() => heard).toEqual(['change a', 'connect', 'error network', 'connect', 'change a']);
  await informer.stop();
});

test('a callback that throws ends nothing and keeps no other from hearing', async () => {
  const informer = ourInformer();
  const heard: unknown[] = [];
  const bug = new Error('a bug');
  informer.on('add', () => {
    throw bug;
  });
  informer.on('add', pod => heard.push(pod.metadata?.name));
  informer.on('error', error => heard.push(error));
  await informer.start();
  await expect.poll(() => server.watches).toBe(1);
  server.put('a');
  server.put('b');
  await expect.poll(() => heard).toEqual([bug, 'a', bug, 'b']);
  expect(server.watches).toBe(1);
  await informer.stop();
});
