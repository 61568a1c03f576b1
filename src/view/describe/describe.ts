import { type ContainerCase, containersOf } from '../../diagnosis/case.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { humanDuration } from '../../kube/duration.ts';
import { at, entriesAt, isObject, itemsAt, textAt, textsAt, timeAt } from '../../kube/json.ts';
import type { Usage } from '../../kube/pod-metrics.ts';
import { conditionSection } from './describe-conditions.ts';
import { containerSection } from './describe-container.ts';
import { eventSections } from './describe-events.ts';
import { lifeSection } from './describe-life.ts';
import { placementSection } from './describe-placement.ts';
import { given, many, type Row, row, type Section, timeText } from './describe-rows.ts';
import { volumeSection } from './describe-volumes.ts';

/** What a description is made of besides the pod. */
export interface Description {
  /** The whole object as the server gave it. */
  readonly pod: unknown;
  readonly now: number;
  /** STATUS as kubectl prints it, and why; made by the status engine. */
  readonly status: { readonly word: string; readonly why: string };
  /** Newest last. Undefined: not known; a sentence: why not. */
  readonly events?: readonly ClusterEvent[] | string | undefined;
  readonly envValues?: boolean | undefined;
  readonly usage?: Readonly<Record<string, Usage>> | undefined;
}

/** Everything about a pod, as sections: what `kubectl describe pod` tells, and what it leaves out. Total. */
export function describePod(description: Description): readonly Section[] {
  const { pod, now, envValues = false, usage = {} } = description;
  return [
    podSection(description),
    conditionSection(pod, now),
    ...containersOf(pod).map((container: ContainerCase) =>
      containerSection(container, { pod, now, envValues, usage: usage[container.name] }),
    ),
    volumeSection(pod),
    placementSection(pod),
    lifeSection(pod, now),
    labelSection(pod),
    ...eventSections(description.events, now),
  ].filter(section => section.rows.length > 0);
}

function podSection({ pod, now, status }: Description): Section {
  const deleted = timeAt(pod, 'metadata', 'deletionTimestamp');
  const host = textAt(pod, 'status', 'hostIP');
  const node = textAt(pod, 'spec', 'nodeName');
  return {
    id: 'pod',
    title: 'Pod',
    rows: [
      row('Name', textAt(pod, 'metadata', 'name')),
      row('Namespace', textAt(pod, 'metadata', 'namespace') || 'default'),
      ...given('Status', [status.word, status.why].filter(Boolean).join(': ')),
      row('Phase', textAt(pod, 'status', 'phase') || '<none>'),
      ...given('Reason', textAt(pod, 'status', 'reason')),
      ...given('Message', textAt(pod, 'status', 'message')),
      ...(deleted === undefined
        ? []
        : [
            row(
              'Terminating',
              deleted > now
                ? `until ${timeText(at(pod, 'metadata', 'deletionTimestamp'), now)}`
                : `(lasts ${humanDuration(now - deleted)} beyond its grace period)`,
            ),
            row('Termination Grace Period', `${textAt(pod, 'metadata', 'deletionGracePeriodSeconds') || '0'}s`),
          ]),
      ...many('Finalizers', textsAt(pod, 'metadata', 'finalizers')).filter(({ value }) => value !== '<none>'),
      ...given('Node', node === '' ? '<none>' : `${node}${host === '' ? '' : `/${host}`}`),
      ...given('Nominated Node Name', textAt(pod, 'status', 'nominatedNodeName')),
      ...given('IP', textAt(pod, 'status', 'podIP')),
      ...given(
        'IPs',
        itemsAt(pod, 'status', 'podIPs')
          .map(each => textAt(each, 'ip'))
          .join(', '),
      ),
      ...given(
        'Host IPs',
        itemsAt(pod, 'status', 'hostIPs')
          .map(each => textAt(each, 'ip'))
          .join(', '),
      ),
      ...ownerRows(pod),
      ...given('Created', timeText(at(pod, 'metadata', 'creationTimestamp'), now)),
      ...given('Start Time', timeText(at(pod, 'status', 'startTime'), now)),
      ...given('QoS Class', textAt(pod, 'status', 'qosClass')),
      ...given('Priority', textAt(pod, 'spec', 'priority')),
      ...given('Priority Class Name', textAt(pod, 'spec', 'priorityClassName')),
      ...given('Preemption Policy', textAt(pod, 'spec', 'preemptionPolicy')),
      ...given('Service Account', textAt(pod, 'spec', 'serviceAccountName')),
      ...given('Runtime Class Name', textAt(pod, 'spec', 'runtimeClassName')),
      ...seccompRows(pod),
    ],
  };
}

function ownerRows(pod: unknown): readonly Row[] {
  return itemsAt(pod, 'metadata', 'ownerReferences').flatMap(owner => [
    row(
      at(owner, 'controller') === true ? 'Controlled By' : 'Owned By',
      `${textAt(owner, 'kind')}/${textAt(owner, 'name')}`,
    ),
    ...given(
      '',
      ['apiVersion', 'uid']
        .map(field => textAt(owner, field))
        .filter(Boolean)
        .join(', uid '),
      0,
      'muted',
    ),
  ]);
}

function seccompRows(pod: unknown): readonly Row[] {
  const profile = at(pod, 'spec', 'securityContext', 'seccompProfile');
  if (!isObject(profile)) return [];
  return [
    row('SeccompProfile', [textAt(profile, 'type'), textAt(profile, 'localhostProfile')].filter(Boolean).join(' ')),
  ];
}

function labelSection(pod: unknown): Section {
  return {
    id: 'labels',
    title: 'Labels and annotations',
    rows: [
      ...many(
        'Labels',
        entriesAt(pod, 'metadata', 'labels').map(([key, value]) => `${key}=${value}`),
      ),
      ...annotationRows(pod),
    ],
  };
}

/** Annotations may be whole documents: each of their lines is one. */
function annotationRows(pod: unknown): readonly Row[] {
  const rows = entriesAt(pod, 'metadata', 'annotations').flatMap(([key, value]) => {
    const lines = value.trimEnd().split('\n');
    return lines.length === 1 ? [row(key, lines[0]!, 1)] : [row(key, '', 1), ...lines.map(line => row('', line, 2))];
  });
  return rows.length === 0 ? [row('Annotations', '<none>', 0, 'muted')] : [row('Annotations', ''), ...rows];
}
