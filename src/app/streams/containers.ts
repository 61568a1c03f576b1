import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { Picker } from '../controls/picker.ts';
import type { Session } from '../session.ts';

/** A container of one pod, by names; the uid tells that pod from a later one of its name. */
export interface ContainerPlace {
  readonly uid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

interface Running {
  readonly name: string;
  readonly kind: string;
  readonly image: string;
}

/** What runs in a pod: its own containers first, then sidecars and init containers, then what was added to look at it. */
export function runningContainers({ status }: Pod): readonly Running[] {
  const groups = [
    ['', status?.containerStatuses],
    ['init', status?.initContainerStatuses],
    ['debug', status?.ephemeralContainerStatuses],
  ] as const;
  return groups.flatMap(([kind, statuses]) =>
    list(statuses)
      .filter(one => object(object(one?.state)?.running) !== undefined)
      .map(one => ({ name: text(one?.name), kind, image: text(one?.image) })),
  );
}

/** Why nothing can be done in the pod under the cursor, as a sentence. */
export function noContainer(session: Session): string | undefined {
  const item = session.grid.selectedItem();
  if (!item) return 'There is no pod under the cursor.';
  const { pod, row, goneAt } = item.entry;
  if (goneAt !== undefined) return `The pod ${row.name} is gone.`;
  return runningContainers(pod).length > 0 ? undefined : `No container of ${row.name} runs: it is ${row.status}.`;
}

/** Gives the container of the pod under the cursor; asks which, where several run. */
export function withContainer(session: Session, what: string, use: (place: ContainerPlace) => void): void {
  const { pod, row, uid } = session.grid.selectedItem()!.entry;
  const place = (container: string): ContainerPlace => ({ uid, namespace: row.namespace, pod: row.name, container });
  const running = runningContainers(pod);
  if (running.length === 1) {
    use(place(running[0]!.name));
    return;
  }
  session.overlays.pick(
    new Picker({
      title: `${what} of ${row.name}`,
      items: running.map(({ name, kind, image }) => ({
        id: name,
        label: name,
        hint: [kind, image].filter(Boolean).join('  '),
      })),
      pick: ([name]) => use(place(name!)),
    }),
  );
}
