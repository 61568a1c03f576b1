/** The Job controller: makes pods until enough have succeeded, counts those that end, and gives up after too many failures. */

import type { Clock } from '../../kube/clock.ts';
import { JOB_TRACKING, removeObject, writeObject } from '../store/delete-object.ts';
import { CONTROLLERS, CONTROLLERS_STATUS } from '../store/managed-fields.ts';
import type { DemoPod, DemoPodSpec, KubeObject, Metadata } from '../store/objects.ts';
import { wireTime } from '../store/objects.ts';
import { controllerReference, isFinished, isReady, ownedBy } from '../store/owners.ts';
import type { Random } from '../store/random.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { eventRecorder, type Recorder } from './events.ts';
import { newPod } from './new-object.ts';

export interface Job extends KubeObject {
  readonly spec: {
    readonly parallelism: number;
    /** Absent in a work queue, where one success says that all is done. */
    readonly completions?: number;
    readonly backoffLimit: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly template: { readonly metadata?: Partial<Metadata>; readonly spec: DemoPodSpec };
  };
  readonly status?: JobStatus;
}

interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly conditions?: readonly { readonly type: string; readonly reason: string; readonly message: string }[];
}

interface Verdict {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

const SYNC_MS = 50;
/** Changes of pods are gathered for a second. */
const BATCH_MS = 1_000;
/** After the first failure in a row, doubling. */
const BACKOFF_MS = 10_000;
const MAX_BACKOFF_MS = 600_000;

export class JobController {
  readonly #log: ResourceLog;
  readonly #clock: Clock;
  readonly #record: Recorder;
  /** When each Job is looked at next, by namespace/name. */
  readonly #due = new Map<string, { at: number; cancel: () => void }>();
  /** Failures since the last success, by uid of the Job, and the time of the last. */
  readonly #failures = new Map<string, { count: number; at: number }>();
  readonly #stops: (() => void)[];

