import type { Asked } from '../../kube/feed.ts';
import type { Transition } from '../transitions/transition.ts';

/** What we asked of the cluster as a line of the log: `to` is what was asked; of a refusal it is `refused`, and `from` what was asked. */
export function askedTransition({ refusal, what, ...asked }: Asked): Omit<Transition, 'seq'> {
  const isRefusal = refusal !== undefined;
  return {
    uid: asked.uid,
    namespace: asked.namespace,
    name: asked.name,
    subject: 'asked',
    part: undefined,
    from: isRefusal ? what : undefined,
    to: isRefusal ? 'refused' : what,
    receivedAt: asked.receivedAt,
    clusterAt: undefined,
    lasted: undefined,
    reason: refusal,
    message: undefined,
    missed: undefined,
    certainty: 'seen',
    severity: isRefusal ? 'warning' : 'progressing',
  };
}
