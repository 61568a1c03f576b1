import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import { decodeHeader } from '../../src/history/recording/recording.ts';
import { Replay } from '../../src/history/recording/replay.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { recordedFleet } from './recorded-fleet.ts';

const PODS = 1_000;
const CHURN = 200;
const SECONDS = 500;
const ROUNDS = 3;

/** How fast a recording of a restless cluster is played: events a second of CPU, from the line to the log of transitions. */
export function run(_options: unknown, print: (line: string) => void): void {
  const [header = '', ...lines] = recordedFleet(
    { pods: PODS, churn: CHURN, scenarios: ['scaling', 'new-nginx'] },
    SECONDS,
  );
  const decoded = decodeHeader(header);
  if ('problem' in decoded) throw new Error(decoded.problem);
  const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
  print(`${lines.length} records of ${PODS} pods, ${(bytes / 1e6).toFixed(0)} MB; the best of ${ROUNDS}`);
  const measure = (name: string, pass: () => void): void => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      pass();
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 1e6);
    }
    print(
      `  ${name.padEnd(34)}${Math.round(lines.length / best)
        .toLocaleString('en-US')
        .padStart(10)} events per second of CPU`,
    );
  };
  measure('JSON.parse alone', () => {
    for (const line of lines) JSON.parse(line);
  });
  measure('read', () => {
    const decoder = new RecordDecoder();
    for (const line of lines) decoder.decode(line);
  });
  measure('replay into the transition log', () => {
    const replay = new Replay({ header: decoded.header, lines, warnings: [] }, new FakeClock());
    const ledger = new Ledger(statusReader(NEWEST));
    replay.subscribe(event => ledger.apply(event));
    replay.step(lines.length);
  });
}
