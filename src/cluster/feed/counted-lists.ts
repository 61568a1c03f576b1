import type { Counters } from '../transport/counters.ts';
import type { Source } from './reflector.ts';

/** The same source, whose lists are counted however they come. */
export function countedLists<T>(source: Source<T>, counters: Counters): Source<T> {
  let wasListed = false;
  return {
    async list(observer, signal) {
      counters.lists++;
      if (wasListed) counters.relists++;
      const resourceVersion = await source.list(observer, signal);
      wasListed = true;
      return resourceVersion;
    },
    watch: (from, observer, signal) => source.watch(from, observer, signal),
    problem: error => source.problem(error),
  };
}
