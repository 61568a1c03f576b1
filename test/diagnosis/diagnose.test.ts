import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/finding.ts';
import type { ContainerState, Pod } from '../../src/kube/pod.ts';
import { pod, running, terminated, waiting } from '../support/pods.ts';
import { ago, event, NOW, told } from './support.ts';

interface Row {
  readonly name: string;
  readonly facts: Partial<Facts>;
  /** The ids that must be found, in order. */
  readonly want: readonly string[];
}

const unscheduled = (message: string, spec: object = {}): Pod =>
  pod({
    phase: 'Pending',
    node: '',
    containers: [{ state: {} }],
    conditions: { PodScheduled: { status: 'False', reason: 'Unschedulable', message } },
    spec: { containers: [{ name: 'app-0', ...spec }] },
  });
const waits = (reason: string, message?: string, image = 'busybox:1.36'): Pod =>
  pod({
    phase: 'Pending',
    containers: [waiting(reason, message)],
    spec: { containers: [{ name: 'app-0', image }] },
  });
const pulling = (message: string, image: string): Partial<Facts> => ({ pod: waits('ErrImagePull', message, image) });
const creating = (events: Facts['events']): Partial<Facts> => ({ pod: waits('ContainerCreating'), events });
const crashed = (
  last: ContainerState,
  spec: object = {},
  message = 'back-off 1m20s restarting failed container=app-0 pod=web-0',
): Pod =>
  pod({
    containers: [{ state: waiting('CrashLoopBackOff', message), lastState: last, restartCount: 4 }],
    spec: { restartPolicy: 'Always', containers: [{ name: 'app-0', ...spec }] },
  });
const probed = (spec: object, status: object = {}): Pod =>
  pod({
    containers: [{ state: running(), ready: false, started: true, restartCount: 0, ...status }],
    spec: { containers: [{ name: 'app-0', ...spec }] },
  });
const end = (seconds: number, ran: number) => ({ startedAt: ago(seconds + ran), finishedAt: ago(seconds) });
const node = (name: string, allocatable: object, more: object = {}) => ({
  metadata: { name, labels: { disk: 'hdd' } },
  status: { allocatable },
  ...more,
});
const owner = (reason: string, message: string) =>
  event(reason, message, {
    regarding: { kind: 'ReplicaSet', namespace: 'default', name: 'web-5d', uid: 'rs', fieldPath: '' },
  });

