import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../scripts/cluster/control-plane.ts';
import { createNodes, eventually } from '../../scripts/cluster/objects.ts';
import { builtPath } from '../../scripts/cluster/programs.ts';
import { readRecording } from '../../src/files/recording-file.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import type { RecordedThing } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { freshList, Mirror } from './mirror.ts';

const PODS = 200;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PODSCOPE = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
const folder = mkdtempSync(join(tmpdir(), 'podscope-recorded-'));

let plane: ControlPlane;
const children: ChildProcess[] = [];
beforeAll(async () => {
  plane = await startControlPlane({ with: ['kube-scheduler', 'kube-controller-manager', 'kwok'] });
  await createNodes(plane.api, 3);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await plane?.stop();
  rmSync(folder, { recursive: true });
});

interface KubectlEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Pod;
}

test(`${PODS} pods are created, rolled and deleted: kubectl's watch saw nothing that the recording lacks`, async () => {
  const kubectl = watchWithKubectl();
  const path = join(folder, 'run.jsonl.gz');
  const recorder = run(process.execPath, [PODSCOPE, 'record', path, '-A', '--kubeconfig', plane.kubeconfig]);
  const ended = once(recorder, 'exit');
  const recorded = async (): Promise<RecordedThing[]> => (await read(path).catch(() => ({ things: [] }))).things;
  await eventually(recorded, things => things.some(one => one.type === 'Synced'), {
    every: 200,
    what: 'the first list',
  });

  await plane.api.call('POST', DEPLOYMENTS, deployment('registry.example/app:v1'));
  await eventually(available, count => count === PODS, { within: 240_000, every: 500, what: 'all pods available' });
  const image = { spec: { template: { spec: { containers: [{ name: 'app', image: 'registry.example/app:v2' }] } } } };
  await plane.api.call('PATCH', `${DEPLOYMENTS}/web`, image, { contentType: 'application/strategic-merge-patch+json' });
  await eventually(rolledOut, done => done, { within: 300_000, every: 500, what: 'the roll-out' });
  await plane.api.call('DELETE', `${DEPLOYMENTS}/web`, { propagationPolicy: 'Background' });
  await eventually(
    () => freshList(plane.api),
    pods => pods.size === 0,
    { within: 240_000, every: 500, what: 'no pod' },
  );
  const deletions = (): number => kubectl.lines.filter(line => line.startsWith('{"type":"DELETED"')).length;
  await eventually(
    async () => (await recorded()).filter(one => one.type === 'Deleted').length,
    count => count >= 2 * PODS && count <= deletions(),
    { every: 2000, what: 'as many deletions recorded as kubectl saw, of all pods' },
  );
  recorder.kill('SIGINT');
  expect((await ended)[0]).toBe(0);

  const { things, warnings } = await read(path);
  expect(warnings).toEqual([]);
  const versions = new Set(things.flatMap(keysOf));
  const events = kubectl.lines.map(line => JSON.parse(line) as KubectlEvent);
  const missing = events.map(({ type, object }) => keyOf(type, object)).filter(key => !versions.has(key));
  expect(missing).toEqual([]);
  expect(events.length).toBeGreaterThan(2 * PODS * 5);
  expect(things.filter(one => one.type === 'Gap')).toEqual([]);

  // The Events of the scheduler and the controllers are there, each pod's own among them.
  const scheduled = things.filter(
    one => one.type === 'Event' && 'after' in one.news && one.news.after.reason === 'Scheduled',
  );
  expect(scheduled.length).toBeGreaterThanOrEqual(2 * PODS);

  const recording = await readRecording(path, Readable.from([]));
  const replay = new Replay(recording, new FakeClock(0));
  const mirror = new Mirror(replay);
  replay.step(recording.lines.length);
  expect(mirror.contradictions).toEqual([]);
  expect(mirror.pods).toEqual(await freshList(plane.api));
}, 900_000);

function run(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, KUBERC: 'off' } });
  children.push(child);
  return child;
}

/** The events that kubectl prints, as it comes with the server, which shares no line with us. */
function watchWithKubectl(): { readonly lines: string[] } {
  const args = ['get', 'pods', '-A', '-w', '-o', 'json', '--output-watch-events', '--kubeconfig', plane.kubeconfig];
  const lines: string[] = [];
  createInterface({ input: run(builtPath('kubectl'), args).stdout! }).on('line', line => {
    lines.push(line);
  });
  return { lines };
}

async function read(path: string): Promise<{ readonly things: RecordedThing[]; readonly warnings: readonly string[] }> {
  const { lines, warnings } = await readRecording(path, Readable.from([]));
  const decoder = new RecordDecoder();
  const things = lines.map(line => decoder.decode(line)).flatMap(one => (one.ok ? [one.thing] : []));
  return { things, warnings };
}

/** What a watch event is told apart by. */
const keyOf = (type: KubectlEvent['type'], { metadata }: Pod): string =>
  `${type === 'DELETED' ? 'gone' : 'there'} ${metadata.uid} ${metadata.resourceVersion}`;

function keysOf(thing: RecordedThing): string[] {
  if (thing.type === 'Added' || thing.type === 'Updated') return [keyOf('MODIFIED', thing.after)];
  return thing.type === 'Deleted' ? [keyOf('DELETED', thing.last)] : [];
}

interface Rollout {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly replicas?: number;
    readonly availableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly observedGeneration?: number;
  };
}

const deploymentNow = (): Promise<Rollout> => plane.api.call('GET', `${DEPLOYMENTS}/web`);
const available = async (): Promise<number> => (await deploymentNow()).status.availableReplicas ?? 0;

/** All of the new image, and none of the old one left. */
async function rolledOut(): Promise<boolean> {
  const { metadata, status } = await deploymentNow();
  const { replicas, availableReplicas, updatedReplicas, observedGeneration } = status;
  // Until the controller has looked at the change, its status is of the old image.
  if (observedGeneration !== metadata.generation) return false;
  return replicas === PODS && availableReplicas === PODS && updatedReplicas === PODS;
}

function deployment(image: string): object {
  return {
    metadata: { name: 'web' },
    spec: {
      replicas: PODS,
      strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: '50%' } },
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'app', image }] },
      },
    },
  };
}
