import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNodes, eventually } from '../../scripts/cluster/objects.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

const CORE = '/api/v1/namespaces/default/pods';
const COLLECTIONS = {
  Deployment: '/apis/apps/v1/namespaces/default/deployments',
  StatefulSet: '/apis/apps/v1/namespaces/default/statefulsets',
  Job: '/apis/batch/v1/namespaces/default/jobs',
  Pod: CORE,
} as const;
const INDEX = 'batch.kubernetes.io/job-completion-index';

interface FoundPod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly phase: string };
}

let plane: ControlPlane;
let screen: TestTerminal;
beforeAll(async () => {
  plane = await startControlPlane({ with: ['kube-scheduler', 'kube-controller-manager', 'kwok'] });
  await createNodes(plane.api, 2);
  screen = launchPodscope(['-n', 'default', '--no-history', '--kubeconfig', plane.kubeconfig], {
    width: 150,
    height: 50,
  });
  await screen.until(/\blive\b/, 20_000);
});
afterAll(async () => {
  await screen?.[Symbol.asyncDispose]();
  await plane?.stop();
});

/** Pods for which nobody stands but the test: their status is what it says. */
const byHand = { schedulerName: 'nobody', restartPolicy: 'Never', containers: [{ name: 'app', image: 'app:1' }] };
const byKwok = { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image: 'app:1' }] };
const owner = (name: string, spec: object, podSpec: object) => ({
  metadata: { name },
  spec: { ...spec, template: { metadata: { labels: { app: name } }, spec: podSpec } },
});
const selected = (name: string, spec: object) =>
  owner(name, { selector: { matchLabels: { app: name } }, ...spec }, byKwok);
const create = (kind: keyof typeof COLLECTIONS, body: object) => plane.api.call('POST', COLLECTIONS[kind], body);
const remove = (kind: keyof typeof COLLECTIONS, name: string) =>
  plane.api.call('DELETE', `${COLLECTIONS[kind]}/${name}`, { propagationPolicy: 'Background' });

/** The pods of an owner that stay, once there are so many. */
async function pods(app: string, count: number): Promise<FoundPod[]> {
  const list = async () =>
    (await plane.api.call<{ items: FoundPod[] }>('GET', `${CORE}?labelSelector=app%3D${app}`)).items.filter(
      one => one.metadata.deletionTimestamp === undefined && one.status.phase !== 'Failed',
    );
  return eventually(list, found => found.length === count, { within: 60_000 });
}

async function follow(name: string): Promise<void> {
  const isGrid = (text: string): boolean => /Pods +default/.test(text);
  // What follows esc at once would be a key with alt.
  if (!isGrid(screen.text)) screen.keys('\x1b');
  await screen.until(text => isGrid(text) && text.includes(name));
  screen.keys(`:follow ${name}\r`);
  await screen.until(`${name} (followed)`);
}
const followedNow = (name: string) => screen.until(`${name} (followed)`);

async function fail({ metadata: { name } }: FoundPod): Promise<void> {
  const now = new Date().toISOString().replace(/\.\d+Z/, 'Z');
  const terminated = { exitCode: 1, reason: 'Error', startedAt: now, finishedAt: now };
  const containerStatuses = [
    { name: 'app', ready: false, restartCount: 0, image: 'app:1', imageID: '', state: { terminated } },
  ];
  const merge = { contentType: 'application/merge-patch+json' };
  await plane.api.call('PATCH', `${CORE}/${name}/status`, { status: { phase: 'Failed', containerStatuses } }, merge);
}

test('a pod of a Deployment that is evicted is followed by the one that is made for it', async () => {
  await create('Deployment', selected('web', { replicas: 3 }));
  const before = await pods('web', 3);
  const [, { metadata } = expect.fail()] = before;
  await follow(metadata.name);
  await plane.api.call('POST', `${CORE}/${metadata.name}/eviction`, {
    metadata: { name: metadata.name, namespace: 'default' },
  });
  const known = new Set(before.map(one => one.metadata.uid));
  const after = await eventually(
    () => pods('web', 3),
    found => found.some(one => !known.has(one.metadata.uid)),
  );
  await followedNow(after.find(one => !known.has(one.metadata.uid))!.metadata.name);
  await screen.until(new RegExp(`Lives before this one[\\s\\S]*${metadata.name} +created`));
});

test('a pod of a Job that fails is followed by its next try', async () => {
  await create('Job', owner('task', { parallelism: 2, completions: 2 }, byHand));
  const before = await pods('task', 2);
  await follow(before[0]!.metadata.name);
  await fail(before[0]!);
  const known = new Set(before.map(one => one.metadata.uid));
  const after = await eventually(
    () => pods('task', 2),
    found => found.some(one => !known.has(one.metadata.uid)),
    { within: 60_000 },
  );
  await followedNow(after.find(one => !known.has(one.metadata.uid))!.metadata.name);
});

test('of an indexed Job the same index is followed, and no other', async () => {
  await create('Job', owner('part', { parallelism: 2, completions: 2, completionMode: 'Indexed' }, byHand));
  const ofIndex = async (index: string, not = '') => {
    const found = (all: readonly FoundPod[]) =>
      all.find(({ metadata }) => metadata.labels[INDEX] === index && metadata.uid !== not);
    return found(
      await eventually(
        () => pods('part', 2),
        all => found(all) !== undefined,
        { within: 60_000 },
      ),
    )!;
  };
  const [zero, one] = [await ofIndex('0'), await ofIndex('1')];
  await follow(one.metadata.name);
  await fail(zero);
  await ofIndex('0', zero.metadata.uid);
  await followedNow(one.metadata.name);
  await fail(one);
  await followedNow((await ofIndex('1', one.metadata.uid)).metadata.name);
});

test('a pod of a StatefulSet is followed by the next of its name, until its owner is deleted', async () => {
  await create('StatefulSet', selected('db', { replicas: 2, serviceName: 'db' }));
  await pods('db', 2);
  await follow('db-0');
  await remove('Pod', 'db-0');
  await screen.until('Lives before this one');
  await pods('db', 2);
  await remove('StatefulSet', 'db');
  await screen.until('nobody has taken its place yet');
});

test('a pod of its own is followed by the one that is made under its name', async () => {
  const bare = { metadata: { name: 'alone' }, spec: byKwok };
  await create('Pod', bare);
  await follow('alone');
  await remove('Pod', 'alone');
  await screen.until('nobody has taken its place yet');
  await create('Pod', bare);
  await screen.until('Lives before this one');
});
