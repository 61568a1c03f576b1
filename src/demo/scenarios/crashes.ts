/** Containers that end when they should not. */
import { pod, type Scenario } from './scenario.ts';

export const oomKilled: Scenario = {
  name: 'oom-killed',
  title: 'A container that takes more memory than it may',
  look: 'OOMKilled with exit code 137, then CrashLoopBackOff; the pauses double from 10 seconds up to 5 minutes.',
  images: {
    'registry.example.com/shop/reports:2.3': {
      pull: { seconds: 2, bytes: 88_000_000 },
      runs: [
        {
          seconds: 14,
          exitCode: 137,
          reason: 'OOMKilled',
          says: ['loading orders of last year', 'loaded {n}00000 rows'],
          saysEvery: 2,
          repeats: true,
          memoryMi: [18, 64, 14],
        },
      ],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('reports', {
        containers: [
          {
            name: 'reports',
            image: 'registry.example.com/shop/reports:2.3',
            resources: { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } },
          },
        ],
      }),
    },
  ],
  seconds: 240,
};

export const initRetry: Scenario = {
  name: 'init-retry',
  title: 'An init container that fails twice, then passes',
  look: 'Init:Error, Init:CrashLoopBackOff, Init:0/1, PodInitializing, Running: the app has to wait for the init container.',
  images: {
    'registry.example.com/shop/migrate:4': {
      pull: { seconds: 1.5, bytes: 12_000_000 },
      runs: [
        { seconds: 3, exitCode: 1, says: ['connecting to db', 'connection refused'] },
        { seconds: 3, exitCode: 1, says: ['connecting to db', 'connection refused'] },
        { seconds: 4, says: ['connecting to db', 'migrated to version 42'] },
      ],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('shop-db-migrated', {
        initContainers: [{ name: 'migrate', image: 'registry.example.com/shop/migrate:4' }],
        containers: [{ name: 'shop', image: 'nginx:1.27' }],
      }),
    },
  ],
  seconds: 120,
  again: true,
};

export const sidecarCrash: Scenario = {
  name: 'sidecar-crash',
  title: 'A sidecar that crashes beside a healthy app',
  look: 'The sidecar is an init container with restartPolicy Always: READY goes to 1/2, RESTARTS counts up and STATUS says Init:CrashLoopBackOff, while the app runs on.',
  images: {
    'registry.example.com/mesh/agent:0.7': {
      pull: { seconds: 1 },
      runs: [{ seconds: 20, exitCode: 2, says: ['mesh agent ready', 'panic: nil map'], saysEvery: 15 }],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('with-sidecar', {
        initContainers: [{ name: 'agent', image: 'registry.example.com/mesh/agent:0.7', restartPolicy: 'Always' }],
        containers: [{ name: 'app', image: 'nginx:1.27' }],
      }),
    },
  ],
  seconds: 180,
};

export const livenessKill: Scenario = {
  name: 'liveness-kill',
  title: 'A container that hangs and is killed for it',
  look: 'After half a minute the liveness probe fails three times; the kubelet kills the container and starts it again, from the second time on after a pause: CrashLoopBackOff.',
  images: {
    'registry.example.com/shop/hanging:1': {
      pull: { seconds: 1 },
      runs: [{ stops: 'ignores', passes: { liveness: [[0, 30]] } }],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('hanging', {
        terminationGracePeriodSeconds: 5,
        containers: [
          {
            name: 'app',
            image: 'registry.example.com/shop/hanging:1',
            livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 5 },
          },
        ],
      }),
    },
  ],
  seconds: 180,
};
