import type { ReplayAction } from '../app/effects.ts';
import { statusReader } from '../history/ledger/reader.ts';
import type { Replay } from '../history/recording/replay.ts';
import { noticeableSkew } from '../kube/clock.ts';
import type { FeedEvent } from '../kube/feed.ts';
import { NEWEST } from '../status/generation.ts';
import { isHealthy } from '../status/health.ts';

const JUMP_MS = 30_000;
const SLOWEST = 1 / 8;
const FASTEST = 1024;

/** What each key of a replay does; `say` tells a person what came of it later. */
export const REPLAY_ACTIONS: Readonly<Record<ReplayAction, (replay: Replay, say: (text: string) => void) => void>> = {
  pause: replay => (replay.position.paused ? replay.resume() : replay.pause()),
  step: replay => replay.step(),
  slower: replay => replay.setSpeed(Math.max(SLOWEST, replay.position.speed / 2)),
  faster: replay => replay.setSpeed(Math.min(FASTEST, replay.position.speed * 2)),
  back: replay => replay.seek(replay.now() - JUMP_MS),
  forward: replay => replay.seek(replay.now() + JUMP_MS),
  nextProblem: (replay, say) =>
    replay.seekTo(forTheWorse(replay), found =>
      say(found ? 'Paused at a change for the worse.' : 'Nothing gets worse from here to the end.'),
    ),
};

/** Whether something gets worse by what is told. */
function forTheWorse(replay: Replay): (event: FeedEvent) => boolean {
  const reader = statusReader(NEWEST, () => noticeableSkew(replay.skew));
  return event => {
    if (event.type === 'Gap') return true;
    if (event.type !== 'Updated') return false;
    const { before, after, receivedAt } = event;
    const well = (pod: typeof after): boolean => isHealthy(reader.severity(pod, reader.row(pod), receivedAt));
    return well(before) && !well(after);
  };
}
