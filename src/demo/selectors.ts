import type { KubeObject } from './objects.ts';
import { badRequest } from './status-error.ts';

export type Selector = (object: KubeObject) => boolean;

/** Splits at commas that stand outside of parentheses. */
function requirements(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '');
}

/** `a=b`, `a==b`, `a!=b`, `a in (x,y)`, `a notin (x,y)`, `a`, `!a`; undefined for an empty text, which selects all. */
export function labelSelector(text: string): Selector | undefined {
  const tests = requirements(text).map(labelRequirement);
  if (tests.length === 0) return undefined;
  return object => tests.every(test => test(object.metadata.labels ?? {}));
}

function labelRequirement(part: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, key, operator, list] = set;
    const values = new Set(list!.split(',').map(value => value.trim()));
    const has = (labels: Readonly<Record<string, string>>): boolean => key! in labels && values.has(labels[key!]!);
    return operator === 'in' ? has : labels => !has(labels);
  }
  const equation = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(part);
  if (equation) {
    const [, key, operator, value] = equation;
    return operator === '!=' ? labels => labels[key!] !== value : labels => labels[key!] === value;
  }
  if (/^![^\s!=]+$/.test(part)) return labels => !(part.slice(1) in labels);
  if (/^[^\s!=()]+$/.test(part)) return labels => part in labels;
  throw badRequest(`unable to parse requirement: ${part}`);
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
