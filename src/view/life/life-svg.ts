import type { Lane, Life, Mark, Segment } from '../../history/life/life.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { formatTime } from '../../kube/time.ts';
import { foreignText, type Markup, tag } from './markup.ts';
import { TimeScale } from './time-scale.ts';
import { laneTitle } from './timeline.ts';

const WIDTH = 1000;
const LABEL = 170;
const LANE = 22;
const BAR = 16;
const TOP = 26;
const BOTTOM = 22;
/** Of a character of the words in the bars, about. */
const CHARACTER = 6.4;

/** A life as a drawing: a bar for each lane, marks above them, the time below. What is pointed at tells its times. */
export function lifeSvg(life: Life, window: { readonly from: number; readonly to: number } = life): Markup {
  const height = TOP + life.lanes.length * LANE + BOTTOM;
  const scale = new TimeScale(window, LABEL, WIDTH - LABEL - 8);
  const title = `The life of ${life.namespace}/${life.name}`;
  return tag(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': title },
    scale.axis(height - BOTTOM, life.lanes.length * LANE),
    ...life.lanes.map((lane, i) => laneOf(lane, TOP + i * LANE, scale)),
    ...life.marks
      .filter(({ at }) => at >= scale.from && at <= scale.to)
      .map(mark => markOf(mark, scale, height - BOTTOM)),
  );
}

function laneOf(lane: Lane, top: number, scale: TimeScale): Markup {
  const shown = lane.segments.filter(one => one.to >= scale.from && one.from <= scale.to);
  return tag(
    'g',
    {},
    tag('text', { class: 'lane', x: LABEL - 8, y: top + BAR - 4, 'text-anchor': 'end' }, foreignText(laneTitle(lane))),
    ...shown.map(segment => bar(segment, top, scale)),
  );
}

function bar({ from, to, value, severity, certainty, open }: Segment, top: number, scale: TimeScale): Markup {
  const x = scale.x(from);
  const width = Math.max(scale.x(to) - x, 1);
  const isKnown = value !== '';
  const word = isKnown ? value : 'not known';
  const end = open ? 'still so' : `until ${formatTime(to)}`;
  const how = { seen: 'seen', derived: 'read from the object', unknown: 'not seen' }[certainty];
  const told = `${word} for ${preciseDuration(to - from)}: ${formatTime(from)} ${end} (${how})`;
  const fits = isKnown && value.length * CHARACTER < width - 8;
  return tag(
    'g',
    {},
    tag('title', {}, foreignText(told)),
    tag('rect', { class: `bar ${isKnown ? severity : 'gap'} ${certainty}`, x, y: top, width, height: BAR, rx: 2 }),
    fits ? tag('text', { class: 'word', x: x + 5, y: top + BAR - 4 }, foreignText(value)) : undefined,
  );
}

const SIGNS: Readonly<Record<Mark['kind'], string>> = {
  created: '◆',
  event: '▾',
  restart: '↻',
  deletion: '✂',
  gone: '†',
};

function markOf({ at, kind, text, severity }: Mark, scale: TimeScale, bottom: number): Markup {
  const x = scale.x(at);
  return tag(
    'g',
    { class: `mark ${severity}` },
    tag('title', {}, foreignText(`${formatTime(at)} ${text}`)),
    kind === 'event' ? undefined : tag('line', { x1: x, x2: x, y1: TOP - 6, y2: bottom }),
    tag('text', { x, y: TOP - 9, 'text-anchor': 'middle' }, foreignText(SIGNS[kind])),
  );
}
