import { pod, type Scenario } from './scenario.ts';

export const busybox: Scenario = {
  name: 'busybox',
  title: 'A normal start and an ordinary end',
  look: 'Pending without a node, Pending with one, ContainerCreating, Running: four changes, with five events; deleted, it takes its 30 seconds of grace.',
  images: {
    'busybox busybox': {
      pull: { seconds: 1, bytes: 2_167_089 },
      runs: [{ stops: 'ignores', says: ['Hello Kubernetes!'] }],
    },
  },
  steps: [
    {
      at: 0,
      do: 'create',
      resource: 'pods',
      object: pod('busybox', {
        containers: [
          { name: 'busybox', image: 'busybox', command: ['sh', '-c', 'echo Hello Kubernetes! && sleep 3600'] },
        ],
      }),
    },
    { at: 90, do: 'delete', resource: 'pods', name: 'busybox' },
  ],
  seconds: 135,
  again: true,
};
