import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/finding.ts';
import { diagnoseOwner, type OwnerFacts } from '../../src/diagnosis/owner.ts';
import { pod, running, terminated, waiting } from '../support/pods.ts';
import { event, NOW, told } from './support.ts';

const pulling = (message: string, image = 'registry.example/shop:1', reason = 'ErrImagePull'): Partial<Facts> => ({
  pod: pod({
    phase: 'Pending',
    containers: [waiting(reason, message)],
    spec: { containers: [{ name: 'app-0', image }] },
  }),
});
const starting = (message: string, reason = 'CreateContainerError'): Partial<Facts> => ({
  pod: pod({ phase: 'Pending', containers: [waiting(reason, message)], spec: { containers: [{ name: 'app-0' }] } }),
});
const creating = (reason: string, message: string): Partial<Facts> => ({
  pod: pod({ phase: 'Pending', containers: [waiting('ContainerCreating')] }),
  events: [event(reason, message)],
});
const unplaced = (message: string): Partial<Facts> => ({
  pod: pod({
    phase: 'Pending',
    node: '',
    containers: [{ state: {} }],
    conditions: { PodScheduled: { status: 'False', reason: 'Unschedulable', message } },
  }),
});
const refused = (message: string): Partial<Facts> => ({
  pod: pod(),
  events: [
    event('FailedCreate', message, {
      regarding: { kind: 'ReplicaSet', namespace: 'default', name: 'web-5d', uid: 'rs', fieldPath: '' },
    }),
  ],
});
const claimed = (phase: string): Partial<Facts> => ({
  pod: pod({
    phase: 'Pending',
    containers: [waiting('ContainerCreating')],
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-0' } }] } as never,
  }),
  claims: [{ metadata: { name: 'data-0' }, spec: { storageClassName: 'fast' }, status: { phase } }],
});

