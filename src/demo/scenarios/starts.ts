/** Containers that do not start, or only slowly. */
import { pod, type Scenario } from './scenario.ts';

export const badConfig: Scenario = {
  name: 'bad-config',
  title: 'A key that the ConfigMap does not have',
  look: 'CreateContainerConfigError; the message names ConfigMap and key. The key comes after a minute, and the pod starts without anybody touching it.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'configmaps',
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'shop', namespace: 'default' },
        ...{ data: { color: 'blue' } },
      },
    },
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('bad-config', {
        containers: [
          {
            name: 'app',
            image: 'nginx:1.27',
            env: [{ name: 'CURRENCY', valueFrom: { configMapKeyRef: { name: 'shop', key: 'currency' } } }],
          },
        ],
      }),
    },
    { at: 60, do: 'patch', resource: 'configmaps', name: 'shop', patch: { data: { currency: 'EUR' } } },
  ],
  seconds: 120,
  again: true,
};

export const invalidImage: Scenario = {
  name: 'invalid-image',
  title: 'An image name that cannot be parsed',
  look: 'InvalidImageName: nothing is pulled and nothing will change until the manifest does.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('invalid-image', { containers: [{ name: 'app', image: 'NGINX:latest' }] }),
    },
  ],
  seconds: 30,
};

export const neverPull: Scenario = {
  name: 'never-pull',
  title: 'An image that must not be pulled and is not there',
  look: 'ErrImageNeverPull: imagePullPolicy is Never and the node does not have the image.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('never-pull', { containers: [{ name: 'app', image: 'shop:dev', imagePullPolicy: 'Never' }] }),
    },
  ],
  seconds: 30,
};

export const slowStart: Scenario = {
  name: 'slow-start',
  title: 'A slow start that its startup probe allows',
  look: 'Running, but 0/1 for half a minute: the startup probe fails until the application is up, then the pod is ready.',
  images: {
    'registry.example.com/shop/legacy:7': {
      pull: { seconds: 2 },
      runs: [{ passes: { startup: [[34]] }, says: ['loading plugin {n}'], saysEvery: 3, repeats: true }],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('slow-start', {
        containers: [
          {
            name: 'app',
            image: 'registry.example.com/shop/legacy:7',
            startupProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 5, failureThreshold: 30 },
            readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
          },
        ],
      }),
    },
  ],
  seconds: 60,
};

export const readinessGate: Scenario = {
  name: 'readiness-gate',
  title: 'A readiness gate that nobody has opened yet',
  look: 'READY says 1/1 but the Ready condition is False: ReadinessGatesNotReady until a load balancer sets its own condition.',
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('gated-by-balancer', {
        readinessGates: [{ conditionType: 'example.com/balanced' }],
        containers: [{ name: 'app', image: 'nginx:1.27' }],
      }),
    },
    { at: 25, do: 'condition', pod: 'gated-by-balancer', type: 'example.com/balanced', status: 'True' },
  ],
  seconds: 40,
};
