import { quantityText } from '../../kube/quantity.ts';
import type { Column, Tone } from './columns.ts';
import type { PodItem } from './pod-item.ts';
import { MEASURED, type Measured, type Share } from './usage-book.ts';

type Bound = 'request' | 'limit';

const NAMES: Readonly<Record<Measured, string>> = { cpu: 'CPU', memory: 'MEM' };
/** Of a limit: from here on it is soon reached. */
const CLOSE = 0.9;

export const shareOf = ({ used, ...bounds }: Share, bound: Bound): number | undefined => {
  const most = bounds[bound];
  return used === undefined || most === undefined || most === 0 ? undefined : used / most;
};

/** Memory beyond its limit is killed, CPU beyond it is slowed down. */
export function usageTone(item: PodItem, resource: Measured): Tone {
  const share = item.usage?.[resource];
  const ofLimit = share && shareOf(share, 'limit');
  if (ofLimit === undefined || ofLimit < CLOSE) return 'text';
  return resource === 'memory' ? 'error' : 'warning';
}

const used = (item: PodItem, resource: Measured): number | undefined => item.usage?.[resource].used;

/** Absent, without a word, where metrics.k8s.io does not answer. */
export const USAGE_COLUMNS: readonly Column[] = MEASURED.flatMap((resource): readonly Column[] => {
  const name = NAMES[resource];
  const what = resource === 'cpu' ? 'CPU' : 'memory';
  const ofBound = (bound: Bound): Column => ({
    id: `${resource}-${bound}`,
    title: `%${name}/${bound === 'request' ? 'R' : 'L'}`,
    help: `The ${what} the pod uses, of the ${bound}s of its containers; where metrics.k8s.io answers.`,
    align: 'right',
    min: 6,
    max: 7,
    priority: 6,
    set: 'wide',
    measured: true,
    descendingFirst: true,
    text: ({ usage }) => {
      const share = usage && shareOf(usage[resource], bound);
      return share === undefined ? '' : `${Math.round(share * 100)}%`;
    },
    tone: item => (bound === 'limit' ? usageTone(item, resource) : 'muted'),
    value: ({ usage }) => (usage && shareOf(usage[resource], bound)) ?? -1,
  });
  return [
    {
      id: resource,
      title: name,
      help: `The ${what} the pod uses; where metrics.k8s.io answers.`,
      align: 'right',
      min: 5,
      max: 8,
      priority: 5,
      set: 'default',
      measured: true,
      descendingFirst: true,
      text: item => {
        const amount = used(item, resource);
        return amount === undefined ? '' : usageText(amount, resource);
      },
      tone: item => usageTone(item, resource),
      value: item => used(item, resource) ?? -1,
    },
    ofBound('request'),
    ofBound('limit'),
  ];
});

/** Whole milli-cores and mebibytes, as `kubectl top` rounds them. */
export const usageText = (amount: number, resource: Measured): string =>
  resource === 'cpu'
    ? `${Math.ceil(amount * 1000)}m`
    : amount < 2 ** 30
      ? `${Math.round(amount / 2 ** 20)}Mi`
      : quantityText(amount, 'memory');
