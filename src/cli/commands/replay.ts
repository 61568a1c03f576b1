import { setFlagsFromString } from 'node:v8';
import { recordedCluster } from '../../files/recorded-cluster.ts';
import { readRecording } from '../../files/recording-file.ts';
import { Replay } from '../../history/recording/replay.ts';
import type { Call } from '../options/call.ts';
import { UsageError } from '../options/usage-error.ts';
import { progressLine } from '../output/progress-line.ts';
import { showScreen } from '../terminal/show-screen.ts';

/** `podscope replay`: the screen on a recording. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [file, ...more] = args;
  if (file === undefined || more.length > 0) throw new UsageError('name one recording to replay');
  if (file === '-')
    throw new UsageError('a replay needs the terminal for its keys; give it a file, not standard input');
  // Unlike what a cluster tells, what is gone through in a moment stays in part: with room for it a long way takes a quarter less.
  setFlagsFromString('--semi-space-growth-factor=2');
  const progress = progressLine(`Reading ${file}`, host);
  const recording = await readRecording(file, host.stdin, progress.tell).finally(progress.end);
  for (const warning of recording.warnings) host.stderr.write(`podscope: ${warning}\n`);
  const replay = new Replay(recording, host.clock, speedOf(options.speed));
  const cluster = recordedCluster(replay, recording.header);
  const scope = { namespaces: recording.header.namespaces ?? [] };
  return showScreen({ host, options: { ...options, readonly: true } }, { cluster, scope, replay });
}

function speedOf(text: string | undefined): number {
  if (text === undefined) return 1;
  const speed = Number(text);
  if (!(speed > 0 && speed <= 1024)) throw new UsageError(`--speed ${text} is no factor between 0 and 1024`);
  return speed;
}
