import type { Feed, FeedEvent } from '../../kube/feed.ts';
import { problemText } from '../../kube/problem.ts';
import type { Kind } from './kind.ts';
import { newListeners } from './listeners.ts';

/**
 * A feed that others can do without. While it only looks again whether it may be read after all, which it does for ever, it is
 * silent: the refusal was told once, as a Notice and a connection that failed.
 */
export function refusableFeed<T>(kind: Kind<T>, feed: Feed<T>, onListenerError: (error: unknown) => void): Feed<T> {
  const { tell, subscribe } = newListeners<FeedEvent<T>>(onListenerError);
  let refused: string | undefined;

  feed.subscribe(event => {
    if (event.type === 'Connection') {
      const { connection } = event;
      if (connection.state === 'failed') {
        const { problem, since } = connection;
        if (refused === problem.message) return;
        refused = problem.message;
        tell(event);
        const message = `${kind.plural} are not read: ${problemText(problem)}`;
        tell({ type: 'Notice', problem: { code: problem.code, message }, receivedAt: since });
        return;
      }
      if (refused !== undefined && connection.state !== 'live') return;
      refused = undefined;
    }
    tell(event);
  });

  return { start: () => feed.start(), stop: () => feed.stop(), subscribe };
}
