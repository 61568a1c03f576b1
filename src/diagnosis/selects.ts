import { entriesAt, isObject, itemsAt, type Json, textAt, textsAt } from '../kube/json.ts';

/** Whether a label selector of the API, or a term of a node affinity, chooses the object. An empty one chooses all, an absent one none. */
export function selects(selector: unknown, object: unknown): boolean {
  if (!isObject(selector)) return false;
  const labels = new Map(entriesAt(object, 'metadata', 'labels'));
  return (
    entriesAt(selector, 'matchLabels').every(([key, value]) => labels.get(key) === value) &&
    itemsAt(selector, 'matchExpressions').every(expression => isMet(expression, labels))
  );
}

function isMet(expression: Json, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(textAt(expression, 'key'));
  const values = textsAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}
