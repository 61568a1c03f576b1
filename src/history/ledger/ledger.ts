import type { Added, Deleted, FeedEvent, FeedGap, PodChange, Updated } from '../../kube/feed.ts';
import type { Pod } from '../../kube/pod.ts';
import { parseTime } from '../../kube/time.ts';
import type { Severity } from '../../status/row.ts';
import { certaintyOf, ownSeverity } from '../transitions/change-severity.ts';
import { type Change, diffPod, type PodReading, wordTold } from '../transitions/diff-pod.ts';
import { askedAfter, identityOf, type PodEntry } from '../transitions/entry.ts';
import type { Transition } from '../transitions/transition.ts';
import { VersionStore } from '../versions/version-store.ts';
import { askedTransition } from './asked.ts';
import { gapTransition } from './gap.ts';
import { KnownUntil } from './known-until.ts';
import { LatestChanges } from './latest-changes.ts';
import type { Past } from './past.ts';
import type { Reader } from './reader.ts';
import { estimatedSince, rememberedSince, sinceAfter } from './status-since.ts';
import { StuckWatch } from './stuck-watch.ts';
import { TOMBSTONE_LIMITS, type TombstoneLimits, Tombstones } from './tombstones.ts';
import { LOG_LIMITS, type LogLimits, TransitionLog } from './transition-log.ts';

export interface LedgerLimits extends LogLimits, TombstoneLimits {
  /** Of the versions of the pods that changed, bytes. */
  readonly versionBytes: number;
}

export const LEDGER_LIMITS: LedgerLimits = {
  ...LOG_LIMITS,
  ...TOMBSTONE_LIMITS,
  // Only who can show them holds them.
  versionBytes: 0,
};

/** What one event did: entries that came, changed or were forgotten, and the transitions it logged. */
export interface LedgerChange {
  readonly uids: Iterable<string>;
  readonly transitions: readonly Transition[];
}

/**
 * What is known of every pod: its last version with its row, and every change since we look. Each event counts, in the order
 * received, so the log is the same whether the events come live, from a recording, or in one batch. The ledger believes
 * what it knows itself, not the event's `before`: what was told twice is logged once.
 */
export class Ledger {
  readonly log: TransitionLog;
  readonly versions: VersionStore;
  readonly #limits: LedgerLimits;
  readonly #entries = new Map<string, Known>();
  readonly #gone: Tombstones;
  readonly #latest = new LatestChanges();
  readonly #stuck = new StuckWatch();
  readonly #listeners = new Set<(change: LedgerChange) => void>();
  #reader: Reader;
  /** Before the first list is complete, a pod that a list finds is no change. */
  #synced = false;
  #gap: FeedGap | undefined;
  #known = new KnownUntil();
  /** The time of the last event, ms. */
  #toldAt = 0;

