import { itemsAt, textAt } from '../kube/json.ts';
import { type Case, type ContainerCase, eventEvidence, eventOf, fieldEvidence, quoted } from './case.ts';
import type { Evidence, Finding, NextStep } from './finding.ts';

interface Kind {
  readonly id: string;
  readonly pattern: RegExp;
  readonly title: string;
  readonly certainty: Finding['certainty'];
  readonly says: (image: string, found: Case, match: RegExpExecArray) => string;
  readonly step: string;
}

const SECRETS = 'imagePullSecrets';

/**
 * What the messages of containerd, CRI-O, Docker and registries mean; the first that matches counts. The registries do
 * not tell a name that does not exist from one that may not be seen, so that is said to be a guess.
 */
const KINDS: readonly Kind[] = [
  {
    id: 'image-invalid-name',
    pattern: /couldn't parse image (?:name|reference)|invalid reference format|InvalidImageName/i,
    title: 'Invalid image name',
    certainty: 'fact',
    says: image => `"${image}" is no name that an image can have: lower case, no blanks, no scheme such as https://.`,
    step: 'Correct the image in the owner of the pod.',
  },
  {
    id: 'image-rate-limit',
    pattern: /toomanyrequests|429 too many requests|pull rate limit|rate ?limit exceeded/i,
    title: 'Registry limits the rate of pulls',
    certainty: 'fact',
    says: image =>
      `The registry refuses to hand out ${image} for now because too many pulls came from this address or account.`,
    step: `Pull with credentials (${SECRETS}) or through a mirror; the kubelet tries again by itself.`,
  },
  {
    id: 'image-qps',
    pattern: /pull QPS exceeded/i,
    title: 'Kubelet limits its own pulls',
    certainty: 'fact',
    says: () => 'Too many pulls began at once on this node (registryPullQPS of the kubelet); it tries again by itself.',
    step: 'Wait, or raise registryPullQPS on the node.',
  },
  {
    id: 'image-platform',
    pattern:
      /no match(?:ing manifest)? for (?:platform|[\w/]+ in the manifest)|no matching manifest|no image found in (?:manifest list|image index) for architecture/i,
    title: 'Image not built for this platform',
    certainty: 'fact',
    says: (image, found) =>
      `${image} has no variant for the platform of ${textAt(found.pod, 'spec', 'nodeName') || 'the node'}.`,
    step: 'Build the image for that architecture, or select nodes of another one (kubernetes.io/arch).',
  },
  {
    id: 'image-corrupt',
    pattern: /unexpected commit digest|failed commit on ref|unexpected media type|digest mismatch|manifest invalid/i,
    title: 'What came is not the image',
    certainty: 'fact',
    says: image =>
      `What was sent for ${image} is not what it should be: a proxy answered in the place of the registry, or the transfer was damaged.`,
    step: 'See what is between the node and the registry; push the image again if the registry itself is damaged.',
  },
  {
    id: 'image-short-name',
    pattern: /short-?name .*did not resolve to an alias|short-name resolution enforced/i,
    title: 'Name without a registry',
    certainty: 'fact',
    says: image => `"${image}" names no registry, and the runtime of the node does not guess one.`,
    step: 'Write the whole name, such as docker.io/library/nginx.',
  },
  {
    id: 'image-registry',
    pattern: /\b5\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)/i,
    title: 'Registry has a fault',
    certainty: 'fact',
    says: image => `${splitImage(image).registry} answers, but with an error of its own.`,
    step: 'Look at the registry; the kubelet tries again by itself.',
  },
  {
    id: 'image-credentials',
    pattern:
      /insufficient_scope|pull access denied|authorization failed|requested access to the resource is denied|repository does not exist or may require/i,
    title: 'Image private or absent',
    certainty: 'guess',
    says: (image, found) =>
      `The registry refuses ${image} without saying whether it does not exist or may not be seen; ${secretsText(found)}.`,
    step: `Check the name, then ${SECRETS} of the pod or its service account.`,
  },
  {
    id: 'image-auth',
    pattern: /\b401\b|\b403\b|unauthorized|forbidden|no basic auth credentials|authentication required/i,
    title: 'Registry asks for credentials',
    certainty: 'fact',
    says: (image, found) => `The registry does not let the node have ${image}; ${secretsText(found)}.`,
    step: `Give the pod, or its service account, a valid ${SECRETS} for this registry.`,
  },
  {
    id: 'image-tag',
    pattern:
      /manifest (?:for \S+ )?not found|manifest unknown|: not found|code = NotFound|failed to resolve reference .*not found/i,
    title: 'No such image or tag',
    certainty: 'fact',
    says: image => `The registry has no ${image}: ${splitImage(image).tagText} is not there, or the repository is not.`,
    step: 'Correct the tag, or push the image.',
  },
  {
    id: 'image-name-unknown',
    pattern: /name unknown|NAME_UNKNOWN|repository .*not found/i,
    title: 'No such repository',
    certainty: 'fact',
    says: image => `The registry knows no repository ${splitImage(image).repository}.`,
    step: 'Correct the name of the image.',
  },
  {
    id: 'image-tls',
    pattern: /x509:|server gave HTTP response to HTTPS client|tls: |certificate/i,
    title: 'Registry not trusted',
    certainty: 'fact',
    says: image => `The node cannot make a trusted connection to ${splitImage(image).registry}.`,
    step: "Give the node's container runtime the certificate authority of the registry.",
  },
  {
    id: 'image-dns',
    pattern: /no such host|server misbehaving|Temporary failure in name resolution/i,
    title: 'Registry name not found in DNS',
    certainty: 'fact',
    says: image => `The node cannot resolve the name of the registry ${splitImage(image).registry}.`,
    step: 'Check the name of the registry and the DNS of the node.',
  },
  {
    id: 'image-network',
    pattern:
      /i\/o timeout|connection refused|connection reset|TLS handshake timeout|network is unreachable|no route to host|deadline exceeded|request canceled|unexpected EOF|RegistryUnavailable/i,
    title: 'Registry out of reach',
    certainty: 'fact',
    says: image => `The node got no answer from ${splitImage(image).registry}.`,
    step: 'Check network, firewall and proxy between the node and the registry.',
  },
  {
    id: 'image-canceled',
    pattern: /code = Canceled|context canceled/i,
    title: 'Pull broken off',
    certainty: 'guess',
    says: image =>
      `The pull of ${image} was broken off before its end: by a time limit, or by a restart of kubelet or runtime.`,
    step: 'The kubelet tries again by itself; if it stays, look at the container runtime of the node.',
  },
  {
    id: 'image-disk',
    pattern: /no space left on device/i,
    title: 'Node has no room for the image',
    certainty: 'fact',
    says: image => `The disk of the node is full, so ${image} could not be unpacked.`,
    step: 'Free the disk of the node, or move the pod.',
  },
  {
    id: 'image-never-pull',
    pattern: /pull policy of Never|ErrImageNeverPull/i,
    title: 'Image absent and never pulled',
    certainty: 'fact',
    says: image => `${image} is not on the node, and imagePullPolicy Never forbids to fetch it.`,
    step: 'Load the image onto the node, or let imagePullPolicy be IfNotPresent.',
  },
  {
    id: 'image-signature',
    pattern: /SignatureValidationFailed|signature/i,
    title: 'Signature refused',
    certainty: 'fact',
    says: image => `The policy of the node does not accept the signature of ${image}.`,
    step: "Sign the image, or correct the runtime's policy on the node.",
  },
];

