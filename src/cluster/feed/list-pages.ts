import type { Kind } from './kind.ts';
import type { Source } from './reflector.ts';

/**
 * The pages of one list, handed on as they come. Where the server had to begin the list anew, what was handed on already is left
 * out: no object comes twice. Who leaves early ends the list.
 */
export async function* listPages<T>(
  kind: Kind<T>,
  source: Source<T>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  const left = new AbortController();
  const seen = new Set<string>();
  const pages: T[][] = [];
  let page: T[] = [];
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
        item(item) {
          const { uid } = kind.identity(item);
          if (seen.has(uid)) return;
          seen.add(uid);
          page.push(item);
        },
        waits: () => {},
        gone: () => {},
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
