import { type EventAbout, eventSubjects } from '../../history/around.ts';
import { EventList } from '../../history/event-list.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import type { Session } from '../session.ts';

/** The Events that were told so far: the shell adds those of whom `wantedEvents` names. */
export class KnownEvents {
  /** Counts the news. */
  version = 0;
  readonly #problems = new Map<string, string>();
  readonly #list = new EventList();
  #indexed = -1;
  #inOrder: readonly ClusterEvent[] = [];
  #byUid = new Map<string, ClusterEvent[]>();

  add(event: ClusterEvent): void {
    if (this.#list.add(event)) this.version++;
  }
  /** Why there may be others, as a sentence: while anything of what is followed cannot be read. */
  get problem(): string | undefined {
    return this.#problems.values().next().value;
  }
  /** What stands in the way of those of `whom`; undefined when nothing does any more. */
  setProblem(whom: string, problem: string | undefined): void {
    if (problem === undefined) this.#problems.delete(whom);
    else this.#problems.set(whom, problem);
  }
  /** Newest last. */
  get all(): readonly ClusterEvent[] {
    this.#index();
    return this.#inOrder;
  }
  /** About the object with this uid, newest last. */
  about(uid: string): readonly ClusterEvent[] {
    this.#index();
    return this.#byUid.get(uid) ?? [];
  }

  #index(): void {
    if (this.#indexed === this.version) return;
    this.#indexed = this.version;
    this.#inOrder = this.#list.inOrder();
    this.#byUid = new Map();
    for (const event of this.#inOrder) {
      const known = this.#byUid.get(event.regarding.uid);
      if (known) known.push(event);
      else this.#byUid.set(event.regarding.uid, [event]);
    }
  }
}

/** Of whom the screen shows Events at present. A Pod without a name stands for all pods of its namespace. */
export function wantedEvents(session: Session): readonly EventAbout[] {
  const { state, world, grid, lives } = session;
  const { overlay, detail } = state;
  if (overlay?.kind === 'moment') {
    const entry = world.pods.get(overlay.moment.transition.uid);
    return entry ? eventSubjects(entry.pod) : [];
  }
  const ofPod = (uid: string | undefined): EventAbout[] => {
    const entry = uid === undefined ? undefined : world.pods.get(uid);
    return entry ? eventSubjects(entry.pod).slice(0, 1) : [];
  };
  if (overlay?.kind === 'lives' && lives) {
    if (lives.opened !== undefined) return ofPod(lives.opened);
    const namespaces = new Set(lives.all.map(({ row }) => row.namespace));
    return [...namespaces].map(namespace => ({ kind: 'Pod', namespace, name: '', uid: '' }));
  }
  const isLifeShown = detail.page === 'life' && session.pane('detail') !== undefined;
  return isLifeShown && overlay === undefined ? ofPod(grid.selected) : [];
}
