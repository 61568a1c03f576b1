import type { StatusCounts } from '../../history/transitions/status-counts.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { formatTime } from '../../kube/time.ts';
import { isHealthy } from '../../status/health.ts';
import type { Severity } from '../../status/row.ts';
import { foreignText, type Markup, tag } from './markup.ts';
import { TimeScale } from './time-scale.ts';

const WIDTH = 1000;
const LEFT = 60;
const PLOT = 130;
const TOP = 8;
const BOTTOM = 22;
/** More steps than this are no picture any more: of those that fall together the worst is drawn. */
const MOST_STEPS = 600;

/** From the bottom up, so that the worst stands on the axis. */
const STACKS: readonly { readonly title: string; readonly of: readonly Severity[] }[] = [
  { title: 'in trouble or on their way', of: ['error', 'warning', 'unknown', 'progressing'] },
  { title: 'all pods', of: ['error', 'warning', 'unknown', 'progressing', 'ok', 'done'] },
];

/** How many pods there were of each severity over time: those that are not well on a scale of their own, then all. */
export function countsSvgs(
  counts: readonly StatusCounts[],
  to: number,
  gaps: readonly Transition[],
): { readonly title: string; readonly svg: Markup }[] {
  const from = counts[0]?.at ?? to;
  const thin = thinned(counts, from, to);
  return STACKS.map(({ title, of }) => ({ title, svg: stackSvg(title, of, thin, { from, to }, gaps) }));
}

function stackSvg(
  title: string,
  of: readonly Severity[],
  counts: readonly StatusCounts[],
  range: { readonly from: number; readonly to: number },
  gaps: readonly Transition[],
): Markup {
  const scale = new TimeScale(range, LEFT, WIDTH - LEFT - 8);
  const bottom = TOP + PLOT;
  const most = Math.max(1, ...counts.map(({ pods }) => of.reduce((sum, one) => sum + pods[one], 0)));
  const y = (value: number): number => bottom - (value / most) * PLOT;
  const areas = of.flatMap((severity, i) => {
    if (counts.every(({ pods }) => pods[severity] === 0)) return [];
    const below = of.slice(0, i);
    const base = counts.map(({ pods }) => below.reduce((sum, one) => sum + pods[one], 0));
    const upper = counts.map(({ pods }, at) => base[at]! + pods[severity]);
    return tag(
      'path',
      {
        class: `area ${severity}`,
        d: `${steps(counts, upper, scale, y, 'M')}${steps(counts, base, scale, y, 'back')}Z`,
      },
      tag('title', {}, foreignText(severity)),
    );
  });
  return tag(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${bottom + BOTTOM}`, role: 'img', 'aria-label': `Pods over time, ${title}` },
    scale.axis(bottom, PLOT),
    ...areas,
    ...gaps.map(({ receivedAt, lasted, reason }) => {
      const x = scale.x(receivedAt - (lasted?.ms ?? 0));
      const told = `nothing was seen for ${preciseDuration(lasted?.ms ?? 0)} until ${formatTime(receivedAt)}: ${reason ?? ''}`;
      return tag(
        'rect',
        { class: 'hole', x, y: TOP, width: Math.max(1, scale.x(receivedAt) - x), height: PLOT },
        tag('title', {}, foreignText(told)),
      );
    }),
    tag('text', { class: 'axis', x: LEFT - 8, y: TOP + 9, 'text-anchor': 'end' }, foreignText(String(most))),
    tag('text', { class: 'axis', x: LEFT - 8, y: bottom, 'text-anchor': 'end' }, foreignText('0')),
  );
}

/** The outline of values that hold until the next one, forth or back. */
function steps(
  counts: readonly StatusCounts[],
  values: readonly number[],
  scale: TimeScale,
  y: (value: number) => number,
  way: 'M' | 'back',
): string {
  const points = counts.flatMap(({ at }, i) => {
    const height = y(values[i]!).toFixed(1);
    return [`${scale.x(at).toFixed(1)} ${height}`, `${scale.x(counts[i + 1]?.at ?? scale.to).toFixed(1)} ${height}`];
  });
  return way === 'M' ? `M${points.join('L')}` : `L${points.reverse().join('L')}`;
}

/** At most so many steps, evenly in time; of each the moment with the most pods that are not well, so that no peak is lost. */
function thinned(counts: readonly StatusCounts[], from: number, to: number): readonly StatusCounts[] {
  if (counts.length <= MOST_STEPS) return counts;
  const slot = (to - from) / MOST_STEPS;
  const bad = ({ pods }: StatusCounts): number =>
    Object.entries(pods).reduce((sum, [severity, count]) => sum + (isHealthy(severity as Severity) ? 0 : count), 0);
  const worst: StatusCounts[] = [];
  let latest = -1;
  for (const one of counts) {
    const index = Math.floor((one.at - from) / slot);
    if (index !== latest) worst.push({ at: from + index * slot, pods: one.pods });
    else if (bad(one) > bad(worst.at(-1)!)) worst[worst.length - 1] = { at: worst.at(-1)!.at, pods: one.pods };
    latest = index;
  }
  return worst;
}
