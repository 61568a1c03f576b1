import type { FeedEvent } from '../kube/feed.ts';

/** Those who listen to a feed. One that throws is told of and keeps no other from hearing the event. */
export interface Listeners {
  tell(event: FeedEvent): void;
  subscribe(listener: (event: FeedEvent) => void): () => void;
}

export function newListeners(onError: (error: unknown) => void): Listeners {
  const listeners = new Set<(event: FeedEvent) => void>();
  return {
    tell(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
