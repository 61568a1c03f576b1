import { describe, expect, test } from 'vitest';
import { createObject } from '../../src/demo/api/write-handlers.ts';
import { startMachine } from '../../src/demo/cluster.ts';
import type { Deployment } from '../../src/demo/machinery/deployment.ts';
import { newObject } from '../../src/demo/machinery/new-object.ts';
import { deleteObject } from '../../src/demo/store/delete-object.ts';
import type { DemoPod, KubeObject } from '../../src/demo/store/objects.ts';
import { parsePath } from '../../src/demo/store/request-path.ts';
import { FakeClock } from '../support/fake-clock.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

/** A cluster, and what a client does with it by the paths of the API. */
function cluster() {
  const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
  const { log } = startMachine({ clock, seed: 1, scenarios: [] });
  const target = (path: string) => parsePath(path)!;
  const create = (path: string, body: object): void =>
    void createObject(log, target(path), new URLSearchParams(), body, { manager: 'test' });
  return {
    log,
    create,
    remove: (path: string, options: object = {}) => deleteObject(log, clock, target(path), options),
    pass: (seconds: number) => clock.advance(seconds * 1000),
    deploy: (spec: object = {}): void => {
      const labels = { app: 'web' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }] } };
      create(DEPLOYMENTS, {
        metadata: { name: 'web' },
        spec: { replicas: 3, selector: { matchLabels: labels }, template, ...spec },
      });
    },
    /** Another image, and other fields of the spec. */
    change: (image: string, spec: object = {}): void => {
      const web = log.get('deployments', 'default', 'web') as Deployment;
      const { template } = web.spec;
      const containers = [{ ...template.spec.containers[0]!, image }];
      const next = { ...template, spec: { ...template.spec, containers } };
      const generation = web.metadata.generation! + 1;
      log.update('deployments', {
        ...web,
        metadata: { ...web.metadata, generation },
        spec: { ...web.spec, ...spec, template: next },
      } as Deployment);
    },
    progress: () => {
      const { status } = log.get('deployments', 'default', 'web') as Deployment;
      const found = status?.conditions?.find(({ type }) => type === 'Progressing');
      return `${found?.status} ${found?.reason}`;
    },
    /** Of the pods that have not ended; `staying`: only of those that nobody has asked to go. */
    images: (staying = false) =>
      (log.all('pods', 'default') as DemoPod[])
        .filter(({ status }) => status.phase !== 'Succeeded')
        .filter(({ metadata }) => !staying || metadata.deletionTimestamp == null)
        .map(({ spec }) => spec.containers[0]!.image.split(':')[1])
        .sort(),
    pods: () => log.all('pods', 'default') as DemoPod[],
  };
}

describe('a Deployment', () => {
  test('has never a quarter more or less than is wanted', () => {
    const { deploy, change, pass, images } = cluster();
    deploy({ replicas: 4 });
    pass(20);
    change('nginx:1.28');
    const counts = new Set<number>();
    for (let step = 0; step < 400; step += 1) {
      pass(0.1);
      counts.add(images(true).length);
    }
    expect(images()).toEqual(['1.28', '1.28', '1.28', '1.28']);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([3, 5]);
  });

  test('of strategy Recreate begins anew once the old pods are gone', () => {
    const { deploy, change, pass, images } = cluster();
    deploy({ strategy: { type: 'Recreate' } });
    pass(20);
    change('nginx:1.28');
    const seen = new Set<string>();
    for (let step = 0; step < 200; step += 1) {
      pass(0.1);
      seen.add([...new Set(images())].join(' and '));
    }
    expect([...seen]).toEqual(['1.27', '', '1.28']);
  });

  test('that is paused waits with its next template', () => {
    const { deploy, change, pass, images, progress } = cluster();
    deploy();
    pass(20);
    change('nginx:1.28', { paused: true });
    pass(20);
    expect([progress(), images()]).toEqual(['Unknown DeploymentPaused', ['1.27', '1.27', '1.27']]);
    change('nginx:1.28', { paused: false });
    pass(60);
    expect([progress(), images()]).toEqual(['True NewReplicaSetAvailable', ['1.28', '1.28', '1.28']]);
  });

  test('says when it has made no progress for its deadline', () => {
    const { deploy, change, pass, progress } = cluster();
    deploy({ progressDeadlineSeconds: 60 });
    pass(20);
    change('nginx:1.28-missing');
    pass(50);
    expect(progress()).toBe('True ReplicaSetUpdated');
    pass(30);
    expect(progress()).toBe('False ProgressDeadlineExceeded');
  });

  test.for([
    { propagationPolicy: 'Background', pods: 0 },
    { propagationPolicy: 'Orphan', pods: 3 },
  ])('deleted with $propagationPolicy leaves $pods pods', ({ propagationPolicy, pods: left }) => {
    const { deploy, pass, remove, pods } = cluster();
    deploy();
    pass(20);
    remove(`${DEPLOYMENTS}/web`, { propagationPolicy });
    pass(60);
    expect(pods()).toHaveLength(left);
  });
});

test('a node that is only named takes no pods, and the others go on', () => {
  const { create, pass, pods } = cluster();
  create('/api/v1/nodes', { metadata: { name: 'bare' } });
  const containers = [{ name: 'app', image: 'nginx', resources: { requests: { cpu: '1' } } }];
  create('/api/v1/namespaces/default/pods', { metadata: { name: 'one' }, spec: { containers } });
  pass(10);
  expect(pods().map(({ status }) => status.phase)).toEqual(['Running']);
});

test('a namespace goes with all that is in it, and takes nothing new meanwhile', () => {
  const { log, create, remove, pass } = cluster();
  create('/api/v1/namespaces', { metadata: { name: 'team' } });
  const pod = { metadata: { name: 'one' }, spec: { containers: [{ name: 'app', image: 'nginx' }] } };
  create('/api/v1/namespaces/team/pods', pod);
  create('/api/v1/namespaces/team/configmaps', { metadata: { name: 'settings' } });
  pass(10);
  expect(log.get('serviceaccounts', 'team', 'default')).toBeDefined();
  remove('/api/v1/namespaces/team');
  pass(0.2);
  const refused = () => create('/api/v1/namespaces/team/pods', { ...pod, metadata: { name: 'late' } });
  expect(refused).toThrow('because it is being terminated');
  pass(60);
  const left = ['namespaces', 'pods', 'configmaps', 'serviceaccounts'].flatMap(resource => log.all(resource));
  expect(left.filter(({ metadata }: KubeObject) => [metadata.namespace, metadata.name].includes('team'))).toEqual([]);
});

test.for([
  { what: 'no selector', spec: { selector: undefined }, why: 'spec.selector: Required value' },
  { what: 'other labels', spec: { selector: { matchLabels: { app: 'x' } } }, why: '`selector` does not match' },
  { what: 'no containers', spec: { template: {} }, why: 'spec.template.spec.containers: Required value' },
])('a Deployment with $what is refused', ({ spec, why }) => {
  expect(() => cluster().deploy(spec)).toThrow(why);
});

test('a manifest that has its defaults already stays as it is', () => {
  const { log } = cluster();
  const spec = { containers: [{ name: 'app', image: 'nginx', readinessProbe: { httpGet: { port: 80 } } }] };
  const { given } = newObject('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }, log);
  expect(JSON.stringify(newObject('pods', given, log).given)).toBe(JSON.stringify(given));
});