const SCHEDULING: readonly Row[] = [
  {
    name: 'resources, taint and affinity of six nodes',
    facts: {
      pod: unscheduled(
        "0/6 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/6 nodes are available: 2 No preemption victims found for incoming pod, 4 Preemption is not helpful for scheduling.",
      ),
    },
    want: ['scheduling-taint', 'scheduling-resource', 'scheduling-node-affinity', 'scheduling-preemption'],
  },
  {
    name: 'an older sentence with a comma inside a reason',
    facts: {
      pod: unscheduled(
        "0/3 nodes are available: 1 Insufficient memory, 2 node(s) had taint {dedicated: gpu}, that the pod didn't tolerate.",
      ),
    },
    want: ['scheduling-resource', 'scheduling-taint'],
  },
  {
    name: 'more than any node offers',
    facts: {
      pod: unscheduled('0/2 nodes are available: 2 Insufficient memory.', {
        resources: { requests: { memory: '64Gi' } },
      }),
      nodes: [node('node-1', { memory: '16Gi' }), node('node-2', { memory: '32Gi' })],
    },
    want: ['scheduling-resource'],
  },
  {
    name: 'short by what others took',
    facts: {
      pod: unscheduled('0/2 nodes are available: 2 Insufficient cpu.', { resources: { requests: { cpu: '1500m' } } }),
      nodes: [node('node-1', { cpu: '2' }), node('node-2', { cpu: '4' })],
      pods: [
        { spec: { nodeName: 'node-1', containers: [{ resources: { requests: { cpu: '1' } } }] } },
        { spec: { nodeName: 'node-2', containers: [{ resources: { requests: { cpu: '3500m' } } }] } },
        {
          spec: { nodeName: 'node-2', containers: [{ resources: { requests: { cpu: '4' } } }] },
          status: { phase: 'Succeeded' },
        },
      ],
    },
    want: ['scheduling-resource'],
  },
  {
    name: 'a label that no node has',
    facts: {
      pod: pod({
        phase: 'Pending',
        node: '',
        conditions: {
          PodScheduled: {
            status: 'False',
            reason: 'Unschedulable',
            message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
          },
        },
        spec: { nodeSelector: { disk: 'ssd', gpu: 'yes' } } as object,
      }),
      nodes: [node('node-1', {})],
    },
    want: ['scheduling-node-affinity'],
  },
  {
    name: 'host port, cordoned node, spread, anti-affinity',
    facts: {
      pod: unscheduled(
        "0/4 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) were unschedulable, 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) didn't match pod anti-affinity rules.",
        { ports: [{ containerPort: 80, hostPort: 80 }] },
      ),
    },
    want: ['scheduling-ports', 'scheduling-cordoned', 'scheduling-topology-spread', 'scheduling-pod-anti-affinity'],
  },
  {
    name: 'a claim that is not bound',
    facts: {
      pod: unscheduled('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.'),
    },
    want: ['scheduling-claim-unbound'],
  },
  {
    name: 'a claim that does not exist',
    facts: { pod: unscheduled('0/1 nodes are available: persistentvolumeclaim "data-web-0" not found.') },
    want: ['scheduling-claim-missing'],
  },
  {
    name: 'volume on another node',
    facts: { pod: unscheduled('0/2 nodes are available: 2 node(s) had volume node affinity conflict.') },
    want: ['scheduling-volume-node'],
  },
  {
    name: 'no nodes at all',
    facts: { pod: unscheduled('no nodes available to schedule pods') },
    want: ['scheduling-no-nodes'],
  },
  {
    name: 'words that nobody knows',
    facts: { pod: unscheduled('0/2 nodes are available: 2 node(s) dislike the colour.') },
    want: ['scheduling-other'],
  },
  {
    name: 'gates',
    facts: {
      pod: pod({
        phase: 'Pending',
        node: '',
        spec: { schedulingGates: [{ name: 'example.com/quota' }] },
        conditions: {},
      }),
    },
    want: ['scheduling-gated'],
  },
  {
    name: 'no scheduler has spoken',
    facts: { pod: pod({ phase: 'Pending', node: '', containers: [], conditions: {} }) },
    want: ['scheduling-unseen'],
  },
];

