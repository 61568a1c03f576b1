import { humanDuration } from '../../kube/duration.ts';
import { isObject, textAt } from '../../kube/json.ts';
import { parseTime } from '../../kube/time.ts';
import type { Role } from '../frame.ts';

/** A part of a description that opens and folds as one. Texts are foreign: not cleaned yet. */
export interface Section {
  /** The same from moment to moment: `container/app`, `conditions`. */
  readonly id: string;
  readonly title: string;
  /** What is said of it while it is folded. */
  readonly summary?: string | undefined;
  readonly role?: Role | undefined;
  readonly rows: readonly Row[];
}

/** One field. A row without a label goes on with the one above; `depth` counts levels of indentation. */
export interface Row {
  readonly label: string;
  readonly value: string;
  readonly depth: number;
  readonly role?: Role | undefined;
}

export function row(label: string, value: string, depth = 0, role?: Role): Row {
  return role === undefined ? { label, value, depth } : { label, value, depth, role };
}

/** A row, or none when there is no value. */
export function given(label: string, value: string, depth = 0, role?: Role): readonly Row[] {
  return value === '' ? [] : [row(label, value, depth, role)];
}

/** The first value beside the label, each further one below it; `<none>` when there are none. */
export function many(label: string, values: readonly string[], depth = 0): readonly Row[] {
  if (values.length === 0) return [row(label, '<none>', depth, 'muted')];
  return values.map((value, i) => row(i === 0 ? label : '', value, depth));
}

/** `2026-01-01T00:00:00Z (5m ago)`; in the future `(in 20s)`; empty without a time. */
export function timeText(value: unknown, now: number): string {
  const at = parseTime(value);
  if (at === undefined) return '';
  const ago = at > now + 1000 ? `in ${humanDuration(at - now)}` : `${humanDuration(now - at)} ago`;
  return `${textAt({ value }, 'value')} (${ago})`;
}

/** Any object of the API as rows, a level of indentation for each of its own; empty objects are said to be so. */
export function fieldRows(value: unknown, depth: number): readonly Row[] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap(key => namedRows(key, value[key], depth));
}

/** The fields of an object below its name; nothing for none. */
export function objectRows(label: string, value: unknown): readonly Row[] {
  const rows = fieldRows(value, 1);
  return rows.length === 0 ? [] : [row(label, ''), ...rows];
}

/** The fields of an object that are told nowhere else: whatever a later version of Kubernetes adds is here. */
export function restRows(value: unknown, told: readonly string[], depth = 0): readonly Row[] {
  if (!isObject(value)) return [];
  return Object.keys(value)
    .filter(key => !told.includes(key) && value[key] !== null)
    .flatMap(key => namedRows(key, value[key], depth));
}

function namedRows(name: string, value: unknown, depth: number): readonly Row[] {
  if (Array.isArray(value)) {
    if (value.every(each => !isObject(each)))
      return [row(name, value.map(each => textAt([each], 0)).join(', '), depth)];
    return value.flatMap((each, i) => [row(`${name}[${i}]`, '', depth), ...fieldRows(each, depth + 1)]);
  }
  if (!isObject(value)) return [row(name, textAt({ value }, 'value'), depth)];
  const inner = fieldRows(value, depth + 1);
  return inner.length === 0 ? [row(name, '{}', depth, 'muted')] : [row(name, '', depth), ...inner];
}

/** The later sections with the values marked that the earlier ones, of the same moment, do not have in the same place. */
export function changedRows(before: readonly Section[], after: readonly Section[]): readonly Section[] {
  const known = new Map(before.flatMap(section => placed(section)));
  const isNew = (section: Section): boolean => before.every(({ id }) => id !== section.id);
  return after.map(section =>
    isNew(section)
      ? section
      : {
          ...section,
          rows: placed(section).map(([place, each]) =>
            each.value === '' || known.get(place)?.value === each.value ? each : { ...each, role: 'changed' },
          ),
        },
  );
}

/** Each row by where it stands: its labels from the section down, and the how manieth of them it is. */
function placed({ id, rows }: Section): (readonly [string, Row])[] {
  const labels: string[] = [];
  const seen = new Map<string, number>();
  return rows.map(each => {
    labels.length = each.depth;
    labels[each.depth] = each.label === '' ? (labels[each.depth] ?? '') : each.label;
    const path = [id, ...labels].join('/');
    const count = (seen.get(path) ?? 0) + 1;
    seen.set(path, count);
    return [`${path} ${count}`, each] as const;
  });
}
