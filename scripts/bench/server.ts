import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { processUsage } from './process-usage.ts';
import { openDemo } from './target.ts';

const PODS = 100_000;
const LIMIT = 500;
const FORMS: Readonly<Record<string, string>> = {
  JSON: 'application/json',
  protobuf: 'application/vnd.kubernetes.protobuf',
  Table: 'application/json;as=Table;v=v1;g=meta.k8s.io',
};

/** The demo server alone: 100,000 pods read in pages in each form, twice, with 200 changes a second meanwhile. */
export async function run(_options: unknown, print: (line: string) => void): Promise<void> {
  const target = await openDemo(PODS, 200);
  try {
    const config = JSON.parse(readFileSync(target.args.at(-1)!, 'utf8'));
    const server = config.clusters[0].cluster.server as string;
    const agent = new Agent({ keepAlive: true });
    print(`started: ${usageText(target.pid)}`);
    for (const [name, accept] of Object.entries(FORMS)) {
      for (const round of ['first', 'second']) {
        const before = processUsage(target.pid);
        const times: number[] = [];
        let bytes = 0;
        for (let token: string | undefined = ''; token !== undefined; ) {
          const from = performance.now();
          const page = await readPage(`${server}/api/v1/pods?limit=${LIMIT}&continue=${token}`, accept, agent);
          times.push(performance.now() - from);
          bytes += page.length;
          token = /eyJ[\w-]{20,}/.exec(page.subarray(0, 4_000).toString('latin1'))?.[0];
        }
        times.sort((a, b) => a - b);
        const at = (share: number): string =>
          `${times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(0)} ms`;
        const cpu = ((processUsage(target.pid).cpu - before.cpu) * 1000) / times.length;
        print(
          `${name.padEnd(9)}${round.padEnd(7)} ${times.length} pages of ${LIMIT}, ${(bytes / 2 ** 20).toFixed(0)} MB: ` +
            `p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}; ${cpu.toFixed(0)} ms of CPU a page; ${usageText(target.pid)}`,
        );
      }
    }
    agent.destroy();
  } finally {
    await target.close();
  }
}

function usageText(pid: number): string {
  const { rss, peakRss } = processUsage(pid);
  return `RSS ${rss.toFixed(0)} MB, at most ${peakRss.toFixed(0)} MB`;
}

function readPage(url: string, accept: string, agent: Agent): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { accept } }, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => resolve(Buffer.concat(chunks)));
    }).once('error', reject);
  });
}