const IMAGES: readonly Row[] = [
  {
    name: 'tag not found, containerd',
    facts: pulling(
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/busybox:nonexist": failed to resolve reference "docker.io/library/busybox:nonexist": docker.io/library/busybox:nonexist: not found',
      'busybox:nonexist',
    ),
    want: ['image-tag'],
  },
  {
    name: 'tag not found, Docker, told by an Event while backing off',
    facts: {
      pod: waits('ImagePullBackOff', 'Back-off pulling image "busybox:nonexist"', 'busybox:nonexist'),
      events: [
        event('BackOff', 'Back-off pulling image "busybox:nonexist"', { container: 'app-0', type: 'Normal' }),
        event('Failed', 'Error: ErrImagePull', { container: 'app-0' }),
        event(
          'Failed',
          'Failed to pull image "busybox:nonexist": rpc error: code = Unknown desc = Error response from daemon: manifest for busybox:nonexist not found: manifest unknown: manifest unknown',
          { container: 'app-0', lastAt: NOW - 20_000 },
        ),
      ],
    },
    want: ['image-tag'],
  },
  {
    name: 'private or absent',
    facts: pulling(
      'failed to pull and unpack image "docker.io/acme/secret:1": failed to resolve reference: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      'acme/secret:1',
    ),
    want: ['image-credentials'],
  },
  {
    name: 'credentials asked for, secret of the pod missing',
    facts: {
      ...pulling(
        'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized',
        'registry.example:5000/app:2',
      ),
      events: [
        event(
          'FailedToRetrieveImagePullSecret',
          'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
        ),
      ],
    },
    want: ['image-auth'],
  },
  {
    name: 'rate limit',
    facts: pulling(
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:ab: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
      'nginx',
    ),
    want: ['image-rate-limit'],
  },
  {
    name: 'DNS',
    facts: pulling(
      'failed to do request: Head "https://registry.example/v2/app/manifests/1": dial tcp: lookup registry.example on 10.96.0.10:53: no such host',
      'registry.example/app:1',
    ),
    want: ['image-dns'],
  },
  {
    name: 'network',
    facts: pulling(
      'failed to do request: Head "https://r.example/v2/": dial tcp 10.1.1.1:443: i/o timeout',
      'r.example/app:1',
    ),
    want: ['image-network'],
  },
  {
    name: 'certificate',
    facts: pulling(
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'r.example/app:1',
    ),
    want: ['image-tls'],
  },
  {
    name: 'platform',
    facts: pulling('no match for platform in manifest: not found', 'acme/arm-only:1'),
    want: ['image-platform'],
  },
  {
    name: 'invalid name',
    facts: {
      pod: waits(
        'InvalidImageName',
        'Failed to apply default image tag "BusyBox": couldn\'t parse image name "BusyBox": invalid reference format: repository name (library/BusyBox) must be lowercase',
        'BusyBox',
      ),
    },
    want: ['image-invalid-name'],
  },
  {
    name: 'never pulled',
    facts: {
      pod: waits(
        'ErrImageNeverPull',
        'Container image "local:dev" is not present with pull policy of Never',
        'local:dev',
      ),
    },
    want: ['image-never-pull'],
  },
  {
    name: 'backing off, Events gone',
    facts: { pod: waits('ImagePullBackOff', 'Back-off pulling image "app:1"', 'app:1') },
    want: ['image-other'],
  },
];

const STARTS: readonly Row[] = [
  {
    name: 'missing ConfigMap',
    facts: { pod: waits('CreateContainerConfigError', 'configmap "app-settings" not found') },
    want: ['config-object-missing'],
  },
  {
    name: 'missing Secret',
    facts: { pod: waits('CreateContainerConfigError', 'secret "db" not found') },
    want: ['config-object-missing'],
  },
  {
    name: 'missing key',
    facts: { pod: waits('CreateContainerConfigError', "couldn't find key PASSWORD in Secret default/db") },
    want: ['config-key-missing'],
  },
  {
    name: 'user by name with runAsNonRoot',
    facts: {
      pod: waits(
        'CreateContainerConfigError',
        'container has runAsNonRoot and image has non-numeric user (appuser), cannot verify user is non-root (pod: "web-0", container: app-0)',
      ),
    },
    want: ['config-run-as-root'],
  },
  {
    name: 'command not found',
    facts: {
      pod: crashed(
        terminated('StartError', 128, {
          ...end(30, 0),
          message:
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown',
        }),
      ),
    },
    want: ['start-no-executable'],
  },
  {
    name: 'not executable',
    facts: {
      pod: waits(
        'RunContainerError',
        'failed to start container: OCI runtime create failed: container_linux.go: exec: "/entry.sh": permission denied: unknown',
      ),
    },
    want: ['start-no-permission'],
  },
  {
    name: 'words that nobody knows',
    facts: { pod: waits('CreateContainerError', 'context deadline exceeded') },
    want: ['start-other'],
  },
];

