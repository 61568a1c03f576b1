import { constants, createGzip } from 'node:zlib';
import { recordedFleet } from './recorded-fleet.ts';

const PODS = 1_000;
/** Changes a second of all pods: a calm cluster, one where jobs run all the time, one that is rolled out without end. */
const RATES = [0.5, 5, 20];
const SECONDS = 900;

/** Bytes of an hour of recording 1,000 pods with two stories and their Events beside them, plain and as a file that ends in .gz. */
export async function run(_options: unknown, print: (line: string) => void): Promise<void> {
  const row = (...cells: readonly string[]): void => print(`  ${cells.map(cell => cell.padStart(16)).join('')}`);
  row('changes/s', 'records/h', 'list', 'list .gz', 'MB/h', 'MB/h .gz', 'GB/day .gz');
  for (const churn of RATES) {
    const { records, list, flow } = await written(churn);
    const hours = SECONDS / 3600;
    const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
    row(
      String(churn),
      Math.round(records / hours).toLocaleString('en-US'),
      `${mb(list.plain)} MB`,
      `${mb(list.gzip)} MB`,
      mb(flow.plain / hours),
      mb(flow.gzip / hours),
      ((flow.gzip / hours / 1e9) * 24).toFixed(2),
    );
  }
}

interface Bytes {
  plain: number;
  gzip: number;
}

/** The list at the beginning is written once, what flows afterwards as long as the recording goes on. */
async function written(churn: number): Promise<{ records: number; list: Bytes; flow: Bytes }> {
  const gzip = createGzip();
  const list: Bytes = { plain: 0, gzip: 0 };
  const flow: Bytes = { plain: 0, gzip: 0 };
  let into = list;
  gzip.on('data', (chunk: Buffer) => {
    into.gzip += chunk.length;
  });
  const flushed = (): Promise<void> => new Promise(resolve => gzip.flush(constants.Z_SYNC_FLUSH, resolve));
  let records = 0;
  let slot = 0;
  for (const line of recordedFleet({ pods: PODS, churn, scenarios: ['new-nginx', 'scaling'] }, SECONDS)) {
    // As the recorder does: what came within half a second is written together.
    const at = Math.floor(Number(/^\{"at":(\d+)/.exec(line)?.[1] ?? 0) / 500);
    if (at > slot) {
      await flushed();
      if (slot > 0) into = flow;
      slot = at;
    }
    if (into === flow) records++;
    into.plain += line.length + 1;
    gzip.write(`${line}\n`);
  }
  await flushed();
  return { records, list, flow };
}
