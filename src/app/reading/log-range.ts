import { parseDuration } from '../../kube/duration.ts';
import { parseTime } from '../../kube/time.ts';
import { type Refusal, refuse } from '../refusals.ts';

/** Which part of each log is read. Times are ms by the cluster's clock. */
export interface LogRange {
  /** For the title: `the last 5m`. */
  readonly label: string;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly from?: number | undefined;
  /** What comes later is not read; nothing is followed. */
  readonly until?: number | undefined;
}

/** What is asked for when nobody says otherwise. */
export const LAST_LINES: LogRange = { label: '', tailLines: 1000 };

const last = (label: string, minutes: number): LogRange => ({ label: `the last ${label}`, sinceSeconds: minutes * 60 });

/** By key, as k9s has them. */
export const RANGES: readonly LogRange[] = [
  LAST_LINES,
  { label: 'from the first line' },
  last('1m', 1),
  last('5m', 5),
  last('15m', 15),
  last('30m', 30),
  last('1h', 60),
];

/**
 * `5m`, `200 lines`, `all`, a time of day or of RFC 3339, or two times with `..` between them. Answers what is wrong.
 * @param now ms, by the cluster's clock
 */
export function readRange(text: string, now: number): LogRange | Refusal {
  const wanted = text.trim();
  if (wanted === '' || wanted === 'all') return RANGES[1]!;
  const lines = /^(\d+)(?:\s*lines?)?$/.exec(wanted);
  if (lines) return { label: `the last ${lines[1]} lines`, tailLines: Number(lines[1]) };
  const [begin = '', end] = wanted.split('..', 2).map(each => each.trim());
  const ago = parseDuration(begin);
  if (ago !== undefined && end === undefined) {
    return { label: `the last ${begin}`, sinceSeconds: Math.max(1, Math.ceil(ago / 1000)) };
  }
  const from = ago === undefined ? timeOf(begin, now) : now - ago;
  const until = end === undefined || end === '' ? undefined : timeOf(end, now);
  const wrong = from === undefined ? begin : end && until === undefined ? end : undefined;
  if (wrong !== undefined) return refuse('notATime', { typed: wrong });
  if (until !== undefined && until < from!) return refuse('endsBeforeItBegins', { end: end!, begin });
  return {
    label: until === undefined ? `since ${begin}` : `${begin} to ${end}`,
    from,
    ...(until !== undefined && { until }),
  };
}

/** Of RFC 3339, or a time of the day in the time zone of this machine: the last time that it was so late. */
function timeOf(text: string, now: number): number | undefined {
  const exact = parseTime(text);
  if (exact !== undefined) return exact;
  const [, hour, minute, second = '0'] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const day = new Date(now);
  day.setHours(Number(hour), Number(minute), Number(second), 0);
  if (day.getTime() > now) day.setDate(day.getDate() - 1);
  return day.getTime();
}
