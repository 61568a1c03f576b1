import { randomUUID } from 'node:crypto';
import type { ApiClient } from './api-client.ts';
import type { Etcd, StoredValue } from './etcd.ts';
import { createNamespace } from './objects.ts';

const NAMESPACES = 10;
const NODES = 50;
/** Pods on their way to etcd at a time. */
const BATCH = 100;
/** The image in container statuses only: where its bytes are, the restart count is just before. */
const RAN_IMAGE = 'registry.example/ran/app:v1';

/** What a template is at: enough difference that a grid has something to count. */
const STATUSES: readonly ((at: string) => object)[] = [
  ...Array.from({ length: 7 }, () => (at: string) => ({
    phase: 'Running',
    conditions: conditions('True', at),
    containerStatuses: ['app', 'proxy'].map(name => containerStatus(name, { running: { startedAt: at } }, true, 0)),
  })),
  at => ({
    phase: 'Running',
    conditions: conditions('False', at),
    containerStatuses: [
      containerStatus(
        'app',
        { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        false,
        7,
        {
          terminated: { exitCode: 1, reason: 'Error', startedAt: at, finishedAt: at },
        },
      ),
      containerStatus('proxy', { running: { startedAt: at } }, true, 0),
    ],
  }),
  at => ({
    phase: 'Pending',
    conditions: conditions('False', at),
    containerStatuses: ['app', 'proxy'].map(name =>
      containerStatus(name, { waiting: { reason: 'ImagePullBackOff' } }, false, 0),
    ),
  }),
  at => ({
    phase: 'Succeeded',
    conditions: conditions('False', at),
    containerStatuses: ['app', 'proxy'].map(name =>
      containerStatus(
        name,
        { terminated: { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at } },
        false,
        0,
      ),
    ),
  }),
];

/**
 * Makes `count` pods of about 9 KB protobuf each (11 KB JSON, 23 KB indented), far faster than the API server creates them (95/s on 2 cores): a few are
 * created through it, and what it stored of them is written to etcd again under other names.
 */
export async function fill(api: ApiClient, etcd: Etcd, count: number, say: (line: string) => void): Promise<void> {
  const started = Date.now();
  for (let n = 0; n < NAMESPACES; n++) await createNamespace(api, namespace(n));
  const templates = await Promise.all(STATUSES.map((_, index) => template(api, etcd, index)));
  const clones = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, offset) =>
      clone(templates[mixed(from + offset) % templates.length]!, from + offset),
    );
  for (let at = 0; at < count; at += BATCH) await etcd.put(clones(at, Math.min(count, at + BATCH)));
  say(`${count} pods in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * Changes `rate` pods of a filled cluster a second, by the restart count of one container each, which is one MODIFIED
 * event; the answer ends it.
 */
export async function churn(etcd: Etcd, rate: number): Promise<() => void> {
  const stored = await etcd.range(`/registry/pods/${namespace(0)}/`, 1000);
  const slice = 20;
  let turn = 0;
  let due = 0;
  const timer = setInterval(() => {
    const changed = [];
    for (due += (rate * slice) / 1000; due >= 1; due--) {
      const { key, value } = stored[turn++ % stored.length]!;
      // ContainerStatus: … 5 restartCount (tag, one byte while below 128), 6 image (tag, length, text).
      const count = value.indexOf(RAN_IMAGE) - 3;
      value[count] = (value[count]! + 1) % 100;
      changed.push({ key, value });
    }
    if (changed.length > 0) void etcd.put(changed).catch(() => {});
  }, slice);
  return () => clearInterval(timer);
}

function namespace(index: number): string {
  return `filled-${String(index).padStart(2, '0')}`;
}

/** Every name has the length of a template's, so that a clone is the same bytes with others in place. */
function podName(index: number): string {
  return `filled-app-${index.toString(16).padStart(10, '0')}`;
}

interface Template extends StoredValue {
  namespace: string;
  name: string;
  uid: string;
}

/** Creates a pod through the API server, gives it its status, and takes what the server stored. */
async function template(api: ApiClient, etcd: Etcd, index: number): Promise<Template> {
  const own = { namespace: namespace(0), name: `filled-app-template0${index % 10}` };
  const path = `/api/v1/namespaces/${own.namespace}/pods`;
  const { metadata } = await api.call<{ metadata: { uid: string } }>('POST', path, pod(own.name, index));
  await api.call(
    'PATCH',
    `${path}/${own.name}/status`,
    { status: STATUSES[index]!(new Date().toISOString().replace(/\.\d+/, '')) },
    { contentType: 'application/merge-patch+json' },
  );
  const key = `/registry/pods/${own.namespace}/${own.name}`;
  const [stored] = await etcd.range(key, 1);
  await api.call('DELETE', `${path}/${own.name}?gracePeriodSeconds=0`);
  return { ...stored!, ...own, uid: metadata.uid };
}

function clone(template: Template, index: number): { key: string; value: Buffer } {
  const name = podName(index);
  const space = namespace(index % NAMESPACES);
  const value = Buffer.from(template.value);
  replaceAll(value, template.name, name);
  replaceAll(value, template.namespace, space);
  replaceAll(value, template.uid, randomUUID());
  replaceAll(value, nodeName(0), nodeName(index % NODES));
  return { key: `/registry/pods/${space}/${name}`, value };
}

function replaceAll(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + from.length)) bytes.write(to, at, 'latin1');
}

function nodeName(index: number): string {
  return `filled-node-${String(index).padStart(2, '0')}`;
}

function pod(name: string, index: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { app: 'filled', tier: `t${index}`, 'pod-template-hash': '7f9c6d5b8f' },
      annotations: Object.fromEntries(
        Array.from({ length: 4 }, (_, n) => [`example.com/note-${n}`, `note ${n} `.repeat(50)]),
      ),
    },
    spec: {
      nodeName: nodeName(0),
      automountServiceAccountToken: false,
      containers: ['app', 'proxy'].map(container => ({
        name: container,
        image: 'registry.example/app:v1',
        command: ['/bin/app', '--serve'],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        env: Array.from({ length: 18 }, (_, n) => ({
          name: `SETTING_${n}`,
          value: `the value of setting ${n} of ${container}`,
        })),
        readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
      })),
    },
  };
}

function conditions(ready: 'True' | 'False', at: string): object[] {
  return ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(type => ({
    type,
    status: type.endsWith('Ready') ? ready : 'True',
    lastTransitionTime: at,
  }));
}

function containerStatus(
  name: string,
  state: object,
  ready: boolean,
  restartCount: number,
  lastState: object = {},
): object {
  return {
    name,
    state,
    lastState,
    ready,
    started: ready,
    restartCount,
    image: RAN_IMAGE,
    imageID: `registry.example/ran/app@sha256:${'0'.repeat(64)}`,
    containerID: `containerd://${'1'.repeat(64)}`,
  };
}

/** Spreads the templates over the namespaces: both go in tens. */
function mixed(index: number): number {
  return index + Math.floor(index / NAMESPACES);
}
