import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { humanDuration } from '../../kube/duration.ts';
import { row, type Section } from './describe-rows.ts';

/** `events`: newest last; undefined: not known; a sentence: why not. */
export function eventSections(events: readonly ClusterEvent[] | string | undefined, now: number): readonly Section[] {
  if (events === undefined) return [];
  if (typeof events === 'string') return [{ id: 'events', title: 'Events', rows: [row('', events, 0, 'warning')] }];
  const rows =
    events.length === 0
      ? [row('', '<none>', 0, 'muted')]
      : events.map(event =>
          row(
            eventAge(event, now),
            `${event.type}  ${event.reason}  ${partOf(event)}${event.message}${event.source === '' ? '' : `  (${event.source})`}`,
            0,
            event.type === 'Warning' ? 'warning' : undefined,
          ),
        );
  return [{ id: 'events', title: 'Events', summary: `${events.length}`, rows }];
}

/** Which part of the pod it is about, as kubectl says it: `spec.containers{app}: `. */
const partOf = ({ regarding }: ClusterEvent): string => (regarding.fieldPath === '' ? '' : `${regarding.fieldPath}: `);

/** `2m30s`, or `2m30s (x5 over 1h)` for a series. */
export function eventAge({ count, firstAt, lastAt }: ClusterEvent, now: number): string {
  const age = lastAt === undefined ? '<unknown>' : humanDuration(now - lastAt);
  return count > 1 && firstAt !== undefined ? `${age} (x${count} over ${humanDuration(now - firstAt)})` : age;
}
