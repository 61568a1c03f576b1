/** How pods end. */
import { pod, type Scenario } from './scenario.ts';

export const completed: Scenario = {
  name: 'completed',
  title: 'A task that does its work and ends',
  look: 'ContainerCreating, Running, Completed: phase Succeeded, exit code 0, and nobody starts it again.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('backup', {
        restartPolicy: 'Never',
        containers: [
          { name: 'backup', image: 'busybox', command: ['sh', '-c', 'echo saving && sleep 12 && echo saved'] },
        ],
      }),
    },
  ],
  seconds: 30,
};

export const failed: Scenario = {
  name: 'failed',
  title: 'A task that fails and is not tried again',
  look: 'Error: restartPolicy is Never, so the phase becomes Failed with exit code 3.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('import', {
        restartPolicy: 'Never',
        containers: [{ name: 'import', image: 'busybox', command: ['sh', '-c', 'sleep 8; exit 3'] }],
      }),
    },
  ],
  seconds: 30,
};

export const slowStop: Scenario = {
  name: 'slow-stop',
  title: 'A preStop hook that takes longer than the grace period',
  look: 'Terminating for the whole grace period and two seconds more; then the container is killed: exit code 137.',
  images: {
    'registry.example.com/shop/drain:1': { pull: { seconds: 1 }, runs: [{ preStopSeconds: 60, stops: 'ignores' }] },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('slow-stop', {
        terminationGracePeriodSeconds: 15,
        containers: [
          {
            name: 'app',
            image: 'registry.example.com/shop/drain:1',
            lifecycle: { preStop: { exec: { command: ['drain'] } } },
          },
        ],
      }),
    },
    { at: 15, do: 'delete', resource: 'pods', name: 'slow-stop' },
  ],
  seconds: 40,
};

export const finalizer: Scenario = {
  name: 'finalizer',
  title: 'A deleted pod that a finalizer holds',
  look: 'Its containers are gone and it still is in the list, until the controller of the finalizer takes its name off.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod(
        'held',
        { containers: [{ name: 'app', image: 'nginx:1.27' }] },
        { finalizers: ['example.com/audit'] },
      ),
    },
    { at: 12, do: 'delete', resource: 'pods', name: 'held' },
    { at: 40, do: 'patch', resource: 'pods', name: 'held', patch: { metadata: { finalizers: null } } },
  ],
  seconds: 50,
};

export const debugContainer: Scenario = {
  name: 'debug-container',
  title: 'An ephemeral container that looks into a running pod',
  look: 'Another container appears in the detail and ends; READY and STATUS do not count it.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('debugged', { containers: [{ name: 'app', image: 'nginx:1.27' }] }),
    },
    {
      at: 15,
      do: 'patch',
      resource: 'pods',
      name: 'debugged',
      patch: {
        spec: { ephemeralContainers: [{ name: 'debugger', image: 'busybox', command: ['sh', '-c', 'sleep 15'] }] },
      },
    },
  ],
  seconds: 45,
};
