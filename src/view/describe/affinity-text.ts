import { at, isObject, itemsAt, type Json, textAt, textsAt } from '../../kube/json.ts';
import { selectorText } from '../../kube/label-selector.ts';
import { type Row, restRows, row } from './describe-rows.ts';

/** What `spec.affinity` asks, in words: a row for each wish, required ones first. */
export function affinityRows(affinity: unknown): readonly Row[] {
  return [
    ...labelled('Node Affinity', nodeWishes(at(affinity, 'nodeAffinity'))),
    ...labelled('Pod Affinity', podWishes(at(affinity, 'podAffinity'), 'the same')),
    ...labelled('Pod Anti-Affinity', podWishes(at(affinity, 'podAntiAffinity'), 'not the same')),
    ...restRows(affinity, ['nodeAffinity', 'podAffinity', 'podAntiAffinity']),
  ];
}

/** The place that a topology key parts the cluster into. */
export const placeOf = (topologyKey: string): string => PLACES[topologyKey] ?? topologyKey;

/** `pods with app=shop, the same pod-template-hash`: those that a term or a constraint counts. */
export function podsText(term: Json): string {
  const selector = at(term, 'labelSelector');
  if (!isObject(selector)) return 'no pods (it selects none)';
  const labels = selectorText(selector);
  const keys = [
    ...textsAt(term, 'matchLabelKeys').map(key => `the same ${key}`),
    ...textsAt(term, 'mismatchLabelKeys').map(key => `another ${key}`),
  ];
  const wanted = [...(labels === '' ? [] : [labels]), ...(keys.length === 0 ? [] : [keys.join(' and ')])];
  return `${wanted.length === 0 ? 'any pods' : `pods with ${wanted.join(', ')}`}${namespacesText(term)}`;
}

const HARD = 'requiredDuringSchedulingIgnoredDuringExecution';
const SOFT = 'preferredDuringSchedulingIgnoredDuringExecution';

const PLACES: Readonly<Record<string, string>> = {
  'kubernetes.io/hostname': 'node',
  'topology.kubernetes.io/zone': 'zone',
  'topology.kubernetes.io/region': 'region',
  'failure-domain.beta.kubernetes.io/zone': 'zone',
  'failure-domain.beta.kubernetes.io/region': 'region',
};

const labelled = (label: string, rows: readonly Row[]): readonly Row[] =>
  rows.map((each, i) => (i === 0 ? { ...each, label } : each));

function nodeWishes(affinity: unknown): readonly Row[] {
  const required = itemsAt(affinity, HARD, 'nodeSelectorTerms');
  return [
    ...required.flatMap((term, i) => [
      row('', `${i === 0 ? 'required:' : 'or'} ${nodeText(term)}`),
      ...restRows(term, TOLD_OF_NODE_TERM, 1),
    ]),
    ...itemsAt(affinity, SOFT).flatMap(each => [
      row('', `${preferred(each)} ${nodeText(at(each, 'preference'))}`),
      ...restRows(at(each, 'preference'), TOLD_OF_NODE_TERM, 1),
    ]),
    ...restRows(affinity, [HARD, SOFT]),
  ];
}

const TOLD_OF_NODE_TERM = ['matchExpressions', 'matchFields'];

function nodeText(term: unknown): string {
  const wishes = [...itemsAt(term, 'matchExpressions'), ...itemsAt(term, 'matchFields')].map(wishText);
  return wishes.length === 0 ? 'no node (an empty term)' : `a node with ${wishes.join(' and ')}`;
}

/** As a selector would say it, and the comparisons of numbers, which only nodes know. */
function wishText(expression: Json): string {
  const [key, operator] = [textAt(expression, 'key'), textAt(expression, 'operator')];
  const values = textsAt(expression, 'values');
  const sign = values.length === 1 ? SIGNS[operator] : undefined;
  return sign === undefined ? selectorText({ matchExpressions: [expression] }) : `${key}${sign}${values[0]}`;
}

const SIGNS: Readonly<Record<string, string>> = { In: '=', Gt: ' > ', Lt: ' < ' };

function podWishes(affinity: unknown, where: string): readonly Row[] {
  return [
    ...itemsAt(affinity, HARD).flatMap(term => podWish('required:', where, term)),
    ...itemsAt(affinity, SOFT).flatMap(each => podWish(preferred(each), where, at(each, 'podAffinityTerm'))),
    ...restRows(affinity, [HARD, SOFT]),
  ];
}

function podWish(how: string, where: string, term: unknown): readonly Row[] {
  if (!isObject(term)) return [];
  const key = textAt(term, 'topologyKey');
  const place = placeOf(key);
  return [
    row('', `${how} ${where} ${place}${place === key ? '' : ` (${key})`} as ${podsText(term)}`),
    ...restRows(term, TOLD_OF_POD_TERM, 1),
  ];
}

const TOLD_OF_POD_TERM =
  'topologyKey labelSelector namespaces namespaceSelector matchLabelKeys mismatchLabelKeys'.split(' ');

const preferred = (wish: Json): string => `preferred (weight ${textAt(wish, 'weight') || '0'}):`;

/** Nothing for the pod's own. */
function namespacesText(term: Json): string {
  const selector = at(term, 'namespaceSelector');
  const labels = selectorText(selector);
  if (isObject(selector) && labels === '') return ' in all namespaces';
  const named = [...textsAt(term, 'namespaces'), ...(labels === '' ? [] : [`those with ${labels}`])];
  return named.length === 0 ? '' : ` in the namespaces ${named.join(', ')}`;
}