const ENDS: readonly Row[] = [
  {
    name: 'out of memory against the limit, waiting',
    facts: {
      pod: crashed(terminated('OOMKilled', 137, end(20, 38)), {
        resources: { limits: { memory: '256Mi' }, requests: { memory: '128Mi' } },
      }),
    },
    want: ['exit-oom'],
  },
  {
    name: 'out of memory of the node',
    facts: { pod: crashed(terminated('OOMKilled', 137, end(20, 38))) },
    want: ['exit-oom'],
  },
  { name: 'exit code 1, wait over', facts: { pod: crashed(terminated('Error', 1, end(200, 2))) }, want: ['exit-code'] },
  {
    name: 'exit code 127 with a message',
    facts: { pod: crashed(terminated('Error', 127, { ...end(10, 0), message: 'sh: serve: not found' })) },
    want: ['exit-code'],
  },
  {
    name: 'signal without a code',
    facts: { pod: crashed(terminated(undefined, 0, { ...end(5, 9), signal: 11, exitCode: 139 })) },
    want: ['exit-code'],
  },
  { name: 'done, but Always', facts: { pod: crashed(terminated('Completed', 0, end(5, 1))) }, want: ['exit-done'] },
  {
    name: 'killed by the liveness probe',
    facts: {
      pod: crashed(terminated('Error', 137, end(5, 61)), {
        livenessProbe: { httpGet: { port: 8080, path: '/healthz' }, periodSeconds: 10, failureThreshold: 3 },
      }),
      events: [
        event('Killing', 'Container app-0 failed liveness probe, will be restarted', {
          container: 'app-0',
          type: 'Normal',
        }),
        event('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500', {
          container: 'app-0',
          count: 3,
        }),
      ],
    },
    want: ['exit-killed-liveness', 'probe-liveness'],
  },
  {
    name: 'a Job that is done',
    facts: {
      pod: pod({ phase: 'Succeeded', containers: [terminated('Completed')], spec: { restartPolicy: 'Never' } }),
    },
    want: [],
  },
  {
    name: 'one container done beside another',
    facts: { pod: pod({ containers: [running(), terminated('Completed', 0, end(8, 60))] }) },
    want: ['readiness-partner'],
  },
];

const PROBES: readonly Row[] = [
  {
    name: 'readiness refused',
    facts: {
      pod: probed({ readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 5, failureThreshold: 2 } }),
      events: [
        event('Unhealthy', 'Readiness probe failed: dial tcp 10.244.0.5:5432: connect: connection refused', {
          container: 'app-0',
          count: 12,
        }),
      ],
    },
    want: ['probe-readiness'],
  },
  {
    name: 'readiness fails, Events gone',
    facts: { pod: probed({ readinessProbe: { exec: { command: ['pg_isready', '-q'] } } }) },
    want: ['probe-readiness'],
  },
  {
    name: 'startup too slow',
    facts: {
      pod: probed(
        {
          startupProbe: {
            httpGet: { port: 'http', path: '/' },
            periodSeconds: 2,
            failureThreshold: 30,
            timeoutSeconds: 3,
          },
        },
        { started: false },
      ),
      events: [
        event(
          'Unhealthy',
          'Startup probe failed: Get "http://10.244.0.5:8080/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
          { container: 'app-0', count: 7 },
        ),
      ],
    },
    want: ['probe-startup'],
  },
  {
    name: 'ready again: an old failure says nothing',
    facts: {
      pod: probed({ readinessProbe: { tcpSocket: { port: 1 } } }, { ready: true }),
      events: [event('Unhealthy', 'Readiness probe failed: connection refused', { container: 'app-0' })],
    },
    want: [],
  },
  {
    name: 'liveness fails, not often enough yet to be killed',
    facts: {
      pod: probed({ livenessProbe: { tcpSocket: { port: 1 } } }, { ready: true }),
      events: [event('Unhealthy', 'Liveness probe failed: connection refused', { container: 'app-0', count: 2 })],
    },
    want: ['probe-liveness'],
  },
  {
    name: 'alive again: an old failure says nothing',
    facts: {
      pod: probed({ livenessProbe: { tcpSocket: { port: 1 } } }, { ready: true }),
      events: [
        event('Unhealthy', 'Liveness probe failed: connection refused', { container: 'app-0', lastAt: NOW - 30_000 }),
      ],
    },
    want: [],
  },
  {
    name: 'readiness gate nobody set',
    facts: { pod: pod({ spec: { readinessGates: [{ conditionType: 'target-health' }] } }) },
    want: ['readiness-gate'],
  },
];

