import { labelTest, requirements } from '../../kube/label-selector.ts';
import type { KubeObject } from './objects.ts';
import { badRequest } from './status-error.ts';

export type Selector = (object: KubeObject) => boolean;

/** undefined for an empty text, which selects all. */
export function labelSelector(text: string): Selector | undefined {
  if (text.trim() === '') return undefined;
  const test = labelTest(text);
  if ('unreadable' in test) throw badRequest(`unable to parse requirement: ${test.unreadable}`);
  return object => test(object.metadata.labels ?? {});
}

/** The fields that the API server lets one select by; all others are refused. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  jobs: ['status.successful'],
  replicasets: ['status.replicas'],
  secrets: ['type'],
};

/** `path=value`, `path==value`, `path!=value`; undefined for an empty text. */
export function fieldSelector(resource: string, text: string): Selector | undefined {
  const tests = requirements(text).map(part => fieldRequirement(resource, part));
  if (tests.length === 0) return undefined;
  return object => tests.every(test => test(object));
}

function fieldRequirement(resource: string, part: string): Selector {
  const equation = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
  if (!equation) throw badRequest(`invalid field selector: ${part}`);
  const [, path, operator, value] = equation;
  const known = path === 'metadata.name' || path === 'metadata.namespace' || FIELDS[resource]?.includes(path!);
  if (!known) throw badRequest(`field label not supported: ${path}`);
  const steps = path!.split('.');
  return object => {
    let found: unknown = object;
    for (const step of steps) found = (found as Record<string, unknown> | undefined)?.[step];
    const text = found === undefined || found === null ? '' : String(found);
    return (text === value) === (operator !== '!=');
  };
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
