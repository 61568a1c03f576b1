import { DESCRIBE, EVENTS, type ReasonRow } from './reason-row.ts';

/** Why a container waits for its image (pkg/kubelet/images, k8s.io/cri-api/pkg/errors). */
export const IMAGE_REASONS: readonly ReasonRow[] = [
  {
    reason: 'ErrImagePull',
    origin: 'kubelet',
    severity: 'error',
    meaning: 'The image could not be pulled; the kubelet will try again.',
    causes: [
      'the name or tag does not exist',
      'the registry asks for credentials that the pod does not have',
      'the registry cannot be reached from the node',
    ],
    next: { step: 'Read the error of the pull, then check name, tag and imagePullSecrets.', command: EVENTS },
  },
  {
    reason: 'ImagePullBackOff',
    origin: 'kubelet',
    severity: 'error',
    meaning: 'Pulling the image failed; the kubelet waits before the next try, 10 s doubling to 5 min.',
    causes: [
      'the name or tag does not exist',
      'the registry asks for credentials that the pod does not have',
      'the registry limits the rate of pulls, or cannot be reached',
    ],
    next: { step: 'Read the error of the last pull, then check name, tag and imagePullSecrets.', command: EVENTS },
  },
  {
    reason: 'ErrImagePullBackOff',
    origin: 'older versions',
    severity: 'error',
    meaning: 'Another spelling of ImagePullBackOff: waiting before the next pull.',
    causes: ['the name or tag does not exist', 'missing credentials', 'an unreachable registry'],
    next: { step: 'Read the error of the last pull.', command: EVENTS },
  },
  {
    reason: 'ErrImageNeverPull',
    origin: 'kubelet',
    severity: 'error',
    meaning: 'The image is not on the node and the pull policy Never forbids to fetch it.',
    causes: ['the image was not loaded onto this node', 'imagePullPolicy: Never outside a test cluster'],
    next: { step: 'Load the image onto the node, or let the pull policy be IfNotPresent.', command: DESCRIBE },
  },
  {
    reason: 'InvalidImageName',
    origin: 'kubelet',
    severity: 'error',
    meaning: 'The name of the image cannot be parsed, so nothing is pulled.',
    causes: ['capitals, blanks or a scheme such as https:// in the name', 'an unset variable in a template'],
    next: {
      step: 'Correct the image name in the owner of the pod.',
      command: 'kubectl get pod POD -n NAMESPACE -o jsonpath={..image}',
    },
  },
  {
    reason: 'ImageInspectError',
    origin: 'kubelet',
    severity: 'error',
    meaning: 'The container runtime could not tell what it knows of the image.',
    causes: ['the image store of the node is damaged', 'the container runtime is not well'],
    next: {
      step: 'Look at the runtime on the node; remove and pull the image again.',
      command: 'crictl inspecti IMAGE',
    },
  },
  {
    reason: 'RegistryUnavailable',
    origin: 'container runtime',
    severity: 'error',
    meaning: 'The registry of the image cannot be reached.',
    causes: ['no route, proxy or DNS from the node to the registry', 'the registry is down'],
    next: { step: 'Try the registry from the node.', command: 'crictl pull IMAGE' },
  },
  {
    reason: 'SignatureValidationFailed',
    origin: 'container runtime',
    severity: 'error',
    meaning: "The image was refused because its signature does not satisfy the node's policy.",
    causes: ['the image is not signed, or by another key', 'the policy of the runtime changed'],
    next: { step: "Sign the image, or correct the runtime's policy on the node.", command: EVENTS },
  },
  {
    reason: 'ImageVolumeMountFailed',
    origin: 'container runtime',
    severity: 'error',
    meaning: 'A volume that comes from an image could not be mounted.',
    causes: ['the runtime does not support image volumes', 'the image is not there'],
    next: { step: 'Read the message, then check the runtime of the node.', command: EVENTS },
  },
  {
    reason: 'RROUnsupported',
    origin: 'container runtime',
    severity: 'error',
    meaning: 'A volume asks for recursive read-only mounts, which the runtime of this node cannot do.',
    causes: ['an older kernel (before 5.12), runc or containerd on the node'],
    next: { step: 'Use another node, or recursiveReadOnly: IfPossible.', command: DESCRIBE },
  },
];
