import { askKill, killRefusal } from '../acts/kill.ts';
import { actionMenu, MENU } from '../acts/menu.ts';
import type { DeletionWish } from '../acts/questions.ts';
import { deletionQuestion, podRef } from '../acts/questions.ts';
import { actRefusal, type RightId, readOnlyRefusal, rightRefusal } from '../acts/rights.ts';
import { findingQuestion, type WorkloadWish, workloadRefusal } from '../acts/workloads.ts';
import type { Command } from '../command.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';

interface Deletion {
  readonly wish: DeletionWish;
  readonly right: RightId;
  /** What does not happen when it is refused. */
  readonly refused: string;
}

export const DELETE: Deletion = { wish: { kind: 'delete' }, right: 'deletePods', refused: 'Nothing is deleted' };
export const FORCE: Deletion = { ...DELETE, wish: { kind: 'delete', grace: 0 } };
export const EVICT: Deletion = { wish: { kind: 'evict' }, right: 'evictPods', refused: 'Nothing is evicted' };

export const deletionRefusal = (session: Session, { right, refused }: Deletion): Refusal | undefined =>
  actRefusal(session, right, refused);

/** Asks whether the marked pods, or the one under the cursor, shall go. */
export function askDeletion(session: Session, deletion: Deletion, grace = deletion.wish.grace): void {
  const items = session.grid.targets();
  const refusal = (): Refusal | undefined => actRefusal(session, deletion.right, deletion.refused);
  session.overlays.ask(deletionQuestion(session.world.target, items, { ...deletion.wish, grace }, refusal));
}

/** Only the pod under the cursor is edited, whatever is marked. */
export function editRefusal(session: Session): Refusal | undefined {
  const refusal = readOnlyRefusal(session, 'Nothing is edited');
  if (refusal !== undefined) return refusal;
  const item = session.grid.selectedItem();
  if (!item) return refuse('noPod');
  return item.entry.goneAt === undefined ? rightRefusal(session, 'editPods', [item]) : refuse('podGone');
}

/** Asks the cluster first what owns the pods; the question stands meanwhile. */
export function askWorkload(session: Session, wish: WorkloadWish, replicas?: number): void {
  const items = session.grid.targets();
  const confirmation = session.overlays.ask(findingQuestion(session.world.target, wish, items));
  session.emit({ type: 'findOwners', wish, items, confirmation, replicas });
}

const DELETIONS: readonly {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly keys: readonly string[];
  readonly contexts: Command['contexts'];
  readonly deletion: Deletion;
}[] = [
  {
    id: 'pod.delete',
    title: 'delete',
    help: 'Delete the pod, or the marked ones; asks first, also for the grace period.',
    keys: ['ctrl-d', 'delete'],
    contexts: ['grid'],
    deletion: DELETE,
  },
  {
    id: 'pod.force',
    title: 'delete by force',
    help: 'Delete the pod, or the marked ones, at once, without waiting for its containers to end; asks first.',
    keys: ['ctrl-k'],
    contexts: ['grid', 'detail'],
    deletion: FORCE,
  },
  {
    id: 'pod.evict',
    title: 'evict',
    help: 'Evict the pod, or the marked ones, unless a PodDisruptionBudget forbids it; asks first.',
    keys: ['K'],
    contexts: ['grid', 'detail'],
    deletion: EVICT,
  },
];

/** What changes something in the cluster. */
export const ACT_COMMANDS: readonly Command[] = [
  {
    id: MENU,
    group: 'Pod',
    title: 'actions',
    help: 'Everything that can be done with the pod, or the marked ones: a list with the keys, and why something cannot be done now.',
    keys: ['m'],
    contexts: ['grid', 'detail'],
    hint: 14,
    disabled: session => (session.grid.selectedItem() ? undefined : refuse('noPod')),
    run: session => session.overlays.pick(actionMenu(session)),
  },
  ...DELETIONS.map(
    ({ deletion, ...row }): Command => ({
      ...row,
      group: 'Pod',
      disabled: session => deletionRefusal(session, deletion),
      run: session => askDeletion(session, deletion),
    }),
  ),
  {
    id: 'pod.edit',
    group: 'Pod',
    title: 'edit',
    help: 'Edit the pod under the cursor as YAML in your editor (KUBE_EDITOR, EDITOR, VISUAL or vi); what was changed is sent when it is saved.',
    keys: ['e'],
    contexts: ['grid', 'detail'],
    disabled: editRefusal,
    run: session => session.emit({ type: 'editPod', pod: podRef(session.grid.selectedItem()!) }),
  },
  {
    id: 'pod.kill',
    group: 'Pod',
    title: 'end process 1',
    help: 'Send SIGTERM to process 1 of a container, from inside by exec, to see what follows; asks first.',
    keys: ['alt-k'],
    contexts: ['grid', 'detail'],
    disabled: killRefusal,
    run: session => askKill(session),
  },
  {
    id: 'pod.restart',
    group: 'Pod',
    title: 'restart rollout',
    help: 'Restart the rollout of the Deployment, StatefulSet or DaemonSet that owns the pod, as kubectl rollout restart; asks first.',
    keys: ['r'],
    contexts: ['grid', 'detail'],
    disabled: session => workloadRefusal(session, 'restart'),
    run: session => askWorkload(session, 'restart'),
  },
  {
    id: 'pod.scale',
    group: 'Pod',
    title: 'scale owner',
    help: 'Scale what owns the pod to another number of replicas; shows the present one and asks first.',
    keys: ['Z'],
    contexts: ['grid', 'detail'],
    disabled: session => workloadRefusal(session, 'scale'),
    run: session => askWorkload(session, 'scale'),
  },
  {
    id: 'confirm.more',
    group: 'Program',
    title: 'more',
    help: 'In a question with a number, such as a grace period: a larger one; digits can be typed, too.',
    keys: ['right', 'up', '+'],
    contexts: ['confirm'],
    run: session => session.overlays.turnNumber(1),
  },
  {
    id: 'confirm.less',
    group: 'Program',
    title: 'less',
    help: 'In a question with a number: a smaller one.',
    keys: ['left', 'down', '-'],
    contexts: ['confirm'],
    run: session => session.overlays.turnNumber(-1),
  },
  {
    id: 'answers.open',
    group: 'Program',
    title: 'answers',
    help: 'What the cluster answered to what was asked of it last, object by object.',
    keys: ['&'],
    contexts: ['pane'],
    disabled: session => (session.state.answers ? undefined : refuse('nothingAsked')),
    run: session => session.overlays.show({ kind: 'answers', answers: session.state.answers!, top: 0 }),
  },
  {
    id: 'answers.close',
    group: 'Program',
    title: 'close',
    help: 'Close the answers.',
    keys: ['esc', 'q', '&', 'enter'],
    contexts: ['answers'],
    hint: 10,
    run: session => session.overlays.close(),
  },
];
