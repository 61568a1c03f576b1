import type { ContainerCase } from '../../diagnosis/case.ts';
import { PROBE_KINDS, type ProbeKind, probeArithmetic, probeOf } from '../../diagnosis/probes.ts';
import { humanDuration, preciseDuration } from '../../kube/duration.ts';
import { at, entriesAt, isObject, itemsAt, type Json, numberAt, textAt, textsAt, timeAt } from '../../kube/json.ts';
import type { Usage } from '../../kube/pod-metrics.ts';
import { parseQuantity, quantityText } from '../../kube/quantity.ts';
import { exitCodeText, signalMeaning, signalName } from '../../status/catalogue/exit-codes.ts';
import { reasonFor } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';
import { type EnvironmentOptions, environmentRows } from './describe-environment.ts';
import {
  fieldRows,
  given,
  many,
  objectRows,
  type Row,
  restRows,
  row,
  type Section,
  timeText,
} from './describe-rows.ts';

export interface ContainerOptions extends EnvironmentOptions {
  readonly now: number;
  readonly usage?: Usage | undefined;
}

/** One container: all that its spec wants and its status tells. */
export function containerSection(container: ContainerCase, options: ContainerOptions): Section {
  const { kind, name, spec, status } = container;
  const { now } = options;
  const state = stateOf(status, 'state');
  const restarts = numberAt(status, 'restartCount');
  return {
    id: `container/${name}`,
    title: `${kind === 'app' ? 'Container' : `${kind[0]!.toUpperCase()}${kind.slice(1)} container`} ${name}`,
    summary: [state.word, restarts ? `${restarts} restart${restarts === 1 ? '' : 's'}` : ''].filter(Boolean).join(', '),
    role: state.severity,
    rows: [
      ...stateRows('State', status, 'state', now),
      ...stateRows('Last State', status, 'lastState', now),
      ...(kind === 'init' || kind === 'ephemeral' || !isObject(at(status, 'state'))
        ? given('Ready', titled(textAt(status, 'ready')))
        : [
            row(
              'Ready',
              titled(textAt(status, 'ready') || 'false'),
              0,
              at(status, 'ready') === true ? 'ok' : 'warning',
            ),
          ]),
      ...given('Started', titled(textAt(status, 'started'))),
      ...given('Restart Count', restarts === undefined ? '' : String(restarts)),
      ...given('Restart Policy', textAt(spec, 'restartPolicy')),
      ...imageRows(spec, status),
      ...many('Ports', portTexts(spec, 'containerPort')),
      ...many('Host Ports', portTexts(spec, 'hostPort')),
      ...commandRows('Command', textsAt(spec, 'command')),
      ...commandRows('Args', textsAt(spec, 'args')),
      ...given('Working Dir', textAt(spec, 'workingDir')),
      ...given('Target', textAt(spec, 'targetContainerName')),
      ...resourceRows(spec, status, options.usage),
      ...PROBE_KINDS.flatMap(each => probeRows(spec, each, now, status)),
      ...hookRows(spec),
      ...given(
        'Termination Log',
        [textAt(spec, 'terminationMessagePath'), textAt(spec, 'terminationMessagePolicy')].filter(Boolean).join(', '),
      ),
      ...environmentRows(spec, options),
      ...mountRows(spec),
      ...deviceRows(spec),
      ...objectRows('Security Context', at(spec, 'securityContext')),
      ...restRows(spec, TOLD_OF_SPEC),
      ...restRows(status, TOLD_OF_STATUS),
    ],
  };
}

const TOLD_OF_SPEC =
  'name image imagePullPolicy ports command args workingDir targetContainerName restartPolicy resources startupProbe readinessProbe livenessProbe lifecycle terminationMessagePath terminationMessagePolicy env envFrom volumeMounts volumeDevices securityContext'.split(
    ' ',
  );
const TOLD_OF_STATUS = 'name state lastState ready started restartCount image imageID containerID resources'.split(' ');

interface StateText {
  readonly word: string;
  readonly severity: Severity;
}

function stateOf(status: Json, field: 'state' | 'lastState'): StateText {
  const waiting = at(status, field, 'waiting');
  const terminated = at(status, field, 'terminated');
  if (isObject(at(status, field, 'running'))) {
    return { word: 'Running', severity: at(status, 'ready') === true ? 'ok' : 'progressing' };
  }
  if (isObject(waiting)) {
    const reason = textAt(waiting, 'reason');
    return { word: reason || 'Waiting', severity: reason === '' ? 'progressing' : reasonFor(reason).severity };
  }
  if (isObject(terminated)) {
    const code = numberAt(terminated, 'exitCode') ?? 0;
    return { word: textAt(terminated, 'reason') || 'Terminated', severity: code === 0 ? 'done' : 'error' };
  }
  return { word: 'Waiting', severity: 'unknown' };
}

