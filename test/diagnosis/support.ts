import type { Finding } from '../../src/diagnosis/finding.ts';
import type { ClusterEvent } from '../../src/kube/cluster-event.ts';

export const NOW = Date.parse('2026-01-01T00:10:00Z');
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z');

/** An Event of the pod `web-0`, or of its container, ten seconds old. */
export function event(
  reason: string,
  message: string,
  more: Partial<ClusterEvent> & { container?: string } = {},
): ClusterEvent {
  const { container, ...given } = more;
  return {
    uid: `event-${reason}-${message.slice(0, 20)}`,
    resourceVersion: '1',
    namespace: 'default',
    name: 'web-0.1',
    type: 'Warning',
    reason,
    message,
    count: 1,
    firstAt: NOW - 60_000,
    lastAt: NOW - 10_000,
    source: 'kubelet, node-1',
    regarding: {
      kind: 'Pod',
      namespace: 'default',
      name: 'web-0',
      uid: 'uid-web-0',
      fieldPath: container === undefined ? '' : `spec.containers{${container}}`,
    },
    ...given,
  };
}

/** As a person reads it: certainty, severity, title, sentence, evidence, next step. */
export function told({ id, title, sentence, certainty, severity, evidence, next }: Finding): string {
  const where =
    evidence.type === 'event'
      ? `event ${evidence.event.reason} of ${evidence.event.regarding.kind} ${evidence.event.regarding.name}`
      : `${evidence.of === undefined ? '' : `${evidence.of} `}${evidence.path}`;
  return [
    `${severity} ${certainty} ${id}: ${title}`,
    `  ${sentence}`,
    `  see ${where}`,
    ...(next ? [`  next ${next.step}`] : []),
    ...(next?.command ? [`  $ ${next.command}`] : []),
  ].join('\n');
}