const SURROUNDINGS: readonly Row[] = [
  {
    name: 'volume of a missing ConfigMap',
    facts: creating([
      event('FailedMount', 'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found', {
        count: 9,
      }),
      event(
        'FailedMount',
        'Unable to attach or mount volumes: unmounted volumes=[config], unattached volumes=[config kube-api-access-x]: timed out waiting for the condition',
      ),
    ]),
    want: ['volume-object-missing'],
  },
  {
    name: 'volume attached elsewhere',
    facts: creating([
      event('FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0', {
        source: 'attachdetach-controller',
      }),
    ]),
    want: ['volume-multi-attach'],
  },
  {
    name: 'claim that waits for a class',
    facts: {
      pod: pod({
        phase: 'Pending',
        node: '',
        containers: [],
        conditions: { PodScheduled: 'False' },
        spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } as object,
      }),
      claims: [
        {
          metadata: { name: 'data' },
          spec: { storageClassName: 'fast', resources: { requests: { storage: '10Gi' } } },
          status: { phase: 'Pending' },
        },
      ],
      events: [
        event('ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found', {
          regarding: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid: 'c', fieldPath: '' },
        }),
      ],
    },
    want: ['claim-pending'],
  },
  {
    name: 'network plugin',
    facts: creating([
      event(
        'FailedCreatePodSandBox',
        'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "a1": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized',
        { count: 4 },
      ),
    ]),
    want: ['sandbox-network'],
  },
  {
    name: 'within the grace period',
    facts: { pod: pod({ deleting: ago(-20) }) },
    want: ['deletion-grace'],
  },
  {
    name: 'held by a finalizer',
    facts: {
      pod: pod({
        deleting: ago(300),
        containers: [terminated('Completed')],
        metadata: { finalizers: ['example.com/backup'] },
        spec: { restartPolicy: 'Never' },
      }),
    },
    want: ['deletion-finalizer'],
  },
  {
    name: 'deleted on a lost node',
    facts: {
      pod: pod({ deleting: ago(300) }),
      node: {
        metadata: { name: 'node-1' },
        status: {
          conditions: [
            {
              type: 'Ready',
              status: 'Unknown',
              message: 'Kubelet stopped posting node status.',
              lastTransitionTime: ago(400),
            },
          ],
        },
      },
    },
    want: ['deletion-node-lost', 'node-not-ready'],
  },
  {
    name: 'budget that holds an eviction',
    facts: {
      pod: pod({ metadata: { labels: { app: 'web' } } }),
      budgets: [
        {
          metadata: { name: 'web' },
          spec: { selector: { matchLabels: { app: 'web' } } },
          status: { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2 },
        },
        {
          metadata: { name: 'db' },
          spec: { selector: { matchLabels: { app: 'db' } } },
          status: { disruptionsAllowed: 0 },
        },
      ],
    },
    want: ['eviction-budget'],
  },
  {
    name: 'a quota that was used up before the last pod was made is over',
    facts: {
      pod: pod(),
      events: [
        event('FailedCreate', 'exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10', {
          regarding: owner('', '').regarding,
          lastAt: NOW - 60_000,
        }),
        event('SuccessfulCreate', 'Created pod: web-5d-x', { regarding: owner('', '').regarding, lastAt: NOW - 1_000 }),
      ],
    },
    want: [],
  },
  {
    name: 'two budgets for one pod',
    facts: {
      pod: pod({ metadata: { labels: { app: 'web' } } }),
      budgets: ['web', 'all'].map(name => ({
        metadata: { name },
        spec: { selector: { matchLabels: { app: 'web' } } },
        status: { disruptionsAllowed: 1 },
      })),
    },
    want: ['eviction-budgets'],
  },
  {
    name: 'quota used up',
    facts: {
      pod: pod(),
      events: [
        owner(
          'FailedCreate',
          'Error creating: pods "web-5d-x" is forbidden: exceeded quota: team, requested: requests.cpu=2, used: requests.cpu=9, limited: requests.cpu=10',
        ),
      ],
    },
    want: ['admission-quota'],
  },
  {
    name: 'limit range, pod security, webhook, service account',
    facts: {
      pod: pod(),
      events: [
        owner(
          'FailedCreate',
          'Error creating: pods "web-1" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi',
        ),
        owner(
          'FailedCreate',
          'Error creating: pods "web-2" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)',
        ),
        owner(
          'FailedCreate',
          'Error creating: admission webhook "policy.example.com" denied the request: no latest tag',
        ),
        owner(
          'FailedCreate',
          'Error creating: pods "web-3" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
        ),
      ],
    },
    want: ['admission-limit-range', 'admission-pod-security', 'admission-webhook', 'admission-service-account'],
  },
  {
    name: 'refused by the kubelet',
    facts: {
      pod: pod({
        phase: 'Failed',
        reason: 'OutOfcpu',
        message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3500, capacity: 4000",
        containers: [],
      }),
    },
    want: ['kubelet-refusal'],
  },
  {
    name: 'evicted',
    facts: {
      pod: pod({
        phase: 'Failed',
        reason: 'Evicted',
        message:
          'The node was low on resource: ephemeral-storage. Threshold quantity: 1Gi, available: 900Mi. Container app-0 was using 5Gi, request is 0, has larger consumption of ephemeral-storage. ',
        containers: [],
      }),
    },
    want: ['node-eviction'],
  },
  {
    name: 'preempted',
    facts: {
      pod: pod({
        phase: 'Failed',
        containers: [],
        conditions: {
          DisruptionTarget: {
            status: 'True',
            reason: 'PreemptionByScheduler',
            message: 'default-scheduler: preempting to accommodate a higher priority pod',
          },
        },
      }),
    },
    want: ['node-disruption'],
  },
  {
    name: 'resize that the node cannot give',
    facts: {
      pod: pod({
        conditions: {
          Ready: 'True',
          PodResizePending: {
            status: 'True',
            reason: 'Infeasible',
            message: "Node didn't have enough capacity: cpu, requested: 8000, capacity: 4000",
          },
        },
      }),
    },
    want: ['resize-pending'],
  },
  {
    name: 'an Event of an earlier pod of that name says nothing',
    facts: {
      ...creating([
        event('FailedMount', 'MountVolume.SetUp failed for volume "x" : secret "y" not found', {
          regarding: { kind: 'Pod', namespace: 'default', name: 'web-0', uid: 'another', fieldPath: '' },
        }),
      ]),
    },
    want: ['start-silent'],
  },
  {
    name: 'what may not be asked is said',
    facts: { pod: pod(), unknown: ['You may not list nodes, so taints and room are not compared.'] },
    want: ['not-asked'],
  },
  { name: 'a pod that is well', facts: { pod: pod() }, want: [] },
];

const TABLES = {
  scheduling: SCHEDULING,
  images: IMAGES,
  starts: STARTS,
  ends: ENDS,
  probes: PROBES,
  surroundings: SURROUNDINGS,
};

const found = (facts: Partial<Facts>) => diagnose({ pod: pod(), now: NOW, ...facts });

describe.for(Object.entries(TABLES))('diagnosis of %s', ([title, rows]) => {
  test.for(rows)('$name', ({ facts, want }) => {
    expect(found(facts).map(({ id }) => id)).toEqual(want);
  });

  test('is told so', async () => {
    const text = rows.map(({ name, facts }) => [`# ${name}`, ...found(facts).map(told), ''].join('\n')).join('\n');
    await expect(text).toMatchFileSnapshot(`golden/${title}.txt`);
  });
});

test.for([undefined, null, 1, 'x', [], {}, { metadata: 7, spec: { containers: [null, 3, { name: 4 }] }, status: [] }])(
  'a pod that is %j leads to no error',
  odd => {
    expect(
      diagnose({ pod: odd, now: NOW, node: odd, nodes: [odd], pods: [odd], claims: [odd], budgets: [odd] }),
    ).toBeInstanceOf(Array);
  },
);
