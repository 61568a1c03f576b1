/** The life of one container as the kubelet leads it: pull, create, start, hooks, probes, end, back-off, and again. */
import type { Clock } from '../../kube/clock.ts';
import { type DemoPod, wireTime } from '../store/objects.ts';
import type { Random } from '../store/random.ts';
import { type ContainerRun, type ContainerSignal, type End, endReason, goDuration } from './container-run.ts';
import { fullReference, type ImageScript, type RunScript } from './images.ts';
import { failureMessage, isActive, type ProbeState, probesOf, runProbe } from './probes.ts';
import { type Process, sleep } from './process.ts';

/** What a container needs of its pod. */
export interface Host {
  readonly clock: Clock;
  readonly random: Random;
  pod(): DemoPod;
  script(run: ContainerRun): ImageScript;
  event(type: 'Normal' | 'Warning', reason: string, message: string, run: ContainerRun): void;
  /** Something changed: write the status. */
  sync(): void;
  podIP(): string;
  /** Why the container's configuration cannot be made: a missing ConfigMap, Secret or key. */
  missingConfig(run: ContainerRun): string | undefined;
  terminating(): boolean;
}

type Life<Result = void> = Process<ContainerSignal, Result>;

const MAX_BACKOFF_MS = 300_000;
/** A container that ran this long begins with a short back-off again. */
const BACKOFF_RESET_MS = 600_000;
/** The kubelet looks at its containers about once a second. */
const NOTICE_MS = 1_000;

export function* containerLife(run: ContainerRun, host: Host): Life {
  if (run.state.running) run.script = runScript(run, host);
  else if (run.state.waiting?.reason === 'CrashLoopBackOff') yield* waitBackoff(run, host);
  for (;;) {
    if (!run.state.running && !(yield* start(run, host))) return;
    const end = yield* runToEnd(run, host);
    finish(run, host, end);
    if (host.terminating() || !restartsAfter(run, host, end)) return;
    yield* restartDelay(run, host);
  }
}

function restartsAfter(run: ContainerRun, host: Host, end: End): boolean {
  if (run.kind === 'ephemeral') return false;
  if (run.kind === 'sidecar') return true;
  const policy = host.pod().spec.restartPolicy ?? 'Always';
  if (run.kind === 'init') return end.exitCode !== 0 && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && end.exitCode !== 0);
}

/** Ends with true when the container runs. */
function* start(run: ContainerRun, host: Host): Life<boolean> {
  if (!(yield* obtainImage(run, host))) return false;
  yield* waitForConfig(run, host);
  const { clock, random, event } = host;
  const script = runScript(run, host);
  event('Normal', 'Created', `Created container: ${run.spec.name}`, run);
  const earlier = run.state.terminated ?? undefined;
  if (earlier !== undefined) run.lastState = { terminated: earlier };
  if (run.lastState.terminated !== undefined) run.restarts += 1;
  run.containerID = `containerd://${random.hex(64)}`;
  run.tried = true;
  if (script.startFailure !== undefined) {
    event('Warning', 'Failed', `Error: ${script.startFailure}`, run);
    const now = wireTime(clock.now());
    const { containerID } = run;
    run.state = {
      terminated: {
        exitCode: 128,
        reason: 'StartError',
        message: script.startFailure,
        startedAt: '1970-01-01T00:00:00Z',
        finishedAt: now,
        ...{ containerID },
      },
    };
    host.sync();
    if (host.terminating() || (host.pod().spec.restartPolicy ?? 'Always') === 'Never') return false;
    yield* restartDelay(run, host);
    return yield* start(run, host);
  }
  event('Normal', 'Started', `Started container ${run.spec.name}`, run);
  run.state = { running: { startedAt: wireTime(clock.now()) } };
  run.script = script;
  run.started = run.kind === 'init' || run.kind === 'ephemeral' ? undefined : false;
  run.ready = false;
  return true;
}

function runScript(run: ContainerRun, host: Host): RunScript {
  const runs = host.script(run).runs ?? [{}];
  const again = !run.state.running && (run.state.terminated ?? run.lastState.terminated) !== undefined;
  const starts = run.restarts + (again ? 1 : 0);
  return runs[Math.min(starts, runs.length - 1)]!;
}

