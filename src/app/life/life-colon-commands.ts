import { lineageOf } from '../../history/transitions/lineage.ts';
import type { ColonCommand } from '../colon-commands.ts';
import { showLives } from '../commands/lives.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { compareChosen } from './comparing.ts';
import { Follow } from './follow.ts';
import { FOLLOWED_KINDS, followedBy, Lives } from './lives.ts';
import { stuckPicker } from './stuck-picker.ts';

/** What is typed after `:` about lives: whose are followed, what differs between two, who is stuck. */
export const LIFE_COLON_COMMANDS: readonly ColonCommand[] = [
  {
    names: ['follow'],
    args: 'POD | KIND/NAME | -l LABEL=VALUE | off',
    help: 'Follow this pod, or the one under the cursor, through its replacements, and show its life; of a deployment, statefulset, daemonset, replicaset, job or label, all lives beside each other.',
    complete: (session, typed) =>
      typed.startsWith('-')
        ? []
        : [
            'off',
            '-l',
            ...ownersKnown(session),
            ...session.grid.pods.all.slice(0, 2_000).map(item => item.entry.row.name),
          ],
    run: (session, typed, now) => {
      const wanted = typed.trim();
      if (wanted === 'off') {
        session.follow = undefined;
        session.lives = undefined;
        return undefined;
      }
      const followed = followedBy(wanted);
      if (followed === undefined) return followPod(session, wanted, now);
      if (typeof followed === 'string') return followed;
      session.lives = new Lives(followed, session.world.pods);
      showLives(session);
      return undefined;
    },
  },
  {
    names: ['lives'],
    args: '',
    help: 'All lives of what is followed, beside each other.',
    run: session => {
      if (!session.lives) return refuse('nothingFollowed');
      showLives(session);
      return undefined;
    },
  },
  {
    names: ['stuck'],
    args: '',
    help: 'Pods that are longer in a state than its budget: not created, not ready, without a node, beyond their grace period, restarting too often.',
    run: (session, _, now) => {
      const picker = stuckPicker(session, now);
      if (picker.size === 0) return refuse('noneStuck');
      session.overlays.pick(picker);
      return undefined;
    },
  },
  {
    names: ['diff'],
    args: '[POD]',
    help: 'What is different between the two marked pods; or between the pod under the cursor and this one, or the one whose place it took.',
    complete: session => session.grid.pods.all.slice(0, 2_000).map(item => item.entry.row.name),
    run: (session, typed) => compareChosen(session, typed.trim()),
  },
];

/** `deploy/web`, as far as pods of it are known. */
function ownersKnown({ grid }: Session): string[] {
  const owners = new Set<string>();
  for (const { entry } of grid.pods.all.slice(0, 2_000)) {
    const { owner } = lineageOf(entry.pod);
    const kind = FOLLOWED_KINDS.find(each => each.kind === owner?.kind);
    if (owner && kind) owners.add(`${kind.short}/${owner.name}`);
  }
  return [...owners].sort();
}

function followPod(session: Session, typed: string, now: number): Refusal | undefined {
  const name = typed || (session.grid.selectedItem()?.entry.row.name ?? '');
  const [namespace, pod] = name.includes('/') ? name.split('/') : [undefined, name];
  const item = session.grid.pods.all.find(
    ({ entry: { row } }) => row.name === pod && (namespace === undefined || row.namespace === namespace),
  );
  if (!item) return refuse('noSuchPod', { name });
  session.jumpToPod(item.entry.uid, now);
  session.follow = new Follow(session.world.pods, item.entry);
  session.openPage('life');
  return undefined;
}
