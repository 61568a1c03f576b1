import { encodeRecord } from '../../src/history/recording/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { START } from './robot.ts';

/** A recording as a file holds it, of a cluster of that name, begun at `START`. */
export function recordingText(context: string, events: readonly FeedEvent[]): string {
  const header = JSON.stringify({ podscope: 'recording', version: 1, at: START, context, serverVersion: 'v1.37.2' });
  return [header, ...events.map(event => encodeRecord(event)), ''].join('\n');
}
