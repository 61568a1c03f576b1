/** Pods that belong to something bigger. */
import type { Draft } from '../store/objects.ts';
import type { Scenario } from './scenario.ts';

function workload(kind: 'Deployment' | 'StatefulSet', name: string, replicas: number, image: string): Draft {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'default', labels, generation: 1 },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } },
    },
  };
}

export const stuckRollout: Scenario = {
  name: 'stuck-rollout',
  title: 'A rollout that gets stuck',
  look: 'The new version cannot be pulled: its one pod stays in ImagePullBackOff, the three old ones serve on. A minute later a good image replaces them one by one.',
  steps: [
    { at: 0, do: 'create', resource: 'deployments', object: workload('Deployment', 'shop', 3, 'nginx:1.27') },
    {
      at: 20,
      do: 'patch',
      resource: 'deployments',
      name: 'shop',
      patch: { spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:1.28-missing' }] } } } },
    },
    {
      at: 80,
      do: 'patch',
      resource: 'deployments',
      name: 'shop',
      patch: { spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:1.29' }] } } } },
    },
  ],
  seconds: 130,
  again: true,
};

export const scaling: Scenario = {
  name: 'scaling',
  title: 'A Deployment that grows and shrinks',
  look: 'Two pods become five and two again; those that go are Terminating for a moment.',
  steps: [
    { at: 0, do: 'create', resource: 'deployments', object: workload('Deployment', 'web', 2, 'nginx:1.27') },
    { at: 20, do: 'patch', resource: 'deployments', name: 'web', patch: { spec: { replicas: 5 } } },
    { at: 50, do: 'patch', resource: 'deployments', name: 'web', patch: { spec: { replicas: 2 } } },
  ],
  seconds: 70,
  again: true,
};

export const sameName: Scenario = {
  name: 'same-name',
  title: 'A pod of a StatefulSet that is replaced under its name',
  look: 'db-0 is deleted and a new db-0 takes its place: the same name, another uid, another life.',
  steps: [
    { at: 0, do: 'create', resource: 'statefulsets', object: workload('StatefulSet', 'db', 2, 'postgres:17') },
    { at: 40, do: 'delete', resource: 'pods', name: 'db-0' },
  ],
  seconds: 70,
};

function job(name: string, command: string, spec: object): Draft {
  const containers = [{ name: 'task', image: 'busybox', command: ['sh', '-c', command] }];
  const template = { spec: { restartPolicy: 'Never', containers } };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'default' }, spec: { ...spec, template } };
}

export const jobCompleted: Scenario = {
  name: 'job-completed',
  title: 'A Job of three tasks, two at a time',
  look: 'Two pods run and are Completed, then the third; when all three have succeeded the Job says so in an event.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'jobs',
      object: job('report', 'echo counting && sleep 10', { completions: 3, parallelism: 2 }),
    },
  ],
  seconds: 40,
};

export const jobFailed: Scenario = {
  name: 'job-failed',
  title: 'A Job that gives up',
  look: 'Each pod ends in Error and the next comes later than the one before: after 10 s, then 20. The third failure is over the limit of two, and no pod follows.',
  steps: [{ at: 0, do: 'create', resource: 'jobs', object: job('migrate', 'sleep 5; exit 3', { backoffLimit: 2 }) }],
  seconds: 90,
};
