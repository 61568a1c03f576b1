import { humanDuration } from '../kube/duration.ts';
import { at, isObject, itemsAt, numberAt, textAt, timeAt } from '../kube/json.ts';
import { type Case, command, conditionOf, eventEvidence, eventOf, fieldEvidence, logStep } from './case.ts';
import type { Finding } from './finding.ts';
import { kubeletAmount } from './kubelet.ts';

/** What keeps a pod that runs from being ready, besides its probes; and deadlines. */
export function readinessFindings(found: Case): Finding[] {
  return [...gateFindings(found), ...partnerFindings(found), ...deadlineFindings(found), ...resizeFindings(found)];
}

function gateFindings(found: Case): Finding[] {
  return itemsAt(found.pod, 'spec', 'readinessGates').flatMap((gate, i): Finding[] => {
    const type = textAt(gate, 'conditionType');
    const met = conditionOf(found.pod, type);
    if (textAt(met?.condition, 'status') === 'True') return [];
    const message = textAt(met?.condition, 'message') || textAt(met?.condition, 'reason');
    return [
      {
        id: 'readiness-gate',
        title: 'Readiness gate not met',
        sentence: met
          ? `The condition ${type} is ${textAt(met.condition, 'status')}${message === '' ? '' : `: ${message}`}, so the pod is not ready.`
          : `Nobody has set the condition ${type} yet, so the pod is not ready.`,
        certainty: 'fact',
        severity: 'warning',
        evidence: met
          ? fieldEvidence(`${met.path}.status`, textAt(met.condition, 'status'))
          : fieldEvidence(`spec.readinessGates[${i}].conditionType`, type),
        next: { step: 'Ask the controller that sets this condition (often a load balancer).' },
      },
    ];
  });
}

/** `NotReady`: a container has ended with 0 beside others that run, and is not started again yet, or never. */
function partnerFindings(found: Case): Finding[] {
  const apps = found.containers.filter(each => each.kind === 'app');
  const running = apps.filter(({ status }) => isObject(at(status, 'state', 'running')));
  if (running.length === 0) return [];
  return apps.flatMap((container): Finding[] => {
    const ended = at(container.status, 'state', 'terminated');
    if (!isObject(ended) || numberAt(ended, 'exitCode') !== 0) return [];
    const finished = timeAt(ended, 'finishedAt');
    return [
      {
        id: 'readiness-partner',
        title: 'One container is done, others run on',
        sentence: `${container.name} ended without an error${finished === undefined ? '' : ` ${humanDuration(found.now - finished)} ago`} while ${running.map(each => each.name).join(', ')} ${running.length === 1 ? 'runs' : 'run'}; a pod is ready only when all its containers are.`,
        certainty: 'fact',
        severity: 'warning',
        evidence: fieldEvidence(`${container.path}.state.terminated.exitCode`, '0'),
        next: logStep(found, container, 'See whether it should have ended.'),
      },
    ];
  });
}

function deadlineFindings(found: Case): Finding[] {
  if (textAt(found.pod, 'status', 'reason') !== 'DeadlineExceeded') return [];
  const seconds = numberAt(found.pod, 'spec', 'activeDeadlineSeconds');
  return [
    {
      id: 'deadline',
      title: 'Deadline exceeded',
      sentence: `The pod was ended because it ran longer than its deadline${seconds === undefined ? '' : ` of ${seconds} s`}.`,
      certainty: 'fact',
      severity: 'error',
      evidence: fieldEvidence('status.reason', 'DeadlineExceeded'),
      next: { step: 'See what took so long, or raise activeDeadlineSeconds.', command: command.describe(found) },
    },
  ];
}

function resizeFindings(found: Case): Finding[] {
  return ['PodResizePending', 'PodResizeInProgress'].flatMap((type): Finding[] => {
    const resize = conditionOf(found.pod, type);
    if (resize === undefined || textAt(resize.condition, 'status') !== 'True') return [];
    const reason = textAt(resize.condition, 'reason');
    const message = readableAmounts(textAt(resize.condition, 'message')).replace(/\.$/, '');
    return [
      {
        id: type === 'PodResizePending' ? 'resize-pending' : 'resize-in-progress',
        title: type === 'PodResizePending' ? `Resize ${reason.toLowerCase() || 'pending'}` : 'Resize in progress',
        sentence: `New requests or limits are ${type === 'PodResizePending' ? 'not granted' : 'granted but not in force'} yet${message === '' ? '' : `: ${message}`}.`,
        certainty: 'fact',
        severity: reason === 'Infeasible' || reason === 'Error' ? 'error' : 'progressing',
        evidence: fieldEvidence(`${resize.path}.reason`, reason),
        next: { step: 'Ask for what the node can give, or let the pod be placed anew.' },
      },
    ];
  });
}

