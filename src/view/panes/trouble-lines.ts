import type { PodItem } from '../../app/grid/pod-item.ts';
import { changesByCluster, entryByCluster } from '../../history/life/clocks.ts';
import { restartsOf } from '../../history/life/restarts.ts';
import { stuckTexts } from '../../history/life/stuck.ts';
import type { Line } from '../frame.ts';
import { nextTryText } from '../life/life-lines.ts';
import type { Painting } from '../painting.ts';
import { line, span } from '../spans.ts';
import { clean, wrap } from '../text.ts';

/** In what the pod is stuck, over which budget, and when the kubelet is expected to try again. */
export function troubleLines({ session, reading }: Painting, { entry }: PodItem, width: number): Line[] {
  if (entry.goneAt !== undefined) return [];
  const transitions = session.world.log.ofPod(entry.uid);
  const { now, skew } = reading;
  const restarts = restartsOf(entryByCluster(entry, skew), changesByCluster(transitions, skew));
  const tries = restarts.flatMap(({ container, next }) =>
    next ? [`${container} ${nextTryText(next, now + skew)}`] : [],
  );
  const stuck = stuckTexts(entry, transitions, now, skew);
  if (tries.length > 0 || stuck.length > 0) reading.expires(reading.now + 1_000);
  const lines = (sentences: readonly string[], role: 'progressing' | 'warning'): Line[] =>
    sentences.flatMap(text => wrap(clean(text), width - 2).map(part => line(span(`  ${part}`, role))));
  return [
    ...lines(
      stuck.map(text => `stuck: ${text}`),
      'warning',
    ),
    ...lines(tries, 'progressing'),
  ];
}
