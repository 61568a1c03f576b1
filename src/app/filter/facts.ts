import type { PodEntry } from '../../history/transitions/entry.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Health, PodRow } from '../../status/row.ts';

/** What a filter is asked about: a pod, or a line of the log with its pod as far as that is still known. */
export interface Facts {
  readonly entry: PodEntry | undefined;
  readonly health: Health | undefined;
  readonly transition: Transition | undefined;
  /** What `haystackOf` would make, where it is kept. */
  readonly haystack?: string | undefined;
}

/** All that a text is looked for in, in lower case. */
export function haystackOf(facts: Facts): string {
  if (facts.haystack !== undefined) return facts.haystack;
  const { entry, health, transition } = facts;
  if (transition) return transitionHaystack(transition);
  return entry ? podHaystack(entry.row, health) : '';
}

/** Made once a change, so that a key typed into the filter costs one search per pod. */
export const podHaystack = (row: PodRow, health: Health | undefined): string =>
  `${row.namespace}/${row.name} ${row.status} ${row.node ?? ''} ${row.ip ?? ''} ${health?.why ?? ''}`.toLowerCase();

const transitionHaystack = ({ namespace, name, part, from, to, reason, message }: Transition): string =>
  `${namespace}/${name} ${part ?? ''} ${from ?? ''} ${to ?? 'gone'} ${reason ?? ''} ${message ?? ''}`.toLowerCase();

export function imagesOf(pod: Pod): string[] {
  const spec = object(pod.spec);
  return [...list(spec?.initContainers), ...list(spec?.containers), ...list(spec?.ephemeralContainers)].map(each =>
    text(object(each)?.image),
  );
}

/** Every reason that the pod gives: its own, of its conditions, of the states of its containers. */
export function reasonsOf(pod: Pod): string[] {
  const status = object(pod.status);
  const reasons = [text(status?.reason), ...list(status?.conditions).map(each => text(object(each)?.reason))];
  for (const statuses of [
    status?.initContainerStatuses,
    status?.containerStatuses,
    status?.ephemeralContainerStatuses,
  ]) {
    for (const each of list(statuses)) {
      for (const state of [object(each)?.state, object(each)?.lastState]) {
        reasons.push(text(object(object(state)?.waiting)?.reason), text(object(object(state)?.terminated)?.reason));
      }
    }
  }
  return reasons.filter(reason => reason !== '');
}

export function containersOf(pod: Pod): string[] {
  const spec = object(pod.spec);
  return [...list(spec?.initContainers), ...list(spec?.containers), ...list(spec?.ephemeralContainers)].map(each =>
    text(object(each)?.name),
  );
}
