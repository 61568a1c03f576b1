import type { ClockReading } from '../../app/clock-reading.ts';
import { containerSeverity } from '../../app/grid/container-severity.ts';
import { ownerText } from '../../app/grid/pod-fields.ts';
import type { PodItem } from '../../app/grid/pod-item.ts';
import { MEASURED } from '../../app/grid/usage-book.ts';
import { shareOf, usageText, usageTone } from '../../app/grid/usage-columns.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { int32, list, object, text } from '../../kube/foreign.ts';
import type { ContainerStateTerminated, ContainerStatus, Pod } from '../../kube/pod.ts';
import { quantityText } from '../../kube/quantity.ts';
import { parseTime } from '../../kube/time.ts';
import { exitCodeMeaning, signalMeaning, signalName } from '../../status/catalogue/exit-codes.ts';
import { nextCommand } from '../../status/next-step.ts';
import { reasonFor } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import type { Line, Role, Span } from '../frame.ts';
import { liveSpan, type Tell } from '../live-text.ts';
import type { Painting } from '../painting.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { sparkline } from '../sparkline.ts';
import { clean, pad, widthOf, wrap } from '../text.ts';
import { troubleLines } from './trouble-lines.ts';

const LABEL_WIDTH = 11;

/** Everything about one pod that is known without asking again. All lines; the pane shows a window of them. */
export function detailLines(painting: Painting, item: PodItem, width: number, height: number): Line[] {
  const inner = Math.max(10, width - 2);
  return [
    ...statusLines(painting, item, inner),
    ...troubleLines(painting, item, inner),
    ...(height < 16 ? [] : adviceLines(item, inner)),
    // Where every line counts, none is blank.
    ...(height < 8 ? [] : [line()]),
    ...containerLines(painting, item.entry.pod, inner),
    ...(height < 8 ? [] : [line()]),
    ...factLines(painting, item, inner),
    ...usageLines(painting, item, inner),
    ...conditionLines(painting, item.entry.pod, inner),
    ...labelLines(item.entry.pod, inner),
  ].map(({ spans }) => line(span(' '), ...cutSpans(spans, inner)));
}

export function statusLines({ reading, marks, clock }: Painting, { entry, health }: PodItem, width: number): Line[] {
  const { row, statusSince, goneAt } = entry;
  const since: Tell = own => `  for ${statusSince.exact ? '' : '>='}${own.since(statusSince.at)}`;
  const first: Span[] =
    goneAt === undefined
      ? [
          span(`${marks.severity[health.severity]} `, health.severity),
          { ...foreign(row.status, health.severity), bold: true },
          liveSpan(reading, since, 'muted'),
        ]
      : [
          span(`${marks.gone} gone `, 'tombstone', true),
          liveSpan(reading, own => `since ${clock(goneAt)} (${own.since(goneAt)}), was `, 'muted'),
          foreign(row.status),
        ];
  const phase: Span[] = [
    span('   phase ', 'muted'),
    foreign(row.phase || '<none>', row.phase === row.status ? 'muted' : 'text'),
  ];
  const lines = [line(...first, ...phase)];
  if (health.why !== '') lines.push(...wrap(clean(health.why), width - 2).map(part => line(span(`  ${part}`))));
  return lines;
}

/** What the word means and what to do about it, from the catalogue, while there is something to do. */
function adviceLines({ entry: { row, pod, goneAt }, health }: PodItem, width: number): Line[] {
  if (goneAt !== undefined || health.severity === 'ok' || health.severity === 'done') return [];
  const info = reasonFor(row.status);
  const command = nextCommand(info, pod, row);
  const sentences = [
    health.why === info.meaning.replace(/\.$/, '') ? '' : info.meaning,
    info.next.step,
    command === undefined ? '' : `$ ${command}`,
  ];
  return sentences
    .filter(sentence => sentence !== '')
    .flatMap(sentence => wrap(clean(sentence), width - 2).map(part => line(span(`  ${part}`, 'muted'))));
}

type Age = (at: number) => string;
/** What time changes is told with the ages of the moment. */
type Value = string | ((age: Age) => string);
type Fact = readonly [label: string, value: Value];

