import { pod, type Scenario } from './scenario.ts';

export const kubia: Scenario = {
  name: 'kubia',
  title: 'One healthy pod, seen whole',
  look: 'Every condition with its time, both IPs, QoS class, probes and hooks: what a pod looks like that has nothing to hide.',
  images: {
    'luksa/kubia:1.1': {
      pull: { seconds: 2, bytes: 246_000_000 },
      runs: [
        {
          stops: 1,
          preStopSeconds: 5,
          postStartSeconds: 0.5,
          passes: { startup: [[3]], readiness: [[5]] },
          says: [
            'Kubia server starting...',
            'Local hostname is kubia',
            'Listening on port 8080',
            'Received request for / from ::ffff:10.244.2.1',
          ],
          saysEvery: 2,
          repeats: true,
        },
      ],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod(
        'kubia',
        {
          containers: [
            {
              name: 'kubia',
              image: 'luksa/kubia:1.1',
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              startupProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 2, failureThreshold: 10 },
              readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
              livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
              lifecycle: {
                postStart: { exec: { command: ['sh', '-c', 'fortune > /tmp/quote'] } },
                preStop: { exec: { command: ['sh', '-c', 'sleep 5'] } },
              },
            },
          ],
        },
        { labels: { app: 'kubia' } },
      ),
    },
  ],
  seconds: 60,
};
