import { containerOf } from '../kube/cluster-event.ts';
import { at, isObject, itemsAt, textAt } from '../kube/json.ts';
import { type Case, command, eventEvidence, fieldEvidence, quoted } from './case.ts';
import type { Finding, NextStep } from './finding.ts';

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray, found: Case) => string;
  readonly next: (match: RegExpExecArray, found: Case) => NextStep;
}

/** Messages of FailedMount and FailedAttachVolume; the first that matches counts. */
const KINDS: readonly Kind[] = [
  {
    id: 'volume-object-missing',
    title: 'Volume needs what is not there',
    pattern: /volume "([^"]+)" : (configmap|secret) "([^"]+)" not found/i,
    says: ([, volume, kind, name], found) =>
      `The volume ${volume} is made of the ${kindName(kind)} ${name}, which does not exist in the namespace ${found.namespace}.`,
    next: ([, , kind = '', name = ''], found) => ({
      step: 'Create it, or correct its name; the kubelet tries again by itself.',
      command: command.get(found, kind.toLowerCase(), name),
    }),
  },
  {
    id: 'volume-key-missing',
    title: 'Volume needs a key that is not there',
    pattern: /volume "([^"]+)" : references non-existent (config|secret) key: (\S+)/i,
    says: ([, volume, kind, key]) =>
      `The volume ${volume} asks for the key ${key}, which its ${kind === 'secret' ? 'Secret' : 'ConfigMap'} does not have.`,
    next: (_, found) => ({ step: 'Add the key, or correct items of the volume.', command: command.describe(found) }),
  },
  {
    id: 'volume-claim-missing',
    title: 'Claim missing',
    pattern: /persistentvolumeclaim "([^"]+)" not found/i,
    says: ([, claim], found) => `There is no PersistentVolumeClaim ${claim} in the namespace ${found.namespace}.`,
    next: (_, found) => ({
      step: 'Create the claim, or correct its name.',
      command: `kubectl get pvc${found.inNamespace}`,
    }),
  },
  {
    id: 'volume-multi-attach',
    title: 'Volume is still attached elsewhere',
    pattern: /Multi-Attach error for volume "([^"]+)"(?:.*used by pod\(s\) (.+))?/,
    says: ([, volume, pods]) =>
      `The volume ${volume} can be attached to one node at a time and still is to another${pods ? `, for ${pods}` : ''}.`,
    next: () => ({
      step: 'See which node holds it; it comes free when the earlier pod is gone there.',
      command: 'kubectl get volumeattachments',
    }),
  },
  {
    id: 'volume-host-path',
    title: 'hostPath is not what was asked for',
    pattern: /hostPath type check failed: (\S+) (.+)/,
    says: ([, path, what]) => `On the node, ${path} ${what}.`,
    next: () => ({ step: 'Make the path on the node, or correct hostPath.type.' }),
  },
  {
    id: 'volume-driver',
    title: 'Storage driver missing on the node',
    pattern:
      /driver name (\S+) not found in the list of registered CSI drivers|does not contain driver (\S+)|no volume plugin matched|dial unix \S+\.sock/,
    says: ([, driver, other]) => `The CSI driver ${driver ?? other ?? 'of the volume'} does not run on the node.`,
    next: () => ({
      step: "See whether the driver's DaemonSet runs on the node.",
      command: 'kubectl get csinodes,csidrivers',
    }),
  },
  {
    id: 'volume-not-registered',
    title: 'Kubelet has not received an object',
    pattern: /object "([^"]+)"\/"([^"]+)" not registered/,
    says: ([, namespace, name]) =>
      `The kubelet does not know ${namespace}/${name} yet: the pod has just come, or it is going already.`,
    next: (_, found) => ({
      step: 'If it stays, look at the kubelet and its connection.',
      command: command.describe(found),
    }),
  },
  {
    id: 'volume-token',
    title: 'No token of the service account',
    pattern: /failed to fetch token: (.+)/s,
    says: ([, why]) => `The kubelet gets no token for the service account of the pod: ${why}.`,
    next: (_, found) => ({
      step: 'See whether the service account exists.',
      command: `kubectl get serviceaccounts${found.inNamespace}`,
    }),
  },
  {
    id: 'volume-helper',
    title: 'Node lacks a program to mount with',
    pattern: /need a (\/sbin\/mount\.\S+) helper program/,
    says: ([, helper]) => `The node has no ${helper} for this kind of file system.`,
    next: () => ({ step: 'Install it on the node: nfs-common or nfs-utils for NFS, cifs-utils for SMB.' }),
  },
  {
    id: 'volume-file-system',
    title: 'File system cannot be read',
    pattern: /wrong fs type|bad superblock|fsck/i,
    says: () => 'What is on the volume is not the file system that is asked for, or it is damaged.',
    next: (_, found) => ({ step: 'Check fsType; repair the file system.', command: command.describe(found) }),
  },
  {
    id: 'volume-busy',
    title: 'An earlier try still goes on',
    pattern: /operation with the given Volume ID .*already exists/is,
    says: () => 'The storage driver has not answered the try before, which goes on.',
    next: () => ({ step: 'If it stays, look at the log of the storage driver.', command: 'kubectl get csidrivers' }),
  },
  {
    id: 'volume-nfs',
    title: 'Network file system out of reach',
    pattern: /mount\.(?:nfs|cifs)\S*: (.+)/,
    says: ([, what]) => `The node could not mount it: ${what}.`,
    next: () => ({ step: 'Check address, export and firewall of the file server.' }),
  },
  {
    id: 'volume-attach',
    title: 'Volume cannot be attached',
    pattern: /AttachVolume\.Attach failed for volume "([^"]+)" : (.+)/s,
    says: ([, volume, why]) => `The volume ${volume} cannot be attached to the node: ${why}.`,
    next: () => ({ step: 'Look at the storage controller.', command: 'kubectl get volumeattachments' }),
  },
  {
    id: 'volume-mount',
    title: 'Volume cannot be mounted',
    pattern: /M(?:ount|ap)(?:Volume|Device)\.\w+ failed for volume "([^"]+)" : (.+)/s,
    says: ([, volume, why]) => `The volume ${volume} cannot be mounted: ${why}.`,
    next: (_, found) => ({ step: 'Read the whole message.', command: command.describe(found) }),
  },
  {
    id: 'volume-timeout',
    title: 'Volumes do not come',
    pattern: /Unable to (?:attach or )?mount volumes(?: for pod)?:? ?(?:unmounted volumes=\[([^\]]*)\])?/,
    says: ([, volumes]) =>
      `The kubelet has waited in vain for ${volumes ? `the volumes ${volumes}` : 'volumes of the pod'}.`,
    next: (_, found) => ({
      step: 'Look for an earlier Event that says why.',
      command: `kubectl events --for pod/${quoted(found.name)}${found.inNamespace}`,
    }),
  },
];

