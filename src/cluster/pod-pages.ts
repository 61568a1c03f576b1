import type { Pod } from '../kube/pod.ts';
import type { PodSource } from './reflector.ts';

/**
 * The pages of one list, handed on as they come. Where the server had to begin the list anew, what was handed on already is left
 * out: no pod comes twice. Who leaves early ends the list.
 */
export async function* podPages(source: PodSource, signal: AbortSignal): AsyncGenerator<readonly Pod[]> {
  const left = new AbortController();
  const seen = new Set<string>();
  const pages: Pod[][] = [];
  let page: Pod[] = [];
  let isOver = false;
  let wake = (): void => {};

  function handOn(): void {
    if (page.length > 0) pages.push(page);
    page = [];
    wake();
  }

  const listing = source
    .list(
      {
        pod(pod) {
          const { uid } = pod.metadata;
          if (seen.has(uid)) return;
          seen.add(uid);
          page.push(pod);
        },
        progress: handOn,
        restart: () => {},
      },
      AbortSignal.any([signal, left.signal]),
    )
    .finally(() => {
      isOver = true;
      handOn();
    });
  // Awaited below; until then a failure is nobody's.
  listing.catch(() => {});
  try {
    for (;;) {
      const next = pages.shift();
      if (next !== undefined) yield next;
      else if (isOver) break;
      else
        await new Promise<void>(resolve => {
          wake = resolve;
        });
    }
    await listing;
  } finally {
    left.abort();
  }
}
