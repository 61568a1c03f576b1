import { at, isObject, itemsAt, textAt } from './json.ts';

/** Names the container of a pod that is meant where none is named; kubectl and k9s read it too. */
export const USUAL_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant where none is named: that of the annotation if the pod has it, else its first. */
export function usualContainer(pod: unknown): string {
  const names = itemsAt(pod, 'spec', 'containers').map(container => textAt(container, 'name'));
  const annotations = at(pod, 'metadata', 'annotations');
  const asked = isObject(annotations) ? textAt(annotations, USUAL_CONTAINER) : '';
  const others = ['initContainers', 'ephemeralContainers'].flatMap(group =>
    itemsAt(pod, 'spec', group).map(container => textAt(container, 'name')),
  );
  return asked !== '' && [...names, ...others].includes(asked) ? asked : (names[0] ?? '');
}