const WAITS =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/;

/** Not `Error: ErrImagePull`, which the kubelet adds and which says nothing. */
const PULL_ERROR = /^(?!Error: \w+$).*(?:pull|image)/is;

const BACK_OFF_ONLY = /^Back-off pulling image "[^"]*"\.?$/;

/** Why an image is not there, by kind. */
export function imageFindings(found: Case): Finding[] {
  return found.containers.flatMap(container => {
    const reason = textAt(container.status, 'state', 'waiting', 'reason');
    return WAITS.test(reason) ? [imageFinding(found, container, reason)] : [];
  });
}

function imageFinding(found: Case, container: ContainerCase, reason: string): Finding {
  const { text, evidence } = pullError(found, container, reason);
  const image = pulledImage(found, container, text);
  const shared = {
    severity: 'error',
    evidence,
    next: nextStep(found, container, 'Read the whole error of the pull.'),
  } as const;
  for (const kind of KINDS) {
    const match = kind.pattern.exec(text) ?? kind.pattern.exec(reason);
    if (match === null) continue;
    return {
      id: kind.id,
      title: kind.title,
      sentence: `${container.name}: ${kind.says(image, found, match)}`,
      certainty: kind.certainty,
      ...shared,
      next: nextStep(found, container, kind.step),
    };
  }
  return {
    id: 'image-other',
    title: 'Image could not be pulled',
    sentence: `${container.name}: ${image} could not be pulled${text === '' || BACK_OFF_ONLY.test(text) ? '; the error of the pull is not known any more' : `: ${text.trim().replace(/\.$/, '')}`}.`,
    certainty: 'fact',
    ...shared,
  };
}

