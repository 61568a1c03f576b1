import type { FeedGap } from '../../kube/feed.ts';
import type { Transition } from '../transitions/transition.ts';

/** A stretch of time in which nothing could be seen, as a line of the log: it is of no pod, and `lasted` is how long it was. */
export const gapTransition = ({
  from,
  to,
  reason,
}: Pick<FeedGap, 'from' | 'to' | 'reason'>): Omit<Transition, 'seq'> => ({
  uid: '',
  namespace: '',
  name: '',
  subject: 'gap',
  part: undefined,
  from: undefined,
  to: undefined,
  clusterAt: undefined,
  message: undefined,
  missed: undefined,
  receivedAt: to,
  lasted: { ms: Math.max(0, to - from), atLeast: false },
  reason,
  certainty: 'unknown',
  severity: 'unknown',
});
