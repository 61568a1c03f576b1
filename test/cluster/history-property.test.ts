import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PODS } from '../../src/cluster/feed/kind.ts';
import { Reflector, type Source } from '../../src/cluster/feed/reflector.ts';
import { ApiStatusError, ConnectionError } from '../../src/cluster/wire/errors.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** What happens in the cluster, and what happens to the connection meanwhile. */
type Step =
  | { readonly do: 'put' | 'delete' | 'replace'; readonly name: string }
  | { readonly do: 'compact' | 'close' | 'reset' | 'fail-list' | 'let-go' };

interface Change {
  readonly rv: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly pod: Pod;
}

/** A server in memory: its pods, its history, and one watch that can be ended from outside. */
class MemoryServer implements Source<Pod> {
  readonly pods = new Map<string, Pod>();
  readonly history: Change[] = [];
  readonly #streams: boolean;
  #rv = 1;
  #uids = 0;
  #compacted = 0;
  #failLists = 0;
  #watch: { readonly tell: (change: Change) => void; readonly end: (error?: Error) => void } | undefined;

  constructor(streams: boolean) {
    this.#streams = streams;
  }

  take(step: Step): void {
    switch (step.do) {
      case 'put':
        this.#put(step.name, this.pods.get(step.name)?.metadata.uid ?? `uid-${++this.#uids}`);
        break;
      case 'replace':
        this.#delete(step.name);
        this.#put(step.name, `uid-${++this.#uids}`);
        break;
      case 'delete':
        this.#delete(step.name);
        break;
      case 'compact':
        this.#compacted = this.#rv;
        break;
      case 'close':
        this.#watch?.end();
        break;
      case 'reset':
        this.#watch?.end(new ConnectionError('ECONNRESET', 'reset'));
        break;
      case 'fail-list':
        this.#failLists++;
        break;
      case 'let-go':
    }
  }

  async list(observer: Parameters<Source<Pod>['list']>[0]): Promise<string> {
    await Promise.resolve();
    if (this.#streams) return this.#stream(observer);
    const rv = this.#rv;
    const pods = [...this.pods.values()];
    for (const [index, pod] of pods.entries()) {
      // A list that fails has told half of its pods.
      if (this.#failLists > 0 && index >= pods.length / 2) break;
      observer.item(pod);
    }
    if (this.#failLists > 0) {
      this.#failLists--;
      throw new ConnectionError('ECONNRESET', 'cut');
    }
    return String(rv);
  }

  async watch(from: string, observer: Parameters<Source<Pod>['watch']>[1]): Promise<'closed' | 'idle'> {
    await Promise.resolve();
    observer.opened();
    if (Number(from) < this.#compacted) throw new ApiStatusError(410, 'too old', 'Expired');
    for (const change of this.history)
      if (change.rv > Number(from)) observer.event({ type: change.type, item: change.pod });
    return new Promise((resolve, reject) => {
      this.#watch = {
        tell: change => observer.event({ type: change.type, item: change.pod }),
        end: error => {
          this.#watch = undefined;
          if (error) reject(error);
          else resolve('closed');
        },
      };
    });
  }

  /** What there is, then what changes meanwhile, then the end: as a server sends initial events. */
  async #stream(observer: Parameters<Source<Pod>['list']>[0]): Promise<string> {
    const pods = [...this.pods.values()];
    const from = this.#rv;
    for (const [index, pod] of pods.entries()) {
      if (index === pods.length >> 1) await new Promise(resolve => setImmediate(resolve));
      if (this.#failLists > 0 && index >= pods.length / 2) break;
      observer.item(pod);
    }
    if (this.#failLists > 0) {
      this.#failLists--;
      throw new ConnectionError('ECONNRESET', 'cut');
    }
    for (const { rv, type, pod } of this.history.filter(change => change.rv > from)) {
      if (type === 'DELETED') observer.gone(pod);
      else observer.item(pod);
      expect(rv).toBeLessThanOrEqual(this.#rv);
    }
    return String(this.#rv);
  }

  problem(): { code: 'network'; message: string } {
    return { code: 'network', message: 'a fault of the test' };
  }

  #put(name: string, uid: string): void {
    const type = this.pods.has(name) ? 'MODIFIED' : 'ADDED';
    const pod: Pod = { metadata: { name, namespace: 'default', uid, resourceVersion: String(++this.#rv) } };
    this.pods.set(name, pod);
    this.#commit({ rv: this.#rv, type, pod });
  }

  #delete(name: string): void {
    const pod = this.pods.get(name);
    if (pod === undefined) return;
    this.pods.delete(name);
    this.#commit({
      rv: ++this.#rv,
      type: 'DELETED',
      pod: { metadata: { ...pod.metadata, resourceVersion: String(this.#rv) } },
    });
  }

  #commit(change: Change): void {
    this.history.push(change);
    this.#watch?.tell(change);
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('put' as const, 'delete' as const, 'replace' as const), name }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'compact' as const,
        'close' as const,
        'reset' as const,
        'fail-list' as const,
        'let-go' as const,
      ),
    }),
  },
);

/** Lets every promise that can go on go on, and every wait end. */
async function settle(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 12; i++) {
    await new Promise(resolve => setImmediate(resolve));
    clock.advance(40_000);
  }
  await new Promise(resolve => setImmediate(resolve));
}

