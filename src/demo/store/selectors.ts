import { labelRequirements } from './label-requirements.ts';
import type { KubeObject } from './objects.ts';
import type { ResourceType } from './resources.ts';
import { badRequest } from './status-error.ts';

export type Selector = (object: KubeObject) => boolean;

/** undefined for an empty text, which selects all. @throws StatusError 400 */
export function labelSelector(text: string): Selector | undefined {
  if (text.trim() === '') return undefined;
  try {
    const tests = labelRequirements(text);
    return ({ metadata: { labels = {} } }) => tests.every(test => test(labels));
  } catch (cause) {
    throw badRequest((cause as Error).message);
  }
}

const path =
  (...steps: string[]) =>
  (object: unknown): unknown =>
    steps.reduce<unknown>((found, step) => (found as Record<string, unknown> | undefined)?.[step], object);
const paths = (...names: string[]): Readonly<Record<string, (object: unknown) => unknown>> =>
  Object.fromEntries(names.map(name => [name, path(...name.split('.'))]));

/** Who reported an event, wherever it says so. */
const reporter = (event: unknown): unknown => path('source', 'component')(event) || path('reportingComponent')(event);
const REFERENCE = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** The fields that the API server lets one select by besides name and namespace, and where they are; `RESOURCE.GROUP` outside of core. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, (object: unknown) => unknown>>>> = {
  pods: {
    ...paths('spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName'),
    'spec.hostNetwork': pod => path('spec', 'hostNetwork')(pod) ?? false,
    ...paths('status.phase', 'status.podIP', 'status.nominatedNodeName'),
    // Known, and empty for every pod: the API server takes the first address for them all.
    'status.podIPs': () => undefined,
  },
  events: {
    ...paths(...REFERENCE.map(name => `involvedObject.${name}`), 'reason', 'reportingComponent', 'type'),
    source: reporter,
  },
  'events.events.k8s.io': {
    ...Object.fromEntries(REFERENCE.map(name => [`regarding.${name}`, path('involvedObject', name)])),
    ...paths('reason', 'type'),
    reportingController: path('reportingComponent'),
  },
  nodes: { 'spec.unschedulable': node => path('spec', 'unschedulable')(node) ?? false },
  namespaces: paths('status.phase'),
  services: paths('spec.clusterIP', 'spec.type'),
  secrets: paths('type'),
  'jobs.batch': { 'status.successful': job => path('status', 'succeeded')(job) ?? 0 },
};

type Named = Pick<ResourceType, 'resource' | 'group'>;

/** `path=value`, `path==value`, `path!=value`; undefined for an empty text. @throws StatusError 400 */
export function fieldSelector(type: Named, text: string): Selector | undefined {
  // A backslash takes the meaning of a comma, an equals sign or itself.
  const parts = (text.match(/(?:\\.|[^,\\])+/g) ?? []).filter(part => part !== '');
  const tests = parts.map(part => fieldRequirement(type, part, text));
  if (tests.length === 0) return undefined;
  return object => tests.every(test => test(object));
}

function fieldRequirement({ resource, group }: Named, part: string, whole: string): Selector {
  const equation = /^((?:\\.|[^=!\\])*)(==|=|!=)(.*)$/.exec(part);
  if (!equation) throw badRequest(`invalid selector: '${whole}'; can't understand '${part}'`);
  const [, name = '', operator, escaped = ''] = equation;
  const value = escaped.replace(/\\(.)/g, '$1');
  const fields = FIELDS[group === '' ? resource : `${resource}.${group}`];
  const read = name === 'metadata.name' || name === 'metadata.namespace' ? paths(name)[name] : fields?.[name];
  if (read === undefined)
    throw badRequest(
      fields === undefined
        ? `"${name}" is not a known field selector: only "metadata.name", "metadata.namespace"`
        : `field label not supported: ${name}`,
    );
  return object => (String(read(object) ?? '') === value) === (operator !== '!=');
}

export function both(a: Selector | undefined, b: Selector | undefined): Selector | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return object => a(object) && b(object);
}

/** A selector as it stands in an object. */
export interface LabelSelectorObject {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  readonly matchExpressions?:
    | readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[]
    | undefined;
}

/** An empty selector matches everything. */
export function matchesLabels(selector: LabelSelectorObject, labels: Readonly<Record<string, string>>): boolean {
  const pairs = Object.entries(selector.matchLabels ?? {});
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key in labels;
      if (operator === 'DoesNotExist') return !(key in labels);
      const isIn = key in labels && values.includes(labels[key]!);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}
