import type { PodScope } from './cluster.ts';
import type { FeedEvent } from './feed.ts';
import { textAt } from './json.ts';
import { labelTest, type SelectorProblem } from './label-selector.ts';
import type { Pod } from './pod.ts';

export type PodTest = (pod: Pod) => boolean;

/** What the server selects pods by, beside their labels, as far as a record of a pod holds it. */
const FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'status.phase',
  'status.podIP',
  'status.nominatedNodeName',
];

/** Whether a pod is of a scope, as the server has it, where there is no server to ask. */
export function podTest({ namespaces, labelSelector = '', fieldSelector = '' }: PodScope): PodTest | SelectorProblem {
  const ofLabels = labelTest(labelSelector);
  if (typeof ofLabels !== 'function') return ofLabels;
  const tests: PodTest[] = [];
  for (const part of fieldSelector.split(',').map(each => each.trim())) {
    if (part === '') continue;
    const [, field = '', operator, value] = /^([^=!]+)(!=|==?)(.*)$/.exec(part) ?? [];
    if (!FIELDS.includes(field)) return { unreadable: part };
    tests.push(pod => (textAt(pod, ...field.split('.')) === value) !== (operator === '!='));
  }
  return pod =>
    (namespaces.length === 0 || namespaces.includes(pod.metadata.namespace ?? '')) &&
    ofLabels(pod.metadata.labels ?? {}) &&
    tests.every(test => test(pod));
}

/** The event as a watch of these pods alone tells it: a pod that ceases to be one of them goes. undefined when it tells nothing. */
export function selected(event: FeedEvent, isMeant: PodTest): FeedEvent | undefined {
  switch (event.type) {
    case 'Added':
      return isMeant(event.after) ? event : undefined;
    case 'Deleted':
      return isMeant(event.before) ? event : undefined;
    case 'Updated': {
      const { before, after, via, receivedAt } = event;
      if (isMeant(after)) return isMeant(before) ? event : { type: 'Added', after, via, receivedAt };
      return isMeant(before) ? { type: 'Deleted', before, last: after, via, receivedAt } : undefined;
    }
    default:
      return event;
  }
}