/** Histories that once went wrong. */
const FOUND: [Step[]][] = [
  // The server forgets while no pod is left: the list after it must still stand behind a gap.
  [
    [
      { do: 'put', name: 'a' },
      { do: 'reset' },
      { do: 'delete', name: 'a' },
      { do: 'reset' },
      { do: 'put', name: 'a' },
      { do: 'compact' },
      { do: 'put', name: 'a' },
    ],
  ],
];

describe('any split of one history into lists, watches and cuts', () => {
  test.for([
    { lists: 'in pages', streams: false },
    { lists: 'as streams', streams: true },
  ])('gives the same store, and never a change that did not happen; lists $lists', async ({ streams }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async steps => {
        const server = new MemoryServer(streams);
        const clock = new FakeClock();
        const events: FeedEvent[] = [];
        const reflector = new Reflector({
          kind: PODS,
          source: server,
          clock,
          random: () => 0.5,
          emit: event => events.push(event),
        });
        reflector.start();
        for (const one of steps) {
          server.take(one);
          clock.advance(1500);
          if (one.do === 'let-go') await settle(clock);
          else await new Promise(resolve => setImmediate(resolve));
        }
        await settle(clock);
        reflector.stop();
        expect([...reflector.store.objects()].map(versionOf).sort()).toEqual(
          [...server.pods.values()].map(versionOf).sort(),
        );
        checkStory(events, server);
      }),
      { numRuns: 150, examples: FOUND },
    );
  });
});

/** Each change follows from the one before, is one that the server made, and what a list had to find out stands after a gap. */
function checkStory(events: readonly FeedEvent[], server: MemoryServer): void {
  const made = new Set(server.history.map(({ pod }) => versionOf(pod)));
  const known = new Map<string, Pod>();
  let listing = true;
  for (const event of events) {
    if (event.type === 'Gap') {
      expect(event.from).toBeLessThanOrEqual(event.to);
      listing = true;
    }
    if (event.type === 'Synced') {
      expect(event.count).toBe(known.size);
      listing = false;
    }
    if (event.type !== 'Added' && event.type !== 'Updated' && event.type !== 'Deleted') continue;
    expect(event.via === 'list').toBe(listing);
    if (event.type === 'Deleted') {
      expect(known.get(event.before.metadata.uid)).toBe(event.before);
      expect(made.has(versionOf(event.last))).toBe(true);
      known.delete(event.before.metadata.uid);
      continue;
    }
    const { uid } = event.after.metadata;
    expect(made.has(versionOf(event.after))).toBe(true);
    if (event.type === 'Added') expect(known.has(uid)).toBe(false);
    else {
      expect(known.get(uid)).toBe(event.before);
      expect(Number(event.after.metadata.resourceVersion)).toBeGreaterThan(
        Number(event.before.metadata.resourceVersion),
      );
    }
    known.set(uid, event.after);
  }
}

function versionOf({ metadata }: Pod): string {
  return `${metadata.name} ${metadata.uid} ${metadata.resourceVersion}`;
}