/** Ends with true when the image is there, with false when it never will be. */
function* obtainImage(run: ContainerRun, host: Host): Life<boolean> {
  const { clock, event } = host;
  const { image } = run.spec;
  const policy = run.spec.imagePullPolicy ?? (/:latest$|^[^:]+$/.test(image) ? 'Always' : 'IfNotPresent');
  const pull = host.script(run).pull ?? {};
  if (/[A-Z]/.test(image.replace(/:[^/]*$/, '')) || / /.test(image)) {
    const words = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${/[A-Z]/.test(image) ? `: repository name (${image.replace(/:[^/]*$/, '')}) must be lowercase` : ''}`;
    event('Warning', 'InspectFailed', words, run);
    event('Warning', 'Failed', 'Error: InvalidImageName', run);
    return yield* stuck(run, host, 'InvalidImageName', words);
  }
  if (policy === 'Never' && !pull.present) {
    const words = `Container image "${image}" is not present with pull policy of Never`;
    event('Warning', 'ErrImageNeverPull', words, run);
    event('Warning', 'Failed', 'Error: ErrImageNeverPull', run);
    return yield* stuck(run, host, 'ErrImageNeverPull', words);
  }
  if (pull.present || (run.imageID !== '' && policy !== 'Always')) {
    event(
      'Normal',
      'Pulled',
      `Container image "${image}" already present on machine and can be accessed by the pod`,
      run,
    );
    run.imageID ||= imageId(image, host.random);
    return true;
  }
  for (let failures = 0; ; failures += 1) {
    event('Normal', 'Pulling', `Pulling image "${image}"`, run);
    const ms = (pull.seconds ?? 1) * 1000;
    yield* sleep(clock, run.imageID === '' ? ms : Math.min(ms, 400));
    run.pulls += 1;
    const failure = failures >= (pull.succeedsAt ?? Number.POSITIVE_INFINITY) ? undefined : pull.failure;
    if (failure === undefined) {
      const took = run.imageID === '' ? `${(ms / 1000).toFixed(3).replace(/0+$/, '').replace(/\.$/, '')}s` : '400ms';
      event(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${pull.bytes ?? 31_457_280} bytes.`,
        run,
      );
      run.imageID ||= imageId(image, host.random);
      return true;
    }
    yield* imageBackoff(run, host, failure, failures);
  }
}

function* imageBackoff(run: ContainerRun, host: Host, failure: string, failures: number): Life {
  const { clock, random, event } = host;
  const { image } = run.spec;
  const { reason = 'ErrImagePull', noticed = [], retried = [] } = host.script(run).pull ?? {};
  const failedAt = clock.now();
  const at = (list: readonly number[]): number | undefined => list[Math.min(failures, list.length - 1)];
  event('Warning', 'Failed', `Failed to pull image "${image}": ${failure}`, run);
  event('Warning', 'Failed', `Error: ${reason}`, run);
  setWaiting(run, reason, failure);
  run.tried = true;
  host.sync();
  yield* sleep(clock, (at(noticed) ?? random.between(10, 14)) * 1000);
  event('Normal', 'BackOff', `Back-off pulling image "${image}"`, run);
  event('Warning', 'Failed', 'Error: ImagePullBackOff', run);
  setWaiting(run, 'ImagePullBackOff', `Back-off pulling image "${image}": ${reason}: ${failure}`);
  host.sync();
  const backoff = Math.min(MAX_BACKOFF_MS, 10_000 * 2 ** Math.min(failures, 10));
  const retry = Math.max(backoff, (at(retried) ?? 0) * 1000) || backoff;
  yield* sleep(clock, failedAt + retry - clock.now());
}

function setWaiting(run: ContainerRun, reason: string, message: string): void {
  if (run.state.terminated) run.lastState = { terminated: run.state.terminated };
  run.state = { waiting: { reason, message } };
}

/** A mistake in the manifest: nothing helps but a new one. */
function* stuck(run: ContainerRun, host: Host, reason: string, message: string): Life<false> {
  setWaiting(run, reason, message);
  run.tried = true;
  host.sync();
  while (!host.terminating()) yield Number.POSITIVE_INFINITY;
  return false;
}

