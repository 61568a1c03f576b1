import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { usualContainer } from '../../kube/usual-container.ts';
import { missingRight, type RightId, readOnlyRefusal, recordingRefusal } from '../acts/rights.ts';
import { Picker } from '../controls/picker.ts';
import { type Refusal, refuse } from '../refusals.ts';
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

/** Why nothing can be done in the containers of the pod under the cursor. */
export function noContainer(session: Session): Refusal | undefined {
  const item = session.grid.selectedItem();
  if (!item) return refuse('noPod');
  const { pod, row, goneAt } = item.entry;
  if (goneAt !== undefined) return refuse('podGone');
  return runningContainers(pod).length > 0
    ? undefined
    : refuse('containersWait', { pod: row.name, status: row.status });
}

/** What is not done in a container without the right; where one only reads, ports may still be forwarded. */
const WITHOUT = {
  exec: { nothing: 'No process is begun in a container', refusal: readOnlyRefusal },
  attach: { nothing: 'No process of a container is joined', refusal: readOnlyRefusal },
  portForward: { nothing: 'No port is forwarded', refusal: recordingRefusal },
} as const satisfies Partial<Record<RightId, object>>;

/** Why nobody connects to a container of the pod under the cursor. */
export function containerRefusal(session: Session, right: keyof typeof WITHOUT): Refusal | undefined {
  const { nothing, refusal } = WITHOUT[right];
  return refusal(session, nothing) ?? noContainer(session) ?? missingRight(session, right);
}

/** Gives the container of the pod under the cursor; asks which, the usual one first, where several run. */
export function withContainer(session: Session, what: string, use: (place: ContainerPlace) => void): void {
  const { pod, row, uid } = session.grid.selectedItem()!.entry;
  const place = (container: string): ContainerPlace => ({ uid, namespace: row.namespace, pod: row.name, container });
  const usual = usualContainer(pod);
  const isUsual = ({ name }: Running): number => (name === usual ? 0 : 1);
  const running = [...runningContainers(pod)].sort((a, b) => isUsual(a) - isUsual(b));
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
