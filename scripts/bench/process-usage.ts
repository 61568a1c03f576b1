import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel has counted for a process since its start. */
export interface ProcessUsage {
  /** Seconds of CPU, user and system. */
  readonly cpu: number;
  /** MB in memory now, and at most so far. */
  readonly rss: number;
  readonly peakRss: number;
}

/** Reads /proc, so Linux only. @throws when the process is gone. */
export function processUsage(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // To the nanosecond: who wakes up with the clock, as a program that waits does, is counted too high by `stat`, in ticks.
  const threads = readdirSync(`/proc/${pid}/task`).map(task => `/proc/${pid}/task/${task}/schedstat`);
  const nanoseconds = threads.map(file => Number(readFileSync(file, 'utf8').split(' ')[0]));
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return {
    cpu: nanoseconds.reduce((sum, each) => sum + each, 0) / 1e9,
    rss: megabytes('VmRSS'),
    peakRss: megabytes('VmHWM'),
  };
}
