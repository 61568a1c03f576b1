/**
 * A big quiet cluster: pods that are made only when somebody reads them, and a steady churn of changes among them.
 * They have no kubelet before they are deleted, so a hundred thousand of them cost a key and a closure each.
 */

import type { Clock } from '../kube/clock.ts';
import { newPod } from './machinery/new-object.ts';
import { settled } from './machinery/settled-pod.ts';
import { namespaceDraft } from './store/nodes.ts';
import type { DemoPod, Draft, KubeObject, ManagedFieldsEntry } from './store/objects.ts';
import { wireTime } from './store/objects.ts';
import { type Random, seededRandom } from './store/random.ts';
import type { ResourceLog } from './store/resource-log.ts';

export interface FleetOptions {
  readonly log: ResourceLog;
  readonly clock: Clock;
  readonly seed: number;
  readonly pods: number;
  readonly namespaces: number;
  /** Changes per second. */
  readonly churn: number;
  /** Each pod has about so many bytes of JSON: the rest is environment and managedFields, as on real clusters. */
  readonly podBytes?: number | undefined;
}

export interface Fleet {
  /** Whether the pod belongs to the fleet, and no kubelet need look after it. */
  has(pod: KubeObject): boolean;
  stop(): void;
}

const APPS = ['cart', 'checkout', 'catalog', 'payments', 'search', 'mailer', 'billing', 'gateway', 'worker', 'reports'];
const TICK_MS = 100;
const LONGEST_TICK_MS = 2_000;
const PREFIX = 'team-';

export function plantFleet(options: FleetOptions): Fleet {
  const { log, clock, seed, pods, namespaces, churn } = options;
  const start = clock.now();
  const names: { namespace: string; name: string }[] = [];
  const spaces = Array.from({ length: namespaces }, (_, index) => `${PREFIX}${String(index + 1).padStart(2, '0')}`);
  for (const space of spaces) log.create('namespaces', namespaceDraft(space, start));
  const templates = podTemplates(podPadding(options.podBytes ?? 0, start), start);
  for (let index = 0; index < pods; index += 1) {
    const namespace = spaces[index % namespaces]!;
    const name = podName(index);
    names.push({ namespace, name });
    log.plant('pods', namespace, name, version => fleetPod(index, seed, namespace, name, version, start, templates));
  }
  // Puts the names in order now, and not for the first client.
  log.page('pods', { limit: 1 });
  const stop = churn > 0 ? startChurn(options, names, seededRandom(seed + 1)) : () => {};
  return { has: pod => pod.metadata.namespace?.startsWith(PREFIX) ?? false, stop };
}

/** Cheap, since it is the one thing that every pod has from the start. */
function podName(index: number): string {
  const app = APPS[Math.floor(index / 7) % APPS.length]!;
  const hash = (5_000_000 + (Math.floor(index / 70) % 90) * 7).toString(36);
  // The multiplier is odd and coprime to the range, so that no two pods share a name.
  const suffix = ((index * 1_911_487 + 7_919) % 60_466_176) + 60_466_176;
  return `${app}-${hash}-${suffix.toString(36).slice(1)}`;
}

interface Padding {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly managedFields: readonly ManagedFieldsEntry[] | undefined;
}

/** Made once and shared by all pods. */
function podPadding(bytes: number, now: number): Padding {
  const missing = Math.max(0, bytes - 2_600);
  if (missing === 0) return { env: [], managedFields: undefined };
  const env = Array.from({ length: Math.ceil((missing * 0.6) / 110) }, (_, index) => ({
    name: `SERVICE_${index}_ENDPOINT`,
    value: `https://service-${index}.internal.example.com:8443/api/v2?region=eu-central-1&tier=standard`,
  }));
  const fields: Record<string, object> = { 'f:image': {}, 'f:name': {} };
  for (let index = 0; index < (missing * 0.4) / 52; index += 1) {
    fields[`k:{"name":"SERVICE_${index}_ENDPOINT"}`] = { '.': {}, 'f:name': {} };
  }
  const entry = {
    manager: 'kube-controller-manager',
    operation: 'Update',
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
  } as const;
  const fieldsV1 = { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:env': fields } } } };
  return { env, managedFields: [{ ...entry, time: wireTime(now), fieldsV1 }] };
}

/** What pods of one app and version have in common, with its defaults: made once, since that is most of the cost of a pod. */
interface Templates {
  get(app: string, index: number): Draft;
}

function podTemplates(padding: Padding, now: number): Templates {
  const known = new Map<string, Draft>();
  const make = (app: string, version: number, tier: string): Draft => {
    const labels = { app, 'app.kubernetes.io/name': app, tier };
    const { env, managedFields } = padding;
    const resources = { requests: { cpu: '50m', memory: '64Mi' } };
    const container = { name: 'app', image: `registry.example.com/shop/${app}:1.${version}`, env, resources };
    const metadata = { labels, ...(managedFields ? { managedFields } : {}) };
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [container] } };
    return newPod(manifest, { now: () => now, newUid: () => '' }).draft;
  };
  return {
    get(app, index) {
      const version = index % 9;
      const tier = index % 3 === 0 ? 'web' : 'backend';
      const key = `${app} ${version} ${tier}`;
      let template = known.get(key);
      if (template === undefined) {
        template = make(app, version, tier);
        known.set(key, template);
      }
      return template;
    },
  };
}

