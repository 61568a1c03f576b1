import { at, entriesAt, isObject, itemsAt, type Json, textAt } from '../../kube/json.ts';
import { parseQuantity } from '../../kube/quantity.ts';
import { fieldRows, type Row, restRows, row } from './describe-rows.ts';

export interface EnvironmentOptions {
  /** Whose fields variables may name. */
  readonly pod: unknown;
  /** Values that stand in the pod are shown, literal ones and those of its fields; those of Secrets and ConfigMaps never are. */
  readonly envValues: boolean;
}

/** Names of the variables of a container, and where their values come from. */
export function environmentRows(spec: Json, options: EnvironmentOptions): readonly Row[] {
  const from = itemsAt(spec, 'envFrom').flatMap(fromRows);
  const variables = itemsAt(spec, 'env').flatMap(variable => variableRows(variable, spec, options));
  return [
    ...(from.length === 0 ? [] : [row('Environment Variables from', ''), ...from]),
    ...(variables.length === 0 ? [row('Environment', '<none>', 0, 'muted')] : [row('Environment', ''), ...variables]),
  ];
}

function fromRows(source: Json): readonly Row[] {
  const kind = (['configMapRef', 'secretRef'] as const).find(each => isObject(at(source, each)));
  if (kind === undefined) return fieldRows(source, 1);
  const prefix = textAt(source, 'prefix');
  const what = kind === 'secretRef' ? 'Secret' : 'ConfigMap';
  return [
    row(
      textAt(source, kind, 'name'),
      `${what}${prefix === '' ? '' : ` with prefix '${prefix}'`}${optional(at(source, kind))}`,
      1,
    ),
    ...restRows(source, [kind, 'prefix'], 2),
  ];
}

function variableRows(variable: Json, container: Json, { pod, envValues }: EnvironmentOptions): readonly Row[] {
  const name = textAt(variable, 'name');
  const source = at(variable, 'valueFrom');
  if (!isObject(source)) {
    return [envValues ? row(name, textAt(variable, 'value'), 1) : row(name, '(value hidden)', 1, 'muted')];
  }
  const kind = Object.keys(SOURCES).find(each => isObject(at(source, each)));
  if (kind === undefined) return [row(name, '', 1), ...fieldRows(source, 2)];
  return [row(name, SOURCES[kind]!(at(source, kind), envValues, pod, container), 1)];
}

type SourceText = (source: unknown, envValues: boolean, pod: unknown, container: Json) => string;

/** In kubectl's words. */
const SOURCES: Readonly<Record<string, SourceText>> = {
  fieldRef(source, envValues, pod) {
    const path = textAt(source, 'fieldPath');
    const value = envValues ? fieldValue(pod, path) : '';
    return `${value || 'the field'} (${textAt(source, 'apiVersion') || 'v1'}:${path})`;
  },
  resourceFieldRef(source, envValues, pod, container) {
    const of = textAt(source, 'containerName');
    const named = itemsAt(pod, 'spec', 'containers').find(each => of !== '' && textAt(each, 'name') === of);
    const value = envValues ? resourceValue(source, named ?? container) : '';
    const divisor = textAt(source, 'divisor');
    const unit = ['', '0', '1'].includes(divisor) ? '' : ` in units of ${divisor}`;
    return `${value || 'the amount'} (${textAt(source, 'resource')})${of === '' ? '' : ` of ${of}`}${unit}`;
  },
  secretKeyRef: source =>
    `<set to the key '${textAt(source, 'key')}' in secret '${textAt(source, 'name')}'>${optional(source)}`,
  configMapKeyRef: source =>
    `<set to the key '${textAt(source, 'key')}' of config map '${textAt(source, 'name')}'>${optional(source)}`,
  fileKeyRef: source =>
    `<set to the key '${textAt(source, 'key')}' of the file ${textAt(source, 'path')} in the volume '${textAt(source, 'volumeName')}'>${optional(source)}`,
};

const optional = (source: unknown): string => ` Optional: ${textAt(source, 'optional') || 'false'}`;

/** What a field of the pod is in an environment: `status.podIP`, `metadata.labels['app']`, all labels as `app="shop"`. */
function fieldValue(pod: unknown, path: string): string {
  const [, map = '', key = ''] = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path) ?? [];
  if (map !== '') return textAt(pod, ...map.split('.'), key);
  const [first = '', second = ''] = path.split('.', 2);
  const value = at(pod, first, second);
  if (Array.isArray(value)) return value.map(each => textAt(each, 'ip')).join(',');
  if (!isObject(value)) return textAt(pod, first, second);
  return entriesAt(value)
    .map(([name, text]) => `${name}="${text}"`)
    .sort()
    .join(' ');
}

/** How much a container has of `limits.cpu`, in whole units; without a limit it is what its node offers. */
function resourceValue(source: unknown, container: Json): string {
  const [kind = '', ...name] = textAt(source, 'resource').split('.');
  const amount = parseQuantity(textAt(container, 'resources', kind, name.join('.')));
  if (amount !== undefined) return String(Math.ceil(amount / (parseQuantity(textAt(source, 'divisor')) || 1)));
  return kind === 'limits' ? 'node allocatable' : '0';
}
