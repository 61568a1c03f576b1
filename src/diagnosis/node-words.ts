import { entriesAt, itemsAt, type Json, textAt } from '../kube/json.ts';
import { selectorText } from '../kube/label-selector.ts';
import { quantityText } from '../kube/quantity.ts';
import type { Case } from './case.ts';
import { isCordoned, openNodes, podRequest, roomOf, unmetSelectors, untolerated } from './node-fit.ts';
import { selects } from './selects.ts';

/*
 * What pod, nodes and volumes add to the words of the scheduler, which counts nodes and names none. Each is the end of a sentence, and
 * empty where what it takes is not known.
 */

/** `{key: value}` as it is set: `key=value`. */
export function taintText(subject: string): string {
  const [key = '', value = ''] = subject.slice(1, -1).split(/:\s?/);
  return value === '' ? key : `${key}=${value}`;
}

/** The spreads that the scheduler holds the pod to, each as `topology.kubernetes.io/zone (maxSkew 1)`. */
export const spreadsText = ({ pod }: Case): string =>
  listed(hardSpreads(pod).map(each => `${textAt(each, 'topologyKey')} (maxSkew ${textAt(each, 'maxSkew')})`));

const hardSpreads = (pod: unknown): readonly Json[] =>
  itemsAt(pod, 'spec', 'topologySpreadConstraints').filter(
    each => textAt(each, 'whenUnsatisfiable') !== 'ScheduleAnyway',
  );

/** The nodes without a label that a spread goes by, each as `node-1 (topology.kubernetes.io/zone)`. */
export function unlabelledText({ pod, nodes = [] }: Case): string {
  const keys = hardSpreads(pod).map(each => textAt(each, 'topologyKey'));
  return listed(
    nodes.flatMap(node => {
      const labels = new Set(entriesAt(node, 'metadata', 'labels').map(([key]) => key));
      const missing = keys.filter(key => !labels.has(key));
      return missing.length === 0 ? [] : [`${nodeName(node)} (${missing.join(', ')})`];
    }),
  );
}

/** Where the volumes may be used, and which of the nodes are such; empty when the volumes are not known. */
export function volumePlaces({ volumes = [], nodes = [] }: Case): string {
  return volumes
    .map(volume => {
      const terms = itemsAt(volume, 'spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');
      if (terms.length === 0) return '';
      const claim = textAt(volume, 'spec', 'claimRef', 'name');
      const fits = nodes.filter(node => terms.some(term => selects(term, node))).map(nodeName);
      const such =
        fits.length === 0 ? 'no node is such' : `such ${fits.length === 1 ? 'is' : 'are'}${listed(fits).slice(1)}`;
      return `: ${textAt(volume, 'metadata', 'name')}${claim === '' ? '' : ` of the claim ${claim}`} wants ${terms.map(selectorText).join(' or ')}, and ${such}`;
    })
    .join('');
}

/** `: node-1 (dedicated=gpu:NoSchedule)`; the scheduler of 1.37 does not name them. Empty when the nodes are not known. */
export function taintedText(found: Case, subject: string): string {
  const key = subject === '' ? '' : taintText(subject);
  const tainted = (found.nodes ?? []).flatMap(node => {
    const taints = untolerated(found.pod, node).filter(taint => taint.startsWith(key));
    return taints.length === 0 ? [] : [`${nodeName(node)} (${taints.join(', ')})`];
  });
  return listed(tainted);
}

/** `: node-1, node-2`: those that somebody cordons or drains. */
export const cordonedText = ({ nodes = [] }: Case): string => listed(nodes.filter(isCordoned).map(nodeName));

const nodeName = (node: unknown): string => textAt(node, 'metadata', 'name');

/** As many names as a person reads. */
const MOST_NAMES = 4;

const listed = (names: readonly string[]): string =>
  names.length === 0
    ? ''
    : `: ${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''}`;

/** How much the roomiest node is short of, of those that the pod may use; empty when the nodes are not known. */
export function shortage(found: Case, resource: string): string {
  const asked = podRequest(found.pod, resource);
  const asks = asked === 0 ? '' : `: the pod asks for ${quantityText(asked, resource)}`;
  const nodes = found.nodes ?? [];
  const open = openNodes(found.pod, nodes);
  const rooms = roomOf(resource, open, found.pods ?? []);
  if (asked === 0 || rooms.length === 0) return asks;
  const which = open.length === nodes.length ? 'node' : 'node that it may use';
  const most = rooms.reduce((best, room) => (room.offers > best.offers ? room : best));
  const largest = `${most.node}, offers ${quantityText(most.offers, resource)}`;
  if (asked > most.offers) return `${asks}, and no ${which} can ever hold that: the largest, ${largest}`;
  if (found.pods === undefined) return `${asks}; the largest ${which}, ${largest}`;
  const best = rooms.reduce((a, b) => (b.free > a.free ? b : a));
  const left = quantityText(Math.max(0, best.free), resource);
  return asked > best.free
    ? `${asks}; the most any ${which} has left is ${left} on ${best.node}, short by ${quantityText(asked - Math.max(0, best.free), resource)}`
    : `${asks}; by now ${best.node} has ${left} left`;
}

export function wishes(found: Case): string {
  if (found.nodes === undefined) return '';
  return unmetSelectors(found.pod, found.nodes)
    .map(({ wish, seen }) =>
      seen.length === 0
        ? `; no node has a label for ${wish}`
        : `; it asks for ${wish}, the nodes have ${seen.slice(0, 4).join(', ')}`,
    )
    .join('');
}

export function hostPorts(found: Case): string {
  return found.containers
    .flatMap(({ spec }) => itemsAt(spec, 'ports').map(port => textAt(port, 'hostPort')))
    .filter(port => port !== '')
    .join(', ');
}