/** The kubelet counts bytes and thousandths of a core. */
function readableAmounts(message: string): string {
  const resource = /(?:resource|capacity): (cpu|memory)/.exec(message)?.[1];
  if (resource === undefined) return message;
  return message.replace(
    /(requested|used|capacity): (\d+)/g,
    (_, what, amount) => `${what}: ${kubeletAmount(amount, resource)}`,
  );
}

interface SandboxKind {
  readonly id: string;
  readonly pattern: RegExp;
  readonly title: (subject: string) => string;
  readonly step: (subject: string) => string;
}

/** Messages of runtimes and network plugins; the first that matches counts, its first group that took part is the subject. */
const SANDBOX: readonly SandboxKind[] = [
  {
    id: 'sandbox-addresses',
    pattern:
      /no (?:free |available )?(?:IP|IPv4|IPv6)?\s?(?:addresses|address|IPs) available|failed to (?:assign|allocate) (?:an |for range )?IP|ipam.*exhausted/i,
    title: () => 'No pod addresses left',
    step: () => 'Free addresses, or enlarge the range of the node or subnet.',
  },
  {
    id: 'sandbox-image',
    pattern: /(?:get|pull) (?:sandbox|pause) image "([^"]+)"/i,
    title: () => 'Image of the sandbox cannot be pulled',
    step: image => `See whether the node reaches the registry of ${image}, or give its runtime another sandbox image.`,
  },
  {
    id: 'sandbox-network',
    pattern:
      /(?=.*plugin type="([^"]+)")|failed to (?:setup|set up) network|network is not ready|NetworkPluginNotReady|cni plugin not initialized|networkPlugin cni|to CNI network/i,
    title: () => 'Network of the pod cannot be made',
    step: plugin => `See whether the network plugin${plugin ? ` (${plugin})` : ''} runs on the node.`,
  },
  {
    id: 'sandbox-runtime',
    pattern: /(?:no runtime for|RuntimeHandler|runtime handler) "?([\w.-]+)"?/i,
    title: handler => `No runtime ${handler} on the node`,
    step: () => 'Install it there, or correct runtimeClassName.',
  },
  {
    id: 'sandbox-disk',
    pattern: /no space left on device/i,
    title: () => 'Node has no room',
    step: () => 'Free the disk of the node, or its control groups if those are what is used up.',
  },
  {
    id: 'sandbox-slow',
    pattern: /failed to reserve sandbox name|deadline ?exceeded/i,
    title: () => 'Runtime of the node is slow or stuck',
    step: () => 'Look at the load and the container runtime of the node.',
  },
  {
    id: 'sandbox-other',
    pattern: /^/,
    title: () => 'Sandbox of the pod cannot be made',
    step: () => 'Look at the container runtime of the node.',
  },
];

/** Why the pod has no sandbox: network, addresses, runtime class. Only while nothing of it runs. */
export function sandboxFindings(found: Case): Finding[] {
  const ready = conditionOf(found.pod, 'PodReadyToStartContainers');
  const event = eventOf(found, ['FailedCreatePodSandBox', 'NetworkNotReady', 'FailedPodSandBoxStatus']);
  const runs = found.containers.some(({ status }) => isObject(at(status, 'state', 'running')));
  if (event === undefined || runs || textAt(ready?.condition, 'status') === 'True') return [];
  const kind = SANDBOX.find(({ pattern }) => pattern.test(event.message))!;
  const subject = kind.pattern.exec(event.message)?.slice(1).find(Boolean) ?? '';
  return [
    {
      id: kind.id,
      title: kind.title(subject),
      sentence: `${event.message.replace(/^(?:\(combined from similar events\): )?Failed to create pod sandbox: (?:rpc error: code = \w+ desc = )?/i, '')}${event.count > 1 ? ` (${event.count} times)` : ''}`,
      certainty: 'fact',
      severity: 'error',
      evidence: eventEvidence(event),
      next: { step: kind.step(subject), command: 'kubectl get pods -n kube-system -o wide' },
    },
  ];
}
