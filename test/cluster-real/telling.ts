import type { DemoPod, KubeObject } from '../../src/demo/store/objects.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import type { Told } from './witness.ts';

/**
 * What is the kubelet's alone, and therefore not compared: kwok plays it in a few strokes.
 *
 * | step                                   | a kubelet, and the demo                        | kwok                      |
 * | -------------------------------------- | ---------------------------------------------- | ------------------------- |
 * | its conditions                         | with PodReadyToStartContainers and generations | three, without            |
 * | after the init containers              | PodInitializing                                | ContainerCreating         |
 * | images, containers, hooks, probes      | Events of each                                 | one Event                 |
 * | deletion, once the containers are down | writes their end and the phase                 | nothing                   |
 * | a finalizer                            | ends its part all the same                     | waits until it is gone    |
 * | addresses, nodes chosen, times         | its own                                        | its own                   |
 */
const KUBELETS = ['kubelet', 'kwok'];
const KUBELET_EVENTS = ['kubelet', 'kwok_controller'];
const KUBELET_WORDS: Readonly<Record<string, string>> = { PodInitializing: 'ContainerCreating' };

/** Names, uids and times that chance has chosen become their kinds; `names`: what stands for what. */
export class Names {
  readonly #known = new Map<string, string>();

  constructor(namespace: string) {
    this.#known.set(namespace, '<namespace>');
  }

