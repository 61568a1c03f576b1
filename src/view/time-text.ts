import { addDays, format, isValid, startOfDay } from 'date-fns';
import type { ClockReading } from '../app/clock-reading.ts';

/** Texts on screen repeat from frame to frame; the bound keeps the odd ones from piling up. */
const known = new Map<string, string>();
const KNOWN_LIMIT = 5_000;

/**
 * Writes moments (ms) in the time zone of the machine: `13:04:05`, with milliseconds when `fine`, or `2026-01-03 13:04:05` of
 * another day than the reading's.
 */
export function clockTexts(reading: ClockReading): (ms: number, fine?: boolean) => string {
  const today = startOfDay(reading.now);
  const [from, to] = [today.getTime(), addDays(today, 1).getTime()];
  return (ms, fine = false) => {
    if (ms < from || ms >= to) return formatted(ms, 'yyyy-MM-dd HH:mm:ss');
    reading.expires(to);
    return formatted(ms, fine ? 'HH:mm:ss.SSS' : 'HH:mm:ss');
  };
}

function formatted(ms: number, pattern: string): string {
  const key = `${ms} ${pattern}`;
  let text = known.get(key);
  if (text === undefined) {
    const date = new Date(ms);
    // Beyond what a date can be: a file may say so.
    text = isValid(date) ? format(date, pattern) : '<unknown>';
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(key, text);
  }
  return text;
}
