import type { Life } from '../../history/life/life.ts';
import type { NextTry, RestartHistory } from '../../history/life/restarts.ts';
import type { Breakdown, Step } from '../../history/life/steps.ts';
import { humanDuration, preciseDuration } from '../../kube/duration.ts';
import { exitCodeText, signalName } from '../../status/catalogue/exit-codes.ts';
import type { Line } from '../frame.ts';
import { foreign, line, span } from '../spans.ts';
import { clean, pad } from '../text.ts';
import { laneTitle } from './timeline.ts';

/** A breakdown as lines: each step with its time and a bar of its share; the slowest is marked. `note` stands behind the whole. */
export function breakdownLines(title: string, breakdown: Breakdown, width: number, ascii = false, note = ''): Line[] {
  const { steps, ms, complete, slowest } = breakdown;
  if (steps.length === 0) return [];
  const bar = Math.max(4, Math.min(30, width - 50));
  const share = ({ from, to }: Step) => (ms === 0 ? 0 : Math.round(((to - from) / ms) * bar));
  return [
    line(
      span(`${title}: `, 'title'),
      span(preciseDuration(ms)),
      span(complete ? '' : ' known, not complete', 'muted'),
      span(note, 'muted'),
    ),
    ...steps.map(step =>
      line(
        span(`  ${pad(clean(step.name), 28)} `),
        span(pad(preciseDuration(step.to - step.from), 9, 'right')),
        span(` ${pad((ascii ? '#' : '█').repeat(share(step)), bar)}`, step === slowest ? 'warning' : 'muted'),
        ...(step === slowest ? [span(' slowest', 'warning')] : []),
        ...(step.detail ? [foreign(` ${step.detail}`, 'muted')] : []),
      ),
    ),
  ];
}

/** How an end stands to the grace period: `, of a grace period of 30s`. */
export function graceText({ ms, complete, graceMs }: Breakdown & { readonly graceMs: number }): string {
  const grace = `a grace period of ${preciseDuration(graceMs)}`;
  // When it was asked for is told to the second, and cut: what is less is no excess.
  if (ms >= graceMs && ms < graceMs + 1_000) return complete ? `, all of ${grace}` : ` of ${grace}`;
  if (ms > graceMs) return `, ${preciseDuration(ms - graceMs)} beyond ${grace}`;
  return complete ? `, within ${grace}` : ` of ${grace}`;
}

/** Every known end of a container, the pattern in them, and when the kubelet is expected to try again. */
export function restartLines(history: RestartHistory, now: number, time: (ms: number) => string): Line[] {
  const { container, restarts, ends, missed, pattern, next } = history;
  const lines = [
    line(
      foreign(container, 'title'),
      span(`: ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`),
      ...(missed > 0 ? [span(`, ${missed} ${missed === 1 ? 'end' : 'ends'} not seen`, 'warning')] : []),
    ),
  ];
  if (pattern) {
    const often = pattern.perHour >= 1 ? `${pattern.perHour.toFixed(0)} times an hour` : 'less than once an hour';
    const ends = history.ends.every(({ exitCode }) => exitCode === 0) ? 'ends' : 'crashes';
    lines.push(line(span(`  ${ends} ${preciseDuration(pattern.medianRunMs)} after its start, ${often}`, 'muted')));
  }
  for (const end of ends) {
    const ran = end.startedAt === undefined ? '' : ` after ${preciseDuration(end.finishedAt - end.startedAt)}`;
    const how = end.signal === undefined ? `exit ${exitCodeText(end.exitCode)}` : signalName(end.signal);
    lines.push(
      line(
        span(`  ${time(end.finishedAt)} `, 'muted'),
        foreign(end.reason || 'ended', end.exitCode === 0 ? 'done' : 'error'),
        span(` ${how}${ran}`),
      ),
    );
  }
  if (next) lines.push(line(span(`  ${nextTryText(next, now)}`, 'progressing')));
  return lines;
}

/** `starts again in ~32s (estimate: back-off 40s)` */
export function nextTryText({ what, at, backOffMs, told }: NextTry, now: number): string {
  const when = at > now ? `in ~${humanDuration(Math.ceil((at - now) / 1000) * 1000)}` : 'any moment now';
  const source = told ? '' : ", by the kubelet's rule";
  return `${what === 'restart' ? 'starts' : 'pulls'} again ${when} (estimate: back-off ${humanDuration(backOffMs)}${source})`;
}

/** How everything was at one moment of the life, since when and until when, and what happened just then. */
export function momentLines(life: Life, at: number, time: (ms: number, fine?: boolean) => string): Line[] {
  const near = Math.max(500, (life.to - life.from) / 1_000);
  const held = life.lanes.flatMap(lane => {
    const segment = lane.segments.findLast(one => one.from <= at && at <= one.to);
    return segment ? [{ lane, segment }] : [];
  });
  return [
    line(),
    line(
      span(`At ${time(at, true)}`, 'title'),
      span(`, ${preciseDuration(at - life.from)} after the start, ${preciseDuration(life.to - at)} before the end`),
    ),
    ...held.map(({ lane, segment: { from, to, open, value, severity } }) =>
      line(
        span(`  ${pad(laneTitle(lane), 20)} `, 'muted'),
        foreign(value || 'not known', value ? severity : 'muted'),
        span(`  ${preciseDuration(to - from)}: ${time(from, true)} to ${open ? 'now' : time(to, true)}`, 'muted'),
      ),
    ),
    ...life.marks
      .filter(mark => Math.abs(mark.at - at) <= near)
      .map(mark => line(span(`  ${time(mark.at, true)} `, 'muted'), foreign(mark.text, mark.severity))),
  ];
}

/** What certainty means in a drawing, for the line under it. @param skew by how much the cluster's clock is ahead of ours, ms */
export const legendLine = (life: Life, ascii = false, skew = 0): Line => {
  const [seen, derived, unknown] = ascii ? ['=', '-', '.'] : ['━', '─', '·'];
  const used = new Set(life.lanes.flatMap(lane => lane.segments.map(segment => segment.certainty)));
  const texts = [
    used.has('seen') && `${seen} seen live (our clock${skew === 0 ? '' : ", set to the cluster's"})`,
    used.has('derived') && `${derived} from the object (the cluster's clock)`,
    used.has('unknown') && `${unknown} not known`,
  ].filter(Boolean);
  return line(span(texts.join('   '), 'muted'));
};
