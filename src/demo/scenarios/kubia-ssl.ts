import { pod, type Scenario } from './scenario.ts';

export const kubiaSsl: Scenario = {
  name: 'kubia-ssl',
  title: 'A proxy that is told to quit',
  look: 'One of two containers ends with 0: NotReady. It comes back, ends again at once, and the kubelet makes it wait: CrashLoopBackOff.',
  images: {
    'luksa/kubia:1.0': {
      pull: { seconds: 2, bytes: 246_000_000 },
      runs: [
        {
          stops: 'ignores',
          says: ['Kubia server starting...', 'Local hostname is kubia-ssl', 'Listening on port 8080'],
        },
      ],
    },
    'luksa/kubia-ssl-proxy:1.0': {
      pull: { seconds: 1.5, bytes: 58_000_000 },
      runs: [
        { stops: 0.2, says: ['[info][main] starting main dispatch loop'] },
        // The old process still holds its port, so the second one gives up before anybody has seen it run.
        { seconds: 0.01, says: ['[info][main] exiting'] },
        { stops: 0.2, says: ['[info][main] starting main dispatch loop'] },
      ],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('kubia-ssl', {
        containers: [
          { name: 'kubia', image: 'luksa/kubia:1.0', ports: [{ name: 'http', containerPort: 8080 }] },
          {
            name: 'envoy',
            image: 'luksa/kubia-ssl-proxy:1.0',
            ports: [
              { name: 'https', containerPort: 8443 },
              { name: 'admin', containerPort: 9901 },
            ],
          },
        ],
      }),
    },
    { at: 25, do: 'kill', pod: 'kubia-ssl', container: 'envoy', exitCode: 0 },
    { at: 120, do: 'delete', resource: 'pods', name: 'kubia-ssl' },
  ],
  seconds: 165,
  again: true,
};
