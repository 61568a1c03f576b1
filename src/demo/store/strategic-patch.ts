/** The strategic merge patch of Kubernetes, for the lists that objects of the demo have: merged by a key instead of replaced. */
import { isRecord } from './merge-patch.ts';

/** Field name → the key that tells its items apart. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  conditions: 'type',
  ownerReferences: 'uid',
  containerStatuses: 'name',
  initContainerStatuses: 'name',
  readinessGates: 'conditionType',
  schedulingGates: 'name',
  taints: 'key',
};

export function strategicPatch(target: unknown, patch: unknown, field = ''): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(target) ? target : [], patch, field);
  if (!isRecord(patch)) return patch;
  if (patch['$patch'] === 'replace') return without(patch);
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice(key.indexOf('/') + 1);
      const gone = value as readonly unknown[];
      result[name] = ((result[name] ?? []) as unknown[]).filter(item => !gone.includes(item));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete result[key];
    else result[key] = strategicPatch(result[key], value, key);
  }
  return result;
}

function mergeLists(target: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  if (field === 'finalizers') return [...new Set([...target, ...patch])];
  const key = MERGE_KEYS[field];
  if (key === undefined) return [...patch];
  const result = [...target];
  for (const item of patch) {
    if (!isRecord(item)) continue;
    const index = result.findIndex(old => isRecord(old) && old[key] === item[key]);
    if (item['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index < 0) result.push(without(item));
    else result[index] = strategicPatch(result[index], item);
  }
  return result;
}

const without = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('$')));
