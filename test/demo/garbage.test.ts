import { describe, expect, test } from 'vitest';
import { createObject } from '../../src/demo/api/write-handlers.ts';
import { startMachine } from '../../src/demo/cluster.ts';
import { deleteObject } from '../../src/demo/store/delete-object.ts';
import { parsePath } from '../../src/demo/store/request-path.ts';
import { FakeClock } from '../support/fake-clock.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments';
const JOB = '/apis/batch/v1/namespaces/default/jobs';

/** A Deployment of two pods and a Job of one, all running. */
function cluster() {
  const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));
  const { log } = startMachine({ clock, seed: 1, scenarios: [] });
  const create = (path: string, body: object): void =>
    void createObject(log, parsePath(path)!, new URLSearchParams(), body, { manager: 'test' });
  const containers = [{ name: 'app', image: 'nginx:1.27' }];
  const labels = { app: 'web' };
  create(DEPLOYMENT, {
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
  create(JOB, { metadata: { name: 'task' }, spec: { template: { spec: { restartPolicy: 'Never', containers } } } });
  clock.advance(20_000);
  const told: string[] = [];
  for (const resource of ['deployments', 'replicasets', 'jobs', 'pods'])
    log.subscribe(resource, ({ type }) => {
      if (type === 'DELETED') told.push(resource);
    });
  return {
    clock,
    log,
    create,
    /** In which order things went. */
    told,
    remove: (path: string, options: object) => deleteObject(log, clock, parsePath(path)!, options),
    /** Its pods, with what is still said of their owner. */
    pods: (prefix: string) =>
      log
        .all('pods', 'default')
        .filter(({ metadata }) => metadata.name.startsWith(prefix))
        .map(({ metadata }) => metadata),
  };
}

test('the deletionTimestamp of a pod is moved when its grace is shortened, but never into the past', () => {
  const { remove, create, clock, log } = cluster();
  // The first process of a container hears no SIGTERM that it does not ask for.
  const containers = [{ name: 'app', image: 'busybox:1.37', command: ['sleep', '600'] }];
  create('/api/v1/namespaces/default/pods', { metadata: { name: 'deaf' }, spec: { containers } });
  clock.advance(20_000);
  const began = clock.now();
  const told: string[] = [];
  log.subscribe('pods', ({ object: { metadata } }) => {
    if (metadata.name !== 'deaf' || metadata.deletionTimestamp == null) return;
    const due = (Date.parse(metadata.deletionTimestamp) - began) / 1000;
    told.push(`grace ${metadata.deletionGracePeriodSeconds}s, due ${due}s`);
  });
  const shorten = (gracePeriodSeconds: number) =>
    remove('/api/v1/namespaces/default/pods/deaf', { gracePeriodSeconds });
  shorten(30);
  clock.advance(10_000);
  shorten(20);
  clock.advance(5_000);
  shorten(5);
  clock.advance(60_000);
  const [end, ...asked] = [...new Set(told)].reverse();
  expect(asked.reverse()).toEqual(['grace 30s, due 30s', 'grace 20s, due 20s', 'grace 1s, due 15s']);
  expect(end).toMatch(/^grace 0s, due 1[5-7]s$/);
});

describe('what an owner leaves behind', () => {
  test('goes after it in the background', () => {
    const { remove, clock, told, log } = cluster();
    expect(remove(`${DEPLOYMENT}/web`, { propagationPolicy: 'Background' })).toMatchObject({ gone: true });
    expect(log.has('deployments', 'default', 'web')).toBe(false);
    clock.advance(60_000);
    expect(told).toEqual(['deployments', 'replicasets', 'pods', 'pods']);
  });

  test('goes before it in the foreground, which it waits for with a finalizer', () => {
    const { remove, clock, told, log, pods } = cluster();
    const { object, gone } = remove(`${DEPLOYMENT}/web`, { propagationPolicy: 'Foreground' });
    expect(gone).toBe(false);
    expect(object.metadata).toMatchObject({
      finalizers: ['foregroundDeletion'],
      deletionTimestamp: '2026-01-05T08:00:20Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    clock.advance(500);
    const [set] = log.all('replicasets', 'default');
    expect(set!.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(pods('web').map(({ deletionTimestamp }) => deletionTimestamp != null)).toEqual([true, true]);
    clock.advance(60_000);
    expect(told).toEqual(['pods', 'pods', 'replicasets', 'deployments']);
  });

  test('stays when it is orphaned', () => {
    const { remove, clock, told, log } = cluster();
    const { object } = remove(`${DEPLOYMENT}/web`, { propagationPolicy: 'Orphan' });
    expect(object.metadata.finalizers).toEqual(['orphan']);
    clock.advance(60_000);
    expect(told).toEqual(['deployments']);
    const [set] = log.all('replicasets', 'default');
    expect(set!.metadata.ownerReferences).toBeUndefined();
  });

  test('stays when it is of a Job whose deletion says nothing, and goes when it does', () => {
    const silent = cluster();
    silent.remove(`${JOB}/task`, {});
    silent.clock.advance(60_000);
    expect(silent.told).toEqual(['jobs']);
    const [pod] = silent.pods('task');
    expect(pod!.finalizers).toBeUndefined();
    expect(pod!.ownerReferences).toBeUndefined();

    const asked = cluster();
    asked.remove(`${JOB}/task`, { propagationPolicy: 'Background' });
    asked.clock.advance(60_000);
    expect(asked.told).toEqual(['jobs', 'pods']);
  });

  test.for(['Background', 'Foreground', 'Orphan'])('nothing goes in a dry run: %s', propagationPolicy => {
    const { remove, clock, log, told } = cluster();
    const before = log.version;
    remove(`${DEPLOYMENT}/web`, { propagationPolicy, dryRun: ['All'] });
    expect(log.version).toBe(before);
    clock.advance(60_000);
    expect(told).toEqual([]);
  });
});
