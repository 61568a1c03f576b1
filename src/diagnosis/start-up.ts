import { humanDuration } from '../kube/duration.ts';
import { at, isObject, textAt, timeAt } from '../kube/json.ts';
import { BUDGETS } from '../status/catalogue/budgets.ts';
import { agoOf, type Case, conditionOf, eventEvidence, eventOf, fieldEvidence, logStep, quoted } from './case.ts';
import type { Finding } from './finding.ts';

/** What the start of a pod waits for before its containers: the devices of its claims, the end of an init container. */
export function startUpFindings(found: Case): Finding[] {
  return [...deviceFindings(found), ...initFindings(found)];
}

function deviceFindings(found: Case): Finding[] {
  const event = eventOf(found, ['FailedPrepareDynamicResources']);
  if (event === undefined || hasStarted(found)) return [];
  const said = event.message.replace(/^failed to prepare dynamic resources:\s*(?:prepare dynamic resources:\s*)?/i, '');
  const [, claim = '', why = said] = /claim (\S+?): (.+)$/s.exec(said) ?? [];
  return [
    {
      id: 'sandbox-devices',
      title: 'Devices cannot be prepared',
      sentence: `The node cannot prepare what ${claim === '' ? 'a resource claim of the pod' : `the resource claim ${claim}`} stands for: ${why.replace(/\.$/, '')}.`,
      certainty: 'fact',
      severity: 'error',
      evidence: eventEvidence(event),
      next: {
        step: 'See whether the driver of the devices runs on the node.',
        command: `kubectl get resourceclaims${found.inNamespace}`,
      },
    },
  ];
}

/** The one that runs: init containers run one after the other, and all others wait. */
function initFindings(found: Case): Finding[] {
  if (timeAt(found.pod, 'metadata', 'deletionTimestamp') !== undefined) return [];
  const init = found.containers.find(({ kind, status }) => kind === 'init' && isObject(at(status, 'state', 'running')));
  if (init === undefined) return [];
  const ran = agoOf(found.now, init.status, 'state', 'running', 'startedAt');
  const waiting = found.containers
    .slice(found.containers.indexOf(init) + 1)
    .filter(({ kind }) => kind !== 'ephemeral')
    .map(({ name }) => name);
  return [
    {
      id: 'init-running',
      title: 'Init container still runs',
      sentence: `${init.name} ${ran === undefined ? 'runs' : `has run for ${humanDuration(ran)}`}; ${waiting.join(', ')} ${waiting.length === 1 ? 'waits' : 'wait'} for its end.`,
      certainty: 'fact',
      severity: (ran ?? 0) > BUDGETS.initializing.ms ? 'warning' : 'progressing',
      evidence: fieldEvidence(
        `${init.path}.state.running.startedAt`,
        textAt(init.status, 'state', 'running', 'startedAt'),
      ),
      next: logStep(found, init, 'See what it does, or waits for.'),
    },
  ];
}

/** On a node for long, nothing of it has started, and no finder knows why. */
export function silentStartFindings(found: Case): Finding[] {
  const placed = conditionOf(found.pod, 'PodScheduled');
  const since = agoOf(found.now, placed?.condition, 'lastTransitionTime');
  const isPlaced = found.phase === 'Pending' && textAt(found.pod, 'spec', 'nodeName') !== '';
  if (!isPlaced || since === undefined || since <= BUDGETS.starting.ms || hasStarted(found)) return [];
  const node = textAt(found.pod, 'spec', 'nodeName');
  return [
    {
      id: 'start-silent',
      title: 'Does not start, and nothing says why',
      sentence: `The pod was placed on ${node} ${humanDuration(since)} ago and nothing of it has started; no condition and no Event that is still known tells the reason.`,
      certainty: 'guess',
      severity: 'warning',
      evidence: fieldEvidence(`${placed!.path}.lastTransitionTime`, textAt(placed!.condition, 'lastTransitionTime')),
      next: {
        step: 'Look at the kubelet and the container runtime of the node.',
        command: `kubectl describe node ${quoted(node)}`,
      },
    },
  ];
}

const hasStarted = ({ containers }: Case): boolean =>
  containers.some(
    ({ status }) =>
      isObject(at(status, 'state', 'running')) ||
      isObject(at(status, 'state', 'terminated')) ||
      isObject(at(status, 'lastState', 'terminated')),
  );
