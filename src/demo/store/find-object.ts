import type { KubeObject } from './objects.ts';
import type { Target } from './request-path.ts';
import type { ResourceLog } from './resource-log.ts';
import { notFound } from './status-error.ts';

/** Under which resource the log holds what a path names. */
export const shelfOf = (target: Target): string => target.type.storedAs ?? target.type.resource;

/** @throws StatusError 404 */
export function getObject(log: ResourceLog, target: Target): KubeObject {
  const object = log.get(shelfOf(target), target.namespace, target.name!);
  if (object === undefined) throw notFound(target.type.resource, target.type.group, target.name!);
  return object;
}
