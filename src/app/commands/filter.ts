import type { Command } from '../command.ts';
import { refuse } from '../refusals.ts';

const SORTS: readonly { readonly key: string; readonly column: string; readonly title: string }[] = [
  { key: 'P', column: 'namespace', title: 'by namespace' },
  { key: 'N', column: 'name', title: 'by name' },
  { key: 'R', column: 'ready', title: 'by ready' },
  { key: 'S', column: 'status', title: 'by status' },
  { key: 'D', column: 'in-status', title: 'by time in status' },
  { key: 'T', column: 'restarts', title: 'by restarts' },
  { key: 'A', column: 'age', title: 'by age' },
  { key: 'I', column: 'ip', title: 'by IP' },
  { key: 'O', column: 'node', title: 'by node' },
  { key: 'W', column: 'severity', title: 'worst first' },
];

export const FILTER_COMMANDS: readonly Command[] = [
  {
    id: 'filter.type',
    group: 'Filter',
    title: 'filter',
    help: 'Filter by text as you type; in the log, the log.',
    keys: ['/'],
    contexts: ['pane'],
    hint: 20,
    run: session => session.typing.openFilter(),
  },
  {
    id: 'filter.unhealthy',
    group: 'Filter',
    title: 'not healthy',
    help: 'Only pods that are not healthy, or all again.',
    keys: ['!'],
    contexts: ['grid', 'detail', 'trend'],
    hint: 30,
    run: (session, now) =>
      session.grid.setStatus(session.grid.status.kind === 'unhealthy' ? { kind: 'all' } : { kind: 'unhealthy' }, now),
  },
  {
    id: 'filter.nextStatus',
    group: 'Filter',
    title: 'status',
    help: 'Next status filter: all, not healthy, then each status there is.',
    keys: ['f'],
    contexts: ['grid', 'detail'],
    hint: 31,
    run: (session, now) => session.grid.cycleStatus(1, now),
  },
  {
    id: 'filter.previousStatus',
    group: 'Filter',
    title: 'previous status',
    help: 'Previous status filter.',
    keys: ['alt-f'],
    contexts: ['grid', 'detail'],
    run: (session, now) => session.grid.cycleStatus(-1, now),
  },
  {
    id: 'filter.none',
    group: 'Filter',
    title: 'all',
    help: 'All pods: no status filter and no text filter.',
    keys: ['0'],
    contexts: ['grid', 'detail', 'trend'],
    run: (session, now) => session.grid.clearFilters(now),
  },
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(
    (digit): Command => ({
      id: `filter.status${digit}`,
      group: 'Filter',
      title: `status ${digit}`,
      help: `Only pods with the status that has the digit ${digit} in the line of counts, or all again.`,
      together: 'Only pods with the status that has this digit in the line of counts, or all again.',
      keys: [digit],
      contexts: ['grid', 'detail', 'trend'],
      disabled: session =>
        session.grid.statusWithDigit(Number(digit)) === undefined ? refuse('noStatusWithDigit', { digit }) : undefined,
      run: (session, now) => session.grid.toggleStatus(session.grid.statusWithDigit(Number(digit))!, now),
    }),
  ),
  {
    id: 'grid.tombstones',
    group: 'Filter',
    title: 'gone pods',
    help: 'Show or hide pods that are gone; they stay for a while, dimmed.',
    keys: ['t'],
    contexts: ['grid', 'detail'],
    run: (session, now) => session.grid.toggleTombstones(now),
  },
];

export const SORT_COMMANDS: readonly Command[] = [
  ...SORTS.map(
    ({ key, column, title }): Command => ({
      id: `sort.${column}`,
      group: 'Sort',
      title,
      help: `Sort ${title}; again: the other way round.`,
      keys: [key],
      contexts: ['grid'],
      run: session => session.grid.sortBy(column),
    }),
  ),
  {
    id: 'sort.nextColumn',
    group: 'Sort',
    title: 'next column',
    help: 'Sort by the next column on the screen.',
    keys: ['>'],
    contexts: ['grid'],
    run: session => session.grid.sortByNeighbour(1),
  },
  {
    id: 'sort.previousColumn',
    group: 'Sort',
    title: 'previous column',
    help: 'Sort by the previous column on the screen.',
    keys: ['<'],
    contexts: ['grid'],
    run: session => session.grid.sortByNeighbour(-1),
  },
  {
    id: 'sort.reverse',
    group: 'Sort',
    title: 'reverse',
    help: 'Sort the other way round.',
    keys: ['='],
    contexts: ['grid'],
    run: session => session.grid.sortBy(session.grid.pods.sort.column),
  },
  {
    id: 'grid.wide',
    group: 'Panes',
    title: 'wide',
    help: 'More columns: last exit, IP, node, owner; or fewer again.',
    keys: ['w'],
    contexts: ['grid'],
    hint: 50,
    run: session => {
      session.grid.wide = !session.grid.wide;
    },
  },
];