const told = (value: Value, reading: ClockReading): string =>
  clean(typeof value === 'string' ? value : value(at => reading.age(at)));
/** How wide it may become: no line comes or goes with time. */
const widest = (value: Value): number => widthOf(clean(typeof value === 'string' ? value : value(() => '2y364d')));

/** Label and value; short ones two beside each other. */
function factLines({ reading, clock }: Painting, { entry }: PodItem, width: number): Line[] {
  const { row, pod } = entry;
  const { metadata } = pod;
  const status = object(pod.status);
  const ago = (at: number | undefined, before = ''): Value =>
    at === undefined ? '' : age => `${before}${clock(at)} (${age(at)} ago)`;
  const ips = list(status?.podIPs)
    .map(each => text(object(each)?.ip))
    .filter(ip => ip !== '');
  const deletedAt = parseTime(metadata.deletionTimestamp);
  const finalizers = list(metadata.finalizers).map(text);
  const { count, lastAt } = row.restarts;
  const facts: readonly Fact[] = [
    ['Ready', `${row.ready.count}/${row.ready.total}`],
    ['Restarts', lastAt === undefined ? `${count}` : age => `${count} (${age(lastAt)} ago)`],
    ['Namespace', row.namespace],
    ['Owner', ownerText(pod)],
    ['Node', row.node === undefined ? '' : `${row.node}${text(status?.hostIP) ? ` (${text(status?.hostIP)})` : ''}`],
    ['IPs', ips.join(', ') || (row.ip ?? '')],
    ['Created', ago(row.createdAt)],
    ['Started', ago(parseTime(status?.startTime))],
    ['QoS', text(status?.qosClass)],
    ['Account', text(object(pod.spec)?.serviceAccountName)],
    ['Restart', text(object(pod.spec)?.restartPolicy)],
    ['Priority', text(object(pod.spec)?.priorityClassName)],
    ['Nominated', row.nominatedNode ?? ''],
    ['Gates', row.readinessGates ? `${row.readinessGates.met} of ${row.readinessGates.total} met` : ''],
    ['Reason', text(status?.reason)],
    ['Deleted', ago(deletedAt, 'due ')],
    ['Finalizers', finalizers.join(', ')],
  ];
  const shown = facts.filter(([, value]) => value !== '');
  const lines: Line[] = [];
  const half = Math.floor(width / 2);
  const isShort = ([, value]: Fact): boolean => widest(value) < half - LABEL_WIDTH;
  const factSpans = ([label, value]: Fact, room: number): Span[] => [
    span(pad(label, LABEL_WIDTH), 'muted'),
    liveSpan(reading, own => `${pad(told(value, own), room - LABEL_WIDTH - 1)} `),
  ];
  const long = shown.filter(fact => !isShort(fact));
  const short = shown.filter(isShort);
  for (let i = 0; i < short.length; i += 2)
    lines.push(line(...short.slice(i, i + 2).flatMap(fact => factSpans(fact, half))));
  for (const fact of long) lines.push(line(...factSpans(fact, width)));
  const message = text(status?.message);
  if (message !== '') lines.push(...labelled('Message', clean(message), width));
  return lines;
}

function labelled(label: string, value: string, width: number): Line[] {
  return wrap(value, width - LABEL_WIDTH).map((part, i) =>
    line(span(pad(i === 0 ? label : '', LABEL_WIDTH), 'muted'), span(part)),
  );
}

/** How many measurements are drawn. */
const COURSE = 24;

/** `CPU  120m  48% of 250m requested, 24% of the limit 500m  ▁▂▅▃`; nothing while it is not measured. */
function usageLines({ session, ascii }: Painting, item: PodItem, width: number): Line[] {
  const { usage } = item;
  if (!usage || item.entry.goneAt !== undefined) return [];
  const { namespace, name } = item.entry.row;
  return MEASURED.flatMap(resource => {
    const share = usage[resource];
    if (share.used === undefined) return [];
    const of = (bound: 'request' | 'limit', text: string): string => {
      const part = shareOf(share, bound);
      return part === undefined
        ? ''
        : `${Math.round(part * 100)}% of the ${text} ${quantityText(share[bound]!, resource)}`;
    };
    const bounds =
      [of('request', 'request'), of('limit', 'limit')].filter(Boolean).join(', ') || 'no request, no limit';
    const course = session.world.usage?.course(namespace, name, resource).slice(-COURSE) ?? [];
    const label = resource === 'cpu' ? 'CPU' : 'Memory';
    return [
      line(
        ...cutSpans(
          [
            span(pad(label, LABEL_WIDTH), 'muted'),
            span(pad(usageText(share.used, resource), 7), usageTone(item, resource)),
            span(bounds, 'muted'),
            span(course.length > 1 ? `  ${sparkline(course, ascii)}` : '', 'accent'),
          ],
          width,
        ),
      ),
    ];
  });
}