/** As kubectl names the states, with the message that it leaves out and what the reason and code mean. */
function stateRows(label: string, status: Json, field: 'state' | 'lastState', now: number): readonly Row[] {
  const state = at(status, field);
  if (!isObject(state) || Object.keys(state).length === 0)
    return label === 'State' ? [row(label, 'Waiting (nothing told yet)')] : [];
  const { severity } = stateOf(status, field);
  const running = at(state, 'running');
  if (isObject(running)) {
    return [row(label, 'Running', 0, severity), ...given('Started', timeText(running['startedAt'], now), 1)];
  }
  const waiting = at(state, 'waiting');
  if (isObject(waiting)) {
    const reason = textAt(waiting, 'reason');
    return [
      row(label, 'Waiting', 0, severity),
      ...given('Reason', reason, 1, severity),
      ...given('Message', textAt(waiting, 'message'), 1),
      ...given('Means', reason !== '' && reasonFor(reason).known ? reasonFor(reason).meaning : '', 1, 'muted'),
    ];
  }
  const ended = at(state, 'terminated');
  const code = numberAt(ended, 'exitCode') ?? 0;
  const signal = numberAt(ended, 'signal') ?? 0;
  const started = timeAt(ended, 'startedAt');
  const finished = timeAt(ended, 'finishedAt');
  return [
    row(label, 'Terminated', 0, severity),
    ...given('Reason', textAt(ended, 'reason'), 1, severity),
    ...given('Message', textAt(ended, 'message'), 1),
    row('Exit Code', exitCodeText(code), 1),
    ...(signal === 0
      ? []
      : [row('Signal', `${signal} (${[signalName(signal), signalMeaning(signal)].filter(Boolean).join(': ')})`, 1)]),
    ...given('Started', timeText(at(ended, 'startedAt'), now), 1),
    ...given('Finished', timeText(at(ended, 'finishedAt'), now), 1),
    ...(started === undefined || finished === undefined ? [] : [row('Ran', preciseDuration(finished - started), 1)]),
    ...(textAt(ended, 'containerID') === textAt(status, 'containerID')
      ? []
      : given('Container ID', textAt(ended, 'containerID'), 1, 'muted')),
  ];
}

function imageRows(spec: Json, status: Json): readonly Row[] {
  const wanted = textAt(spec, 'image');
  const runs = textAt(status, 'image');
  return [
    ...given('Image', wanted),
    // The runtime may name it otherwise, for example with its registry.
    ...given('Image Resolved', runs === wanted ? '' : runs),
    ...given('Image ID', textAt(status, 'imageID')),
    ...given('Pull Policy', textAt(spec, 'imagePullPolicy')),
    ...given('Container ID', textAt(status, 'containerID')),
  ];
}

function portTexts(spec: Json, field: 'containerPort' | 'hostPort'): readonly string[] {
  return itemsAt(spec, 'ports').map(port => {
    const name = textAt(port, 'name');
    const ip = field === 'hostPort' ? textAt(port, 'hostIP') : '';
    return `${ip === '' ? '' : `${ip}:`}${textAt(port, field) || '0'}/${textAt(port, 'protocol') || 'TCP'}${name === '' || field === 'hostPort' ? '' : ` (${name})`}`;
  });
}

const commandRows = (label: string, words: readonly string[]): readonly Row[] =>
  words.length === 0 ? [] : [row(label, ''), ...words.flatMap(word => word.split('\n').map(line => row('', line, 1)))];

