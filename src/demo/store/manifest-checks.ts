/** What the API server refuses of a manifest, as far as the demo would stumble over it. */
import { isSubdomain, labelKeyProblem, labelValueProblem, SUBDOMAIN_WORDS } from '../../kube/label-syntax.ts';
import { isRecord } from './merge-patch.ts';
import type { Draft } from './objects.ts';
import type { ResourceType } from './resources.ts';
import { type Flaw, invalidAll } from './status-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Takes note of what is wrong with a field. */
type Refuse = (field: string, message: string) => void;

/** @throws StatusError 422 that names everything */
export function checkManifest({ kind, group }: ResourceType, { metadata, spec }: Draft): void {
  const flaws: Flaw[] = [];
  const refuse: Refuse = (field, message) => void flaws.push({ field, message });
  checkMetadata(metadata, refuse);
  CHECKS[kind]?.(isRecord(spec) ? spec : {}, refuse);
  if (flaws.length > 0) throw invalidAll(kind, group, metadata.name ?? '', flaws);
}

const wrong = (value: unknown, words: string): string => `Invalid value: ${JSON.stringify(value)}: ${words}`;
const LONGEST_NAME = 253;

function checkMetadata({ name, generateName, labels, finalizers }: Draft['metadata'], refuse: Refuse): void {
  const stem = generateName?.replace(/-$/, 'a') ?? '';
  if (stem !== '' && !isSubdomain(stem)) refuse('metadata.generateName', wrong(generateName, SUBDOMAIN_WORDS));
  if (name !== undefined && name.length > LONGEST_NAME)
    refuse('metadata.name', wrong(name, `must be no more than ${LONGEST_NAME} characters`));
  else if (name && !isSubdomain(name)) refuse('metadata.name', wrong(name, SUBDOMAIN_WORDS));
  for (const [key, value] of Object.entries(labels ?? {})) {
    const [keyProblem, valueProblem] = [labelKeyProblem(key), labelValueProblem(value)];
    if (keyProblem !== undefined) refuse('metadata.labels', wrong(key, keyProblem));
    if (valueProblem !== undefined) refuse('metadata.labels', wrong(value, valueProblem));
  }
  for (const [index, finalizer] of (finalizers ?? []).entries())
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer))
      refuse(
        `metadata.finalizers[${index}]`,
        wrong(finalizer, 'name is neither a standard finalizer name nor is it fully qualified'),
      );
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

const CHECKS: Readonly<Record<string, (spec: Fields, refuse: Refuse) => void>> = {
  Pod: (spec, refuse) => checkPod(spec, 'spec', refuse),
  Deployment: checkWorkload,
  ReplicaSet: checkWorkload,
  StatefulSet: checkWorkload,
  DaemonSet: checkWorkload,
  Job: (spec, refuse) => {
    const pod = checkTemplate(spec, refuse);
    const policy = pod['restartPolicy'];
    if (policy === 'Never' || policy === 'OnFailure') return;
    const given = policy === undefined ? 'Required value' : `Unsupported value: "${policy}"`;
    refuse('spec.template.spec.restartPolicy', `${given}: supported values: "OnFailure", "Never"`);
  },
};

function checkWorkload(spec: Fields, refuse: Refuse): void {
  const { replicas, selector } = spec;
  if (typeof replicas === 'number' && replicas < 0)
    refuse('spec.replicas', wrong(replicas, 'must be greater than or equal to 0'));
  if (!isRecord(selector)) {
    refuse('spec.selector', 'Required value');
    return;
  }
  checkTemplate(spec, refuse);
  const { metadata } = (isRecord(spec['template']) ? spec['template'] : {}) as Fields;
  const labels = isRecord(metadata) && isRecord(metadata['labels']) ? metadata['labels'] : {};
  const wanted = isRecord(selector['matchLabels']) ? selector['matchLabels'] : {};
  if (Object.entries(wanted).some(([key, value]) => labels[key] !== value))
    refuse('spec.template.metadata.labels', wrong(labels, '`selector` does not match template `labels`'));
}

function checkTemplate(spec: Fields, refuse: Refuse): Fields {
  const template = isRecord(spec['template']) ? spec['template'] : {};
  const pod = isRecord(template['spec']) ? template['spec'] : {};
  checkPod(pod, 'spec.template.spec', refuse);
  return pod;
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_WORDS =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** Fields that are one of a few words, in a pod and in a container. */
const POLICIES = ['Always', 'OnFailure', 'Never'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

function checkWord(given: unknown, known: readonly string[], field: string, refuse: Refuse): void {
  if (given === undefined || known.includes(given as string)) return;
  refuse(
    field,
    `Unsupported value: ${JSON.stringify(given)}: supported values: ${known.map(word => `"${word}"`).join(', ')}`,
  );
}

function checkPod(pod: Fields, path: string, refuse: Refuse): void {
  const volumes = new Set(itemsAt(pod, 'volumes').map(volume => (isRecord(volume) ? volume['name'] : undefined)));
  const containers = itemsAt(pod, 'containers');
  if (containers.length === 0) refuse(`${path}.containers`, 'Required value');
  const names = new Set<unknown>();
  for (const field of ['containers', 'initContainers'])
    for (const [index, container] of itemsAt(pod, field).entries())
      checkContainer(isRecord(container) ? container : {}, `${path}.${field}[${index}]`, { names, volumes }, refuse);
  if (!path.startsWith('spec.template')) checkWord(pod['restartPolicy'], POLICIES, `${path}.restartPolicy`, refuse);
}

function checkContainer(
  container: Fields,
  at: string,
  { names, volumes }: { readonly names: Set<unknown>; readonly volumes: ReadonlySet<unknown> },
  refuse: Refuse,
): void {
  const { name, image } = container;
  if (typeof name !== 'string' || name === '') refuse(`${at}.name`, 'Required value');
  else if (!LABEL.test(name)) refuse(`${at}.name`, wrong(name, LABEL_WORDS));
  else if (names.has(name)) refuse(`${at}.name`, `Duplicate value: "${name}"`);
  names.add(name);
  if (typeof image !== 'string' || image === '') refuse(`${at}.image`, 'Required value');
  checkWord(container['imagePullPolicy'], PULL_POLICIES, `${at}.imagePullPolicy`, refuse);
  for (const [index, mount] of itemsAt(container, 'volumeMounts').entries())
    if (isRecord(mount) && !volumes.has(mount['name']))
      refuse(`${at}.volumeMounts[${index}].name`, `Not found: ${JSON.stringify(mount['name'])}`);
}

const itemsAt = (fields: Fields, name: string): readonly unknown[] => {
  const { [name]: list } = fields;
  return Array.isArray(list) ? list : [];
};
