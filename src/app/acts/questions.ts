import { list, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import { type Asked, NumberField } from '../controls/confirmation.ts';
import type { PodItem } from '../grid/pod-item.ts';
import type { Refusal } from '../refusals.ts';
import type { Target } from '../world.ts';
import type { PodRef } from './act.ts';
import { replacementTexts } from './replacement.ts';

/** As many names are told one by one. */
const NAMED = 8;
const USUAL_GRACE = 30;

export const podRef = ({ entry: { row } }: PodItem): PodRef => ({
  uid: row.uid,
  namespace: row.namespace,
  name: row.name,
});

/** `pod default/web-0`, or how many and which, by namespace. */
export function podsText(items: readonly PodItem[]): string {
  const [first] = items;
  if (items.length === 1 && first) return `pod ${first.entry.row.namespace}/${first.entry.row.name}`;
  const names = items.slice(0, NAMED).map(({ entry: { row } }) => `${row.namespace}/${row.name}`);
  const more = items.length > NAMED ? ` and ${items.length - NAMED} more` : '';
  const namespaces = new Set(items.map(item => item.entry.row.namespace)).size;
  const spread = namespaces === 1 ? '' : ` of ${namespaces} namespaces`;
  return `${items.length} pods${spread}: ${names.join(', ')}${more}`;
}

/** `in context prod, cluster eu-1`. */
export function placeText({ context, cluster, danger }: Target): string {
  const one = context === '' || context === cluster;
  const place = one
    ? `in ${context === '' ? 'cluster' : 'context'} ${cluster}`
    : `in context ${context}, cluster ${cluster}`;
  return danger ? `${place}, marked as dangerous` : place;
}

/** How a deletion is asked for. */
export interface DeletionWish {
  readonly kind: 'delete' | 'evict';
  /** Seconds; undefined: each pod its own. */
  readonly grace?: number | undefined;
}

/** Names the pods and their cluster, says what will follow, and lets the grace period be chosen. */
export function deletionQuestion(
  target: Target,
  items: readonly PodItem[],
  { kind, grace }: DeletionWish,
  refusal: () => Refusal | undefined,
): Asked {
  const force = kind === 'delete' && grace === 0;
  const evicts = kind === 'evict';
  const verb = evicts ? 'Evict' : force ? 'Delete by force' : 'Delete';
  return {
    title: verb,
    danger: true,
    question: [
      `${verb} ${podsText(items)}`,
      `${placeText(target)}?`,
      '',
      ...(evicts ? ['The cluster refuses where a PodDisruptionBudget says so.'] : []),
      ...replacementTexts(items),
      ...deletionState(items),
    ],
    number: force
      ? undefined
      : new NumberField({
          label: 'Grace period',
          unit: 's',
          normally: graceNormally(items),
          choices: [undefined, 0, 1, 5, 30, 60, 300],
          value: grace,
        }),
    warning: value => (force || value === 0 ? FORCE[kind] : undefined),
    refusal,
    yes: value => [{ type: 'act', acts: items.map(item => ({ kind, pod: podRef(item), grace: force ? 0 : value })) }],
  };
}

const FORCE: Readonly<Record<DeletionWish['kind'], string>> = {
  delete:
    'By force: the pod leaves the list at once, and the cluster does not wait until its containers have ended. They may run on for a while, also on a node that is lost.',
  evict: 'Without grace: its containers are killed at once.',
};

function graceNormally(items: readonly PodItem[]): string {
  const own = new Set(items.map(item => item.entry.pod.spec?.terminationGracePeriodSeconds ?? USUAL_GRACE));
  const [seconds] = own;
  if (own.size > 1) return 'that of each pod';
  return items.length === 1 ? `${seconds} s, its own` : `${seconds} s, their own`;
}

/** What already keeps them from going. */
function deletionState(items: readonly PodItem[]): string[] {
  const going = items.filter(({ entry: { pod } }) => text(pod.metadata.deletionTimestamp) !== '');
  const held = items.filter(({ entry: { pod } }) => finalizersOf(pod).length > 0);
  const alone = items.length === 1;
  const texts: string[] = [];
  if (going.length > 0) {
    const who = alone ? 'It is' : `${going.length} of them are`;
    texts.push(`${who} being deleted already; a shorter grace period is all that can change.`);
  }
  if (held.length > 0) {
    const names = [...new Set(held.flatMap(({ entry: { pod } }) => finalizersOf(pod)))];
    const who = alone ? 'it' : `${held.length} of them`;
    texts.push(
      `${names.length === 1 ? `The finalizer ${names[0]} holds` : `The finalizers ${names.join(', ')} hold`} ${who} until somebody takes that away.`,
    );
  }
  return texts;
}

const finalizersOf = ({ metadata }: Pod): string[] => list(metadata.finalizers).map(text).filter(Boolean);
