import type { ClusterEvent } from '../kube/cluster-event.ts';
import { textAt } from '../kube/json.ts';
import { type Case, conditionOf, eventEvidence, fieldEvidence, quoted } from './case.ts';
import type { Evidence, Finding, NextStep } from './finding.ts';

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly pattern: RegExp;
  readonly says: (match: RegExpExecArray) => string;
  readonly next: (match: RegExpExecArray, inNamespace: string) => NextStep;
}

/** Why the API server refuses a pod that a controller wants to make; the first that matches counts. */
const KINDS: readonly Kind[] = [
  {
    id: 'admission-quota',
    title: 'Quota used up',
    pattern: /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)$/,
    says: ([, quota, asked, used, limit]) =>
      `The ResourceQuota ${quota} allows ${limit}; ${used} are used and ${asked} more asked for.`,
    next: ([, quota = ''], inNamespace) => ({
      step: 'Free some of the quota, ask for less, or have it raised.',
      command: `kubectl describe resourcequota ${quoted(quota)}${inNamespace}`,
    }),
  },
  {
    id: 'admission-quota-needs',
    title: 'Quota demands requests and limits',
    pattern: /failed quota: ([^:]+): must specify (.+)$/,
    says: ([, quota, what]) => `Because of the ResourceQuota ${quota}, every pod must say ${what}.`,
    next: (_, inNamespace) => ({
      step: 'Set them in the pod template, or give the namespace a LimitRange with defaults.',
      command: `kubectl get limitrange${inNamespace}`,
    }),
  },
  {
    id: 'admission-quota-unknown',
    title: 'Quota not counted yet',
    pattern: /status unknown for quota: ([^,]+)/,
    says: ([, quota]) => `The ResourceQuota ${quota} is so new that nobody has counted yet what it limits.`,
    next: ([, quota = ''], inNamespace) => ({
      step: 'If it stays, see whether the controller manager runs; it counts quotas.',
      command: `kubectl describe resourcequota ${quoted(quota)}${inNamespace}`,
    }),
  },
  {
    id: 'admission-limit-range',
    title: 'Outside the limit range',
    pattern:
      /((?:maximum|minimum) [\w.\-/]+ usage per (?:Container|Pod|PersistentVolumeClaim) is .+)$|([\w.\-/]+ max limit to request ratio .+)$/,
    says: match => `A LimitRange of the namespace refuses it: ${(match[1] ?? match[2] ?? '').replace(/\]?\.?$/, '')}.`,
    next: (_, inNamespace) => ({
      step: 'Keep requests and limits within the range.',
      command: `kubectl describe limitrange${inNamespace}`,
    }),
  },
  {
    id: 'admission-pod-security',
    title: 'Pod security forbids it',
    pattern: /violates PodSecurity "([^"]+)": (.+)$/,
    says: ([, level, what]) => `The namespace enforces the pod security standard ${level}: ${what}.`,
    next: (_, inNamespace) => ({
      step: 'Set the securityContext that it asks for.',
      command: `kubectl get namespace${inNamespace.replace(' -n', '')} --show-labels`,
    }),
  },
  {
    id: 'admission-service-account',
    title: 'Service account missing',
    pattern: /error looking up service account (\S+?)\/(\S+?): serviceaccount/,
    says: ([, namespace, account]) => `The service account ${account} does not exist in the namespace ${namespace}.`,
    next: (_, inNamespace) => ({
      step: 'Create it, or correct serviceAccountName.',
      command: `kubectl get serviceaccounts${inNamespace}`,
    }),
  },
  {
    id: 'admission-priority-class',
    title: 'PriorityClass missing',
    pattern: /no PriorityClass with name (\S+) was found/,
    says: ([, name]) => `There is no PriorityClass ${name}.`,
    next: () => ({ step: 'Name a class that exists.', command: 'kubectl get priorityclasses' }),
  },
  {
    id: 'admission-webhook-down',
    title: 'Admission webhook does not answer',
    pattern: /failed calling webhook "([^"]+)": (.+)$/s,
    says: ([, webhook, why]) => `The webhook ${webhook} must be asked before a pod is made, and cannot be: ${why}.`,
    next: () => ({
      step: 'See whether the service of the webhook runs.',
      command: 'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations',
    }),
  },
  {
    id: 'admission-webhook',
    title: 'Refused by an admission webhook',
    pattern: /admission webhook "([^"]+)" denied the request(?: without explanation|:? ?(.*))$/s,
    says: ([, webhook, why]) => `The webhook ${webhook} refuses the pod${why ? `: ${why}` : ' and does not say why'}.`,
    next: () => ({ step: 'Ask who runs the policy.' }),
  },
  {
    id: 'admission-policy',
    title: 'Refused by an admission policy',
    pattern: /ValidatingAdmissionPolicy '([^']+)' (?:with binding '[^']+' )?denied request: (.+)$/s,
    says: ([, policy, why]) => `The ValidatingAdmissionPolicy ${policy} refuses the pod: ${why}.`,
    next: ([, policy = '']) => ({
      step: 'Read the policy.',
      command: `kubectl get validatingadmissionpolicy ${quoted(policy)} -o yaml`,
    }),
  },
  {
    id: 'admission-security-policy',
    title: 'Security policy forbids it',
    pattern: /unable to validate against any security context constraint: (.+)$|PodSecurityPolicy: (.+)$/s,
    says: match => `No security policy that the service account may use allows the pod: ${match[1] ?? match[2]}.`,
    next: () => ({ step: 'Change the securityContext, or let the service account use another policy.' }),
  },
  {
    id: 'admission-runtime-class',
    title: 'RuntimeClass missing',
    pattern: /RuntimeClass "([^"]+)" not found/,
    says: ([, name]) => `There is no RuntimeClass ${name}.`,
    next: () => ({ step: 'Name a class that exists.', command: 'kubectl get runtimeclasses' }),
  },
  {
    id: 'admission-namespace',
    title: 'Namespace is being deleted',
    pattern: /in namespace (\S+) because it is being terminated/,
    says: ([, namespace]) => `The namespace ${namespace} is being deleted and takes nothing new.`,
    next: ([, namespace = '']) => ({
      step: 'See what holds its deletion.',
      command: `kubectl get namespace ${quoted(namespace)} -o yaml`,
    }),
  },
  {
    id: 'admission-rights',
    title: 'Controller may not make pods',
    pattern: /User "([^"]+)" cannot create resource "pods"/,
    says: ([, user]) => `${user} has no right to create pods here.`,
    next: ([, user = ''], inNamespace) => ({
      step: 'Restore its role; the roles of controllers come with the cluster.',
      command: `kubectl auth can-i create pods${inNamespace} --as=${quoted(user)}`,
    }),
  },
  {
    id: 'admission-invalid',
    title: 'Pod template is not valid',
    pattern: /Pod "[^"]*" is invalid: (.+)$/s,
    says: ([, why]) => `The API server does not take such a pod: ${why}.`,
    next: () => ({ step: 'Correct the pod template.' }),
  },
];

