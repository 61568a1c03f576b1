import { pod, type Scenario } from './scenario.ts';

const image = 'docker.io/library/busybox:nonexist';

export const podPhase: Scenario = {
  name: 'pod-phase',
  title: 'An image that does not exist',
  look: 'The phase stays Pending, STATUS goes from ErrImagePull to ImagePullBackOff and back, each pause longer than the last.',
  images: {
    'busybox:nonexist': {
      pull: {
        seconds: 40,
        failure: `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
        noticed: [11, 13, 12],
        retried: [16, 25, 45],
      },
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('pod-phase', {
        containers: [
          {
            name: 'pod-phase',
            image: 'busybox:nonexist',
            command: ['sh', '-c', 'echo Hello Kubernetes! && sleep 3600'],
          },
        ],
      }),
    },
    { at: 300, do: 'delete', resource: 'pods', name: 'pod-phase' },
  ],
  seconds: 320,
  again: true,
};
