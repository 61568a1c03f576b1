import type { PodItem } from '../grid/pod-item.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import type { Target } from '../world.ts';

/** One thing that a server may let a person do, or not. */
export interface Right {
  readonly verb: string;
  /** Empty: the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Behind `the cluster does not let you `. */
  readonly says: string;
}

const onWorkload = (verb: string, resource: string, says: string, subresource?: string): Right => ({
  verb,
  group: 'apps',
  resource,
  says,
  ...(subresource === undefined ? {} : { subresource }),
});
const onPods = (verb: string, says: string, subresource?: string): Right => ({
  verb,
  group: '',
  resource: 'pods',
  says,
  ...(subresource === undefined ? {} : { subresource }),
});

/** Every right that a command asks about. */
export const RIGHTS = {
  deletePods: onPods('delete', 'delete pods'),
  evictPods: onPods('create', 'evict pods', 'eviction'),
  editPods: onPods('patch', 'change pods'),
  exec: onPods('create', 'run commands in pods', 'exec'),
  attach: onPods('create', 'attach to pods', 'attach'),
  portForward: onPods('create', 'forward ports of pods', 'portforward'),
  debug: onPods('patch', 'add containers to pods', 'ephemeralcontainers'),
  readLogs: onPods('get', 'read logs of pods', 'log'),
  restartDeployments: onWorkload('patch', 'deployments', 'restart Deployments'),
  restartStatefulSets: onWorkload('patch', 'statefulsets', 'restart StatefulSets'),
  restartDaemonSets: onWorkload('patch', 'daemonsets', 'restart DaemonSets'),
  scaleDeployments: onWorkload('update', 'deployments', 'scale Deployments', 'scale'),
  scaleStatefulSets: onWorkload('update', 'statefulsets', 'scale StatefulSets', 'scale'),
} as const satisfies Readonly<Record<string, Right>>;

export type RightId = keyof typeof RIGHTS;
export const RIGHT_IDS = Object.keys(RIGHTS) as readonly RightId[];

/** What is known of the rights of the person. Never asks; somebody else keeps it fresh. */
export interface Rights {
  /** undefined: nobody has asked yet, or the server does not say. */
  may(right: RightId, namespace: string): boolean | undefined;
}

/** Of a recording there is no cluster that could be asked. `nothing`: what is not done, as a clause. */
export const recordingRefusal = ({ world }: Session, nothing: string): Refusal | undefined =>
  world.replay && refuse('recording', { nothing });

/** Why nothing at all is changed here, before anybody asks the cluster. */
export function readOnlyRefusal(session: Session, nothing: string): Refusal | undefined {
  const { readOnly, readOnlyWhy: why = 'this cluster is read-only here' } = session.world.target;
  return recordingRefusal(session, nothing) ?? (readOnly ? refuse('readOnly', { nothing, why }) : undefined);
}

/** Why the server would refuse it, as far as is known; what is not known refuses nothing. */
export function rightRefusal(session: Session, right: RightId, items: readonly PodItem[]): Refusal | undefined {
  const { rights, target } = session.world;
  const namespaces = new Set(items.map(item => item.entry.row.namespace));
  const refused = [...namespaces].filter(namespace => rights?.may(right, namespace) === false);
  if (refused.length === 0) return undefined;
  return refuse('noRight', { who: whoText(target), do: RIGHTS[right].says, namespaces: refused.join(', ') });
}

/** The same for the pod under the cursor. */
export function missingRight(session: Session, right: RightId): Refusal | undefined {
  const item = session.grid.selectedItem();
  return item && rightRefusal(session, right, [item]);
}

const whoText = ({ user }: Target): string => (user === undefined ? 'you' : `user "${user}"`);

/** The pods that a command is about and may be used on, or why not: no pod, read-only, no right. */
export function actRefusal(session: Session, right: RightId, nothing: string): Refusal | undefined {
  const refusal = readOnlyRefusal(session, nothing);
  if (refusal !== undefined) return refusal;
  const items = session.grid.targets();
  if (items.length === 0) return refuse(session.grid.selectedItem() ? 'podGone' : 'noPod');
  return rightRefusal(session, right, items);
}
