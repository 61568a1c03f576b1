import { list, object, text } from '../../kube/foreign.ts';
import type { ContainerStateTerminated, Pod } from '../../kube/pod.ts';

/** `app=web,tier=front`, in the order of the keys. */
export const labelsText = (pod: Pod): string =>
  Object.entries(object(pod.metadata.labels) ?? {})
    .map(([key, value]) => `${key}=${text(value)}`)
    .sort()
    .join(',');

export const images = (pod: Pod): string[] => list(object(pod.spec)?.containers).map(each => text(object(each)?.image));

/** The end that came last of all containers, whether or not they run again. */
export function lastExit(pod: Pod): ContainerStateTerminated | undefined {
  let latest: ContainerStateTerminated | undefined;
  const status = object(pod.status);
  for (const statuses of [status?.initContainerStatuses, status?.containerStatuses]) {
    for (const each of list(statuses)) {
      for (const state of [object(each)?.state, object(each)?.lastState]) {
        const end = object(object(state)?.terminated);
        if (end && (latest === undefined || text(end.finishedAt) > text(latest.finishedAt))) latest = end;
      }
    }
  }
  return latest;
}

/** `ReplicaSet/web-5d9c`: the owner that manages the pod, else the first one. */
export function ownerText(pod: Pod): string {
  const owners = list(pod.metadata.ownerReferences)
    .map(object)
    .filter(each => each !== undefined);
  const owner = owners.find(each => each.controller === true) ?? owners[0];
  return owner ? `${text(owner.kind)}/${text(owner.name)}` : '';
}

/** What an address is sorted by: IPv4 addresses in the order of their numbers, then IPv6 ones by their first group, then none. */
export function ipValue(ip: string | undefined): number {
  if (ip === undefined) return Number.MAX_SAFE_INTEGER;
  let value = 0;
  for (const part of ip.split('.')) value = value * 256 + Number(part);
  return Number.isNaN(value) ? 2 ** 32 + Number.parseInt(ip, 16) : value;
}
