import { textAt } from '../kube/json.ts';
import {
  type Case,
  type ContainerCase,
  command,
  eventEvidence,
  eventOf,
  fieldEvidence,
  logStep,
  quoted,
} from './case.ts';
import type { Evidence, Finding, NextStep } from './finding.ts';

interface Kind {
  readonly id: string;
  readonly title: string;
  readonly pattern: RegExp;
  readonly certainty?: Finding['certainty'];
  readonly says: (match: RegExpExecArray, found: Case) => string;
  readonly next: (match: RegExpExecArray, found: Case, container: ContainerCase) => NextStep;
}

const yaml = (found: Case): string => `kubectl get pod ${quoted(found.name)}${found.inNamespace} -o yaml`;

/** Messages of kubelet and runtime for a container that could not be made or started; the first that matches counts. */
const KINDS: readonly Kind[] = [
  {
    id: 'config-object-missing',
    title: 'Missing configuration',
    pattern: /\b(configmap|secret) "([^"]+)" not found/i,
    says: ([, kind = '', name], found) =>
      `there is no ${kindName(kind)} ${name} in the namespace ${found.namespace}, and the container cannot be made without it.`,
    next: ([, kind = '', name = ''], found) => ({
      step: `Create the ${kindName(kind)}, or correct its name; the kubelet tries again by itself.`,
      command: command.get(found, kind.toLowerCase(), name),
    }),
  },
  {
    id: 'config-key-missing',
    title: 'Missing key',
    pattern: /couldn't find key (\S+) in (ConfigMap|Secret) (?:[^/\s]+\/)?(\S+)/i,
    says: ([, key, kind = '', name]) => `the ${kindName(kind)} ${name} has no key ${key}.`,
    next: ([, , kind = '', name = ''], found) => ({
      step: 'Add the key, or correct its name in the pod.',
      command: `kubectl describe ${kind.toLowerCase()} ${quoted(name)}${found.inNamespace}`,
    }),
  },
  {
    id: 'config-run-as-root',
    title: 'Would run as root',
    pattern:
      /runAsNonRoot and image (will run as root|has non-numeric user \(([^)]*)\))|runAsUser breaks non-root policy/,
    says: ([, , user]) =>
      user
        ? `runAsNonRoot is set, but the image names its user (${user}) instead of numbering it, so that cannot be checked.`
        : 'runAsNonRoot is set, but the image would run as root.',
    next: (_, found) => ({ step: 'Set runAsUser to a number other than 0.', command: yaml(found) }),
  },
  {
    id: 'config-sync',
    title: 'Node has not received the configuration',
    pattern: /failed to sync (configmap|secret) cache/i,
    says: ([, kind = '']) => `the kubelet did not receive the ${kindName(kind)} from the API server in time.`,
    next: (_, found) => ({
      step: 'If it stays, look at the kubelet and its connection.',
      command: command.describe(found),
    }),
  },
  {
    id: 'config-subpath',
    title: 'subPath cannot be prepared',
    pattern: /failed to (?:prepare|create) subPath[^"]*"([^"]+)"/,
    says: ([, mount]) =>
      `the subPath of the volume mount ${mount} cannot be made: it does not exist or is of the wrong kind.`,
    next: (_, found) => ({ step: 'Check subPath and the content of the volume.', command: yaml(found) }),
  },
  {
    id: 'config-env-file',
    title: 'Environment file not usable',
    pattern:
      /environment variable key "([^"]+)" not found in file "([^"]+)"|couldn't parse env file|cannot find the volume "([^"]+)" referenced by FileKeyRef/,
    says: ([, key, file, volume]) =>
      key
        ? `the file ${file} of the volume has no variable ${key}.`
        : volume
          ? `a variable comes from a file in the volume ${volume}, which the pod does not have.`
          : 'a variable comes from a file that is not written as NAME=value.',
    next: (_, found) => ({ step: 'Compare fileKeyRef with what writes the file.', command: yaml(found) }),
  },
  {
    id: 'start-target',
    title: 'Target container does not run',
    pattern: /unable to find target container (\S+)/,
    says: ([, target]) => `it wants to share the processes of ${target}, which does not run.`,
    next: (_, found) => ({ step: 'Name a container that runs.', command: command.describe(found) }),
  },
  {
    id: 'start-image-volume',
    title: 'Image cannot be mounted as a volume',
    pattern: /ImageVolumeMountFailed:?\s*(.*)$/s,
    says: ([, why]) => `an image that is a volume of the pod cannot be mounted${why ? `: ${why}` : ''}.`,
    next: (_, found) => ({ step: 'Check subPath, and that the runtime knows image volumes.', command: yaml(found) }),
  },
  {
    id: 'start-read-only',
    title: 'Mount cannot be read-only all through',
    pattern: /recursive read-only mode: volume "([^"]+)"|RROUnsupported/,
    says: ([, volume]) =>
      `recursiveReadOnly is asked for${volume ? ` of the volume ${volume}` : ''}, which the runtime or kernel of the node cannot do.`,
    next: (_, found) => ({ step: 'Let recursiveReadOnly be IfPossible, or upgrade the node.', command: yaml(found) }),
  },
  {
    id: 'start-no-executable',
    title: 'Command not found',
    pattern:
      /exec: \\?"(?!apparmor_parser)(.+?)\\?": (?:executable file not found in \$PATH|stat [^:]*: no such file or directory|no such file or directory)|executable file `([^`]+)` not found|stat (\S+): no such file or directory/,
    says: match => `the image has no program ${match[1] ?? match[2] ?? match[3]}.`,
    next: (_, found, container) => ({
      step: 'Check command and args against what the image contains.',
      command: `kubectl get pod ${quoted(found.name)}${found.inNamespace} -o jsonpath='{.${container.specPath}.command}'`,
    }),
  },
  {
    id: 'start-no-permission',
    title: 'Command may not be run',
    pattern: /exec: \\?"(.+?)\\?": permission denied|open executable: permission denied/i,
    says: ([, program = 'its command']) => `${program} is not executable for the user of the container.`,
    next: (_, found) => ({ step: 'Make it executable in the image, or check runAsUser.', command: yaml(found) }),
  },
  {
    id: 'start-format',
    title: 'Program of another architecture',
    pattern: /exec format error/,
    certainty: 'guess',
    says: () => 'the program is not for this kind of processor, or is a script without its #! line.',
    next: () => ({
      step: 'Compare the architecture of the image with that of the node.',
      command: 'kubectl get nodes -L kubernetes.io/arch',
    }),
  },
  {
    id: 'start-workdir',
    title: 'Working directory missing',
    pattern: /(?:chdir to cwd|mkdir) \(?"?([^")\s]+)"?\)?.*?(?:failed|permission denied|no such file)/,
    says: ([, directory]) => `the working directory ${directory} cannot be entered.`,
    next: (_, found) => ({ step: 'Check workingDir and runAsUser.', command: yaml(found) }),
  },
  {
    id: 'start-no-command',
    title: 'No command',
    pattern: /no command specified/i,
    says: () => 'neither the pod nor the image says what to run.',
    next: (_, found) => ({ step: 'Set command, or give the image an entrypoint.', command: yaml(found) }),
  },
  {
    id: 'start-user',
    title: 'User not known in the image',
    pattern: /unable to find (?:user|group) ([^\s:]+)/i,
    says: ([, user]) => `the image knows no user or group ${user}.`,
    next: (_, found) => ({
      step: 'Set runAsUser and runAsGroup to numbers, or add the user to the image.',
      command: yaml(found),
    }),
  },
  {
    id: 'start-seccomp',
    title: 'Security profile missing on the node',
    pattern: /cannot load seccomp profile "([^"]+)"|apparmor.*profile|apparmor_parser/i,
    says: ([, profile]) => `the node cannot load the profile${profile ? ` ${profile}` : ''} that the pod asks for.`,
    next: (_, found) => ({ step: 'Install the profile on the node, or ask for RuntimeDefault.', command: yaml(found) }),
  },
  {
    id: 'start-disk',
    title: 'Node has no room',
    pattern: /no space left on device/i,
    says: (_, found) => `the disk of ${textAt(found.pod, 'spec', 'nodeName') || 'the node'} is full.`,
    next: () => ({ step: 'Free the disk of the node, or move the pod.' }),
  },
  {
    id: 'start-mount',
    title: 'Something cannot be mounted into the container',
    pattern:
      /error mounting "([^"]+)" to rootfs(?: at "([^"]+)")?.*?: ([^:]+)(?:: unknown)?$|path "([^"]+)" is mounted on .* not a shared mount/s,
    says: ([, source, target, why, shared]) =>
      shared
        ? `the mount propagation that is asked for ${shared} needs a shared mount on the node.`
        : `${target ?? source} cannot be mounted: ${why}.`,
    next: (_, found) => ({
      step: 'Check mountPath and subPath: a file goes onto a file, a folder onto a folder.',
      command: yaml(found),
    }),
  },
  {
    id: 'start-cgroup',
    title: 'Limits cannot be set',
    pattern: /cgroup.*?: ([^:]+)(?:: unknown)?$/s,
    says: ([, why]) => `the runtime cannot set up the control group of the container: ${why}.`,
    next: (_, found) => ({
      step: 'Compare requests and limits with what the node can give; look at its runtime.',
      command: yaml(found),
    }),
  },
  {
    id: 'start-memory-limit',
    title: 'Memory limit too small to start',
    pattern: /container init was OOM-killed|memory limit too low/i,
    says: () => 'the memory limit is too small even to start the program.',
    next: (_, found) => ({ step: 'Raise the memory limit.', command: yaml(found) }),
  },
  {
    id: 'start-name-reserved',
    title: 'Name still taken on the node',
    pattern: /failed to reserve container name|name .* is (?:already in use|reserved)/i,
    says: () => 'an earlier try of the same container still holds its name on the node: the runtime is slow or stuck.',
    next: () => ({ step: 'If it stays, look at the container runtime of the node.' }),
  },
  {
    id: 'start-hook',
    title: 'postStart hook failed',
    pattern: /PostStartHook|postStart hook|^(?:Exec|Http|TCP) lifecycle hook /i,
    says: () => 'its postStart hook failed, so the kubelet ended it.',
    next: (_, found, container) => logStep(found, container, 'Read what the hook said.', true),
  },
];

const START_REASONS =
  /^(CreateContainerConfigError|CreateContainerError|RunContainerError|PreCreateHookError|PreStartHookError|PostStartHookError|StartError|ContainerCannotRun)$/;
const FALLBACK: Readonly<Record<string, string>> = {
  CreateContainerConfigError: 'Configuration of the container cannot be made',
  CreateContainerError: 'Container cannot be made',
};

/** Why a container cannot be made or started although its image is there. */
export function startFindings(found: Case): Finding[] {
  return found.containers.flatMap(container => {
    const problem = startProblem(found, container);
    if (problem === undefined) return [];
    const { text, reason, evidence } = problem;
    for (const kind of KINDS) {
      const match = kind.pattern.exec(text);
      if (match === null) continue;
      return [
        {
          id: kind.id,
          title: kind.title,
          sentence: `${container.name}: ${kind.says(match, found)}`,
          certainty: kind.certainty ?? 'fact',
          severity: 'error',
          evidence,
          next: kind.next(match, found, container),
        },
      ];
    }
    return [
      {
        id: 'start-other',
        title: FALLBACK[reason] ?? 'Container cannot be started',
        sentence: `${container.name}: ${text || reason}`,
        certainty: 'fact',
        severity: 'error',
        evidence,
        next: { step: 'Read the whole message.', command: command.describe(found) },
      },
    ];
  });
}

/** What the kubelet says of it: while it waits, in its last end, or in an Event. */
function startProblem(
  found: Case,
  container: ContainerCase,
): { text: string; reason: string; evidence: Evidence } | undefined {
  const { status, path } = container;
  const places = ['state.waiting', 'state.terminated', 'lastState.terminated'];
  for (const place of places) {
    const [state = '', kind = ''] = place.split('.');
    const reason = textAt(status, state, kind, 'reason');
    if (!START_REASONS.test(reason)) continue;
    const message = textAt(status, state, kind, 'message');
    if (message !== '') return { text: message, reason, evidence: fieldEvidence(`${path}.${place}.message`, message) };
    const event = eventOf(found, ['Failed', 'FailedPostStartHook', 'FailedPreStopHook'], container);
    return {
      text: event?.message || reason,
      reason,
      evidence: event ? eventEvidence(event) : fieldEvidence(`${path}.${place}.reason`, reason),
    };
  }
  return undefined;
}

const kindName = (kind: string): string => (kind.toLowerCase() === 'configmap' ? 'ConfigMap' : 'Secret');