/** The container waits for its own image, or for one that is a volume of it: only the error tells which. */
function pulledImage({ pod }: Case, { spec }: ContainerCase, text: string): string {
  const own = textAt(spec, 'image');
  if (own !== '' && text.includes(own)) return own;
  const mounts = itemsAt(spec, 'volumeMounts').map(mount => textAt(mount, 'name'));
  const volume = itemsAt(pod, 'spec', 'volumes').find(each => {
    const reference = textAt(each, 'image', 'reference');
    return reference !== '' && text.includes(reference) && mounts.includes(textAt(each, 'name'));
  });
  return volume === undefined ? own : textAt(volume, 'image', 'reference');
}

/** The error of the pull itself. While the kubelet backs off, older ones say only `Back-off pulling image`: then the Event tells. */
function pullError(found: Case, container: ContainerCase, reason: string): { text: string; evidence: Evidence } {
  const message = textAt(container.status, 'state', 'waiting', 'message');
  const evidence = fieldEvidence(`${container.path}.state.waiting.message`, message || reason);
  if (message !== '' && !BACK_OFF_ONLY.test(message)) return { text: message, evidence };
  const event = eventOf(
    found,
    ['Failed', 'FailedToInspectImage', 'InspectFailed', 'ErrImageNeverPull'],
    container,
    PULL_ERROR,
  );
  return event ? { text: event.message, evidence: eventEvidence(event) } : { text: message, evidence };
}

const nextStep = (found: Case, container: ContainerCase, step: string): NextStep => ({
  step,
  command: `kubectl get pod ${quoted(found.name)}${found.inNamespace} -o jsonpath='{.${container.specPath}.image}'`,
});

function secretsText(found: Case): string {
  const names = itemsAt(found.pod, 'spec', SECRETS).map(secret => textAt(secret, 'name'));
  const missing = eventOf(found, ['FailedToRetrieveImagePullSecret']);
  const lost = /\(([^)]*)\)/.exec(missing?.message ?? '')?.[1];
  if (missing && lost) return `the secret ${lost} that it should use cannot be read`;
  return names.length === 0 ? `the pod has no ${SECRETS}` : `the pod uses ${names.join(', ')}`;
}

/** Registry, repository and tag of `registry/name:tag@digest`, as the runtimes fill it up. */
export function splitImage(image: string): { registry: string; repository: string; tagText: string } {
  const [named = '', digest] = image.split('@');
  const colon = named.lastIndexOf(':');
  const tag = colon > named.lastIndexOf('/') ? named.slice(colon + 1) : '';
  const repository = tag === '' ? named : named.slice(0, colon);
  const first = repository.split('/')[0] ?? '';
  const hasRegistry = repository.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return {
    registry: hasRegistry ? first : 'docker.io',
    repository,
    tagText: digest ? `the digest ${digest}` : `the tag ${tag || 'latest'}`,
  };
}
