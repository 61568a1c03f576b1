import { changesByCluster, entryByCluster } from '../../history/life/clocks.ts';
import { type Breakdown, type StepStatistics, startupOf, stepStatistics } from '../../history/life/steps.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import { lineageOf } from '../../history/transitions/lineage.ts';
import { preciseDuration } from '../../kube/duration.ts';
import type { Pod } from '../../kube/pod.ts';
import { ClockMemo } from '../clock-memo.ts';
import type { Line } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { line, span } from '../spans.ts';
import { clean, pad } from '../text.ts';
import { heading } from './detail-pane.ts';

/** All pods are asked for their owner with each frame; it never changes. */
const owners = new WeakMap<Pod, string>();
const ownerOf = ({ pod, row }: PodEntry): string => {
  let known = owners.get(pod);
  if (known === undefined) {
    const { owner } = lineageOf(pod);
    known = owner ? `${row.namespace} ${owner.kind}/${owner.name}` : '';
    owners.set(pod, known);
  }
  return known;
};
/** A start is told by the pod and its log; it is looked at again when the pod changes. */
const starts = new ClockMemo<PodEntry, Breakdown>(5_000);

/** How long the pods of the same owner took to start: of one pod alone there is nothing to compare. */
export function ownerStarts({ session, marks, reading }: Painting, entry: PodEntry, width: number): Line[] {
  const owner = ownerOf(entry);
  if (owner === '') return [];
  const { pods, log } = session.world;
  const known: Breakdown[] = [];
  for (const each of pods.values()) {
    if (ownerOf(each) !== owner) continue;
    known.push(
      starts.read(each, `${session.events.version}`, reading, () =>
        startupOf(
          entryByCluster(each, reading.skew),
          changesByCluster(log.ofPod(each.uid), reading.skew),
          session.events.about(each.uid),
        ),
      ),
    );
  }
  const name = owner.slice(owner.indexOf(' ') + 1);
  return known.length < 2 ? [] : startLines(clean(name), stepStatistics(known), width, marks.rule);
}

/** How long the steps of their starts take: half of them at most the first time, 95 of 100 at most the second. */
export function startLines(of: string, statistics: readonly StepStatistics[], width: number, rule: string): Line[] {
  const total = statistics.find(({ name }) => name === 'total');
  if (!total) return [];
  const steps = statistics.filter(each => each !== total);
  const slowest = steps.reduce((a, b) => (b.p95 > a.p95 ? b : a), steps[0] ?? total);
  const row = (name: string, p50: string, p95: string): string =>
    ` ${pad(name, 30)} ${pad(p50, 10, 'right')} ${pad(p95, 10, 'right')}`;
  return [
    line(),
    heading(`Starts of ${of}, ${total.pods} ${total.pods === 1 ? 'pod' : 'pods'}`, width, rule),
    line(span(row('', 'p50', 'p95'), 'muted')),
    ...statistics.map(each =>
      line(
        span(
          row(clean(each.name), preciseDuration(each.p50), preciseDuration(each.p95)),
          each === total ? 'title' : 'text',
        ),
        ...(each === slowest && each !== total ? [span('  slowest', 'warning')] : []),
      ),
    ),
  ];
}
