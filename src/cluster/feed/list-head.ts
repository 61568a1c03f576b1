import { object, text } from '../../kube/foreign.ts';
import type { StreamRequest, Transport } from '../transport/transport.ts';

/** What stands above a list. */
export interface ListHead {
  /** At which the server is now. */
  readonly resourceVersion: string;
  /** How many objects the list has, by the server's estimate; undefined if it gave none. */
  readonly count: number | undefined;
}

/** The head of a list without its objects: the name of one comes along. */
export async function listHead(
  transport: Transport,
  path: string,
  more: Pick<StreamRequest, 'signal' | 'headersMs' | 'waits'>,
): Promise<ListHead> {
  const answer = await transport.json({ ...more, path, query: { limit: 1 }, accept: NAMES_ONLY });
  const list = object(answer as Record<string, unknown>);
  const meta = object(list?.['metadata'] as Record<string, unknown> | undefined);
  const remaining = meta?.['remainingItemCount'];
  return {
    resourceVersion: text(meta?.['resourceVersion']),
    count: typeof remaining === 'number' ? remaining + 1 : undefined,
  };
}

const NAMES_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
