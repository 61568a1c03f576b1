import type { ErrorCallback, Informer, KubernetesObject, ObjectCache, ObjectCallback } from '@kubernetes/client-node';
import type { FeedEvent } from '../../kube/feed.ts';
import type { Pod } from '../../kube/pod.ts';
import { PODS } from './kind.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';

/** A pod record under client-node's type. Its timestamps are the strings of the wire, where that type says Date. */
export type PodObject = KubernetesObject & Pick<Pod, 'spec' | 'status'>;

/**
 * Our reflector behind the interfaces of client-node's informer, so that either can stand where the other does. It differs where
 * client-node's is wrong: it does not end after an error, a callback that throws ends nothing, and a new uid under an old name is a delete
 * and an add. Its start resolves when the first list is whole.
 */
export function podInformer(
  options: Omit<ReflectorOptions<Pod>, 'kind' | 'emit'>,
): Informer<PodObject> & ObjectCache<PodObject> {
  const callbacks = {
    add: new Set<ObjectCallback<PodObject>>(),
    update: new Set<ObjectCallback<PodObject>>(),
    delete: new Set<ObjectCallback<PodObject>>(),
    change: new Set<ObjectCallback<PodObject>>(),
    connect: new Set<ErrorCallback>(),
    error: new Set<ErrorCallback>(),
  };
  const reflector = new Reflector({ ...options, kind: PODS, emit });
  const { promise: synced, resolve: isSynced } = withResolvers();

  function changed(verb: 'add' | 'update' | 'delete', pod: Pod): void {
    const object = objectOf(pod);
    for (const callback of [...callbacks[verb], ...callbacks.change]) {
      try {
        callback(object);
      } catch (error) {
        failed(error);
      }
    }
  }

  /** A bug of who listens to changes is told to who listens to errors: thrown into the watch it would look like one of the server. */
  function failed(error: unknown): void {
    for (const callback of callbacks.error) callback(error);
  }

  function emit(event: FeedEvent): void {
    if (event.type === 'Added') changed('add', event.after);
    else if (event.type === 'Updated') changed('update', event.after);
    else if (event.type === 'Deleted') changed('delete', event.last);
    else if (event.type === 'Synced') isSynced();
    else if (event.type === 'Connection') {
      const { connection } = event;
      // What was heard of a watch since then is no news to a client.
      if (connection.state === 'live' && connection.asOf === undefined)
        for (const callback of callbacks.connect) callback();
      else if ('problem' in connection) failed(connection.problem);
    }
  }

  return {
    start() {
      reflector.start();
      return synced;
    },
    stop() {
      reflector.stop();
      return Promise.resolve();
    },
    on(verb: keyof typeof callbacks, callback: ObjectCallback<PodObject> & ErrorCallback) {
      callbacks[verb].add(callback);
    },
    off(verb: keyof typeof callbacks, callback: ObjectCallback<PodObject> & ErrorCallback) {
      callbacks[verb].delete(callback);
    },
    get(name, namespace) {
      const pod = reflector.store.get(name, namespace);
      return pod && objectOf(pod);
    },
    list: namespace => Array.from(reflector.store.objects(namespace), objectOf),
  };
}

function objectOf(pod: Pod): PodObject {
  return pod as unknown as PodObject;
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>(done => {
    resolve = done;
  });
  return { promise, resolve };
}
