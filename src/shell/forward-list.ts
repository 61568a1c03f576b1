import type { ForwardRow, Forwards } from '../app/streams/forwards.ts';
import type { Forwarding } from '../tasks/forwarding.ts';
import type { PodPlace } from '../tasks/pod-place.ts';

interface Held {
  readonly forwarding: Forwarding;
  readonly place: PodPlace;
}

/** The ports that this program forwards, whichever cluster is on the screen. */
export class ForwardList implements Forwards {
  readonly #held = new Map<number, Held>();
  #nextId = 1;

  add(held: Held): void {
    this.#held.set(this.#nextId++, held);
  }

  rows(): readonly ForwardRow[] {
    return [...this.#held].map(([id, { forwarding, place }]) => ({
      id,
      local: forwarding.endpoints[0] ?? '',
      remote: forwarding.remote,
      namespace: place.pod.namespace,
      pod: place.pod.name,
      replaced: place.replaced,
      waits: place.isFree,
      open: forwarding.open,
      total: forwarding.total,
      sent: forwarding.sent,
      received: forwarding.received,
      problem: forwarding.problem,
    }));
  }

  /** Answers what was stopped, for the notice. */
  stop(id: number): string | undefined {
    const held = this.#held.get(id);
    if (!held) return undefined;
    this.#held.delete(id);
    held.place.close();
    held.forwarding.close();
    return held.forwarding.endpoints[0];
  }

  close(): void {
    for (const id of [...this.#held.keys()]) this.stop(id);
  }
}