  constructor(options: { log: ResourceLog; clock: Clock; random: Random }) {
    this.#log = options.log;
    this.#clock = options.clock;
    this.#record = eventRecorder(this.#log, this.#clock, options.random, { component: 'job-controller' });
    this.#stops = [
      this.#log.subscribe('jobs', ({ type, object }) => {
        if (type === 'DELETED') this.#failures.delete(object.metadata.uid);
        else this.#wake(object.metadata.namespace, object.metadata.name, SYNC_MS);
      }),
      this.#log.subscribe('pods', ({ object: { metadata } }) => {
        const owner = metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Job');
        if (owner) this.#wake(metadata.namespace, owner.name, BATCH_MS);
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #wake(namespace: string | undefined, name: string, ms: number): void {
    const key = `${namespace}/${name}`;
    const at = this.#clock.now() + ms;
    const known = this.#due.get(key);
    if (known && known.at <= at) return;
    known?.cancel();
    const cancel = this.#clock.after(ms, () => {
      this.#due.delete(key);
      const job = this.#log.get('jobs', namespace, name);
      if (job && job.metadata.deletionTimestamp == null) this.#sync(job as Job);
    });
    this.#due.set(key, { at, cancel });
  }

  #sync(job: Job): void {
    const counted = this.#count(job);
    const pods = ownedBy<DemoPod>(this.#log, 'pods', job);
    const active = pods.filter(pod => pod.metadata.deletionTimestamp == null && !isFinished(pod));
    const leaving = pods.filter(pod => pod.metadata.deletionTimestamp != null && !isFinished(pod));
    if (has(job, 'Complete') || has(job, 'Failed')) return;
    const verdict = this.#verdict(job, counted, active);
    if (verdict === undefined && !job.spec.suspend) active.push(...this.#fill(job, counted, active));
    else for (const pod of active.splice(0)) leaving.push(...this.#remove(job, pod));
    this.#write(job, { ...counted, active, leaving, verdict });
  }

  /** Every pod that ended is counted once; it is held until then. */
  #count(job: Job): { readonly succeeded: number; readonly failed: number } {
    let { succeeded = 0, failed = 0 } = job.status ?? {};
    for (const pod of ownedBy<DemoPod>(this.#log, 'pods', job)) {
      if (!pod.metadata.finalizers?.includes(JOB_TRACKING)) continue;
      if (pod.status.phase === 'Succeeded') {
        succeeded += 1;
        this.#failures.delete(job.metadata.uid);
      } else if (pod.status.phase === 'Failed' || pod.metadata.deletionTimestamp != null) {
        failed += 1;
        const { count } = this.#failures.get(job.metadata.uid) ?? { count: 0 };
        this.#failures.set(job.metadata.uid, { count: count + 1, at: this.#clock.now() });
      } else continue;
      this.#release(pod);
    }
    return { succeeded, failed };
  }

  /** Undefined when nothing but us held it: it is gone. */
  #release(pod: DemoPod): KubeObject | undefined {
    const finalizers = (pod.metadata.finalizers ?? []).filter(name => name !== JOB_TRACKING);
    writeObject(this.#log, 'pods', { ...pod, metadata: { ...pod.metadata, finalizers } }, CONTROLLERS);
    return this.#log.get('pods', pod.metadata.namespace, pod.metadata.name);
  }

  #verdict(
    { spec, status }: Job,
    { succeeded, failed }: { succeeded: number; failed: number },
    active: readonly DemoPod[],
  ): Verdict | undefined {
    const known = status?.conditions?.find(({ type }) => type === 'SuccessCriteriaMet' || type === 'FailureTarget');
    if (known) return { ...known, type: known.type === 'FailureTarget' ? 'Failed' : 'Complete' };
    const restarts = active
      .flatMap(pod => pod.status.containerStatuses ?? [])
      .reduce((n, row) => n + row.restartCount, 0);
    const tooOften = spec.template.spec.restartPolicy === 'OnFailure' && restarts > 0 && restarts >= spec.backoffLimit;
    if (failed > spec.backoffLimit || tooOften) {
      const message = 'Job has reached the specified backoff limit';
      return { type: 'Failed', reason: 'BackoffLimitExceeded', message };
    }
    const since = Date.parse(status?.startTime ?? '');
    if (spec.activeDeadlineSeconds !== undefined && this.#clock.now() - since >= spec.activeDeadlineSeconds * 1000) {
      return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
    }
    const enough =
      spec.completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= spec.completions;
    if (!enough) return undefined;
    return { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
  }

  /** Makes the pods that are missing, but after a failure not before the back-off is over. */
  #fill(job: Job, { succeeded }: { succeeded: number }, active: readonly DemoPod[]): DemoPod[] {
    const { parallelism, completions } = job.spec;
    const open = completions === undefined ? (succeeded > 0 ? 0 : parallelism) : completions - succeeded;
    const missing = Math.min(parallelism, open) - active.length;
    if (missing <= 0) return [];
    const { count, at } = this.#failures.get(job.metadata.uid) ?? { count: 0, at: 0 };
    const due = at + Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (count - 1));
    if (count > 0 && due > this.#clock.now()) {
      this.#wake(job.metadata.namespace, job.metadata.name, due - this.#clock.now());
      return [];
    }
    return Array.from({ length: missing }, () => this.#make(job));
  }

  #make(job: Job): DemoPod {
    const { template } = job.spec;
    const { name, namespace } = job.metadata;
    const metadata = {
      ...template.metadata,
      generateName: `${name}-`,
      namespace,
      finalizers: [JOB_TRACKING],
      ownerReferences: [controllerReference(job)],
    };
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
    const { draft, given } = newPod(manifest, this.#log);
    const pod = this.#log.create('pods', draft, CONTROLLERS, given) as DemoPod;
    this.#record(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  }

  /** What is left of the pod: nothing of one that never had a node. */
  #remove(job: Job, pod: DemoPod): DemoPod[] {
    this.#record(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    const { object, gone } = removeObject(this.#log, this.#clock, 'pods', pod);
    return gone ? [] : [object as DemoPod];
  }

  #write(
    job: Job,
    now: {
      succeeded: number;
      failed: number;
      active: readonly DemoPod[];
      leaving: readonly DemoPod[];
      verdict: Verdict | undefined;
    },
  ): void {
    const { succeeded, failed, active, leaving, verdict } = now;
    const time = wireTime(this.#clock.now());
    const startTime = job.status?.startTime ?? (job.spec.suspend ? undefined : time);
    const over = verdict !== undefined && leaving.length === 0;
    const deadline = job.spec.activeDeadlineSeconds;
    if (verdict === undefined && startTime !== undefined && deadline !== undefined) {
      const left = Date.parse(startTime) + deadline * 1000 - this.#clock.now();
      this.#wake(job.metadata.namespace, job.metadata.name, Math.max(SYNC_MS, left));
    }
    const status = {
      ...(startTime === undefined ? {} : { startTime }),
      ...(over && verdict.type === 'Complete' ? { completionTime: time } : {}),
      ...(active.length > 0 ? { active: active.length } : {}),
      ...(succeeded > 0 ? { succeeded } : {}),
      ...(failed > 0 ? { failed } : {}),
      ready: active.filter(isReady).length,
      terminating: leaving.length,
      uncountedTerminatedPods: {},
      conditions: this.#conditions(job, verdict, over),
    };
    if (JSON.stringify(status) === JSON.stringify(job.status)) return;
    this.#log.update('jobs', { ...job, status } as Job, CONTROLLERS_STATUS);
    if (!over) return;
    if (verdict.type === 'Complete') this.#record(job, 'Normal', 'Completed', 'Job completed');
    else this.#record(job, 'Warning', verdict.reason, verdict.message);
    const keep = job.spec.ttlSecondsAfterFinished;
    if (keep !== undefined) this.#clock.after(keep * 1000, () => this.#expire(job));
  }

  /** First that the end is decided, and once no pod is left running, that it has come. */
  #conditions(job: Job, verdict: Verdict | undefined, over: boolean): readonly object[] | undefined {
    const known = job.status?.conditions;
    if (verdict === undefined) return known;
    const time = wireTime(this.#clock.now());
    const make = (type: string): object => ({
      type,
      status: 'True',
      lastProbeTime: time,
      lastTransitionTime: time,
      reason: verdict.reason,
      message: verdict.message,
    });
    const decided = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    return [...(known ?? [make(decided)]), ...(over ? [make(verdict.type)] : [])];
  }

  #expire({ metadata }: Job): void {
    const job = this.#log.get('jobs', metadata.namespace, metadata.name);
    if (job?.metadata.uid === metadata.uid)
      removeObject(this.#log, this.#clock, 'jobs', job, { propagationPolicy: 'Foreground' });
  }
}

const has = ({ status }: Job, type: string): boolean => status?.conditions?.some(row => row.type === type) ?? false;
