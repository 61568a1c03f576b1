import type { Reader, ReaderContent, Version } from '../app/reading/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { mergeEvents } from '../history/event-list.ts';
import type { PodVersion } from '../history/versions/version-store.ts';
import type { Cluster, EventScope } from '../kube/cluster.ts';
import { textAt } from '../kube/json.ts';
import type { Pod } from '../kube/pod.ts';
import { ProblemError } from '../kube/problem.ts';
import { resourcePath } from '../kube/resource-path.ts';
import { eventScopes, ownEvents } from '../tasks/event-scopes.ts';
import { gatherFacts } from '../tasks/gather-facts.ts';
import { EventWatch } from './event-watch.ts';
import type { ObjectVersions } from './object-versions.ts';

export interface Filling {
  readonly reader: Reader;
  readonly cluster: Cluster;
  /** ms, on our clock. */
  readonly now: () => number;
  /** The pod as the watch last told of it, also when it is gone; undefined when it never did. */
  readonly seen: () => { readonly pod: Pod; readonly isGone: boolean } | undefined;
  /** Its versions as the watch told of them, as far as they are held; oldest first. */
  readonly held: () => readonly PodVersion[];
  /** Those on the screen; empty: all. */
  readonly namespaces: readonly string[];
  readonly versions: ObjectVersions;
  readonly onChange: () => void;
}

/** How often sentences that hold ages are made anew, and how often an object that no watch tells of is asked for, ms. */
const AGES_MS = 1_000;
const ASK_MS = 10_000;

/**
 * Fills a reader from the cluster, and again whenever the watch has told of a change of the pod: `look` is called as often as
 * the screen is painted and asks for nothing while nothing changed. Events have a watch of their own while the reader is open.
 */
export class ReaderFilling {
  readonly #given: Filling;
  #version: string | undefined;
  #isAsking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #diagnosedAt = 0;
  #events: EventWatch | undefined;
  #hasNews = false;

  constructor(given: Filling) {
    this.#given = given;
  }

  look(): void {
    const { reader } = this.#given;
    if (reader.isClosed) {
      this.stop();
      return;
    }
    this.#tellEvents();
    this.#diagnoseAnew();
    if (this.#isAsking || !this.#isDue()) return;
    this.#isAsking = true;
    this.#askedAt = this.#given.now();
    void this.#ask();
  }

  stop(): void {
    this.#events?.stop();
    this.#events = undefined;
  }

  #isDue(): boolean {
    const { reader, seen, now } = this.#given;
    if (reader.kind === 'allEvents') return this.#askedAt === Number.NEGATIVE_INFINITY;
    const isOld = now() - this.#askedAt >= ASK_MS;
    // Nobody tells of changes of other objects.
    if (reader.target.kind !== undefined) return isOld;
    const present = seen();
    // What was read whole says more of a pod that is gone than what the watch keeps of it.
    if (present?.isGone && reader.content && reader.content.kind !== 'problem') return false;
    const version = present && `${present.pod.metadata.resourceVersion} ${present.isGone}`;
    // Nor does anybody tell of what surrounds a pod.
    const isStale = isOld && (reader.kind === 'diagnosis' || this.#askedAt < 0);
    if (version === this.#version && !isStale) return false;
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
    const { reader, cluster, now, versions, namespaces } = this.#given;
    if (reader.kind === 'allEvents') {
      this.#watchEvents([{ namespaces }]);
      return undefined;
    }
    const { object, isWhole } = await this.#object();
    if (isWhole) versions.keep(object, now());
    switch (reader.kind) {
      case 'describe': {
        this.#watchEvents([ownEvents(object)]);
        const { content } = reader;
        return { kind: 'describe', pod: object, events: content?.kind === 'describe' ? content.events : undefined };
      }
      case 'diagnosis':
      case 'events': {
        const facts = await gatherFacts(cluster, object, now() + (cluster.clockSkew() ?? 0));
        this.#watchEvents(eventScopes(object, facts.owners ?? []));
        const events = mergeEvents(facts.events ?? [], this.#events?.events ?? []);
        if (reader.kind === 'diagnosis')
          return { kind: 'diagnosis', facts: { ...facts, events }, findings: diagnose({ ...facts, events }) };
        return { kind: 'events', events, problem: facts.unknown?.find(sentence => /the events/.test(sentence)) };
      }
      case 'object': {
        // Loads YAML and JSONPath, which nothing else on the screen needs.
        const { ObjectDocument } = await import('../app/reading/object-document.ts');
        reader.versions = this.#versions(object);
        return { kind: 'object', document: new ObjectDocument(object) };
      }
    }
  }

  /** Those before it was first read as the watch told of them, then as they were read. */
  #versions(object: unknown): readonly Version[] {
    const { reader, versions, held } = this.#given;
    const whole = versions.of(object);
    if (reader.target.kind !== undefined) return whole;
    const [first = { at: Number.POSITIVE_INFINITY }] = whole;
    const before = held().filter(({ at }) => at <= first.at);
    return [...before.map(({ pod, at }) => ({ object: pod, isWhole: false, at })), ...whole];
  }

  #watchEvents(scopes: readonly EventScope[]): void {
    if (this.#given.reader.isClosed) return;
    this.#events ??= new EventWatch(this.#given.cluster, scopes, () => {
      this.#hasNews = true;
      this.#given.onChange();
    });
  }

  /** Once a frame, however many have come. */
  #tellEvents(): void {
    const watch = this.#events;
    if (!watch || !this.#hasNews || !watch.isComplete) return;
    this.#hasNews = false;
    const { reader, now } = this.#given;
    const { content, kind } = reader;
    const { events, problem, dropped } = watch;
    if (content?.kind === 'describe')
      reader.fill({ ...content, events: events.length === 0 ? (problem ?? []) : events }, now());
    else if (content?.kind === 'diagnosis') {
      const facts = { ...content.facts, events: mergeEvents(content.facts.events ?? [], events) };
      reader.content = { ...content, facts, findings: diagnose(facts) };
    } else if (kind === 'events' || kind === 'allEvents') {
      const known = content?.kind === 'events' ? mergeEvents(content.events, events) : events;
      reader.content = { kind: 'events', events: kind === 'allEvents' ? events : known, problem, dropped };
    }
  }

  /** Of a pod that is gone it is what the watch keeps of it. */
  async #object(): Promise<{ readonly object: unknown; readonly isWhole: boolean }> {
    const { reader, cluster, seen } = this.#given;
    const { uid, kind, namespace, name } = reader.target;
    if (kind !== undefined) {
      const path = resourcePath(kind, namespace, name);
      if (path === undefined) throw gone(`podscope does not know where the API serves a ${kind}`);
      return { object: await cluster.request({ path }), isWhole: true };
    }
    try {
      const pod = await cluster.getPod(namespace, name);
      if (uid === '' || textAt(pod, 'metadata', 'uid') === uid) return { object: pod, isWhole: true };
    } catch (error) {
      if (cluster.problem(error).code !== 'not-found' || !seen()) throw error;
    }
    const last = seen();
    if (!last) throw gone(`${namespace}/${name} is gone; another pod has its name now`);
    return { object: { apiVersion: 'v1', kind: 'Pod', ...last.pod }, isWhole: false };
  }
}

const gone = (message: string): ProblemError => new ProblemError({ code: 'not-found', message });
