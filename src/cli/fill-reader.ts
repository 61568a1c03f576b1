import { stringify } from 'yaml';
import type { Reader, ReaderContent } from '../app/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Cluster } from '../kube/cluster.ts';
import { isObject, textAt } from '../kube/json.ts';
import { gatherFacts, podEvents } from './gather-facts.ts';

export interface Filling {
  readonly reader: Reader;
  readonly cluster: Cluster;
  /** ms, on our clock. */
  readonly now: () => number;
  /** Changes whenever the watch tells of a change of the pod; undefined when it is gone. */
  readonly version: () => string | undefined;
  readonly onChange: () => void;
}

/**
 * Fills a reader from the cluster, and again whenever the watch has told of a change of the pod: `look` is called as often as
 * the screen is painted and asks for nothing while nothing changed.
 */
export class ReaderFilling {
  readonly #given: Filling;
  #version: string | undefined;
  #isAsking = false;

  constructor(given: Filling) {
    this.#given = given;
  }

  get reader(): Reader {
    return this.#given.reader;
  }

  look(): void {
    const { reader, version } = this.#given;
    const present = version();
    if (this.#isAsking || reader.isClosed) return;
    // A pod that is gone is read as it was.
    if (reader.content !== undefined && (present === undefined || present === this.#version)) return;
    this.#version = present;
    this.#isAsking = true;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { reader, cluster, onChange } = this.#given;
    try {
      reader.content = await this.#content();
    } catch (error) {
      const sentence = cluster.problem(error).message;
      if (reader.content === undefined || reader.content.kind === 'problem')
        reader.content = { kind: 'problem', sentence };
    }
    this.#isAsking = false;
    if (!reader.isClosed) onChange();
  }

  async #content(): Promise<ReaderContent> {
    const { reader, cluster, now } = this.#given;
    const { uid, namespace, name } = reader.target;
    const pod = await cluster.getPod(namespace, name);
    if (textAt(pod, 'metadata', 'uid') !== uid) {
      return { kind: 'problem', sentence: `${namespace}/${name} is gone; another pod has its name now.` };
    }
    switch (reader.kind) {
      case 'describe':
        return { kind: 'describe', pod, events: await podEvents(cluster, pod) };
      case 'diagnosis': {
        const facts = await gatherFacts(cluster, pod, now() + (cluster.clockSkew() ?? 0));
        return { kind: 'diagnosis', findings: diagnose(facts) };
      }
      case 'events': {
        const { events = [] } = await gatherFacts(cluster, pod, now());
        return { kind: 'events', events };
      }
      case 'object':
        return { kind: 'object', text: { short: yamlOf(withoutNoise(pod)), whole: yamlOf(pod) } };
    }
  }
}

/** As `kubectl get -o yaml` writes it. */
function yamlOf(object: unknown): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}

const NOISE = ['managedFields', 'kubectl.kubernetes.io/last-applied-configuration'];

/** The object without what was written for machines. */
function withoutNoise(pod: unknown): unknown {
  if (!isObject(pod) || !isObject(pod['metadata'])) return pod;
  const { metadata } = pod;
  const kept = (object: object): object =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !NOISE.includes(key)));
  const annotations = isObject(metadata['annotations']) ? { annotations: kept(metadata['annotations']) } : {};
  return { ...pod, metadata: { ...kept(metadata), ...annotations } };
}
