/** Why the scheduler leaves out some of the nodes. */
export interface Refusal {
  /** How many nodes; undefined when it concerns the pod whatever the node. */
  readonly nodes: number | undefined;
  readonly kind: RefusalKind;
  /** The resource, the taint, the claim: what the kind is about; may be empty. */
  readonly subject: string;
  /** The scheduler's own words. */
  readonly text: string;
}

export type RefusalKind =
  | 'resource'
  | 'too-many-pods'
  | 'taint'
  | 'node-affinity'
  | 'pod-affinity'
  | 'pod-anti-affinity'
  | 'topology-spread'
  | 'ports'
  | 'cordoned'
  | 'claim-unbound'
  | 'claim-missing'
  | 'volume-node'
  | 'volume-zone'
  | 'volume-count'
  | 'volume-none'
  | 'volume-missing'
  | 'volume-bind'
  | 'volume-in-use'
  | 'volume-driver'
  | 'storage-class-missing'
  | 'device-claim'
  | 'node-features'
  | 'group'
  | 'preempting'
  | 'prefilter'
  | 'no-nodes'
  | 'other';

export interface SchedulerMessage {
  /** How many nodes were looked at. */
  readonly total: number | undefined;
  readonly refusals: readonly Refusal[];
  /** What making room by ending other pods would bring, in the scheduler's words. */
  readonly preemption: string;
}

/** The first that matches names the kind; its group is the subject. From the plugins of kube-scheduler 1.20 to 1.37. */
const KINDS: readonly (readonly [RefusalKind, RegExp])[] = [
  ['resource', /^Insufficient (\S+)/],
  ['too-many-pods', /^Too many pods/],
  ['taint', /^(?:node\(s\) )?had (?:untolerated )?taints?(?:\(s\))?(?: (\{[^}]*\}))?/],
  [
    'node-affinity',
    /didn't match (?:Pod's node affinity|node selector|the requested node name|pod's node affinity)|plugin\(s\) \[NodeAffinity\]/i,
  ],
  ['pod-anti-affinity', /anti-affinity rules/],
  ['pod-affinity', /pod affinity(?:\/anti-affinity)?(?: rules)?/],
  ['topology-spread', /topology spread constraints/],
  ['ports', /didn't have free ports/],
  ['cordoned', /were unschedulable/],
  ['claim-missing', /persistentvolumeclaim "([^"]+)" (?:not found|is being deleted)/i],
  ['claim-unbound', /unbound immediate PersistentVolumeClaims|waiting for ephemeral volume controller/],
  ['storage-class-missing', /storageclass\.storage\.k8s\.io "([^"]+)" not found/],
  ['volume-missing', /bound to non-existent (?:pv|persistentvolume)(?: "([^"]+)")?/],
  ['volume-node', /volume node affinity conflict|PersistentVolume's node affinity/],
  ['volume-zone', /no available volume zone/],
  ['volume-count', /exceed max volume count/],
  ['volume-none', /didn't find available persistent volumes to bind|did not have enough free storage/],
  ['volume-bind', /binding volumes: (.+)/],
  ['volume-in-use', /ReadWriteOncePod access mode already in-use|had no available disk/],
  ['volume-driver', /^(\S+) CSI driver is not installed on the node/],
  ['node-features', /Pod's required features/],
  ['group', /pod group|from a gang|minCount \(\d+\) cannot be satisfied/],
  ['preempting', /waiting for the preemption/],
  ['prefilter', /filtered out by the prefilter result|didn't satisfy plugin\(s\) \[([^\]]+)\]/],
  ['device-claim', /cannot allocate all claims|resource ?claim|device class/i],
];

/**
 * Reads a message such as `0/5 nodes are available: 1 node(s) had untolerated taint {gpu: }, 4 Insufficient cpu.
 * preemption: …`. Total: what is not understood is a refusal of kind `other` with the scheduler's words.
 */
export function parseSchedulerMessage(message: string): SchedulerMessage {
  if (/no nodes available to schedule pods/.test(message)) {
    return { total: 0, refusals: [{ nodes: 0, kind: 'no-nodes', subject: '', text: message.trim() }], preemption: '' };
  }
  const match = /(?:^|\s)0\/(\d+) nodes are available:?\s*([\s\S]*)$/.exec(message);
  const rest = match?.[2] ?? message;
  const [reasons = '', preemption = ''] = rest.split(/[.,]?\s*preemption:\s*/);
  return {
    total: match ? Number(match[1]) : undefined,
    refusals: parts(reasons).map(refusal),
    preemption: preemption
      .replace(/^0\/\d+ nodes are available:?\s*/, '')
      .replace(/\.$/, '')
      .trim(),
  };
}

/** What the plugins say that are asked when no node is left; not why none is. */
const AFTERWARDS =
  /\.\s+(?:no new claims to deallocate|still not schedulable|(?:deallocation|deletion)[\w ]* completed|All PostFilter)[\s\S]*$/;

/**
 * Reasons are parted by commas, but older ones hold a comma themselves (`had taint {a: b}, that the pod didn't tolerate`):
 * a new one begins with a number of nodes, or is one of those that concern the pod.
 */
function parts(reasons: string): string[] {
  const cleaned = reasons
    .replace(AFTERWARDS, '')
    .replace(/\.\s*$/, '')
    .trim();
  return cleaned === ''
    ? []
    : cleaned.split(/,\s+(?=\d+ (?!remaining)|persistentvolumeclaim |pod has |running |waiting )/);
}

function refusal(part: string): Refusal {
  const match = /^(\d+) ([\s\S]*)$/.exec(part.trim());
  const text = (match?.[2] ?? part).trim();
  const nodes = match ? Number(match[1]) : undefined;
  for (const [kind, pattern] of KINDS) {
    const found = pattern.exec(text);
    if (found) return { nodes, kind, subject: found[1] ?? '', text };
  }
  return { nodes, kind: 'other', subject: '', text };
}
