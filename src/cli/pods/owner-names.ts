import { kindNamed } from '../../kube/resource-path.ts';
import type { Call } from '../options/call.ts';
import { filesOf } from '../options/pod-call.ts';
import { UsageError } from '../options/usage-error.ts';

export interface OwnerName {
  /** As the API writes it. */
  readonly kind: string;
  readonly name: string;
}

const OWNERS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController'];

/** Parts `deployment/web` from the names of pods. @throws UsageError for a kind that owns no pods */
export function partOwners(call: Call): { readonly owners: readonly OwnerName[]; readonly rest: Call } {
  filesOf(call);
  const owners: OwnerName[] = [];
  const args: string[] = [];
  for (const word of call.args) {
    const [, given, name] = /^([^/]+)\/(.+)$/.exec(word) ?? [];
    const kind = given === undefined ? 'Pod' : kindNamed(given);
    if (kind === 'Pod') args.push(word);
    else if (kind !== undefined && OWNERS.includes(kind)) owners.push({ kind, name: name! });
    else
      throw new UsageError(
        `${given} is no kind that owns pods; use ${OWNERS.map(each => each.toLowerCase()).join(', ')}`,
      );
  }
  return { owners, rest: { ...call, args } };
}
