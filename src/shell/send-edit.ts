import type { PodRef } from '../app/acts/act.ts';
import { ApiStatusError } from '../cluster/wire/errors.ts';
import { diffObjects } from '../history/versions/object-diff.ts';
import type { Cluster } from '../kube/cluster.ts';
import { textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { podPath } from '../tasks/act-calls.ts';
import { applyMerge, isChangedBetween } from './edit-text.ts';

/** So often a pod is read again whose status changes while the edit is sent. */
const TRIES = 5;

/** Somebody else has changed what was edited. */
export class Overtaken extends ProblemError {
  readonly fresh: unknown;
  constructor(fields: string, fresh: unknown) {
    super({ code: 'conflict', message: `somebody else changed ${fields} meanwhile` });
    this.fresh = fresh;
  }
}

/** Sends the difference, of this very pod, unless somebody else has changed it since; what only changed its status does not count. */
export async function sendEdit(cluster: Cluster, pod: PodRef, original: unknown, patch: unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    const fresh = await podOfUid(cluster, pod);
    if (isChangedBetween(original, fresh)) throw new Overtaken(fieldsText(original, fresh), fresh);
    const metadata = { uid: pod.uid, resourceVersion: textAt(fresh, 'metadata', 'resourceVersion') };
    try {
      await cluster.request({
        method: 'PATCH',
        path: podPath(pod),
        contentType: 'application/merge-patch+json',
        body: applyMerge(patch, { metadata }),
      });
      return;
    } catch (error) {
      if (tries === TRIES || !(error instanceof ApiStatusError) || error.status !== 409) throw error;
    }
  }
}

/** The pod as the server keeps it, if it is still the one that is meant. */
export async function podOfUid(cluster: Cluster, pod: PodRef): Promise<unknown> {
  const object = await cluster.getPod(pod.namespace, pod.name);
  if (textAt(object, 'metadata', 'uid') === pod.uid) return object;
  throw new ProblemError({ code: 'not-found', message: `${pod.name} is another pod by now; it is not edited.` });
}

/** `spec.containers[app].image`, of several the first ones. */
export function fieldsText(before: unknown, after: unknown): string {
  const paths = diffObjects(before, after)
    .filter(({ part }) => part !== 'status')
    .map(({ path }) => path);
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return paths.slice(0, NAMED).join(', ') + more;
}
const NAMED = 3;
