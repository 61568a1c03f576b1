import { diffObjects, type FieldChange } from './object-diff.ts';

/** What differs between any two pods, however alike they are. */
const OWN =
  /^metadata\.(?:name|uid|creationTimestamp|ownerReferences\[[^\]]*\]\.(?:uid|name))$|^status\.(?:podIPs?\b.*|startTime)$|\.(?:containerID|startedAt|finishedAt|lastTransitionTime|lastProbeTime)$/;
/** The volume of the service account's token has a name of its own in each pod. */
const TOKEN_VOLUME = /kube-api-access-[a-z0-9]{5}\b/g;

/** What is different between two pods, such as one and its replacement, without what differs between any two. */
export function diffPods(before: unknown, after: unknown): readonly FieldChange[] {
  const [one, other] = [before, after].map(alike);
  return diffObjects(one, other).filter(({ path }) => !OWN.test(path));
}

function alike(object: unknown): unknown {
  const text = JSON.stringify(object);
  return text === undefined ? undefined : JSON.parse(text.replace(TOKEN_VOLUME, 'kube-api-access'));
}