function* waitForConfig(run: ContainerRun, host: Host): Life {
  for (;;) {
    const missing = host.missingConfig(run);
    if (missing === undefined) return;
    host.event('Warning', 'Failed', `Error: ${missing}`, run);
    if (run.state.waiting?.reason !== 'CreateContainerConfigError') {
      setWaiting(run, 'CreateContainerConfigError', missing);
      run.tried = true;
      host.sync();
    }
    yield* sleep(host.clock, host.random.between(11, 15) * 1000);
  }
}

const imageId = (image: string, random: Random): string =>
  `${fullReference(image).replace(/:[^:/]*$/, '')}@sha256:${random.hex(64)}`;

/** From the start to the end of the process: hooks, probes, and whatever comes from outside. */
function* runToEnd(run: ContainerRun, host: Host): Life<End> {
  const { clock } = host;
  const script = run.script ?? {};
  const startedAt = Date.parse(run.state.running?.startedAt ?? '') || clock.now();
  const exitsAt = script.seconds === undefined ? Number.POSITIVE_INFINITY : startedAt + script.seconds * 1000;
  const probes = probesOf(run, startedAt);
  // Taken over in the middle of its run: its probes go on, they do not begin.
  for (const state of probes) while (state.dueAt < clock.now()) state.dueAt += (state.probe.periodSeconds ?? 10) * 1000;
  if (run.started !== true && run.kind !== 'init' && run.kind !== 'ephemeral') {
    const failed = yield* postStart(run, host, script);
    if (failed) return failed;
    if (!run.spec.startupProbe) markStarted(run);
  }
  // What ends sooner than the kubelet looks was never seen running.
  if (script.seconds === undefined || script.seconds * 1000 >= NOTICE_MS / 2) host.sync();
  for (;;) {
    const active = probes.filter(state => isActive(state, run));
    const next = Math.min(exitsAt, ...active.map(state => state.dueAt));
    const signal = yield next === Number.POSITIVE_INFINITY ? next : Math.max(0, next - clock.now());
    if (signal?.type === 'kill') return signal.end;
    if (signal?.type === 'stop') return yield* stopGracefully(run, host, signal.graceMs);
    if (signal?.type === 'probe') for (const state of probes) state.dueAt = clock.now();
    if (clock.now() >= exitsAt) return exitOf(script);
    const end = yield* dueProbes(active, run, host, startedAt);
    if (end) return end;
  }
}

const exitOf = ({ exitCode = 0, signal, reason, message }: RunScript): End => ({
  exitCode,
  signal,
  reason: reason ?? endReason(exitCode),
  message,
});

function markStarted(run: ContainerRun): void {
  run.started = true;
  if (!run.spec.readinessProbe) run.ready = true;
}

function* postStart(run: ContainerRun, host: Host, script: RunScript): Life<End | undefined> {
  if (!run.spec.lifecycle?.postStart) return undefined;
  yield* sleep(host.clock, (script.postStartSeconds ?? 0.1) * 1000);
  if (script.postStartFailure === undefined) return undefined;
  host.event('Warning', 'FailedPostStartHook', script.postStartFailure, run);
  host.event('Normal', 'Killing', 'FailedPostStartHook', run);
  return { exitCode: 137, reason: 'Error' };
}

function* dueProbes(
  active: readonly ProbeState[],
  run: ContainerRun,
  host: Host,
  startedAt: number,
): Life<End | undefined> {
  const now = host.clock.now();
  for (const state of active.filter(probe => probe.dueAt <= now)) {
    const { ok, verdict } = runProbe(state, run, now, startedAt);
    if (!ok) host.event('Warning', 'Unhealthy', failureMessage(state, host.podIP()), run);
    if (state.kind === 'readiness') {
      if (verdict === 'undecided' || run.ready === (verdict === 'passed')) continue;
      run.ready = verdict === 'passed';
      host.sync();
    } else if (verdict === 'failed') {
      host.event('Normal', 'Killing', `Container ${run.spec.name} failed ${state.kind} probe, will be restarted`, run);
      return yield* stopGracefully(run, host, (host.pod().spec.terminationGracePeriodSeconds ?? 30) * 1000);
    } else if (state.kind === 'startup' && verdict === 'passed') {
      markStarted(run);
      // The others begin when it has passed, after their own delay at the earliest.
      host.sync();
    }
  }
  return undefined;
}

