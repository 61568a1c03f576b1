import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { Pod } from '../../kube/pod.ts';

/** What tells an object and its versions from others. */
export interface Identity {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
}

/** A kind of object that is listed and watched. */
export interface Kind<T> {
  /** In paths and in rights: `pods`. */
  readonly resource: string;
  /** As a person is told of them. */
  readonly plural: string;
  identity(object: T): Identity;
}

export const PODS: Kind<Pod> = { resource: 'pods', plural: 'pods', identity: pod => pod.metadata };

export const EVENTS: Kind<ClusterEvent> = { resource: 'events', plural: 'Events', identity: event => event };
