import type { Writable } from 'node:stream';
import { readRecording } from '../../files/recording-file.ts';
import { Replay, type ReplayPosition } from '../../history/recording/replay.ts';
import { noticeableSkew } from '../../kube/clock.ts';
import type { Cluster, PodScope, ServerVersion } from '../../kube/cluster.ts';
import type { ConnectionState, FeedEvent } from '../../kube/feed.ts';
import { selected } from '../../kube/pod-selector.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import { type Generation, generationFor, generationOfServer, parseServerMinor } from '../../status/generation.ts';
import type { Call } from '../options/call.ts';
import { givenGeneration } from '../options/pod-call.ts';
import { placeOf, podsMeant, scopeOf } from '../options/scope-of.ts';

/** What pods go through, live or recorded, for commands without a screen. */
export interface PodStream {
  /** The rules of the server that is or was watched. */
  readonly generation: Generation;
  /** Where it is looked: `default namespace`; undefined for everywhere. */
  readonly place: string | undefined;
  /**
   * Tells `listener` everything in order until `signal` is aborted or the recording is at its end; answers which of the two.
   * @throws ProblemError when the cluster refuses for good.
   */
  run(listener: (event: FeedEvent) => void, signal: AbortSignal): Promise<'aborted' | 'ended'>;
  /** ms: the present, or the recording's. */
  now(): number;
  /** By how much the server's clock is or was ahead of the one that received this, ms: ages are those of the server. */
  skew(): number;
  close(): void;
}

/** The recording of `--recording`, else the cluster that the options name. */
export async function openPodStream(call: Call): Promise<PodStream> {
  const file = call.options.recording;
  return file === undefined ? openLiveStream(call) : openRecordedStream(call, file);
}

export async function openLiveStream(call: Call): Promise<LiveStream> {
  const { host, options } = call;
  // Loaded when asked for: a recording needs none of it.
  const { connect } = await import('./connect.ts');
  const cluster = connect(call);
  let server: ServerVersion;
  try {
    server = await cluster.version();
  } catch (error) {
    cluster.close();
    throw new ProblemError(cluster.problem(error));
  }
  const scope = scopeOf(options, cluster.identity);
  const feed = cluster.podFeed(scope);
  return {
    cluster,
    server,
    scope,
    place: placeOf(scope),
    generation: givenGeneration(call) ?? generationOfServer(server),
    run: (listener, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => {
          feed.stop();
          resolve('aborted');
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        feed.subscribe(event => {
          if (event.type === 'Connection') tellConnection(event.connection, host.stderr, reject);
          listener(event);
        });
        feed.start();
      }),
    now: () => host.clock.now(),
    skew: () => noticeableSkew(cluster.clockSkew()),
    close() {
      feed.stop();
      cluster.close();
    },
  };
}

/** The stream of a cluster, for who wants to know which. */
export interface LiveStream extends PodStream {
  readonly cluster: Cluster;
  readonly server: ServerVersion;
  readonly scope: PodScope;
}

function tellConnection(connection: ConnectionState, stderr: Writable, reject: (error: ProblemError) => void): void {
  if (connection.state === 'failed') reject(new ProblemError(connection.problem));
  if (connection.state === 'reconnecting') stderr.write(`podscope: ${problemText(connection.problem)}\n`);
}

async function openRecordedStream(call: Call, file: string): Promise<PodStream> {
  const { host } = call;
  const isMeant = podsMeant(call.options);
  const recording = await readRecording(file, host.stdin);
  for (const warning of recording.warnings) host.stderr.write(`podscope: ${warning}\n`);
  const replay = new Replay(recording, host.clock);
  return {
    generation: givenGeneration(call) ?? generationFor(parseServerMinor(recording.header.serverVersion)),
    place: placeOf(scopeOf(call.options, { namespace: '' })),
    async run(listener, signal) {
      replay.subscribe(event => {
        const told = selected(event, isMeant);
        if (told) listener(told);
      });
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
    skew: () => noticeableSkew(replay.skew),
    close: () => replay.stop(),
  };
}

const SLICE = 1_000;
