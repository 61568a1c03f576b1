import { list, object, text } from '../../kube/foreign.ts';
import type { OwnerReference, Pod } from '../../kube/pod.ts';
import type { PodItem } from '../grid/pod-item.ts';

/** So many owners are told one by one. */
const NAMED = 4;

/** The owner that manages the pod. */
export function controllerOf(pod: Pod): OwnerReference | undefined {
  return list(pod.metadata.ownerReferences)
    .map(object)
    .find(owner => owner?.controller === true);
}

export const hasEnded = (pod: Pod): boolean => ['Succeeded', 'Failed'].includes(text(object(pod.status)?.phase));

/** What comes after the pods when they are gone, a sentence for each owner: `ReplicaSet web-5d makes another.` */
export function replacementTexts(items: readonly PodItem[]): string[] {
  const byOwner = new Map<string, PodItem[]>();
  for (const item of items) {
    const { pod } = item.entry;
    const owner = controllerOf(pod);
    const key = owner ? `${owner.kind} ${owner.uid} ${hasEnded(pod)}` : '';
    byOwner.set(key, [...(byOwner.get(key) ?? []), item]);
  }
  const texts = [...byOwner.values()].map(pods => ofOneOwner(pods, items.length === 1));
  if (texts.length <= NAMED) return texts;
  return [...texts.slice(0, NAMED - 1), `And so on, for ${texts.length - NAMED + 1} more owners.`];
}

function ofOneOwner(pods: readonly PodItem[], alone: boolean): string {
  const { pod, row } = pods[0]!.entry;
  const owner = controllerOf(pod);
  const one = pods.length === 1;
  const them = one ? (alone ? 'it' : row.name) : `${pods.length} of them`;
  if (!owner) {
    if (alone) return 'Nothing will replace it: it has no owner.';
    return `Nothing will replace ${them}: ${one ? 'it has' : 'they have'} no owner.`;
  }
  const name = `${owner.kind} ${owner.name}`;
  const another = one ? 'another' : `${pods.length} others`;
  const ended = hasEnded(pod);
  switch (owner.kind) {
    case 'ReplicaSet':
    case 'ReplicationController':
      return ended ? `${name} makes no other: ${themEnded(them, one)}.` : `${name} makes ${another}.`;
    case 'StatefulSet':
      return one
        ? `${name} makes ${row.name} again, under the same name.`
        : `${name} makes ${pods.length} of them again, under the same names.`;
    case 'DaemonSet':
      return `${name} makes ${another} on ${one ? (row.node ?? 'the same node') : 'the same nodes'}.`;
    case 'Job':
      return ended
        ? `${name} makes no other: ${themEnded(them, one)}.`
        : `${name} makes ${another}, unless it is over.`;
    case 'Node':
      return `The kubelet of ${owner.name} makes ${one ? 'it' : 'them'} again: ${one ? 'it is a static pod' : 'they are static pods'}.`;
    default:
      return `${name} owns ${them}, and may make ${another}.`;
  }
}

const themEnded = (them: string, one: boolean): string => `${them} ${one ? 'has' : 'have'} ended`;
