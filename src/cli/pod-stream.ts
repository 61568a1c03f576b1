import { Replay, type ReplayPosition } from '../history/replay.ts';
import type { FeedEvent } from '../kube/feed.ts';
import { type Generation, generationFor, parseServerMinor } from '../status/generation.ts';
import type { Call } from './call.ts';
import { givenGeneration } from './pod-call.ts';
import { readRecording } from './recording-file.ts';
import { UsageError } from './usage-error.ts';

/** What pods go through, live or recorded, for commands without a screen. */
export interface PodStream {
  /** The rules of the server that is or was watched. */
  readonly generation: Generation;
  /**
   * Tells `listener` everything in order until `signal` is aborted or the recording is at its end; answers which of the two.
   * @throws ProblemError when the cluster refuses for good.
   */
  run(listener: (event: FeedEvent) => void, signal: AbortSignal): Promise<'aborted' | 'ended'>;
  /** ms: the present, or the recording's. */
  now(): number;
  close(): void;
}

/** The recording of `--recording`, else the cluster that the options name. */
export async function openPodStream(call: Call): Promise<PodStream> {
  const file = call.options.recording;
  if (file === undefined) throw new UsageError('name a recording with --recording FILE');
  return openRecordedStream(call, file);
}

async function openRecordedStream(call: Call, file: string): Promise<PodStream> {
  const { host } = call;
  const recording = await readRecording(file, host.stdin);
  for (const warning of recording.warnings) host.stderr.write(`podscope: ${warning}\n`);
  const replay = new Replay(recording, host.clock);
  return {
    generation: givenGeneration(call) ?? generationFor(parseServerMinor(recording.header.serverVersion)),
    async run(listener, signal) {
      replay.subscribe(listener);
      // In slices, so that a reader who is slow or a key that interrupts gets its turn.
      let { played, total }: ReplayPosition = replay.position;
      while (played < total && !signal.aborted) {
        replay.step(SLICE);
        ({ played, total } = replay.position);
        await new Promise(resolve => setImmediate(resolve));
      }
      return signal.aborted ? 'aborted' : 'ended';
    },
    now: () => replay.now(),
    close: () => replay.stop(),
  };
}

const SLICE = 1_000;
