/** Those who listen to a feed. One that throws is told of and keeps no other from hearing the event. */
export interface Listeners<E> {
  tell(event: E): void;
  subscribe(listener: (event: E) => void): () => void;
}

export function newListeners<E>(onError: (error: unknown) => void): Listeners<E> {
  const listeners = new Set<(event: E) => void>();
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
