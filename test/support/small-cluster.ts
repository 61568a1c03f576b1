import type { Pod } from '../../src/kube/pod.ts';
import { Robot, type RobotOptions, START } from './robot.ts';
import { crashed, ended, pod, running, waiting } from './some-pods.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Eleven pods, some of them in trouble, as they are at `START`. */
export const smallCluster = (): Pod[] => [
  pod('web-7c9d8b6f5-2xkqp', {
    created: START - 3 * HOUR,
    owner: 'ReplicaSet/web-7c9d8b6f5',
    node: 'node-1',
    ip: '10.244.1.7',
  }),
  pod('web-7c9d8b6f5-9hq4t', {
    created: START - 3 * HOUR,
    owner: 'ReplicaSet/web-7c9d8b6f5',
    node: 'node-2',
    ip: '10.244.2.9',
  }),
  pod('web-7c9d8b6f5-zz8ln', {
    created: START - 8 * MINUTE,
    owner: 'ReplicaSet/web-7c9d8b6f5',
    node: 'node-3',
    ip: '10.244.3.4',
    containers: [running('app', START - 7 * MINUTE), crashed('proxy', START - 2 * MINUTE, 5, 137)],
  }),
  pod('db-0', { created: START - 50 * HOUR, owner: 'StatefulSet/db', node: 'node-1', ip: '10.244.1.3' }),
  pod('db-1', {
    created: START - 20_000,
    owner: 'StatefulSet/db',
    node: 'node-2',
    phase: 'Pending',
    containers: [waiting('app', 'ContainerCreating')],
  }),
  pod('nightly-29310-x7v2m', {
    created: START - 5 * HOUR,
    owner: 'Job/nightly-29310',
    phase: 'Succeeded',
    containers: [ended('job', START - 4 * HOUR)],
  }),
  pod('api-6f5c-abcde', {
    namespace: 'shop',
    created: START - 26 * HOUR,
    owner: 'ReplicaSet/api-6f5c',
    ip: '10.244.1.40',
  }),
  pod('api-6f5c-fghij', {
    namespace: 'shop',
    created: START - 12 * MINUTE,
    owner: 'ReplicaSet/api-6f5c',
    phase: 'Pending',
    containers: [waiting('app', 'ImagePullBackOff', 'Back-off pulling image "registry.example/api:1.5": not found')],
  }),
  pod('cart-0', {
    namespace: 'shop',
    created: START - 9 * HOUR,
    containers: [{ ...running('app', START - 3 * HOUR, 2), ready: false }],
  }),
  pod('coredns-5d78c9869d-4k2zw', { namespace: 'kube-system', created: START - 900 * HOUR, node: 'control-plane' }),
  pod('kube-proxy-8j6mx', { namespace: 'kube-system', created: START - 900 * HOUR, owner: 'DaemonSet/kube-proxy' }),
];

export const smallClusterRobot = (options: RobotOptions = {}): Robot => new Robot({ pods: smallCluster(), ...options });
