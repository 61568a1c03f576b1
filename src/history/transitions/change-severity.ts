import type { Via } from '../../kube/feed.ts';
import { conditionSeverity } from '../../status/catalogue/conditions.ts';
import { wordSeverity } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import type { Change } from './diff-pod.ts';
import type { Certainty } from './transition.ts';

/** A list tells that something happened, not when; only what carries its own time can be dated. */
export function certaintyOf(change: Change, via: Via): Certainty {
  if (change.inferred) return 'derived';
  if (via === 'watch') return 'seen';
  const dated = change.subject === 'condition' || change.subject === 'container' || change.subject === 'deletion';
  return dated && change.clusterAt !== undefined ? 'derived' : 'unknown';
}

/** Conditions and containers speak for themselves; undefined for everything else, which has the voice of its pod. */
export function ownSeverity({ subject, part, to, reason }: Change): Severity | undefined {
  if (subject === 'condition') return conditionSeverity(part ?? '', to ?? '', reason ?? '');
  return subject === 'container' ? containerSeverity(to, reason) : undefined;
}

/** Of a container's state in the words of container-text.ts. */
export function containerSeverity(state: string | undefined, reason: string | undefined): Severity {
  if (state === undefined) return 'unknown';
  if (state === 'running') return 'ok';
  if (state.startsWith('running')) return 'progressing';
  if (state.startsWith('terminated')) return state.endsWith(' 0') ? 'done' : 'error';
  return reason === undefined ? 'progressing' : wordSeverity(reason);
}
