// Measures the feed alone, without a screen: rows, time, CPU, memory and the longest stall of the event loop.
//   npx tsx scripts/bench/feed.ts --kubeconfig FILE [--seconds N] [--repeat N] [--paged]
import { parseArgs } from 'node:util';
import { loadClusterConfig } from '../../src/cluster/config/kubeconfig.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { systemClock } from '../../src/shell/host.ts';

const { values } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    repeat: { type: 'string', default: '1' },
    paged: { type: 'boolean', default: false },
  },
});
const config = loadClusterConfig(
  { kubeconfig: values.kubeconfig, 'paged-list': values.paged },
  { env: process.env, home: process.env['HOME'] ?? '/' },
);

/** One list from nothing, then the watch for a while. */
async function measure(): Promise<Record<string, number | string | undefined>> {
  const cluster = openCluster(config, { clock: systemClock, random: Math.random, env: process.env, version: 'bench' });
  const feed = cluster.podFeed({ namespaces: [] });
  let pods = 0;
  let first = 0;
  let stall = 0;
  const began = performance.now();
  const cpu = process.cpuUsage();
  let last = began;
  let running = true;
  // What a key press would have to wait: the time between two turns of the event loop.
  const turn = (): void => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise<void>(resolve => {
    feed.subscribe(event => {
      if (event.type === 'Added') {
        pods++;
        if (first === 0) first = performance.now() - began;
      }
      if (event.type === 'Connection' && event.connection.state === 'reconnecting')
        console.error(event.connection.problem);
      if (event.type === 'Synced') resolve();
    });
    feed.start();
  });
  running = false;
  const all = performance.now() - began;
  const used = process.cpuUsage(cpu);
  const peak = process.resourceUsage().maxRSS / 1024;
  const { decodeMs, bytes, format, requests } = cluster.stats();
  await new Promise(resolve => setTimeout(resolve, Number(values.seconds) * 1000));
  const { events } = cluster.stats();
  cluster.close();
  feed.stop();
  return {
    pods,
    format,
    requests,
    MB: round(bytes / 1e6),
    firstMs: round(first),
    allMs: round(all),
    cpuMs: round((used.user + used.system) / 1000),
    decodeMs: round(decodeMs),
    stallMs: round(stall),
    peakRssMB: round(peak),
    rssMB: round(process.memoryUsage.rss() / 1048576),
    heapMB: round(process.memoryUsage().heapUsed / 1048576),
    events,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

for (let i = 0; i < Number(values.repeat); i++) console.log(JSON.stringify(await measure()));
