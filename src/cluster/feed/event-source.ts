import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { ApiStatusError } from '../wire/errors.ts';
import type { Source } from './reflector.ts';

/**
 * The Events of one scope from the first of two sources that may be listed: core/v1 and events.k8s.io/v1 show the same objects, but
 * rights are given to each alone. Which one it is, is asked anew with every list.
 */
export function eventSource(core: Source<ClusterEvent>, other: Source<ClusterEvent>): Source<ClusterEvent> {
  let source = core;
  return {
    async list(observer, signal) {
      source = core;
      try {
        return await core.list(observer, signal);
      } catch (refusal) {
        if (!(refusal instanceof ApiStatusError && REFUSALS.has(refusal.status)) || signal.aborted) throw refusal;
        source = other;
        observer.restart();
        try {
          return await other.list(observer, signal);
        } catch (error) {
          // What the first one said names the resource that people know.
          throw error instanceof ApiStatusError && REFUSALS.has(error.status) ? refusal : error;
        }
      }
    },
    watch: (from, observer, signal) => source.watch(from, observer, signal),
    problem: error => core.problem(error),
  };
}

const REFUSALS: ReadonlySet<number> = new Set([403, 404]);
