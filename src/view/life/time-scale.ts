import { formatTime } from '../../kube/time.ts';
import { foreignText, joined, type Markup, tag } from './markup.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map(n => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 4, 8, 12].map(n => n * HOUR),
  ...[1, 2, 7, 14].map(n => n * DAY),
];

/** From times to places on a picture, and the round times that are written under it. */
export class TimeScale {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly width: number;

  constructor(range: { readonly from: number; readonly to: number }, left: number, width: number) {
    this.from = range.from;
    this.to = Math.max(range.to, range.from + 1);
    this.left = left;
    this.width = width;
  }

  /** Within the picture, whatever the time. */
  x(time: number): number {
    const within = Math.min(Math.max(time, this.from), this.to);
    return this.left + ((within - this.from) / (this.to - this.from)) * this.width;
  }

  /** Times of day in UTC, with the date where a day begins. */
  axis(y: number, height: number): Markup {
    const span = this.to - this.from;
    const step = STEPS.find(one => span / one <= this.width / 90) ?? STEPS.at(-1)!;
    const ticks: Markup[] = [];
    for (let at = Math.ceil(this.from / step) * step; at <= this.to; at += step) {
      const x = this.x(at);
      const text = formatTime(at);
      const label =
        at % DAY === 0
          ? text.slice(5, 10)
          : step < SECOND
            ? text.slice(11, 23)
            : text.slice(11, step < MINUTE ? 19 : 16);
      ticks.push(
        tag('line', { class: 'grid', x1: x, x2: x, y1: y - height, y2: y }),
        tag('text', { class: 'axis', x, y: y + 14, 'text-anchor': 'middle' }, foreignText(label)),
      );
    }
    return joined(...ticks);
  }
}
