/** What the API server refuses of a manifest, as far as the demo would stumble over it. */
import { isRecord } from './merge-patch.ts';
import type { Draft } from './objects.ts';
import type { ResourceType } from './resources.ts';
import { invalid, type StatusError } from './status-error.ts';

type Fields = Readonly<Record<string, unknown>>;

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** @throws StatusError 422 */
export function checkManifest({ kind, group }: ResourceType, { metadata, spec }: Draft): void {
  const name = metadata.name ?? '';
  const refuse = (field: string, message: string): StatusError => invalid(kind, group, name, field, message);
  if (name !== '' && !NAME.test(name)) throw refuse('metadata.name', `Invalid value: "${name}": ${NAME_WORDS}`);
  CHECKS[kind]?.(isRecord(spec) ? spec : {}, refuse);
}

type Refuse = (field: string, message: string) => StatusError;

const CHECKS: Readonly<Record<string, (spec: Fields, refuse: Refuse) => void>> = {
  Pod: (spec, refuse) => checkContainers(spec, 'spec', refuse),
  Deployment: checkWorkload,
  ReplicaSet: checkWorkload,
  StatefulSet: checkWorkload,
  DaemonSet: checkWorkload,
  Job: (spec, refuse) => {
    const pod = checkTemplate(spec, refuse);
    const policy = pod['restartPolicy'];
    if (policy === 'Never' || policy === 'OnFailure') return;
    const wrong = policy === undefined ? 'Required value' : `Unsupported value: "${policy}"`;
    throw refuse('spec.template.spec.restartPolicy', `${wrong}: supported values: "OnFailure", "Never"`);
  },
};

function checkWorkload(spec: Fields, refuse: Refuse): void {
  const { replicas, selector } = spec;
  if (typeof replicas === 'number' && replicas < 0)
    throw refuse('spec.replicas', `Invalid value: ${replicas}: must be greater than or equal to 0`);
  if (!isRecord(selector)) throw refuse('spec.selector', 'Required value');
  checkTemplate(spec, refuse);
  const { metadata } = spec['template'] as Fields;
  const labels = isRecord(metadata) && isRecord(metadata['labels']) ? metadata['labels'] : {};
  const wanted = isRecord(selector['matchLabels']) ? selector['matchLabels'] : {};
  if (Object.entries(wanted).some(([key, value]) => labels[key] !== value)) {
    const given = JSON.stringify(labels);
    throw refuse(
      'spec.template.metadata.labels',
      `Invalid value: ${given}: \`selector\` does not match template \`labels\``,
    );
  }
}

function checkTemplate(spec: Fields, refuse: Refuse): Fields {
  const template = isRecord(spec['template']) ? spec['template'] : {};
  const pod = isRecord(template['spec']) ? template['spec'] : {};
  checkContainers(pod, 'spec.template.spec', refuse);
  return pod;
}

function checkContainers(pod: Fields, path: string, refuse: Refuse): void {
  const list = pod['containers'];
  if (!Array.isArray(list) || list.length === 0) throw refuse(`${path}.containers`, 'Required value');
  const names = new Set<unknown>();
  for (const [index, container] of list.entries()) {
    const at = `${path}.containers[${index}]`;
    if (!isRecord(container) || typeof container['name'] !== 'string' || container['name'] === '')
      throw refuse(`${at}.name`, 'Required value');
    if (typeof container['image'] !== 'string' || container['image'] === '')
      throw refuse(`${at}.image`, 'Required value');
    if (names.has(container['name'])) throw refuse(`${at}.name`, `Duplicate value: "${container['name']}"`);
    names.add(container['name']);
  }
}