/** Pods that never came: what the Events of the owners say, newest for each kind; or, when those are forgotten, their conditions. */
export function ownerFindings({
  otherEvents,
  owners,
  inNamespace,
}: Pick<Case, 'otherEvents' | 'owners' | 'inNamespace'>): Finding[] {
  const findings = new Map<string, Finding>();
  const take = (finding: Finding): void => {
    if (!findings.has(finding.id)) findings.set(finding.id, finding);
  };
  for (const event of otherEvents) {
    if (event.reason !== 'FailedCreate' || isOver(event, otherEvents)) continue;
    const { kind, name } = event.regarding;
    take(admissionFinding({ kind, name, message: event.message, evidence: eventEvidence(event) }, inNamespace));
  }
  for (const owner of owners ?? []) {
    const failure = conditionOf(owner, 'ReplicaFailure');
    if (textAt(failure?.condition, 'status') !== 'True') continue;
    const [kind, name] = [textAt(owner, 'kind') || 'owner', textAt(owner, 'metadata', 'name')];
    const message = textAt(failure?.condition, 'message');
    const evidence = fieldEvidence(`${failure!.path}.message`, message, `${kind.toLowerCase()}/${name}`);
    take(admissionFinding({ kind, name, message, evidence }, inNamespace));
  }
  return [...findings.values()];
}

/** The same owner has made a pod since. */
const isOver = ({ regarding, lastAt }: ClusterEvent, events: readonly ClusterEvent[]): boolean =>
  events.some(
    each =>
      each.reason === 'SuccessfulCreate' &&
      each.regarding.kind === regarding.kind &&
      each.regarding.name === regarding.name &&
      (each.lastAt ?? 0) > (lastAt ?? 0),
  );

interface Refused {
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly evidence: Evidence;
}

function admissionFinding({ kind: of, name, evidence, ...refused }: Refused, inNamespace: string): Finding {
  // Policies write paragraphs.
  const message = refused.message.replaceAll(/\s+/g, ' ').trim();
  const owner = `${of} ${name}`;
  for (const kind of KINDS) {
    const match = kind.pattern.exec(message);
    if (match === null) continue;
    return {
      id: kind.id,
      title: kind.title,
      sentence: `${owner} cannot make its next pod. ${kind.says(match)}`.replace(/\.\.$/, '.'),
      certainty: 'fact',
      severity: 'error',
      evidence,
      next: kind.next(match, inNamespace),
    };
  }
  return {
    id: 'admission-other',
    title: 'Owner cannot make pods',
    sentence: `${owner}: ${message}`,
    certainty: 'fact',
    severity: 'error',
    evidence,
    next: {
      step: 'Read the whole message.',
      command: `kubectl describe ${of.toLowerCase()} ${quoted(name)}${inNamespace}`,
    },
  };
}
