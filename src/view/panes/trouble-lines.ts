import type { ClockReading } from '../../app/clock-reading.ts';
import type { PodItem } from '../../app/grid/pod-item.ts';
import { changesByCluster, entryByCluster } from '../../history/life/clocks.ts';
import { restartsOf } from '../../history/life/restarts.ts';
import { stuckTexts } from '../../history/life/stuck.ts';
import type { Line } from '../frame.ts';
import { nextTryText } from '../life/life-lines.ts';
import { liveSpan } from '../live-text.ts';
import type { Painting } from '../painting.ts';
import { line, span } from '../spans.ts';
import { clean, widthOf, wrap } from '../text.ts';

type Trouble = readonly [text: string, role: 'progressing' | 'warning'];

const SECOND = 1_000;

/** In what the pod is stuck, over which budget, and when the kubelet is expected to try again. */
export function troubleLines({ session, reading }: Painting, item: PodItem, width: number): Line[] {
  const troubles = (own: ClockReading): Trouble[] => troublesOf(session, item, own);
  const room = width - 2;
  const first = troubles(reading.anew());
  return first.flatMap(([text, role], i) => {
    if (widthOf(text) <= room) {
      const tell = (own: ClockReading): string | undefined => {
        const now = troubles(own);
        return now.length === first.length && now[i]![1] === role ? now[i]![0] : undefined;
      };
      return line(span('  '), liveSpan(reading, tell, role));
    }
    troubles(reading);
    return wrap(text, room).map(part => line(span(`  ${part}`, role)));
  });
}

function troublesOf(session: Painting['session'], { entry }: PodItem, reading: ClockReading): Trouble[] {
  if (entry.goneAt !== undefined) return [];
  const transitions = session.world.log.ofPod(entry.uid);
  const { now, skew } = reading;
  const restarts = restartsOf(entryByCluster(entry, skew), changesByCluster(transitions, skew));
  const troubles = [
    ...stuckTexts(entry, transitions, now, skew).map((text): Trouble => [clean(`stuck: ${text}`), 'warning']),
    ...restarts.flatMap(({ container, next }): Trouble[] =>
      next ? [[clean(`${container} ${nextTryText(next, now + skew)}`), 'progressing']] : [],
    ),
  ];
  // Most of it is counted from the cluster's stamps, which are whole seconds.
  if (troubles.length > 0) reading.expires((Math.floor((now + skew) / SECOND) + 1) * SECOND - skew);
  return troubles;
}
