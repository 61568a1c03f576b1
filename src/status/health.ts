import { preciseDuration } from '../kube/duration.ts';
import { list, object, text } from '../kube/foreign.ts';
import type { ContainerStatus, Pod, PodCondition } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';
import { BUDGETS } from './catalogue/budgets.ts';
import { reasonFor } from './reasons.ts';
import type { Health, PodRow, Severity } from './row.ts';
import { crashText, speakerWhy } from './why.ts';

/** Severities that need nobody: what works, what is done, and what is on its way within its budget. */
export function isHealthy(severity: Severity): boolean {
  return severity === 'ok' || severity === 'done' || severity === 'progressing';
}

/**
 * How the pod is at the moment `now` (ms). `row` is the row of this same pod. Total, like `podRow`.
 * `why` quotes messages of the cluster as they are: whoever shows it cleans it.
 */
export function podHealth(pod: Pod, row: PodRow, now: number): Health {
  const deletion = parseTime(object(pod?.metadata)?.deletionTimestamp);
  if (deletion !== undefined) return deletingHealth(pod, row, deletion, now);
  if (row.status === 'Running') return runningHealth(pod, row, now);
  const { severity, meaning } = reasonFor(row.status);
  // Deleted at a time that is none: nothing to count from.
  if (row.status === 'Terminating') return settled(severity, 'being deleted');
  if (severity === 'progressing') return startingHealth(pod, row, now);
  if (severity === 'ok' || severity === 'done') return settled(severity, '');
  return settled(severity, speakerWhy(pod, row) || text(object(pod?.status)?.message) || clause(meaning));
}

function settled(severity: Severity, why: string): Health {
  return { severity, why, changesAt: undefined };
}

/** `before` until the budget that began at `since` runs out, `after` from then on. */
function budgeted(
  budget: { readonly ms: number },
  since: number | undefined,
  now: number,
  before: Pick<Health, 'severity' | 'why'>,
  after: Pick<Health, 'severity' | 'why'>,
): Health {
  if (since === undefined) return settled(before.severity, before.why);
  const until = since + budget.ms;
  return now < until
    ? { severity: before.severity, why: before.why, changesAt: until }
    : settled(after.severity, after.why);
}

/** metadata.deletionTimestamp is the end of the grace period, not the moment of the request. */
function deletingHealth(pod: Pod, row: PodRow, deadline: number, now: number): Health {
  const severity = reasonFor(row.status).severity;
  const grace = pod.metadata.deletionGracePeriodSeconds;
  const period = typeof grace === 'number' && grace > 0 ? `its grace period of ${grace}s` : 'its grace period';
  const finalizers = list(pod.metadata.finalizers).filter(name => typeof name === 'string');
  const held = finalizers.length === 0 ? '' : `, held by ${finalizers.join(', ')}`;
  const isEnded = severity === 'done' || row.phase === 'Succeeded' || row.phase === 'Failed';
  // Nothing of it runs any more, says a grace of zero.
  const within = grace === 0 ? 'about to go' : `within ${period}`;
  return budgeted(
    grace === 0 ? BUDGETS.removing : BUDGETS.terminating,
    deadline,
    now,
    { severity, why: row.status === 'Terminating' ? within : speakerWhy(pod, row) || 'being deleted' },
    { severity: isEnded ? 'warning' : 'error', why: `beyond ${period}${held}` },
  );
}

