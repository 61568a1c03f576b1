import { readFileSync } from 'node:fs';

/** What the kernel has counted for a process since its start. */
export interface ProcessUsage {
  /** Seconds of CPU, user and system. */
  readonly cpu: number;
  /** MB in memory now, and at most so far. */
  readonly rss: number;
  readonly peakRss: number;
}

/** /proc counts CPU in ticks; Linux shows 100 a second on every machine. */
const TICKS = 100;

/** Reads /proc, so Linux only. @throws when the process is gone. */
export function processUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name, may hold blanks; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / TICKS,
    rss: megabytes('VmRSS'),
    peakRss: megabytes('VmHWM'),
  };
}
