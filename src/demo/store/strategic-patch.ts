/** The strategic merge patch of Kubernetes, for the lists that objects of the demo have: merged by a key instead of replaced. */
import { isRecord } from './merge-patch.ts';
import { StatusError } from './status-error.ts';

/** Field name → the key that tells its items apart; the first that they have. All other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  // Of a container, and of a Service.
  ports: ['containerPort', 'port'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  conditions: ['type'],
  ownerReferences: ['uid'],
  podIPs: ['ip'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  schedulingGates: ['name'],
  topologySpreadConstraints: ['topologyKey'],
};

type Fields = Readonly<Record<string, unknown>>;

const ORDER = '$setElementOrder/';
const DELETE_VALUES = '$deleteFromPrimitiveList/';

/** @throws StatusError 500, as the API server calls a patch that contradicts itself */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const { $patch: directive } = patch;
  if (directive === 'replace') return plain(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw contradictory(`unknown patch type: ${directive} in map: ${goMap(patch)}`);
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  const kept = patch['$retainKeys'];
  if (Array.isArray(kept)) for (const name of Object.keys(result)) if (!kept.includes(name)) delete result[name];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_VALUES)) {
      const name = key.slice(DELETE_VALUES.length);
      result[name] = itemsOf(result[name]).filter(item => !itemsOf(value).includes(item));
    } else if (key.startsWith(ORDER)) {
      const name = key.slice(ORDER.length);
      if (patch[name] === undefined) result[name] = mergeLists(itemsOf(result[name]), [], name, itemsOf(value));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete result[key];
    else if (Array.isArray(value)) {
      const order = patch[`${ORDER}${key}`];
      result[key] = mergeLists(itemsOf(result[key]), value, key, Array.isArray(order) ? order : undefined);
    } else result[key] = strategicPatch(result[key], value);
  }
  return result;
}

const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function mergeLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  field: string,
  order: readonly unknown[] | undefined,
): unknown[] {
  if (field === 'finalizers') return inOrder(target, [...new Set([...patch, ...target])], order ?? patch, item => item);
  const keys = MERGE_KEYS[field];
  if (keys === undefined) return [...patch];
  const wanted = patch.filter(isRecord);
  if (wanted.some(item => item['$patch'] === 'replace' && Object.keys(item).length === 1))
    return wanted.filter(item => item['$patch'] === undefined);
  const key = keys.find(name => [...wanted, ...target].some(item => isRecord(item) && name in item)) ?? keys[0]!;
  const keyOf = (item: unknown): unknown => (isRecord(item) ? item[key] : undefined);
  for (const item of wanted)
    if (!(key in item)) throw contradictory(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
  const left = wanted.filter(item => item['$patch'] !== 'delete');
  if (order !== undefined && left.some(item => !order.some(each => keyOf(each) === keyOf(item))))
    throw contradictory(
      `The order in patch list:\n[${left.map(goMap).join(' ')}]\n doesn't match $setElementOrder list:\n[${order.map(goMap).join(' ')}]\n`,
    );
  const result = [...target];
  for (const item of wanted) {
    const index = result.findIndex(old => keyOf(old) === item[key]);
    if (item['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index < 0) result.push(strategicPatch(undefined, item));
    else result[index] = strategicPatch(result[index], item);
  }
  return inOrder(target, result, order ?? left, keyOf);
}

/** The items of `order` in that order, and between them the others, each as it stood to those that were there before. */
function inOrder(
  target: readonly unknown[],
  items: readonly unknown[],
  order: readonly unknown[],
  keyOf: (item: unknown) => unknown,
): unknown[] {
  const places = new Map(order.map((item, index) => [keyOf(item), index]));
  const before = new Map(target.map((item, index) => [keyOf(item), index]));
  const placeOf = (item: unknown): number => places.get(keyOf(item))!;
  const named = items.filter(item => places.has(keyOf(item))).sort((a, b) => placeOf(a) - placeOf(b));
  const others = items.filter(item => !places.has(keyOf(item)));
  const merged: unknown[] = [];
  for (const item of named) {
    const was = before.get(keyOf(item));
    while (was !== undefined && others.length > 0 && before.get(keyOf(others[0]))! < was) merged.push(others.shift());
    merged.push(item);
  }
  return [...merged, ...others];
}

const plain = (record: Fields): Fields =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('$')));

const contradictory = (message: string): StatusError => new StatusError(500, undefined, message);

/** As Go prints a map. */
const goMap = (value: unknown): string =>
  isRecord(value)
    ? `map[${Object.keys(value)
        .sort()
        .map(key => `${key}:${goMap(value[key])}`)
        .join(' ')}]`
    : String(value);
