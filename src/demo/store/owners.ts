/** Who owns what: controllers make objects that point back at them, and those go when their owner is gone. */
import type { DemoPod, KubeObject } from './objects.ts';
import type { ResourceLog } from './resource-log.ts';

export function controllerReference({ apiVersion, kind, metadata }: KubeObject) {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** The objects of a resource that `owner` made. */
export function ownedBy<T extends KubeObject>(log: ResourceLog, resource: string, { metadata }: KubeObject): T[] {
  return (log.all(resource, metadata.namespace) as T[]).filter(child =>
    child.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid),
  );
}

export const isReady = ({ status }: DemoPod): boolean =>
  status.conditions?.some(({ type, status: word }) => type === 'Ready' && word === 'True') ?? false;

/** Nothing runs in it, and nothing will. */
export const isFinished = ({ status }: DemoPod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';