/** Request, limit, what is really in force when it differs (a resize), and the use when it is known. */
function resourceRows(spec: Json, status: Json, usage: Usage | undefined): readonly Row[] {
  const wanted = (kind: string, name: string): string => textAt(spec, 'resources', kind, name);
  // What was taken from the spec may be in force for a while.
  const names = new Set(
    [spec, status].flatMap(side =>
      ['requests', 'limits'].flatMap(kind => entriesAt(side, 'resources', kind).map(([name]) => name)),
    ),
  );
  if (usage?.cpu !== undefined) names.add('cpu');
  if (usage?.memory !== undefined) names.add('memory');
  const claims = itemsAt(spec, 'resources', 'claims').map(claim =>
    row(
      'claim',
      ['name', 'request']
        .map(field => textAt(claim, field))
        .filter(Boolean)
        .join(' '),
      1,
    ),
  );
  if (names.size === 0 && claims.length === 0) return [row('Resources', 'no requests, no limits', 0, 'muted')];
  return [
    row('Resources', ''),
    ...claims,
    ...[...names].sort().map(name => {
      const used = name === 'cpu' ? usage?.cpu : name === 'memory' ? usage?.memory : undefined;
      const inForce = ['requests', 'limits']
        .map(kind => [kind, textAt(status, 'resources', kind, name)] as const)
        .filter(([kind, value]) => value !== '' && value !== wanted(kind, name))
        .map(([kind, value]) => `${kind} in force ${value}`);
      return row(
        name,
        [
          `request ${wanted('requests', name) || '<none>'}`,
          `limit ${wanted('limits', name) || '<none>'}`,
          ...inForce,
          ...(used === undefined ? [] : [usageText(used, name, wanted('limits', name) || wanted('requests', name))]),
        ].join(', '),
        1,
      );
    }),
  ];
}

function usageText(used: number, name: string, bound: string): string {
  const of = parseQuantity(bound);
  return `uses ${quantityText(used, name)}${of ? ` (${Math.round((used / of) * 100)}%)` : ''}`;
}

/** The line of kubectl, and what its figures come to. */
function probeRows(spec: Json, kind: ProbeKind, now: number, status: Json): readonly Row[] {
  const probe = probeOf(spec, kind);
  if (probe === undefined) return [];
  const written = at(spec, `${kind}Probe`);
  const started = timeAt(status, 'state', 'running', 'startedAt');
  const grace = started === undefined ? 0 : started + (probe.delay + probe.period * probe.failures) * 1000 - now;
  const left =
    probe.kind === 'startup' && at(status, 'started') !== true && grace > 0 ? `, ${humanDuration(grace)} left` : '';
  return [
    row(
      `${probe.kind[0]!.toUpperCase()}${probe.kind.slice(1)}`,
      `${probe.what} delay=${probe.delay}s timeout=${probe.timeout}s period=${probe.period}s successThreshold=${probe.successes} failureThreshold=${probe.failures}`,
    ),
    row('', `${probeArithmetic(probe)}${left}`, 0, 'muted'),
    ...restRows(written, TOLD_OF_PROBE, 1),
    ...restRows(at(written, 'httpGet'), ['scheme', 'host', 'port', 'path'], 1),
  ];
}

const TOLD_OF_PROBE =
  'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold httpGet tcpSocket grpc exec'.split(
    ' ',
  );

function hookRows(spec: Json): readonly Row[] {
  return ['postStart', 'preStop', 'stopSignal'].flatMap(name => {
    const hook = at(spec, 'lifecycle', name);
    if (typeof hook === 'string') return [row('Stop Signal', hook)];
    if (!isObject(hook)) return [];
    const command = textsAt(hook, 'exec', 'command');
    return command.length > 0 ? [row(name, `exec [${command.join(' ')}]`)] : [row(name, ''), ...fieldRows(hook, 1)];
  });
}

function mountRows(spec: Json): readonly Row[] {
  const mounts = itemsAt(spec, 'volumeMounts').map(mount => {
    const sub = textAt(mount, 'subPath') || textAt(mount, 'subPathExpr');
    const recursive = textAt(mount, 'recursiveReadOnly');
    const flags = [
      at(mount, 'readOnly') === true ? 'ro' : 'rw',
      ...(recursive === '' ? [] : [`recursively ${recursive}`]),
      ...(sub === '' ? [] : [`path="${sub}"`]),
    ];
    const propagation = textAt(mount, 'mountPropagation');
    return row(
      '',
      `${textAt(mount, 'mountPath')} from ${textAt(mount, 'name')} (${flags.join(',')})${propagation === '' || propagation === 'None' ? '' : `, ${propagation}`}`,
      1,
    );
  });
  return mounts.length === 0 ? [row('Mounts', '<none>', 0, 'muted')] : [row('Mounts', ''), ...mounts];
}

function deviceRows(spec: Json): readonly Row[] {
  const devices = itemsAt(spec, 'volumeDevices').map(device =>
    row('', `${textAt(device, 'devicePath')} from ${textAt(device, 'name')}`, 1),
  );
  return devices.length === 0 ? [] : [row('Devices', ''), ...devices];
}

const titled = (truth: string): string => (truth === 'true' ? 'True' : truth === 'false' ? 'False' : truth);