/** What is wrong with volumes: only while the pod has not got past them. */
export function volumeFindings(found: Case): Finding[] {
  const started = found.containers.some(
    ({ status }) => isObject(at(status, 'state', 'running')) || isObject(at(status, 'lastState', 'terminated')),
  );
  return [...(started ? [] : mountFindings(found)), ...claimFindings(found)];
}

/** One finding for each kind and object: the newest Event of it. */
function mountFindings(found: Case): Finding[] {
  const findings = new Map<string, Finding>();
  for (const event of found.podEvents) {
    if (!/^Failed(?:Mount|AttachVolume|MapVolume)$/.test(event.reason) || containerOf(event) !== '') continue;
    for (const kind of KINDS) {
      const match = kind.pattern.exec(event.message);
      if (match === null) continue;
      const key = `${kind.id} ${match[1] ?? ''}`;
      if (!findings.has(key)) {
        findings.set(key, {
          id: kind.id,
          title: kind.title,
          sentence: kind.says(match, found).replace(/\.\.$/, '.'),
          certainty: 'fact',
          severity: 'error',
          evidence: eventEvidence(event),
          next: kind.next(match, found),
        });
      }
      break;
    }
  }
  const all = [...findings.values()];
  // That volumes do not come says nothing when another Event says why.
  return all.length > 1 ? all.filter(finding => finding.id !== 'volume-timeout') : all;
}

/** The claim behind a volume; that of an ephemeral one is made under the names of pod and volume. Empty for other volumes. */
export const claimName = (pod: unknown, volume: unknown): string =>
  isObject(at(volume, 'ephemeral'))
    ? `${textAt(pod, 'metadata', 'name')}-${textAt(volume, 'name')}`
    : textAt(volume, 'persistentVolumeClaim', 'claimName');

/** Claims of the pod that are not bound, as far as they are known. */
function claimFindings(found: Case): Finding[] {
  return itemsAt(found.pod, 'spec', 'volumes').flatMap(volume => {
    const name = claimName(found.pod, volume);
    const claim = found.claims?.find(each => textAt(each, 'metadata', 'name') === name);
    const phase = textAt(claim, 'status', 'phase');
    if (name === '' || claim === undefined || phase === 'Bound' || phase === '') return [];
    const about = found.otherEvents.find(
      ({ regarding, reason }) =>
        regarding.kind === 'PersistentVolumeClaim' && regarding.name === name && reason !== 'ExternalProvisioning',
    );
    const storageClass = textAt(claim, 'spec', 'storageClassName');
    return [
      {
        id: phase === 'Lost' ? 'claim-lost' : 'claim-pending',
        title: phase === 'Lost' ? 'Claim has lost its volume' : 'Claim not bound',
        sentence: `The claim ${name} (${storageClass === '' ? 'no storage class' : `class ${storageClass}`}, ${textAt(claim, 'spec', 'resources', 'requests', 'storage') || 'no size'}) is ${phase}${about ? `: ${about.message.replace(/\.$/, '')}` : ''}.`,
        certainty: 'fact' as const,
        severity: 'error' as const,
        evidence: about ? eventEvidence(about) : fieldEvidence('status.phase', phase, `persistentvolumeclaim/${name}`),
        next: {
          step: 'Read why it is not bound.',
          command: `kubectl describe pvc ${quoted(name)}${found.inNamespace}`,
        },
      },
    ];
  });
}

const kindName = (kind = ''): string => (kind.toLowerCase() === 'configmap' ? 'ConfigMap' : 'Secret');
