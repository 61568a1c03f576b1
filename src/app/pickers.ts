import { thousands } from '../kube/thousands.ts';
import { ClockReading } from './clock-reading.ts';
import { Picker } from './controls/picker.ts';
import { COLUMNS } from './grid/columns.ts';
import type { PodItem } from './grid/pod-item.ts';
import type { Session } from './session.ts';

const ALL = '*';

export function namespacePicker(session: Session): Picker {
  const counts = session.grid.pods.namespaces;
  const { namespaces } = session.world.target;
  const recent = [...session.kept.recentNamespaces].reverse();
  const rest = session.namespaces().filter(name => !recent.includes(name));
  const pods = (name: string): string => {
    const count = counts.get(name);
    return count === undefined ? '' : `${thousands(count)} ${count === 1 ? 'pod' : 'pods'}`;
  };
  return new Picker({
    title: 'Namespaces',
    several: true,
    current: namespaces[0] ?? ALL,
    items: [
      { id: ALL, label: 'all namespaces' },
      ...recent.map(name => ({ id: name, label: name, hint: [pods(name), 'recent'].filter(Boolean).join(', ') })),
      ...rest.map(name => ({ id: name, label: name, hint: pods(name) })),
    ],
    pick: ids => session.switchNamespaces(ids.includes(ALL) ? [] : ids),
  });
}

export function contextPicker(session: Session): Picker {
  const { context } = session.world.target;
  return new Picker({
    title: 'Contexts',
    current: context,
    items: session.names.contexts().map(name => ({ id: name, label: name, hint: name === context ? 'this one' : '' })),
    pick: ([name]) => session.emit({ type: 'switchContext', context: name! }),
  });
}

/** Columns whose text has a choice of its own. */
const OWN_CHOICE: ReadonlySet<string> = new Set(['namespace', 'name', 'ip', 'node', 'status', 'why']);

/** What of the pod under the cursor can be copied. */
export function copyPicker(session: Session, item: PodItem, now: number): Picker {
  const { row } = item.entry;
  const reading = new ClockReading(now, session.world.skew?.());
  const columns = session.grid.columns();
  const texts = columns.map(column => column.text(item, reading, Number.POSITIVE_INFINITY));
  const choices: readonly (readonly [string, string | undefined])[] = [
    ['name', row.name],
    ['namespace/name', `${row.namespace}/${row.name}`],
    ['IP', row.ip],
    ['node', row.node],
    ['STATUS', row.status],
    ['why', item.health.why],
    ['row', texts.join('  ')],
    ['uid', row.uid],
    ['kubectl command', kubectlCommand(session, item)],
    ['kubectl command for the list', kubectlList(session)],
    // Any other cell of the row.
    ...columns
      .map(({ id, title }, i) => [`cell ${title}`, OWN_CHOICE.has(id) ? undefined : texts[i]] as const)
      .filter(([, text]) => text !== undefined),
  ];
  const known = choices.filter((choice): choice is [string, string] => choice[1] !== undefined && choice[1] !== '');
  return new Picker({
    title: `Copy of ${row.name}`,
    items: known.map(([what, text]) => ({ id: what, label: what, hint: text })),
    pick: ([what]) =>
      session.emit({ type: 'copy', text: known.find(([name]) => name === what)![1], what: `${what} of ${row.name}` }),
  });
}

/** Asks kubectl for the same pod. */
function kubectlCommand({ world }: Session, { entry: { row } }: PodItem): string {
  const { context } = world.target;
  const at = context === '' ? '' : ` --context ${shellWord(context)}`;
  return `kubectl${at} -n ${shellWord(row.namespace)} get pod ${shellWord(row.name)} -o wide`;
}
/** Asks kubectl for all that the server was asked for; filters of ours it does not know. */
function kubectlList({ world: { target } }: Session): string {
  const { context, namespaces, selecting } = target;
  const at = context === '' ? '' : ` --context ${shellWord(context)}`;
  const selectors = [
    selecting?.labels === undefined ? '' : ` -l ${shellWord(selecting.labels)}`,
    selecting?.fields === undefined ? '' : ` --field-selector ${shellWord(selecting.fields)}`,
  ].join('');
  const scopes = namespaces.length === 0 ? [' -A'] : namespaces.map(name => ` -n ${shellWord(name)}`);
  return scopes.map(scope => `kubectl${at}${scope} get pods${selectors} -o wide`).join('; ');
}
const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Which columns are shown, in which order and how wide: those shown first, then what else there is. */
export function columnPicker(session: Session): Picker {
  const { grid, keymap } = session;
  const shown = grid.columns();
  const ids = shown.map(column => column.id);
  const isMeasured = session.world.usage?.isMeasured === true;
  const others = COLUMNS.filter(({ id, measured }) => !ids.includes(id) && (isMeasured || measured !== true));
  const keys = (id: string): string => keymap.keyOf(id) ?? '';
  return new Picker({
    title: 'Columns',
    several: true,
    marked: ids,
    items: [...shown, ...others].map(({ id, title, help }) => ({
      id,
      label: title,
      hint: help,
    })),
    arranging: {
      note: `${keys('picker.itemUp')} ${keys('picker.itemDown')} move  ${keys('picker.narrower')} ${keys('picker.wider')} width`,
      reorder: marked => {
        grid.chosenColumns = marked;
      },
      resize: (id, by) => grid.resizeColumn(id, by),
    },
    pick: chosen => {
      grid.chosenColumns = chosen;
    },
  });
}