/** Messages as kubelet, scheduler, controllers and runtimes write them, and the finder that must know each. */
const ROWS: Readonly<Record<string, Partial<Facts>>> = {
  'image-disk': pulling('failed to pull and unpack image: write /var/lib/containerd/x: no space left on device'),
  'image-name-unknown': pulling('failed to resolve image: name unknown: Requested repository does not exist'),
  'image-qps': pulling('pull QPS exceeded'),
  'image-signature': pulling('image signature validation failed', undefined, 'SignatureValidationFailed'),
  'config-sync': starting(
    'failed to sync configmap cache: timed out waiting for the condition',
    'CreateContainerConfigError',
  ),
  'config-subpath': starting(
    'failed to prepare subPath for volumeMount "conf" of container "app-0"',
    'CreateContainerConfigError',
  ),
  'start-format': starting('exec /app: exec format error', 'RunContainerError'),
  'start-workdir': starting(
    'failed to create shim: chdir to cwd ("/srv/app") set in config.json failed: permission denied',
    'RunContainerError',
  ),
  'start-memory-limit': starting(
    'OCI runtime create failed: container init was OOM-killed (memory limit too low?)',
    'RunContainerError',
  ),
  'start-name-reserved': starting('failed to reserve container name "app-0_web-0": name is reserved for "a1"'),
  'start-hook': starting('PostStartHookError: command "/hook" exited with 1', 'PostStartHookError'),
  'sandbox-addresses': creating(
    'FailedCreatePodSandBox',
    'Failed to create pod sandbox: plugin type="aws-cni" failed: failed to assign an IP address to container',
  ),
  'sandbox-devices': creating(
    'FailedPrepareDynamicResources',
    'failed to prepare dynamic resources: NodePrepareResources failed for claim default/gpu: no such device',
  ),
  'init-running': {
    pod: pod({ phase: 'Pending', init: [running()], containers: [waiting('PodInitializing')] }),
  },
  'sandbox-runtime': creating(
    'FailedCreatePodSandBox',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = no runtime for "gvisor" is configured',
  ),
  'sandbox-other': creating(
    'FailedCreatePodSandBox',
    'Failed to create pod sandbox: rpc error: code = Internal desc = could not start the sandbox shim',
  ),
  'volume-claim-missing': creating('FailedMount', 'MountVolume.SetUp failed: persistentvolumeclaim "data-0" not found'),
  'volume-key-missing': creating(
    'FailedMount',
    'MountVolume.SetUp failed for volume "conf" : references non-existent config key: app.yaml',
  ),
  'volume-host-path': creating(
    'FailedMount',
    'MountVolume.SetUp failed for volume "host" : hostPath type check failed: /data is not a directory',
  ),
  'volume-driver': creating(
    'FailedMount',
    'kubernetes.io/csi: driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
  ),
  'volume-nfs': creating(
    'FailedMount',
    'MountVolume.SetUp failed for volume "share" : mount.nfs: access denied by server while mounting',
  ),
  'volume-attach': creating(
    'FailedAttachVolume',
    'AttachVolume.Attach failed for volume "pvc-1" : timed out waiting for external-attacher',
  ),
  'volume-mount': creating(
    'FailedMount',
    'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = exit status 1',
  ),
  'volume-timeout': creating(
    'FailedMount',
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out',
  ),
  'claim-lost': claimed('Lost'),
  'scheduling-too-many-pods': unplaced('0/3 nodes are available: 3 Too many pods.'),
  'scheduling-pod-affinity': unplaced("0/3 nodes are available: 3 node(s) didn't match pod affinity rules."),
  'scheduling-storage-class-missing': unplaced(
    '0/3 nodes are available: storageclass.storage.k8s.io "fast" not found. not found',
  ),
  'scheduling-device-claim': unplaced('0/3 nodes are available: 3 cannot allocate all claims.'),
  'scheduling-volume-count': unplaced('0/3 nodes are available: 3 node(s) exceed max volume count.'),
  'scheduling-volume-none': unplaced(
    "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
  ),
  'scheduling-volume-zone': unplaced('0/3 nodes are available: 3 node(s) had no available volume zone.'),
  'scheduling-nominated': {
    pod: {
      ...(unplaced('0/3 nodes are available: 3 Insufficient cpu.').pod as object),
      status: {
        ...(unplaced('0/3 nodes are available: 3 Insufficient cpu.').pod as { status: object }).status,
        nominatedNodeName: 'node-2',
      },
    },
  },
  'admission-quota-needs': refused(
    'Error creating: pods "web-x" is forbidden: failed quota: team: must specify limits.cpu for: app',
  ),
  'admission-priority-class': refused(
    'Error creating: pods "web-x" is forbidden: no PriorityClass with name gold was found',
  ),
  'admission-webhook-down': refused(
    'Error creating: Internal error occurred: failed calling webhook "inject.example": Post "https://inject": connection refused',
  ),
  'admission-policy': refused(
    "Error creating: pods \"web-x\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: images need a tag",
  ),
  'admission-other': refused('Error creating: Timeout: request did not complete within requested timeout'),
  'node-cordoned': {
    pod: pod({ containers: [running()] }),
    node: { metadata: { name: 'node-1' }, spec: { unschedulable: true } },
  },
  'resize-pending': {
    pod: pod({
      containers: [running()],
      conditions: {
        PodResizePending: {
          status: 'True',
          reason: 'Infeasible',
          message: "Node didn't have enough capacity: memory, requested: 21474836480, capacity: 8589934592",
        },
      },
    }),
  },
  'resize-in-progress': {
    pod: pod({
      containers: [running()],
      conditions: { PodResizeInProgress: { status: 'True', reason: 'Error', message: 'no room' } },
    }),
  },
};

/** The same for owners that lack pods. */
const deployment = (status: object, spec: object = {}): OwnerFacts =>
  owner('Deployment', { replicas: 2, ...spec }, status);
