import { object, text } from '../../kube/foreign.ts';
import { isHealthy } from '../../status/health.ts';
import { ownerText } from '../grid/pod-fields.ts';
import { containersOf, type Facts, imagesOf, reasonsOf } from './facts.ts';

/** A field that texts are looked for in: `status:Crash*`. */
export interface TextField {
  readonly kind: 'text';
  readonly names: readonly string[];
  readonly help: string;
  readonly example: string;
  texts(facts: Facts): readonly string[];
}
/** A field that is compared: `restarts>5`, `age<1h`. */
export interface AmountField {
  readonly kind: 'count' | 'duration';
  readonly names: readonly string[];
  readonly help: string;
  readonly example: string;
  /**
   * ms for durations; undefined: not known, which no comparison lets through.
   * @param skew by how much the cluster's clock is ahead of ours, ms
   */
  amount(facts: Facts, now: number, skew: number): number | undefined;
}
/** A field with a fixed set of answers: `ready:no`. */
export interface ChoiceField {
  readonly kind: 'choice';
  readonly names: readonly string[];
  readonly help: string;
  readonly example: string;
  readonly choices: Readonly<Record<string, (facts: Facts) => boolean>>;
}
/** `label:app=web`, `label:app`. */
export interface LabelField {
  readonly kind: 'label';
  readonly names: readonly string[];
  readonly help: string;
  readonly example: string;
}
export type Field = TextField | AmountField | ChoiceField | LabelField;

const given = (...texts: readonly (string | undefined)[]): string[] => texts.filter(each => each !== undefined);
const allReady = ({ entry }: Facts): boolean =>
  entry !== undefined && entry.row.ready.count === entry.row.ready.total && entry.row.ready.total > 0;

/** The fields of the filter language; also its documentation. Of a line of the log, fields of the pod are those of the pod as it is now. */
export const FIELDS: readonly Field[] = [
  {
    kind: 'text',
    names: ['status'],
    help: 'The word STATUS; of a line of the log, before or after.',
    example: 'status:Crash*',
    texts: ({ entry, transition }) =>
      transition
        ? transition.subject === 'status' || transition.subject === 'pod'
          ? given(transition.from, transition.to)
          : []
        : given(entry?.row.status),
  },
  {
    kind: 'text',
    names: ['ns', 'namespace'],
    help: 'The namespace.',
    example: 'ns:shop',
    texts: ({ entry, transition }) => given(transition?.namespace ?? entry?.row.namespace),
  },
  {
    kind: 'text',
    names: ['name', 'pod'],
    help: 'The name of the pod.',
    example: 'name:web-*',
    texts: ({ entry, transition }) => given(transition?.name ?? entry?.row.name),
  },
  {
    kind: 'text',
    names: ['node'],
    help: 'The node.',
    example: 'node:node-7',
    texts: ({ entry }) => given(entry?.row.node),
  },
  {
    kind: 'text',
    names: ['ip'],
    help: 'The address of the pod.',
    example: 'ip:10.244.3.*',
    texts: ({ entry }) => given(entry?.row.ip),
  },
  {
    kind: 'text',
    names: ['owner'],
    help: 'The controller, as kind/name.',
    example: 'owner:StatefulSet/*',
    texts: ({ entry }) => (entry ? [ownerText(entry.pod)] : []),
  },
  {
    kind: 'text',
    names: ['image'],
    help: 'The image of any container.',
    example: 'image:*:latest',
    texts: ({ entry }) => (entry ? imagesOf(entry.pod) : []),
  },
  {
    kind: 'text',
    names: ['container'],
    help: 'The name of any container; of a line of the log, the container it is about.',
    example: 'container:proxy',
    texts: ({ entry, transition }) =>
      transition
        ? transition.subject === 'condition'
          ? []
          : given(transition.part)
        : entry
          ? containersOf(entry.pod)
          : [],
  },
  {
    kind: 'text',
    names: ['reason'],
    help: 'Any reason the pod gives: its own, of a condition, of a state or last state of a container.',
    example: 'reason:OOMKilled',
    texts: ({ entry, transition }) =>
      transition ? given(transition.reason, transition.to) : entry ? reasonsOf(entry.pod) : [],
  },
  {
    kind: 'text',
    names: ['phase'],
    help: 'The phase, which is not the STATUS.',
    example: 'phase:Pending',
    texts: ({ entry }) => given(entry?.row.phase),
  },
  {
    kind: 'text',
    names: ['qos'],
    help: 'The quality of service class.',
    example: 'qos:BestEffort',
    texts: ({ entry }) => [text(object(entry?.pod.status)?.qosClass)],
  },
  {
    kind: 'text',
    names: ['account'],
    help: 'The service account.',
    example: 'account:default',
    texts: ({ entry }) => [text(object(entry?.pod.spec)?.serviceAccountName)],
  },
  {
    kind: 'text',
    names: ['severity'],
    help: 'ok, done, progressing, unknown, warning or error.',
    example: 'severity:error',
    texts: ({ health, transition }) => given(transition?.severity ?? health?.severity),
  },
  {
    kind: 'text',
    names: ['change'],
    help: 'What a line of the log is about: status, restarts, condition, container, phase, ready, deletion, pod, asked, gap.',
    example: 'change:restarts',
    texts: ({ transition }) => given(transition?.subject),
  },
  { kind: 'label', names: ['label', 'l'], help: 'A label, with a value or without.', example: 'label:app=web' },
  {
    kind: 'choice',
    names: ['ready'],
    help: 'Whether all containers are ready.',
    example: 'ready:no',
    choices: { yes: allReady, no: facts => facts.entry !== undefined && !allReady(facts) },
  },
  {
    kind: 'choice',
    names: ['is'],
    help: 'healthy, unhealthy or gone.',
    example: 'is:unhealthy',
    choices: {
      healthy: ({ health }) => health !== undefined && isHealthy(health.severity),
      unhealthy: ({ health, entry }) =>
        health !== undefined && entry?.goneAt === undefined && !isHealthy(health.severity),
      gone: ({ entry }) => entry?.goneAt !== undefined,
    },
  },
  {
    kind: 'count',
    names: ['restarts'],
    help: 'How often containers were started again.',
    example: 'restarts>5',
    amount: ({ entry }) => entry?.row.restarts.count,
  },
  {
    kind: 'duration',
    names: ['age'],
    help: 'Since the pod was created.',
    example: 'age<1h',
    amount: ({ entry }, now, skew) =>
      entry?.row.createdAt === undefined ? undefined : now + skew - entry.row.createdAt,
  },
  {
    kind: 'duration',
    names: ['in'],
    help: 'How long the pod has had its STATUS; of a line of the log, how long what was before had lasted.',
    example: 'in>10m',
    amount: ({ entry, transition }, now) =>
      transition ? transition.lasted?.ms : entry ? now - entry.statusSince.at : undefined,
  },
];

const byName = new Map(FIELDS.flatMap(field => field.names.map(name => [name, field] as const)));
export const fieldOf = (name: string): Field | undefined => byName.get(name.toLowerCase());