/** The preStop hook, then SIGTERM, then SIGKILL when the grace period is over (two more seconds if the hook took it all). */
function* stopGracefully(run: ContainerRun, host: Host, graceMs: number): Life<End> {
  const { clock } = host;
  const script = run.script ?? {};
  let deadline = clock.now() + graceMs;
  if (run.spec.lifecycle?.preStop) {
    const hookEnds = clock.now() + (script.preStopSeconds ?? 0.5) * 1000;
    const end = yield* waitOrKill(
      host,
      () => Math.min(hookEnds, deadline),
      given => (deadline = Math.min(deadline, given)),
    );
    if (end) return end;
    if (hookEnds > deadline) {
      host.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', run);
      deadline += 2_000;
    }
  }
  const { stops = 1 } = script;
  const exitsAt = stops === 'ignores' ? Number.POSITIVE_INFINITY : clock.now() + stops * 1000;
  const end = yield* waitOrKill(
    host,
    () => Math.min(exitsAt, deadline),
    given => (deadline = Math.min(deadline, given)),
  );
  if (end) return end;
  if (exitsAt > deadline) return { exitCode: 137, reason: 'Error' };
  const exitCode = script.stopCode ?? 0;
  return { exitCode, reason: endReason(exitCode) };
}

/** Waits until `until`, which a shorter grace period may bring nearer; ends early with an end when the container is killed. */
function* waitOrKill(host: Host, until: () => number, shorten: (deadline: number) => void): Life<End | undefined> {
  while (host.clock.now() < until()) {
    const signal = yield until() - host.clock.now();
    if (signal?.type === 'kill') return signal.end;
    if (signal?.type === 'stop') shorten(host.clock.now() + signal.graceMs);
  }
  return undefined;
}

function finish(run: ContainerRun, host: Host, end: End): void {
  const startedAt = run.state.running?.startedAt ?? null;
  const { containerID } = run;
  const finishedAt = wireTime(host.clock.now());
  const ranMs = host.clock.now() - (Date.parse(startedAt ?? '') || host.clock.now());
  if (ranMs >= BACKOFF_RESET_MS) run.backoff = 0;
  run.state = {
    terminated: {
      exitCode: end.exitCode,
      ...(end.signal === undefined ? {} : { signal: end.signal }),
      reason: end.reason,
      ...(end.message === undefined ? {} : { message: end.message }),
      startedAt,
      finishedAt,
      ...{ containerID },
    },
  };
  run.script = undefined;
  run.ready = run.kind === 'init' && end.exitCode === 0;
  run.started = run.kind === 'init' || run.kind === 'ephemeral' ? undefined : false;
  host.sync();
}

/** The first restart comes at once; the next ones wait 10 s, 20 s, … 5 min. */
function* restartDelay(run: ContainerRun, host: Host): Life {
  yield* sleep(host.clock, NOTICE_MS);
  const wait = run.backoff;
  run.backoff = Math.min(MAX_BACKOFF_MS, wait === 0 ? 10_000 : wait * 2);
  if (wait === 0) return;
  const words = `back-off ${goDuration(wait)} restarting failed container=${run.spec.name} pod=${podTitle(host)}`;
  host.event(
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${run.spec.name} in pod ${podTitle(host)}`,
    run,
  );
  setWaiting(run, 'CrashLoopBackOff', words);
  host.sync();
  yield* waitBackoff(run, host, wait);
}

function* waitBackoff(run: ContainerRun, host: Host, wait = run.backoff || 10_000): Life {
  const finished = Date.parse(run.lastState.terminated?.finishedAt ?? '') || host.clock.now();
  yield* sleep(host.clock, finished + wait - host.clock.now());
}

function podTitle(host: Host): string {
  const { name, namespace, uid } = host.pod().metadata;
  return `${name}_${namespace}(${uid})`;
}