function owner(kind: string, spec: object, status: object, more: Partial<OwnerFacts> = {}): OwnerFacts {
  return {
    owner: { kind, metadata: { name: 'web', namespace: 'shop' }, spec, status },
    between: [],
    pods: [],
    events: [],
    now: NOW,
    ...more,
  };
}
const is = (type: string, status: string, reason: string, message: string): object => ({
  conditions: [{ type, status, reason, message, lastTransitionTime: '2026-01-01T00:08:00Z' }],
});
const OWNERS: Readonly<Record<string, OwnerFacts>> = {
  'admission-service-account': deployment(
    is(
      'ReplicaFailure',
      'True',
      'FailedCreate',
      'pods "web-x" is forbidden: error looking up service account shop/web: serviceaccount "web" not found',
    ),
  ),
  'owner-rollout-stuck': deployment(
    is('Progressing', 'False', 'ProgressDeadlineExceeded', 'ReplicaSet "web-5d" has timed out progressing.'),
  ),
  'owner-paused': deployment({}, { paused: true }),
  'owner-no-replicas': deployment({}, { replicas: 0 }),
  'owner-silent': deployment({}),
  'owner-suspended': owner('Job', { suspend: true, parallelism: 1 }, {}),
  'owner-job-failed': owner(
    'Job',
    {},
    is('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit'),
  ),
  'owner-job-failing': owner(
    'Job',
    {},
    is('FailureTarget', 'True', 'PodFailurePolicy', 'Container app failed with exit code 42'),
  ),
  'owner-no-node': owner('DaemonSet', {}, { desiredNumberScheduled: 0 }),
  'owner-ordered': owner(
    'StatefulSet',
    { replicas: 3 },
    {},
    { pods: [pod({ name: 'web-0', conditions: { Ready: 'False' } })] },
  ),
  'not-asked': owner(
    'Job',
    { parallelism: 0 },
    {},
    { unknown: ['Nothing is known of the events: events is forbidden.'] },
  ),
};

describe('every finder', () => {
  test.for(Object.entries(ROWS))('%s', ([id, facts]) => {
    const findings = diagnose({ pod: pod(), now: NOW, ...facts });
    expect(findings.map(finding => finding.id)).toContain(id);
  });
  test.for(Object.entries(OWNERS))('of an owner: %s', ([id, facts]) => {
    expect(diagnoseOwner(facts).map(finding => finding.id)).toEqual([id]);
  });

  test('what they say', async () => {
    const said = [
      ...Object.entries(ROWS).flatMap(([id, facts]) =>
        diagnose({ pod: pod(), now: NOW, ...facts }).filter(each => each.id === id),
      ),
      ...Object.values(OWNERS).flatMap(diagnoseOwner),
    ];
    await expect(`${said.map(told).join('\n\n')}\n`).toMatchFileSnapshot('golden/every-finder.txt');
  });

  test('has a test: each id in the source is found by one of these, or stands in a golden diagnosis', () => {
    const folder = join(import.meta.dirname, '..', '..', 'src', 'diagnosis');
    const source = readdirSync(folder)
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const ids = [...source.matchAll(/(?:\bid: |\? |: |\[|made\()'([a-z]+(?:-[a-z]+)+)'/g)].map(([, id]) => id!);
    const goldens = ['golden', 'scenarios'].flatMap(name => {
      const at = join(import.meta.dirname, name);
      return readdirSync(at).map(file => readFileSync(join(at, file), 'utf8'));
    });
    const isTested = (id: string): boolean =>
      id in ROWS || id in OWNERS || goldens.some(text => text.includes(` ${id}: `));
    // The kinds of the scheduler's refusals are named without their subject.
    const untested = [...new Set(ids)].filter(id => !isTested(id) && !isTested(`scheduling-${id}`));
    expect(untested).toEqual([]);
  });

  test('an end that was refused before the last pod was made is over', () => {
    const of = { regarding: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-5d', uid: 'rs', fieldPath: '' } };
    const facts = owner(
      'ReplicaSet',
      { replicas: 1 },
      {},
      {
        pods: [pod({ containers: [terminated('Completed')] })],
        events: [
          event('FailedCreate', 'exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1', {
            ...of,
            lastAt: NOW - 60_000,
          }),
          event('SuccessfulCreate', 'Created pod: web-5d-x', { ...of, lastAt: NOW - 1_000 }),
        ],
      },
    );
    expect(diagnoseOwner(facts)).toEqual([]);
  });
});
