import { parseDuration } from '../../kube/duration.ts';
import { parseTime } from '../../kube/time.ts';
import { type Refusal, refuse } from '../refusals.ts';

const DAY = 86_400_000;

/** What is known, and where in it a person is, ms. */
interface Known {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** ms of `12:03`, `-30s`, `start` or an RFC 3339 time, in what is known or not; undefined for what is no time. */
export function momentOf(typed: string, { from, to, at }: Known): number | undefined {
  const text = typed.trim();
  if (text === 'start') return from;
  if (text === 'end') return to;
  return relative(text, at) ?? parseTime(text) ?? timeOfDay(text, from, to);
}

/** Where a recording is gone to, ms; or why not, when the text is no time, or none of the recording. */
export function replayTime(typed: string, known: Known): number | Refusal {
  const { from, to } = known;
  const text = typed.trim();
  const time = momentOf(text, known);
  if (time === undefined) return refuse('notAMoment', { typed: text });
  // To the second, as times are typed.
  if (time < from - 1000 || time > to + 1000) return refuse('beyondRecording', { typed: text });
  return time;
}

/** `+5m`, `-30s` from where the replay stands. */
function relative(text: string, at: number): number | undefined {
  const sign = { '+': 1, '-': -1 }[text[0] ?? ''];
  const by = sign === undefined ? undefined : parseDuration(text.slice(1));
  return by === undefined ? undefined : at + sign! * by;
}

/** A time of day where this machine is, of the first day of the recording that has it. */
function timeOfDay(text: string, from: number, to: number): number | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] as const;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const on = (day: number): number => new Date(day).setHours(hours, minutes, seconds, 0);
  for (let day = from; day < to + DAY; day += DAY) if (on(day) >= from - 1000 && on(day) <= to) return on(day);
  return on(from);
}
