import type { Clock } from '../../kube/clock.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { EventFeed, FeedEvent, PodFeed } from '../../kube/feed.ts';
import type { Pod } from '../../kube/pod.ts';
import { RecordDecoder } from './record-decoder.ts';
import { type RecordingHeader, timeOfLine } from './recording.ts';

export interface Recording {
  readonly header: RecordingHeader;
  /** The records as written, without the header; parsed when they are played. */
  readonly lines: readonly string[];
  /** Lines that could not be read, as a person is told of them. */
  readonly warnings: readonly string[];
}

/** Where a replay stands; times are of the recording, ms. */
export interface ReplayPosition {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** The time that is gone to, while it is not reached yet. */
  readonly goingTo: number | undefined;
  readonly paused: boolean;
  readonly speed: number;
  /** Records played, of all. */
  readonly played: number;
  readonly total: number;
}

/** Of records that cannot be read, so many are told. */
const MOST_PROBLEMS = 3;

/** So long is played at a time before keys have their turn, ms. */
const SLICE = 8;

/** A time that is gone to; everything up to it is played as fast as can be, bit by bit. */
interface Errand {
  readonly to: number;
  /** Ends it earlier. */
  readonly found: (event: FeedEvent) => boolean;
  readonly arrived: (found: boolean) => void;
}

/**
 * Plays a recording as the feed it once was. Time is the recording's own: `clock` tells it to everything that shows ages, and
 * runs at `speed` times the real one, or stands while paused.
 */
export class Replay implements PodFeed {
  readonly #header: RecordingHeader;
  readonly #lines: readonly string[];
  readonly #times: readonly number[];
  readonly #real: Clock;
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  readonly #eventFeeds = new Set<(news: FeedEvent<ClusterEvent>) => void>();
  #decoder = new RecordDecoder();
  #next = 0;
  #problems = 0;
  #toldUntil = 0;
  #speed: number;
  #paused = false;
  #running = false;
  /** The recording's time `#at` was reached at the real time `#since`. */
  #at: number;
  #since: number;
  #cancel = (): void => {};
  #errand: Errand | undefined;