  /** Before others are told: longer names first, so that none is found in another. */
  learn(object: KubeObject): void {
    const { metadata, kind } = object;
    const hash = metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'];
    if (hash !== undefined && !this.#known.has(hash)) {
      const count = [...this.#known.values()].filter(name => name.startsWith('<hash')).length;
      this.#known.set(hash, `<hash ${count + 1}>`);
    }
    const { generateName, name } = metadata as { generateName?: string; name: string };
    if (kind === 'Pod' && generateName !== undefined && hash?.startsWith(generateName) !== true)
      this.#known.set(name, `${this.text(generateName)}<pod>`);
    for (const { uid } of metadata.ownerReferences ?? []) this.#known.set(uid, '<owner>');
  }

  text(text: string): string {
    const known = [...this.#known].sort(([a], [b]) => b.length - a.length);
    return known
      .reduce((result, [name, stands]) => result.replaceAll(name, stands), text)
      .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/ to node-\w+/g, ' to <node>')
      .replace(/ on node node-\w+/g, ' on node <node>');
  }

  /** Fields in the order of their names: their order says nothing. */
  object<T>(object: T): T {
    return JSON.parse(this.text(JSON.stringify(object, (_, value: unknown) => sorted(value)))) as T;
  }
}

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The life of each pod, as far as it is not the kubelet's alone; one line a step. */
export function livesOf(told: readonly Told<DemoPod>[], names: Names): string[] {
  const lives = new Map<string, string[]>();
  const looked = new Set<string>();
  for (const { type, object } of told) {
    if (object.status.conditions?.some(({ message }) => isChance(message))) continue;
    const { uid, name } = object.metadata;
    const life = lives.get(uid) ?? [`${names.text(name)}:`];
    lives.set(uid, life);
    const isKubelets = object.metadata.managedFields?.some(row => KUBELETS.includes(row.manager));
    if (isKubelets) looked.add(uid);
    const line = names.text(`${type} ${stepOf(object, looked.has(uid))}`);
    // What only the kubelet has changed leaves the step as it was.
    if (type !== 'MODIFIED' || line.slice(line.indexOf(' ')) !== life.at(-1)!.slice(life.at(-1)!.indexOf(' ')))
      life.push(line);
  }
  return [...lives.values()].map(life => life.join('\n  ')).sort();
}

function stepOf(pod: DemoPod, kubeletHasLooked: boolean): string {
  const { metadata, status } = pod;
  const deleted = metadata.deletionTimestamp != null;
  const word = podRow(pod as unknown as Pod, NEWEST).status;
  const conditions = (status.conditions ?? [])
    .filter(({ type }) => type === 'DisruptionTarget' || (type === 'PodScheduled' && !kubeletHasLooked))
    .map(({ type, status: is, observedGeneration, reason, message }) =>
      [`${type}=${is}`, reason, message && `"${message}"`, observedGeneration && `of ${observedGeneration}`]
        .filter(Boolean)
        .join(' '),
    );
  const managers = (metadata.managedFields ?? [])
    .map(({ manager, operation, subresource }) =>
      [KUBELETS.includes(manager) ? '<kubelet>' : manager, operation, subresource].filter(Boolean).join('/'),
    )
    .sort();
  return [
    deleted ? 'leaving' : `${status.phase}, ${KUBELET_WORDS[word] ?? word}`,
    `generation ${metadata.generation}`,
    ...(deleted ? [`grace ${metadata.deletionGracePeriodSeconds}`] : []),
    ...(metadata.finalizers ?? []).map(name => `held by ${name}`),
    ...(status.nominatedNodeName === undefined ? [] : [`nominated ${status.nominatedNodeName}`]),
    ...conditions,
    ...managers,
  ].join('; ');
}

interface CoreEvent extends KubeObject {
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly fieldPath?: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly action?: string;
  readonly count?: number;
  readonly source: { readonly component?: string };
  readonly reportingComponent: string;
  readonly eventTime: string | null;
  readonly firstTimestamp: string | null;
}

/** The Events of the scheduler and the controllers about each object, in their order. */
export function eventsOf(told: readonly Told<KubeObject>[], names: Names): string[] {
  const stories = new Map<string, string[]>();
  for (const { type, object } of told) {
    const event = object as CoreEvent;
    if (KUBELET_EVENTS.includes(event.reportingComponent) || isChance(event.message)) continue;
    const { kind, name } = event.involvedObject;
    const about = `${kind} ${name}`;
    const times = event.eventTime === null ? 'first and last time' : 'event time';
    const line = [
      type,
      event.type,
      event.reason,
      `by ${event.reportingComponent}, ${event.source.component ?? 'no source'}`,
      ...(event.action === undefined ? [] : [event.action]),
      ...(event.count === undefined ? [] : [`×${event.count}`]),
      times,
      event.message,
    ].join('; ');
    const story = stories.get(about) ?? [`${names.text(about)}:`];
    // How often the scheduler tries again in vain depends on what else happens.
    const again = event.reason === 'FailedScheduling' && story.at(-1) === names.text(line);
    stories.set(about, again ? story : [...story, names.text(line)]);
  }
  return [...stories.values()].map(lines => lines.join('\n  ')).sort();
}

/** A node that joins is tainted until it is ready: whether the scheduler looks in between is a matter of milliseconds. */
const isChance = (message: string | undefined): boolean => message?.includes('0/4 nodes are available') ?? false;

/** What was made, what it became, and in which order its conditions changed. */
export function objectsOf(told: readonly Told<KubeObject>[], names: Names): object[] {
  const stories = new Map<string, KubeObject[]>();
  for (const { object } of told) {
    const { uid } = object.metadata;
    stories.set(uid, [...(stories.get(uid) ?? []), object]);
  }
  return [...stories.values()].map(versions => ({
    first: names.object(bare(versions[0]!)),
    last: names.object(bare(versions.at(-1)!)),
    conditions: names.object(conditionsOf(versions)),
  }));
}

/** Without what no two clusters have in common. */
export function bare(object: KubeObject): object {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function conditionsOf(versions: readonly KubeObject[]): string[] {
  const lines: string[] = [];
  const last = new Map<string, string>();
  for (const { status } of versions) {
    const { conditions = [] } = status as { conditions?: Record<'type' | 'status' | 'reason' | 'message', string>[] };
    for (const { type, status: is, reason, message } of conditions) {
      const line = `${type}=${is} ${reason} "${message}"`;
      if (last.get(type) !== line) lines.push(line);
      last.set(type, line);
    }
  }
  return lines;
}