export const heading = (title: string, width: number, rule: string): Line =>
  line(span(`${title} `, 'columnHeader'), span(rule.repeat(Math.max(0, width - title.length - 1)), 'border'));

/** In the order of a start; kinds that are not of a start come after. */
const CONDITION_ORDER = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized', 'ContainersReady', 'Ready'];
const orderOf = (type: string): number => {
  const at = CONDITION_ORDER.indexOf(type);
  return at < 0 ? CONDITION_ORDER.length : at;
};

function conditionLines({ reading, marks }: Painting, pod: Pod, width: number): Line[] {
  const conditions = list(object(pod.status)?.conditions)
    .map(object)
    .filter(each => each !== undefined);
  if (conditions.length === 0) return [];
  const lines: Line[] = [line(), heading('Conditions', width, marks.rule)];
  for (const each of [...conditions].sort((a, b) => orderOf(text(a.type)) - orderOf(text(b.type)))) {
    const status = text(each.status);
    const bad = text(each.type) === 'DisruptionTarget' ? status === 'True' : status !== 'True';
    const severity: Severity = status === 'Unknown' ? 'unknown' : bad ? 'warning' : 'ok';
    const since = parseTime(each.lastTransitionTime);
    const reason = text(each.reason);
    const probed = parseTime(each.lastProbeTime);
    lines.push(
      line(
        span(`${marks.severity[severity]} `, severity),
        span(pad(clean(text(each.type)), Math.min(27, width - 20)), 'text'),
        span(pad(clean(status), 8), bad ? severity : 'muted'),
        liveSpan(reading, own => pad(since === undefined ? '' : own.age(since), 6, 'right'), 'muted'),
        span(reason === '' ? '' : '  '),
        foreign(reason, bad ? 'text' : 'muted'),
        liveSpan(reading, own => (probed === undefined ? '' : `  probed ${own.age(probed)} ago`), 'muted'),
      ),
      ...(text(each.message) === ''
        ? []
        : wrap(clean(text(each.message)), width - 2).map(part => line(span(`  ${part}`, 'muted')))),
    );
  }
  return lines;
}

function containerLines(painting: Painting, pod: Pod, width: number): Line[] {
  const spec = object(pod.spec);
  const status = object(pod.status);
  const kinds = [
    { specs: list(spec?.initContainers), statuses: list(status?.initContainerStatuses), kind: 'init' },
    { specs: list(spec?.containers), statuses: list(status?.containerStatuses), kind: '' },
    { specs: list(spec?.ephemeralContainers), statuses: list(status?.ephemeralContainerStatuses), kind: 'ephemeral' },
  ];
  const lines: Line[] = [];
  for (const { specs, statuses, kind } of kinds) {
    const known = new Map(statuses.map(each => [text(object(each)?.name), object(each)]));
    const names = new Set([...specs.map(each => text(object(each)?.name)), ...known.keys()]);
    for (const name of names) {
      const wanted = object(specs.find(each => object(each)?.name === name));
      const sidecar = kind === 'init' && wanted?.restartPolicy === 'Always';
      lines.push(
        ...oneContainer(painting, name, sidecar ? 'sidecar' : kind, text(wanted?.image), known.get(name), width),
      );
    }
  }
  return lines.length === 0 ? [] : [heading('Containers', width, painting.marks.rule), ...lines];
}

