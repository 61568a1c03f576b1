import type { ApiClient } from '../../scripts/cluster/api-client.ts';
import type { FeedEvent, PodFeed } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';

/** What someone knows who believes every event of a feed and nothing else: uid → resourceVersion. */
export class Mirror {
  readonly pods = new Map<string, string>();
  readonly events: FeedEvent[] = [];
  /** Events that contradict what was known. */
  readonly contradictions: string[] = [];

  constructor(feed: PodFeed) {
    feed.subscribe(event => this.apply(event));
  }

  count(type: FeedEvent['type']): number {
    return this.events.filter(event => event.type === type).length;
  }

  get live(): boolean {
    const last = this.events.findLast(event => event.type === 'Connection');
    return last?.connection.state === 'live';
  }

  private apply(event: FeedEvent): void {
    this.events.push(event);
    switch (event.type) {
      case 'Added':
        this.check(!this.pods.has(event.after.metadata.uid), 'added again', event.after);
        this.keep(event.after);
        break;
      case 'Updated':
        this.check(this.knows(event.before), 'changed from something we never knew', event.before);
        this.keep(event.after);
        break;
      case 'Deleted':
        this.check(this.knows(event.before), 'deleted as something we never knew', event.before);
        this.pods.delete(event.before.metadata.uid);
        break;
    }
  }

  private knows({ metadata }: Pod): boolean {
    return this.pods.get(metadata.uid) === metadata.resourceVersion;
  }

  private keep({ metadata }: Pod): void {
    this.pods.set(metadata.uid, `${metadata.resourceVersion}`);
  }

  private check(holds: boolean, what: string, { metadata }: Pod): void {
    if (!holds) this.contradictions.push(`${metadata.name}@${metadata.resourceVersion} ${what}`);
  }
}

/** The same of a fresh list of the server. */
export async function freshList(api: ApiClient): Promise<Map<string, string>> {
  const { items } = await api.call<{ items: Pod[] }>('GET', '/api/v1/pods');
  return new Map(items.map(({ metadata }) => [metadata.uid, `${metadata.resourceVersion}`]));
}