  constructor(recording: Recording, real: Clock, speed = 1) {
    this.#header = recording.header;
    this.#lines = recording.lines;
    let latest = recording.header.at;
    // Times never run backwards, whatever the file says.
    this.#times = recording.lines.map(line => {
      latest = Math.max(latest, timeOfLine(line) ?? latest);
      return latest;
    });
    this.#real = real;
    this.#speed = speed;
    this.#at = recording.header.at;
    this.#since = real.now();
  }

  /** The time of the recording, for whoever computes ages. */
  readonly clock: Clock = {
    now: () => this.now(),
    after: (ms, run) => this.#real.after(this.#paused ? ms : Math.max(1, ms / this.#speed), run),
  };

  get position(): ReplayPosition {
    const { from, to } = this.#range();
    return {
      from,
      to,
      at: this.now(),
      goingTo: this.#errand?.to,
      paused: this.#paused,
      speed: this.#speed,
      played: this.#next,
      total: this.#lines.length,
    };
  }

  now(): number {
    if (!this.#running || this.#paused || this.#errand) return this.#at;
    return Math.min(this.#at + (this.#real.now() - this.#since) * this.#speed, this.#range().to);
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#since = this.#real.now();
    this.#play();
  }

  stop(): void {
    this.#halt();
    this.#running = false;
  }

  subscribe(listener: (event: FeedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By how much the server's clock is ahead at this moment, ms, as far as it was known. */
  get skew(): number | undefined {
    return this.#decoder.skew ?? this.#header.skew;
  }

  /** The pods there are at this moment. */
  get pods(): Iterable<Pod> {
    return this.#decoder.pods;
  }

  /** The Events that the server has not forgotten at this moment. */
  get events(): Iterable<ClusterEvent> {
    return this.#decoder.events;
  }

  /** The recorded Events of these, from its start as a list of those told so far, and on with the replay. */
  eventFeed(isMeant: (event: ClusterEvent) => boolean = () => true): EventFeed {
    const listeners = new Set<(news: FeedEvent<ClusterEvent>) => void>();
    const tell = (news: FeedEvent<ClusterEvent>): void => {
      if ('after' in news ? !isMeant(news.after) : 'last' in news && !isMeant(news.last)) return;
      for (const listener of listeners) listener(news);
    };
    return {
      start: () => {
        if (this.#eventFeeds.has(tell)) return;
        this.#eventFeeds.add(tell);
        const receivedAt = this.now();
        const known = [...this.events].filter(isMeant);
        for (const after of known) tell({ type: 'Added', after, via: 'list', receivedAt });
        tell({ type: 'Synced', count: known.length, receivedAt });
      },
      stop: () => this.#eventFeeds.delete(tell),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  }

  pause(): void {
    this.#halt();
    this.#paused = true;
  }

  resume(): void {
    this.#halt();
    this.#paused = false;
    this.#play();
  }

  setSpeed(speed: number): void {
    this.#halt();
    this.#speed = speed;
    this.#play();
  }

  /** Pauses and plays the next `count` records. */
  step(count = 1): void {
    this.pause();
    for (let i = 0; i < count && this.#next < this.#lines.length; i++) {
      this.#at = this.#times[this.#next]!;
      this.#tell();
    }
  }

  /** Goes to a time of the recording, and on from there; everything up to it is played, so nothing is left out. */
  seek(time: number): void {
    const { from, to } = this.#range();
    const target = Math.max(from, Math.min(time, to));
    this.#halt();
    if (target < this.#at) this.#rewind();
    this.#go({ to: target, found: () => false, arrived: () => this.#play() });
  }

  /** Pauses where `found` says yes to an event, or at the end; then `arrived` is told whether it did. */
  seekTo(found: (event: FeedEvent) => boolean, arrived: (found: boolean) => void = () => {}): void {
    this.pause();
    this.#go({ to: this.#range().to, found, arrived });
  }

  #range(): { from: number; to: number } {
    const from = this.#times[0] ?? this.#at;
    return { from, to: this.#times.at(-1) ?? from };
  }

  /** Stands at the time that is reached; nothing more is played. */
  #halt(): void {
    this.#at = this.now();
    this.#since = this.#real.now();
    this.#errand = undefined;
    this.#cancel();
  }

  #go(errand: Errand): void {
    this.#errand = errand;
    const isFound = this.#playUntil(errand.to, errand.found);
    if (isFound === undefined) {
      this.#cancel = this.#real.after(0, () => this.#go(errand));
      return;
    }
    if (!isFound) this.#at = errand.to;
    this.#halt();
    errand.arrived(isFound);
  }

  #rewind(): void {
    this.#at = this.#range().from;
    this.#decoder = new RecordDecoder();
    this.#next = 0;
    for (const listener of this.#listeners) listener({ type: 'Reset' });
    for (const tell of this.#eventFeeds) tell({ type: 'Reset' });
  }

  #play(): void {
    this.#cancel();
    if (!this.#running || this.#paused) return;
    const isDone = this.#playUntil(this.now()) !== undefined;
    const due = this.#times[this.#next];
    if (due !== undefined)
      this.#cancel = this.#real.after(isDone ? Math.max(1, (due - this.now()) / this.#speed) : 0, () => this.#play());
  }

  /** Answers whether `found` ended it, or the time came; undefined when there is more to play. */
  #playUntil(time: number, found?: Errand['found']): boolean | undefined {
    const until = this.#real.now() + SLICE;
    while (this.#next < this.#lines.length && this.#times[this.#next]! <= time) {
      if (this.#errand) this.#at = this.#times[this.#next]!;
      const event = this.#tell();
      if (event && found?.(event)) return true;
      if (this.#real.now() >= until) return undefined;
    }
    return false;
  }

  #tell(): FeedEvent | undefined {
    const decoded = this.#decoder.decode(this.#lines[this.#next++]!);
    if (!decoded.ok) return this.#leftOut(decoded.problem);
    if (decoded.thing.type === 'Event') {
      for (const tell of this.#eventFeeds) tell(decoded.thing.news);
      return undefined;
    }
    for (const listener of this.#listeners) listener(decoded.thing);
    return decoded.thing;
  }

  /** Says that a record could not be read; of many, and when it is rewound, the first ones are enough. */
  #leftOut(problem: string): undefined {
    if (this.#next <= this.#toldUntil || this.#problems >= MOST_PROBLEMS) return;
    this.#toldUntil = this.#next;
    const more = ++this.#problems === MOST_PROBLEMS ? '; further ones are left out silently' : '';
    const message = `record ${this.#next} of the recording was left out: ${problem}${more}`;
    for (const listener of this.#listeners)
      listener({ type: 'Notice', problem: { code: 'invalid', message }, receivedAt: this.#at });
  }
}