  constructor(reader: Reader, limits: Partial<LedgerLimits> = {}) {
    this.#reader = reader;
    this.#limits = { ...LEDGER_LIMITS, ...limits };
    this.#gone = new Tombstones(this.#limits);
    this.log = new TransitionLog(this.#limits);
    this.versions = new VersionStore(this.#limits.versionBytes);
  }

  /** By uid; pods that are gone stay as tombstones for a while. The same map for ever: read it, do not keep a copy. */
  get pods(): ReadonlyMap<string, PodEntry> {
    return this.#entries;
  }
  /** By how much the cluster's clock is ahead of ours, ms. */
  readonly skew = (): number => this.#reader.skew?.() ?? 0;
  /** Pods that exist as far as we know. */
  get live(): number {
    return this.#entries.size - this.#gone.size;
  }

  /** Calls `listener` once per event that changed something, after it was applied; the answer ends it. */
  subscribe(listener: (change: LedgerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes one event into account and answers what it logged. */
  apply(event: FeedEvent): readonly Transition[] {
    switch (event.type) {
      case 'Gap': {
        this.#known.whole(event.from);
        const outlived = this.advance(event.from);
        this.#gap = event;
        return [...outlived, ...this.#logGap(event)];
      }
      case 'Synced':
        this.#synced = true;
        this.#known.whole(event.receivedAt);
        // What ran out in the gap is learnt of now.
        if (this.#gap) this.#toldAt = event.receivedAt;
        this.#gap = undefined;
        this.prune(event.receivedAt);
        return this.advance(event.receivedAt);
      case 'Connection':
        return this.advance(this.#known.connected(event.connection));
      case 'Notice':
        return [];
      case 'Asked':
        this.#toldAt = event.receivedAt;
        return this.#told(this.log.append(askedTransition(event)));
      case 'Reset':
        this.#clear();
        return [];
      default: {
        this.#known.changed(event.receivedAt);
        const outlived = this.advance(event.receivedAt);
        const transitions = event.type === 'Deleted' ? this.#bury(event) : this.#keep(event);
        this.#tell([(event.type === 'Deleted' ? event.last : event.after).metadata.uid], transitions);
        if (this.#gone.size > 0) this.prune(event.receivedAt);
        this.#toldAt = event.receivedAt;
        const late = this.advance(event.receivedAt);
        return outlived.length + late.length === 0 ? transitions : [...outlived, ...transitions, ...late];
      }
    }
  }

  /** When a pod will have outlived a budget, and that be known, if nothing more is told, ms. */
  get dueAt(): number | undefined {
    const { next } = this.#stuck;
    return next === undefined || this.#gap !== undefined ? undefined : this.#known.knows(next);
  }

  /**
   * Time has passed while nothing was told: answers what is known to have outlived its budget by `now`, as it logs it. What may have
   * changed unseen waits.
   */
  advance(now: number): readonly Transition[] {
    const { next } = this.#stuck;
    if (this.#gap !== undefined || next === undefined || next > now) return [];
    const known = this.#known.at(now);
    if (next > known) return [];
    const logged = this.#stuck.take(known, this.#entries, this.#toldAt).map(one => this.log.append(one));
    this.#tell([], logged);
    return logged;
  }

  /** Begins with what earlier runs saw, and with the gap since then. @param now ms, our clock */
  recall({ transitions, seenUntil }: Past, now: number): readonly Transition[] {
    const logged = transitions.map(({ seq: _, ...one }) => this.log.append(one));
    this.#tell([], logged);
    const from = seenUntil ?? logged.at(-1)?.receivedAt;
    return from === undefined || from >= now ? [] : this.#logGap({ from, to: now, reason: 'podscope was not running' });
  }

  /** The server turned out to be of another version: every row is computed again. That is no change of a pod. */
  setReader(reader: Reader): void {
    this.#reader = reader;
    for (const [uid, entry] of this.#entries) {
      const row = reader.row(entry.pod);
      const statusSince = row.status === entry.row.status ? entry.statusSince : { ...entry.statusSince, exact: false };
      this.#entries.set(uid, { ...entry, row, statusSince });
    }
    this.#tell([...this.#entries.keys()], []);
  }

  /** Forgets the tombstones whose time is over at `now` (ms, our clock). */
  prune(now: number): void {
    const forgotten = this.#gone.takeOver(now);
    for (const uid of forgotten) {
      this.#entries.delete(uid);
      this.#latest.forget(uid);
      this.versions.release(uid);
    }
    if (forgotten.length > 0) this.#tell(forgotten, []);
  }

  #clear(): void {
    const uids = [...this.#entries.keys()];
    this.#entries.clear();
    this.#gone.clear();
    this.#latest.clear();
    this.#stuck.clear();
    this.log.clear();
    this.versions.clear();
    this.#synced = false;
    this.#gap = undefined;
    this.#known = new KnownUntil();
    this.#tell(uids, []);
  }

  #tell(uids: readonly string[], transitions: readonly Transition[]): void {
    for (const listener of this.#listeners) listener({ uids, transitions });
  }

  #logGap(gap: Pick<FeedGap, 'from' | 'to' | 'reason'>): readonly Transition[] {
    return this.#told(this.log.append(gapTransition(gap)));
  }

  #told(logged: Transition): readonly Transition[] {
    this.#tell([], [logged]);
    return [logged];
  }

  #keep(event: Added<Pod> | Updated<Pod>): readonly Transition[] {
    const after = this.#read(event.after);
    let known = this.#entries.get(event.after.metadata.uid);
    if (known?.goneAt !== undefined || (known === undefined && event.type === 'Added'))
      return this.#welcome(after, event);
    known ??= this.#introduce(this.#read((event as Updated<Pod>).before), event.receivedAt, {
      at: event.receivedAt,
      exact: false,
    });
    const moved = this.#logDiff(known, after, event);
    this.#gone.delete(known.uid);
    this.#entries.set(known.uid, {
      uid: known.uid,
      pod: after.pod,
      row: after.row,
      statusSince: sinceAfter(known, after, event, this.skew),
      goneAt: known.goneAt,
      asked: askedAfter(known.asked, after.pod, event.via === 'watch' ? event.receivedAt : undefined),
      first: known.first,
    });
    if (moved.length > 0) this.#lookIfStuck(known.uid, moved, event.receivedAt);
    return moved;
  }

  /** Nothing but what is logged moves a budget. What a pod outlives by it is logged, too. */
  #lookIfStuck(uid: string, moved: Transition[], at: number): void {
    const entry = this.#entries.get(uid)!;
    this.#stuck.look(entry, { at, isNew: false, skew: this.skew() });
    for (let i = moved.length - 1; i >= 0; i--) {
      const told = moved[i]!.subject === 'restarts' ? this.#stuck.restarted(entry, moved[i]!) : undefined;
      if (told) moved.push(this.log.append(told));
    }
  }

  /** A uid that we did not know, or that a selector lost and found again. */
  #welcome(after: PodReading, event: PodChange): readonly Transition[] {
    const found = event.via === 'list';
    const since = found
      ? (rememberedSince(after, this.log.ofPod(after.row.uid)) ??
        estimatedSince(after.pod, event.receivedAt, this.skew()))
      : { at: event.receivedAt, exact: true };
    const known = this.#introduce(after, event.receivedAt, since, !found);
    if (found && !this.#synced) return [];
    const createdAt = parseTime(after.pod.metadata.creationTimestamp);
    this.versions.add(
      known.uid,
      { pod: after.pod, at: event.receivedAt },
      { from: this.log.nextSeq, until: this.log.nextSeq + 1 },
      undefined,
    );
    const came = this.log.append({
      ...identityOf(known),
      subject: 'pod',
      part: undefined,
      from: undefined,
      to: after.row.status,
      receivedAt: event.receivedAt,
      clusterAt: createdAt,
      lasted: undefined,
      ...wordTold(after),
      certainty: found ? (createdAt === undefined ? 'unknown' : 'derived') : 'seen',
      severity: this.#reader.severity(after.pod, after.row, event.receivedAt),
      missed: undefined,
    });
    this.#latest.remember(came);
    return [came];
  }

  #bury(event: Deleted<Pod>): readonly Transition[] {
    const known =
      this.#entries.get(event.last.metadata.uid) ??
      this.#introduce(
        this.#read(event.before),
        event.receivedAt,
        estimatedSince(event.before, event.receivedAt, this.skew()),
      );
    if (known.goneAt !== undefined) return [];
    const last = this.#read(event.last);
    const moved = this.#logDiff(known, last, event);
    const statusSince = sinceAfter(known, last, event, this.skew);
    const seen = event.via === 'watch';
    const until = seen ? event.receivedAt : (this.#gap?.from ?? event.receivedAt);
    const gone = this.log.append({
      ...identityOf(known),
      subject: 'pod',
      part: undefined,
      from: last.row.status,
      to: undefined,
      receivedAt: event.receivedAt,
      clusterAt: undefined,
      lasted: { ms: Math.max(0, until - statusSince.at), atLeast: !(statusSince.exact && seen) },
      ...wordTold(last),
      certainty: seen ? 'seen' : 'unknown',
      severity: 'done',
      missed: undefined,
    });
    const asked = askedAfter(known.asked, last.pod, seen ? event.receivedAt : undefined);
    this.#entries.set(known.uid, { ...known, ...last, statusSince, goneAt: event.receivedAt, asked });
    this.#gone.add(known.uid, event.receivedAt);
    this.#stuck.forget(known.uid);
    return [...moved, gone];
  }

