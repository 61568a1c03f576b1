import type { Reader, ReaderContent } from '../app/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at, textAt } from '../kube/json.ts';
import type { Pod } from '../kube/pod.ts';
import { resourcePath } from '../kube/resource-path.ts';
import { gatherFacts, podEvents } from './gather-facts.ts';
import type { ObjectVersions } from './object-versions.ts';

export interface Filling {
  readonly reader: Reader;
  readonly cluster: Cluster;
  /** ms, on our clock. */
  readonly now: () => number;
  /** The pod as the watch last told of it, also when it is gone; undefined when it never did. */
  readonly seen: () => { readonly pod: Pod; readonly isGone: boolean } | undefined;
  readonly versions: ObjectVersions;
  readonly onChange: () => void;
}

/** How often sentences that hold ages are made anew, and how often an object that no watch tells of is asked for, ms. */
const AGES_MS = 1_000;
const ASK_MS = 10_000;

/**
 * Fills a reader from the cluster, and again whenever the watch has told of a change of the pod: `look` is called as often as
 * the screen is painted and asks for nothing while nothing changed.
 */
export class ReaderFilling {
  readonly #given: Filling;
  #version: string | undefined;
  #isAsking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #diagnosedAt = 0;

  constructor(given: Filling) {
    this.#given = given;
  }

  look(): void {
    const { reader } = this.#given;
    if (reader.isClosed) return;
    this.#diagnoseAnew();
    if (this.#isAsking || !this.#isDue()) return;
    this.#isAsking = true;
    this.#askedAt = this.#given.now();
    void this.#ask();
  }

  /** Asks again although the pod is the same: something around it changed. */
  refresh(): void {
    this.#version = undefined;
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  #isDue(): boolean {
    const { reader, seen, now } = this.#given;
    // Nobody tells of changes of other objects.
    if (reader.target.kind !== undefined) return now() - this.#askedAt >= ASK_MS;
    const present = seen();
    // What was read whole says more of a pod that is gone than what the watch keeps of it.
    if (present?.isGone && reader.content && reader.content.kind !== 'problem') return false;
    const version = present && `${present.pod.metadata.resourceVersion} ${present.isGone}`;
    if (this.#askedAt > 0 && version === this.#version) return false;
    this.#version = version;
    return true;
  }

  /** What is known is the same, but its sentences hold ages. */
  #diagnoseAnew(): void {
    const { reader, now, cluster } = this.#given;
    const { content } = reader;
    if (content?.kind !== 'diagnosis' || now() - this.#diagnosedAt < AGES_MS) return;
    this.#diagnosedAt = now();
    const facts = { ...content.facts, now: now() + (cluster.clockSkew() ?? 0) };
    reader.content = { ...content, findings: diagnose(facts) };
  }

  async #ask(): Promise<void> {
    const { reader, cluster, onChange, now } = this.#given;
    try {
      const content = await this.#content();
      if (content) reader.fill(content, now());
    } catch (error) {
      const sentence = cluster.problem(error).message;
      if (reader.content === undefined || reader.content.kind === 'problem')
        reader.fill({ kind: 'problem', sentence }, now());
    }
    this.#isAsking = false;
    if (!reader.isClosed) onChange();
  }

  async #content(): Promise<ReaderContent | undefined> {
    const { reader, cluster, now, versions } = this.#given;
    const object = await this.#object();
    switch (reader.kind) {
      case 'describe':
        return { kind: 'describe', pod: object, events: await podEvents(cluster, object) };
      case 'diagnosis': {
        const facts = await gatherFacts(cluster, object, now() + (cluster.clockSkew() ?? 0));
        return { kind: 'diagnosis', facts, findings: diagnose(facts) };
      }
      case 'events': {
        const { events = [], unknown } = await gatherFacts(cluster, object, now());
        return { kind: 'events', events, problem: unknown?.find(sentence => /the events/.test(sentence)) };
      }
      case 'object': {
        // Loads YAML and JSONPath, which nothing else on the screen needs.
        const { ObjectDocument } = await import('../app/object-document.ts');
        reader.versions = versions.keep(object, now());
        return { kind: 'object', document: new ObjectDocument(object) };
      }
      case 'allEvents':
        return undefined;
    }
  }

  /** The whole object; of a pod that is gone what the watch keeps of it. */
  async #object(): Promise<unknown> {
    const { reader, cluster, seen } = this.#given;
    const { uid, kind, namespace, name } = reader.target;
    if (kind !== undefined) {
      const path = resourcePath(kind, namespace, name);
      if (path === undefined) throw new Error(`podscope does not know where the API serves a ${kind}`);
      return cluster.request({ path });
    }
    try {
      const pod = await cluster.getPod(namespace, name);
      if (uid === '' || textAt(pod, 'metadata', 'uid') === uid) return pod;
    } catch (error) {
      if (cluster.problem(error).code !== 'not-found' || !seen()) throw error;
    }
    const last = seen();
    if (!last) throw new Error(`${namespace}/${name} is gone; another pod has its name now`);
    return { apiVersion: 'v1', kind: 'Pod', ...(at({ last }, 'last', 'pod') as object) };
  }
}