function oneContainer(
  painting: Painting,
  name: string,
  kind: string,
  image: string,
  status: ContainerStatus | undefined,
  width: number,
): Line[] {
  const { marks, reading } = painting;
  const state = stateOf(status);
  const restarts = int32(status?.restartCount);
  const head: Span[] = [
    span(`${marks.severity[state.severity]} `, state.severity),
    { ...foreign(name), bold: true },
    span(kind === '' ? '' : ` ${kind}`, 'accent'),
    span('  '),
    foreign(state.word, state.severity),
    liveSpan(reading, state.more, 'muted'),
    span(
      status?.ready === true ? '  ready' : state.running ? '  not ready' : '',
      status?.ready === true ? 'ok' : 'warning',
    ),
    span(restarts === 0 ? '' : `  ${restarts} restart${restarts === 1 ? '' : 's'}`, 'text'),
  ];
  const lines: Line[] = [line(...head)];
  const under = (label: string, value: Value, role: Role = 'text'): void => {
    if (value === '') return;
    const room = width - 2 - 6;
    const parts =
      widest(value) <= room
        ? [liveSpan(reading, own => told(value, own), role)]
        : wrap(told(value, reading), room).map(part => span(part, role));
    for (const [i, part] of parts.entries()) lines.push(line(span(`  ${pad(i === 0 ? label : '', 6)}`, 'muted'), part));
  };
  under('says', state.message);
  const last = object(object(status?.lastState)?.terminated);
  // What is said at length has room where the pane has the whole screen.
  const isRoomy = painting.session.state.layout.zoomed;
  under('last', last ? age => `${text(last.reason) || 'terminated'} ${endText(age, last)}` : '');
  if (isRoomy)
    under(
      '',
      [endMeaning(last ?? object(object(status?.state)?.terminated)), text(last?.message)].filter(Boolean).join('; '),
    );
  under('image', text(status?.image) || image, 'muted');
  if (isRoomy) under('id', text(status?.imageID), 'muted');
  return lines;
}

interface StateText {
  readonly severity: Severity;
  readonly word: string;
  readonly more: Tell;
  readonly message: string;
  readonly running: boolean;
}

function stateOf(status: ContainerStatus | undefined): StateText {
  const state = object(status?.state);
  const running = object(state?.running);
  const waiting = object(state?.waiting);
  const terminated = object(state?.terminated);
  const severity = containerSeverity(status);
  if (running) {
    const at = parseTime(running.startedAt);
    return {
      severity,
      word: 'running',
      more: own => (at === undefined ? '' : ` for ${own.age(at)}`),
      message: '',
      running: true,
    };
  }
  if (terminated) {
    return {
      severity,
      word: text(terminated.reason) || 'terminated',
      more: own => ` ${endText(at => own.age(at), terminated)}`,
      message: text(terminated.message),
      running: false,
    };
  }
  return {
    severity,
    word: text(waiting?.reason) || 'waiting',
    more: () => '',
    message: text(waiting?.message),
    running: false,
  };
}

/** `exit 137 (signal 9), 2m ago, ran 38s` */
function endText(age: Age, end: ContainerStateTerminated): string {
  const started = parseTime(end.startedAt);
  const finished = parseTime(end.finishedAt);
  const signal = int32(end.signal);
  return [
    `exit ${int32(end.exitCode)}${signal === 0 ? '' : ` (signal ${signal})`}`,
    ...(finished === undefined ? [] : [`${age(finished)} ago`]),
    ...(started === undefined || finished === undefined ? [] : [`ran ${preciseDuration(finished - started)}`]),
  ].join(', ');
}

/** What its exit code or signal means, in words; empty for one that is the program's own. */
function endMeaning(end: ContainerStateTerminated | undefined): string {
  const signal = int32(end?.signal);
  if (signal !== 0) return [signalName(signal), signalMeaning(signal)].filter(Boolean).join(': ');
  return end ? (exitCodeMeaning(int32(end.exitCode)) ?? '') : '';
}

function labelLines(pod: Pod, width: number): Line[] {
  const labels = Object.entries(object(pod.metadata.labels) ?? {});
  if (labels.length === 0) return [];
  return [
    line(),
    ...labels.flatMap(([key, value], i) => labelled(i === 0 ? 'Labels' : '', clean(`${key}=${text(value)}`), width)),
  ];
}

export const emptyDetail = (): Line[] => [line(span(' No pod is chosen.', 'muted'))];
