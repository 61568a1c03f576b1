import { at, numberAt, textAt } from '../../kube/json.ts';
import { type Asked, NumberField } from '../controls/confirmation.ts';
import type { PodItem } from '../grid/pod-item.ts';
import { type Refusal, type RefusalId, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import type { Target } from '../world.ts';
import { ownerName, ownerPlace, type PodRef, type Workload } from './act.ts';
import { placeText, podsText } from './questions.ts';
import { controllerOf } from './replacement.ts';
import { type RightId, readOnlyRefusal, rightRefusal } from './rights.ts';

export type WorkloadWish = 'restart' | 'scale';

/** What the cluster told of what owns some of the pods, or why it cannot be used. */
export type FoundOwner =
  /** `object` as the server keeps it; `scale` is its subresource where that was asked for. */
  | {
      readonly pod: PodRef;
      readonly owner: Workload;
      readonly object: unknown;
      readonly scale?: ScaleFacts | undefined;
    }
  | { readonly pod: PodRef; readonly refusal: Refusal };

export interface ScaleFacts {
  /** Replicas that are wanted, and that there are. */
  readonly wanted: number;
  readonly present: number | undefined;
  /** What else changes the number, in words. */
  readonly autoscaler: string | undefined;
}

/** By the kind of the pod's own controller; of those that are not here the cluster is asked without knowing the right. */
const RIGHTS: Readonly<Record<WorkloadWish, Readonly<Record<string, RightId>>>> = {
  restart: {
    ReplicaSet: 'restartDeployments',
    StatefulSet: 'restartStatefulSets',
    DaemonSet: 'restartDaemonSets',
  },
  scale: {
    ReplicaSet: 'scaleDeployments',
    StatefulSet: 'scaleStatefulSets',
  },
};
const NOTHING: Readonly<Record<WorkloadWish, string>> = {
  restart: 'Nothing is restarted',
  scale: 'Nothing is scaled',
};
const CANNOT = { restart: 'noRollout', scale: 'noReplicas' } as const satisfies Readonly<
  Record<WorkloadWish, RefusalId>
>;
/** Kinds that own pods and have no such thing. */
const WITHOUT: Readonly<Record<WorkloadWish, ReadonlySet<string>>> = {
  restart: new Set(['Job', 'Node', 'ReplicationController']),
  scale: new Set(['Job', 'Node', 'DaemonSet']),
};

/** Why the owner of the pod cannot be restarted or scaled, as far as the pod tells. */
function refusalOf(wish: WorkloadWish, { entry: { pod, row } }: PodItem): Refusal | undefined {
  const owner = controllerOf(pod);
  const nothing = NOTHING[wish];
  if (!owner) return refuse('noOwner', { nothing, pod: row.name });
  return WITHOUT[wish].has(owner.kind) ? refuse(CANNOT[wish], { nothing, owner: ownerName(owner) }) : undefined;
}

/** Why the owners of the marked pods, or of the one under the cursor, cannot be restarted or scaled. */
export function workloadRefusal(session: Session, wish: WorkloadWish): Refusal | undefined {
  const refusal = readOnlyRefusal(session, NOTHING[wish]);
  if (refusal !== undefined) return refusal;
  const items = session.grid.targets();
  if (items.length === 0) return refuse(session.grid.selectedItem() ? 'podGone' : 'noPod');
  const possible = items.filter(item => refusalOf(wish, item) === undefined);
  if (possible.length === 0) return refusalOf(wish, items[0]!);
  return missingRight(session, wish, possible);
}

function missingRight(session: Session, wish: WorkloadWish, items: readonly PodItem[]): Refusal | undefined {
  for (const [kind, right] of Object.entries(RIGHTS[wish])) {
    const refusal = rightRefusal(
      session,
      right,
      items.filter(item => controllerOf(item.entry.pod)?.kind === kind),
    );
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** While the cluster is asked what owns the pods. */
export const findingQuestion = (target: Target, wish: WorkloadWish, items: readonly PodItem[]): Asked => ({
  title: TITLES[wish],
  danger: false,
  question: [
    `${TITLES[wish]} what owns ${podsText(items)}`,
    placeText(target),
    '',
    'The cluster is asked what that is…',
  ],
  refusal: () => refuse('ownersNotKnownYet'),
  yes: [],
});
const TITLES: Readonly<Record<WorkloadWish, string>> = { restart: 'Restart', scale: 'Scale' };

/** The question once the cluster has told; `replicas` as typed before. */
export function workloadQuestion(
  session: Session,
  wish: WorkloadWish,
  found: readonly FoundOwner[],
  replicas: number | undefined,
): Asked {
  const { target } = session.world;
  const usable = found.filter(each => 'owner' in each);
  const refusals = found.flatMap(each => ('refusal' in each ? [each.refusal] : []));
  const place = placeText(target);
  const title = TITLES[wish];
  const [first] = usable;
  if (!first) {
    const [refusal] = refusals;
    return { title, danger: false, question: [title, place, '', ...refusals], refusal: () => refusal, yes: [] };
  }
  if (wish === 'scale') {
    if (usable.length === 1 && first.scale)
      return scaleQuestion(target, first.pod, first.owner, first.object, first.scale, replicas);
    const refusal = refuse('severalOwners');
    return { title, danger: false, question: [title, place, '', refusal], refusal: () => refusal, yes: [] };
  }
  return {
    title,
    danger: true,
    question: [
      `Restart the rollout of ${usable.map(({ owner }) => ownerPlace(owner)).join(', ')}`,
      `${place}?`,
      '',
      ...usable.map(({ owner, object }) => rolloutText(owner, object, usable.length === 1)),
      ...(refusals.length > 0 ? ['', ...refusals.map(refusal => `Left out: ${refusal}`)] : []),
    ],
    refusal: () => readOnlyRefusal(session, NOTHING.restart),
    yes: [
      {
        type: 'act',
        acts: usable.map(({ pod, owner, object }) => ({
          kind: 'restart',
          pod,
          owner,
          generation: numberAt(object, 'metadata', 'generation'),
        })),
      },
    ],
  };
}

/** What a new template leads to, by the strategy of the owner. */
function rolloutText(owner: Workload, object: unknown, alone: boolean): string {
  const who = alone ? 'It' : ownerName(owner);
  const daemons = owner.kind === 'DaemonSet';
  const count = daemons
    ? numberAt(object, 'status', 'desiredNumberScheduled')
    : (numberAt(object, 'spec', 'replicas') ?? 1);
  const pods = count === undefined ? 'its pods' : count === 1 ? 'its pod' : `its ${count} pods`;
  const strategy = textAt(object, 'spec', owner.kind === 'Deployment' ? 'strategy' : 'updateStrategy', 'type');
  if (strategy === 'OnDelete') {
    return `${who} replaces ${pods} only as they are deleted: its update strategy is OnDelete.`;
  }
  if (strategy === 'Recreate') return `${who} ends ${pods} first, and makes new ones then: its strategy is Recreate.`;
  const rolling = at(object, 'spec', owner.kind === 'Deployment' ? 'strategy' : 'updateStrategy', 'rollingUpdate');
  const limits = ['maxUnavailable', 'maxSurge']
    .map(name => [name, textAt(rolling, name)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${value}`);
  return `${who} replaces ${pods} step by step${limits.length > 0 ? ` (${limits.join(', ')})` : ''}.`;
}

function scaleQuestion(
  target: Target,
  pod: PodRef,
  owner: Workload,
  object: unknown,
  { wanted, present, autoscaler }: ScaleFacts,
  replicas: number | undefined,
): Asked {
  const has = present === undefined || present === wanted ? '' : `, and has ${present}`;
  return {
    title: 'Scale',
    danger: true,
    question: [
      `Scale ${ownerPlace(owner)}`,
      `${placeText(target)}?`,
      '',
      `It wants ${wanted} ${wanted === 1 ? 'replica' : 'replicas'}${has}.`,
      ...(autoscaler === undefined ? [] : [autoscaler]),
    ],
    number: new NumberField({
      label: 'Replicas',
      unit: '',
      normally: `${wanted}, as now`,
      choices: [...new Set([0, 1, 2, 3, 5, 10, wanted - 1, wanted, wanted + 1])]
        .filter(n => n >= 0)
        .sort((a, b) => a - b),
      value: replicas ?? wanted,
    }),
    warning: value => scaleWarning(owner, object, wanted, value),
    refusal: value => (value === undefined || value === wanted ? refuse('sameReplicas', { wanted }) : undefined),
    yes: value => [{ type: 'act', acts: [{ kind: 'scale', pod, owner, from: wanted, to: value ?? wanted }] }],
  };
}

function scaleWarning(owner: Workload, object: unknown, from: number, to: number | undefined): string | undefined {
  if (to === undefined || to >= from) return undefined;
  if (owner.kind !== 'StatefulSet') return to === 0 ? 'None of its pods is left then.' : undefined;
  const first = numberAt(object, 'spec', 'ordinals', 'start') ?? 0;
  const highest = `${owner.name}-${first + from - 1}`;
  const lowest = `${owner.name}-${first + to}`;
  const which = highest === lowest ? `${highest} goes` : `${highest} down to ${lowest} go`;
  const claims =
    textAt(object, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled') === 'Delete'
      ? ', and the claims of their volumes are deleted with them'
      : '';
  return `${which}, one after another${claims}.`;
}