  #read(pod: Pod): PodReading {
    return { pod, row: this.#reader.row(pod) };
  }

  #introduce(reading: PodReading, firstSeenAt: number, statusSince: PodEntry['statusSince'], born = false): Known {
    const { pod } = reading;
    const first = { pod, at: firstSeenAt, born };
    const { uid } = pod.metadata;
    const asked = askedAfter(undefined, pod);
    const known: Known = { uid, pod, row: reading.row, statusSince, goneAt: undefined, asked, first };
    this.#gone.delete(known.uid);
    this.#latest.forget(known.uid);
    this.#entries.set(known.uid, known);
    this.#stuck.forget(known.uid);
    this.#stuck.look(known, { at: firstSeenAt, isNew: true, skew: this.skew() });
    return known;
  }

  #logDiff(known: Known, after: PodReading, event: PodChange): Transition[] {
    const changes = diffPod(known, after);
    const from = this.log.nextSeq;
    const { pod } = known;
    if (after.pod !== pod && this.#limits.versionBytes > 0) {
      const version = { pod: after.pod, at: event.receivedAt };
      this.versions.add(known.uid, version, { from, until: from + changes.length }, { pod, at: known.first.at });
    }
    const moved: Transition[] = [];
    let ofPod: Severity | undefined;
    for (const change of changes) {
      let severity = ownSeverity(change);
      if (severity === undefined) {
        ofPod ??= this.#reader.severity(after.pod, after.row, event.receivedAt);
        severity = ofPod;
      }
      // Field by field: a rest of the change would make slow objects, and this is the hot path.
      const logged = this.log.add({
        seq: this.log.nextSeq,
        uid: known.uid,
        namespace: known.row.namespace,
        name: known.row.name,
        subject: change.subject,
        part: change.part,
        from: change.from,
        to: change.to,
        receivedAt: event.receivedAt,
        clusterAt: change.clusterAt,
        lasted: this.#lasted(change, known, event),
        reason: change.reason,
        message: change.message,
        certainty: certaintyOf(change, event.via),
        severity,
        missed: change.missed,
      });
      this.#latest.remember(logged);
      moved.push(logged);
    }
    return moved;
  }

  /** By the cluster's clock when the objects hold both ends, else by ours; the two are never subtracted from each other. */
  #lasted(change: Change, known: Known, event: PodChange): Transition['lasted'] {
    if (change.from === undefined) return undefined;
    const seen = event.via === 'watch';
    const until = seen ? event.receivedAt : (this.#gap?.from ?? event.receivedAt);
    if (change.subject === 'status') {
      const { at, exact } = known.statusSince;
      return { ms: Math.max(0, until - at), atLeast: !(exact && seen) };
    }
    if (change.clusterAt !== undefined && change.clusterSince !== undefined) {
      return { ms: Math.max(0, change.clusterAt - change.clusterSince), atLeast: false };
    }
    const earlier = this.#latest.before(known.uid, change);
    if (earlier === undefined) return { ms: Math.max(0, until - known.first.at), atLeast: true };
    // Both came with the same event: how long the earlier one lasted left no trace.
    if (earlier.certainty === 'derived' && earlier.receivedAt === event.receivedAt) return undefined;
    return { ms: Math.max(0, until - earlier.receivedAt), atLeast: !(earlier.certainty === 'seen' && seen) };
  }
}

/** An entry of the ledger itself always knows how it began. */
interface Known extends PodEntry {
  readonly first: NonNullable<PodEntry['first']>;
}