/** The same object for the same arguments, whenever it is made. */
function fleetPod(
  index: number,
  seed: number,
  namespace: string,
  name: string,
  version: string,
  now: number,
  templates: Templates,
): KubeObject {
  const random = seededRandom(seed * 1_000_003 + index);
  const app = name.slice(0, name.indexOf('-'));
  const age = 600 + random.between(0, 30 * 24 * 3600);
  const crashing = index % 97 === 5;
  const node = (index % 3) + 1;
  const { metadata, ...template } = templates.get(app, index);
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: name.slice(0, name.lastIndexOf('-')),
    uid: seededRandom(index - (index % 7)).uuid(),
    controller: true,
    ...{ blockOwnerDeletion: true },
  };
  const draft = { ...template, metadata: { ...metadata, name, namespace, ownerReferences: [owner] } } as Draft;
  const ended = random.between(5, 280);
  const restarts = crashing ? random.between(6, 900) : index % 41 === 0 ? random.between(1, 5) : 0;
  const containers =
    restarts > 0
      ? {
          app: {
            restarts,
            ended: crashing ? ended : ended * 200,
            exitCode: crashing ? 1 : 137,
            ran: 20,
            ...(crashing ? { backsOff: true as const } : { reason: 'OOMKilled' }),
          },
        }
      : undefined;
  const past = {
    age,
    node: `node-${node}`,
    hostIP: `192.168.49.${node}`,
    podIP: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    ...(containers ? { containers } : {}),
  };
  const pod = settled(draft, past, now, random) as KubeObject;
  return { ...pod, metadata: { ...pod.metadata, resourceVersion: version } };
}

/** Restarts, lost readiness and replaced pods, evenly in time. */
function startChurn(
  { log, clock, churn }: FleetOptions,
  names: { namespace: string; name: string }[],
  random: Random,
): () => void {
  let owed = 0;
  let last = clock.now() - TICK_MS;
  let cancel = (): void => {};
  const tick = (): void => {
    // Timers are late, the more so the more there is to do: what counts is the time that has passed. A machine that slept owes nothing.
    const now = clock.now();
    owed += (churn * Math.min(now - last, LONGEST_TICK_MS)) / 1000;
    last = now;
    for (; owed >= 1; owed -= 1) changeOne(log, clock, random.pick(names), random);
    cancel = clock.after(TICK_MS, tick);
  };
  tick();
  return () => cancel();
}

function changeOne(
  log: ResourceLog,
  clock: Clock,
  { namespace, name }: { namespace: string; name: string },
  random: Random,
): void {
  const pod = log.get('pods', namespace, name) as DemoPod | undefined;
  const [container] = pod?.status.containerStatuses ?? [];
  if (pod === undefined || container === undefined || pod.metadata.deletionTimestamp != null) return;
  const now = wireTime(clock.now());
  const restart = random.next() < 0.5;
  const ready = restart || !container.ready;
  const ended = { exitCode: 1, reason: 'Error', startedAt: container.state.running?.startedAt ?? now, finishedAt: now };
  const changed = {
    ...container,
    ready,
    started: true,
    ...(restart ? { restartCount: container.restartCount + 1, lastState: { terminated: ended } } : {}),
    state: restart || !container.state.running ? { running: { startedAt: now } } : container.state,
  };
  const conditions = pod.status.conditions!.map(condition =>
    /Ready$/.test(condition.type) && condition.status !== (ready ? 'True' : 'False')
      ? { ...condition, status: ready ? 'True' : 'False', lastTransitionTime: now }
      : condition,
  );
  log.update('pods', { ...pod, status: { ...pod.status, containerStatuses: [changed], conditions } } as DemoPod);
}