function startingHealth(pod: Pod, row: PodRow, now: number): Health {
  const { meaning } = reasonFor(row.status);
  const scheduled = condition(pod, 'PodScheduled');
  if (row.status === 'SchedulingGated') {
    const gates = list(object(pod.spec)?.schedulingGates).map(gate => text(gate?.name));
    return settled('progressing', gates.length === 0 ? clause(meaning) : `held by ${gates.join(', ')}`);
  }
  if (scheduled?.status === 'False') {
    const why = text(scheduled.message) || clause(meaning);
    if (scheduled.reason === 'SchedulerError') return settled('error', why);
    return settled('warning', why);
  }
  if (row.node === undefined) {
    const why = 'the scheduler has not found a node yet';
    return later(BUDGETS.scheduling, row.createdAt, why);
  }
  const why = speakerWhy(pod, row) || clause(meaning);
  const running = list(object(pod.status)?.initContainerStatuses).find(each => object(each?.state)?.running != null);
  const isInit = row.status.startsWith('Init:');
  const since = latest([
    row.createdAt,
    scheduled?.status === 'True' ? parseTime(scheduled.lastTransitionTime) : undefined,
    isInit ? undefined : doneAt(pod, 'Initialized'),
    isInit ? parseTime(running?.state?.running?.startedAt) : undefined,
  ]);
  return later(isInit && running != null ? BUDGETS.initializing : BUDGETS.starting, since, why);

  function later(budget: { readonly ms: number }, from: number | undefined, why: string): Health {
    const after = `${why}, for more than ${briefly(budget.ms)}`;
    return budgeted(budget, from, now, { severity: 'progressing', why }, { severity: 'warning', why: after });
  }
}

function runningHealth(pod: Pod, row: PodRow, now: number): Health {
  if (row.ready.count < row.ready.total) return unreadyHealth(pod, row, now);
  const disruption = condition(pod, 'DisruptionTarget');
  if (disruption?.status === 'True') {
    return settled('warning', `about to be ended: ${text(disruption.message) || text(disruption.reason)}`);
  }
  const ready = condition(pod, 'Ready');
  if (ready !== undefined && ready.status !== 'True') {
    const why = text(ready.message) || 'its Ready condition is not True';
    const since = doneAt(pod, 'ContainersReady');
    return budgeted(BUDGETS.gates, since, now, { severity: 'progressing', why }, { severity: 'warning', why });
  }
  const resize = condition(pod, 'PodResizePending');
  if (resize?.status === 'True' && resize.reason === 'Infeasible') {
    return settled('warning', `its resize is infeasible: ${text(resize.message)}`);
  }
  const crash = crashText(pod);
  if (crash === '' || row.restarts.lastAt === undefined) return settled('ok', '');
  return budgeted(
    BUDGETS.recentCrash,
    row.restarts.lastAt,
    now,
    { severity: 'warning', why: `runs again after ${crash}` },
    { severity: 'ok', why: '' },
  );
}

/** Some containers run and some are not ready: on its way only while all of those have just been started. */
function unreadyHealth(pod: Pod, row: PodRow, now: number): Health {
  const unready = [
    ...list(object(pod.status)?.initContainerStatuses).filter(each => each?.started === true),
    ...list(object(pod.status)?.containerStatuses),
  ].filter((each): each is ContainerStatus => object(each)?.ready !== true && each != null);
  const names = unready.map(each => text(each.name)).join(', ');
  const count = row.ready.total - row.ready.count;
  const why = `${count} of ${row.ready.total} containers ${count === 1 ? 'is' : 'are'} not ready${names && `: ${names}`}`;
  const starts = unready.map(each => parseTime(object(object(each.state)?.running)?.startedAt));
  const areAllStarting = starts.length > 0 && starts.every(at => at !== undefined);
  return budgeted(
    BUDGETS.becomingReady,
    areAllStarting ? latest(starts) : Number.NEGATIVE_INFINITY,
    now,
    { severity: 'progressing', why },
    { severity: 'warning', why },
  );
}

function condition(pod: Pod, type: string): PodCondition | undefined {
  return list(object(pod?.status)?.conditions).find(each => each?.type === type) ?? undefined;
}

/** When the condition became True, if it is. */
function doneAt(pod: Pod, type: string): number | undefined {
  const found = condition(pod, type);
  return found?.status === 'True' ? parseTime(found.lastTransitionTime) : undefined;
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.max(a, b));
}

/** A sentence of the catalogue as a clause. */
function clause(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** `2m` for a budget of whole minutes, without the tenths of a measured time. */
function briefly(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : preciseDuration(ms);
}
