import type { PodItem } from './pod-item.ts';
import type { Overlay } from './state.ts';
import type { Target } from './world.ts';

/** As many names are told one by one. */
const NAMED = 5;

/** Names the pods and their cluster, and says what will follow. */
export function deleteQuestion(
  target: Target,
  items: readonly PodItem[],
): Omit<Extract<Overlay, { kind: 'confirm' }>, 'kind'> {
  const names = items.map(({ entry: { row } }) => `${row.namespace}/${row.name}`);
  const shown =
    names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
  const what = names.length === 1 ? `pod ${shown}` : `${names.length} pods: ${shown}`;
  const orphans = items.filter(item => (item.entry.pod.metadata.ownerReferences ?? []).length === 0).length;
  const after =
    orphans === 0
      ? 'Their owners will replace them.'
      : orphans === items.length
        ? 'Nothing will replace what has no owner.'
        : `${orphans} of them have no owner: nothing will replace those.`;
  return {
    question: [
      `Delete ${what}`,
      `in ${target.context || target.cluster}?`,
      '',
      items.length === 1 && orphans === 0 ? 'Its owner will replace it.' : after,
    ],
    danger: true,
    yes: items.map(({ entry: { row } }) => ({
      type: 'deletePod',
      uid: row.uid,
      namespace: row.namespace,
      name: row.name,
    })),
  };
}
