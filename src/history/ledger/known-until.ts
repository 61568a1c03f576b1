import type { ConnectionState } from '../../kube/feed.ts';

/** What the server has kept for a watch comes as soon as it is open: within this time, ms. */
const CATCH_UP_MS = 1_000;

/**
 * Until when a feed has told all that happened, ms. Silence says nothing: the other end may be gone, or this machine may have slept.
 * A change that is told was the latest, but not while a watch that was silent catches up. What never tells of its connection is
 * believed. Everything follows from what is told, so that a recording knows the same.
 */
export class KnownUntil {
  #until = Number.NEGATIVE_INFINITY;
  /** When the watch was last heard to be alive; undefined while it is not. */
  #aliveAt: number | undefined;
  #tellsConnection = false;

  /** A change was told. */
  changed(at: number): void {
    const isLatest = this.#tellsConnection ? at >= this.#caughtUpAt : true;
    if (isLatest) this.whole(at);
  }

  /** All that there is was told. */
  whole(at: number): void {
    this.#until = Math.max(this.#until, at);
  }

  /** Answers until when it is known. */
  connected(connection: ConnectionState): number {
    const isLive = connection.state === 'live';
    const heardAt = isLive ? (connection.asOf ?? connection.since) : (connection.staleSince ?? this.#until);
    if (this.#tellsConnection) this.whole(this.at(heardAt));
    this.#tellsConnection = true;
    this.#aliveAt = isLive ? heardAt : undefined;
    return this.#until;
  }

  /** As it is known at `now`. */
  at(now: number): number {
    if (!this.#tellsConnection) return now;
    return Math.min(now, now < this.#caughtUpAt ? this.#until : Math.max(this.#until, this.#aliveAt!));
  }

  /** When it will be known of `time`, if nothing more is told; undefined when that takes another word. */
  knows(time: number): number | undefined {
    if (!this.#tellsConnection || time <= this.#until) return time;
    return this.#aliveAt !== undefined && time <= this.#aliveAt ? this.#caughtUpAt : undefined;
  }

  get #caughtUpAt(): number {
    return this.#aliveAt === undefined ? Number.POSITIVE_INFINITY : this.#aliveAt + CATCH_UP_MS;
  }
}
