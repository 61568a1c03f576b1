import type { ApiClient } from '../../scripts/cluster/api-client.ts';

/** The cells of a pod that do not depend on when they were printed. */
export interface TimelessCells {
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
}

interface Table {
  columnDefinitions: { name: string }[];
  rows: { cells: unknown[]; object: { metadata: { namespace: string; name: string } } }[];
}

/** What the server itself prints for every pod, by `namespace/name`. */
export async function serverCells(api: ApiClient): Promise<Map<string, TimelessCells>> {
  const table = await api.call<Table>('GET', '/api/v1/pods', undefined, {
    accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
  });
  const column = (name: string) => table.columnDefinitions.findIndex(definition => definition.name === name);
  const [ready, status, restarts] = ['Ready', 'Status', 'Restarts'].map(column) as [number, number, number];
  return new Map(
    table.rows.map(({ cells, object: { metadata } }) => [
      `${metadata.namespace}/${metadata.name}`,
      timeless({ ready: `${cells[ready]}`, status: `${cells[status]}`, restarts: `${cells[restarts]}` }),
    ]),
  );
}

/** The three cells of a row of ours; how long ago the last restart was depends on the moment and is cut. */
export function timeless({ ready, status, restarts }: TimelessCells): TimelessCells {
  return { ready, status, restarts: restarts.replace(/\(.* ago\)/, '(… ago)') };
}
