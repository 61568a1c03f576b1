import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts, Finding } from '../../src/diagnosis/finding.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { pod, terminated, waiting } from '../support/pods.ts';
import { ago, event, NOW, told } from './support.ts';

/** Messages as schedulers, runtimes, kubelets and API servers of several versions write them, and the causes that must be found. */
type Told = readonly [message: string, ...ids: readonly string[]];

const SCHEDULER: readonly Told[] = [
  ['0/3 nodes are available: 3 Insufficient cpu.', 'resource'],
  [
    "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 Insufficient memory.",
    'taint',
    'resource',
  ],
  [
    '0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient nvidia.com/gpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.',
    'cordoned',
    'resource',
    'preemption',
  ],
  ["0/3 nodes are available: 3 node(s) didn't match node selector.", 'node-affinity'],
  [
    "0/6 nodes are available: 3 node(s) didn't find available persistent volumes to bind, 3 node(s) had volume node affinity conflict.",
    'volume-none',
    'volume-node',
  ],
  ['0/2 nodes are available: 2 node(s) exceed max volume count.', 'volume-count'],
  [
    "0/3 nodes are available: 1 Too many pods, 2 node(s) didn't satisfy existing pods anti-affinity rules.",
    'too-many-pods',
    'pod-anti-affinity',
  ],
  ["0/3 nodes are available: 3 node(s) didn't match pod affinity rules.", 'pod-affinity'],
  [
    "0/3 nodes are available: 3 node(s) didn't match pod affinity/anti-affinity, 3 node(s) didn't satisfy existing pods anti-affinity rules.",
    'pod-affinity',
    'pod-anti-affinity',
  ],
  ["0/5 nodes are available: 5 node(s) didn't match pod topology spread constraints.", 'topology-spread'],
  [
    '0/5 nodes are available: 2 node(s) had no available volume zone, 3 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.',
    'volume-zone',
    'taint',
  ],
  [
    '0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling..',
    'taint',
    'preemption',
  ],
  ['0/1 nodes are available: 1 node(s) had untolerated taint(s).', 'taint'],
  ['running PreFilter plugin "VolumeBinding": storageclass.storage.k8s.io "fast" not found', 'storage-class-missing'],
  ['running PreBind plugin "VolumeBinding": binding volumes: timed out waiting for the condition', 'volume-bind'],
  ['running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded', 'volume-bind'],
  ['pod has unbound immediate PersistentVolumeClaims (repeated 2 times)', 'claim-unbound'],
  ['0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', 'claim-unbound'],
  [
    '0/3 nodes are available: 3 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s).',
    'volume-missing',
  ],
  [
    '0/3 nodes are available: persistentvolumeclaim "data-db-0" bound to non-existent persistentvolume "pvc-1".',
    'volume-missing',
  ],
  [
    '0/3 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "web-0-scratch".',
    'claim-unbound',
  ],
  ['0/3 nodes are available: 3 node(s) did not have enough free storage.', 'volume-none'],
  [
    '0/3 nodes are available: 3 cannot allocate all claims. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    'device-claim',
    'preemption',
  ],
  ['0/3 nodes are available: pod was rejected because resourceclaim "gpu" does not exist.', 'device-claim'],
  ['skip schedule deleting pod: default/web-0', 'other'],
  [
    '0/3 nodes are available: 1 node is filtered out by the prefilter result, 2 Insufficient cpu.',
    'prefilter',
    'resource',
  ],
  ["0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.", 'ports'],
  ["0/3 nodes are available: 3 node(s) didn't match the requested node name.", 'node-affinity'],
  ['0/3 nodes are available: 3 node(s) did not satisfy plugin(s) [NodeAffinity] simultaneously.', 'node-affinity'],
  [
    '0/2 nodes are available: 2 node(s) had untolerated taint {node.cloudprovider.kubernetes.io/uninitialized: true}.',
    'taint',
  ],
  ['0/2 nodes are available: 2 Insufficient ephemeral-storage.', 'resource'],
  [
    '0/3 nodes are available: 3 Insufficient cpu. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    'resource',
    'preemption',
  ],
  ['0/3 nodes are available: 3 cannot allocate all claims. deallocation of ResourceClaim completed.', 'device-claim'],
  [
    '0/3 nodes are available: 3 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    'resource',
    'preemption-never',
  ],
  [
    '0/3 nodes are available: 3 Insufficient cpu. preemption: not eligible due to a terminating pod on the nominated node.',
    'resource',
    'preempting',
  ],
  ['0/3 nodes are available: waiting for the preemption for this pod to be finished.', 'preempting'],
  [
    '0/3 nodes are available: 1 node(s) had no available disk, 2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.',
    'volume-in-use',
    'volume-in-use',
  ],
  ["0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity].", 'node-affinity'],
  [
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [VolumeBinding].",
    'resource',
    'prefilter',
  ],
  ['0/3 nodes are available: waiting for minCount pods from a gang to appear in scheduling queue.', 'group'],
  ['0/3 nodes are available: waiting for pods\'s pod group "train" to appear in scheduling queue.', 'group'],
  ['minCount (4) cannot be satisfied: 1 scheduled, 2 remaining', 'group'],
  ["0/3 nodes are available: 3 node(s) didn't match Pod's required features.", 'node-features'],
  ['0/3 nodes are available: request gpu: device class gpu.example.com does not exist.', 'device-claim'],
  ['0/3 nodes are available: 3 ebs.csi.aws.com CSI driver is not installed on the node.', 'volume-driver'],
];

const PULL: readonly Told[] = [
  [
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.99": failed to resolve reference "docker.io/library/nginx:1.99": docker.io/library/nginx:1.99: not found',
    'image-tag',
  ],
  [
    'rpc error: code = Unknown desc = Error response from daemon: manifest for nginx:1.99 not found: manifest unknown: manifest unknown',
    'image-tag',
  ],
  ['reading manifest 1.99 in docker.io/library/nginx: manifest unknown: manifest unknown', 'image-tag'],
  [
    'initializing source docker://quay.io/acme/nothing:latest: reading manifest latest in quay.io/acme/nothing: unauthorized: access to the requested resource is not authorized',
    'image-auth',
  ],
  [
    "rpc error: code = Unknown desc = Error response from daemon: pull access denied for acme/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'image-credentials',
  ],
  [
    'rpc error: code = Unknown desc = failed to pull and unpack image "ghcr.io/acme/web:1": failed to resolve reference "ghcr.io/acme/web:1": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fweb%3Apull&service=ghcr.io: 403 Forbidden',
    'image-auth',
  ],
  [
    'rpc error: code = Unknown desc = Error response from daemon: Get "https://123.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1": no basic auth credentials',
    'image-auth',
  ],
  [
    'failed to pull and unpack image "123.dkr.ecr.eu-west-1.amazonaws.com/web:1": failed to resolve reference: unexpected status from HEAD request to https://123.dkr.ecr.eu-west-1.amazonaws.com/v2/web/manifests/1: 403 Forbidden: Your authorization token has expired. Reauthenticate and try again.',
    'image-auth',
  ],
  [
    'rpc error: code = Unknown desc = failed to pull and unpack image "registry.example/web:1": failed to resolve reference "registry.example/web:1": failed to do request: Head "https://registry.example/v2/web/manifests/1": dial tcp: lookup registry.example: no such host',
    'image-dns',
  ],
  [
    'rpc error: code = Unknown desc = failed to do request: Head "https://registry.example:5000/v2/web/manifests/1": http: server gave HTTP response to HTTPS client',
    'image-tls',
  ],
  [
    'rpc error: code = Unknown desc = failed to do request: Head "https://registry.example/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused',
    'image-network',
  ],
  ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'image-network'],
  ['rpc error: code = Canceled desc = context canceled', 'image-canceled'],
  [
    'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/acme/big:1": failed to extract layer sha256:ab: write /var/lib/containerd/x: no space left on device: unknown',
    'image-disk',
  ],
  [
    'rpc error: code = Unknown desc = copying system image from manifest list: writing blob: adding layer with blob "sha256:ab": processing tar file(write /usr/x: no space left on device): exit status 1',
    'image-disk',
  ],
  [
    'failed to pull and unpack image "docker.io/acme/web:1": no match for platform in manifest: not found',
    'image-platform',
  ],
  [
    'choosing image instance: no image found in manifest list for architecture "arm64", variant "v8", OS "linux"',
    'image-platform',
  ],
  ['no matching manifest for windows/amd64 10.0.20348 in the manifest list entries', 'image-platform'],
  [
    'rpc error: code = Unknown desc = Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    'image-rate-limit',
  ],
  ['pull QPS exceeded', 'image-qps'],
  [
    'unexpected status from HEAD request to https://registry.example/v2/web/manifests/1: 503 Service Unavailable',
    'image-registry',
  ],
  ['unexpected status code [manifests 1]: 500 Internal Server Error', 'image-registry'],
  [
    'rpc error: code = FailedPrecondition desc = failed to pull and unpack image "docker.io/acme/web:1": failed commit on ref "layer-sha256:ab": unexpected commit digest sha256:cd, expected sha256:ab: failed precondition',
    'image-corrupt',
  ],
  [
    'SignatureValidationFailed: image pull failed for registry.example/web because signature validation failed: Source image rejected: A signature was required, but no signature exists',
    'image-signature',
  ],
  [
    'failed to pull and unpack image "registry.example/web:1": failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:ab: not found',
    'image-corrupt',
  ],
  [
    'short-name "web:1" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    'image-short-name',
  ],
  [
    'rpc error: code = Unknown desc = Error response from daemon: received unexpected HTTP status: 502 Bad Gateway',
    'image-registry',
  ],
  ['Error response from daemon: No such image: web:1', 'image-other'],
];

const START: readonly Told[] = [
  [
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "serve": executable file not found in $PATH: unknown',
    'start-no-executable',
  ],
  [
    'failed to create containerd task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/app/serve": stat /app/serve: no such file or directory: unknown',
    'start-no-executable',
  ],
  [
    'container create failed: executable file `serve` not found in $PATH: No such file or directory',
    'start-no-executable',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/entry.sh": permission denied: unknown',
    'start-no-permission',
  ],
  ['container create failed: open executable: Permission denied', 'start-no-permission'],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec /app: exec format error: unknown',
    'start-format',
  ],
  [
    'failed to start container "ab": Error response from daemon: OCI runtime create failed: container_linux.go:349: starting container process caused "exec: \\"ls -l\\": executable file not found in $PATH": unknown',
    'start-no-executable',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/var/lib/kubelet/pods/x/volume-subpaths/conf/app/0" to rootfs at "/etc/app.conf": mount /var/lib/kubelet/x:/etc/app.conf (via /proc/self/fd/6), flags: 0x5001: not a directory: unknown',
    'start-mount',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: failed to write "5000": write /sys/fs/cgroup/cpu.max: invalid argument: unknown',
    'start-cgroup',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "proc" to rootfs: operation not permitted: unknown',
    'start-mount',
  ],
  [
    'failed to create containerd task: OCI runtime create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
    'start-memory-limit',
  ],
  [
    'failed to create containerd container: error unpacking image: failed to extract layer sha256:ab: mount callback failed: no space left on device: unknown',
    'start-disk',
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to find user app: no matching entries in passwd file: unknown',
    'start-user',
  ],
  ['failed to create containerd container: unable to find user app: no matching entries in passwd file', 'start-user'],
  [
    'failed to reserve container name "app_web-0_default_x_0": name "app_web-0_default_x_0" is reserved for "ab"',
    'start-name-reserved',
  ],
  [
    'container has runAsNonRoot and image will run as root (pod: "web-0_default(x)", container: app)',
    'config-run-as-root',
  ],
  [
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "": executable file not found in $PATH: unknown',
    'start-other',
  ],
  ['no command specified', 'start-no-command'],
  ['failed to generate container "ab" spec: failed to generate spec: no command specified', 'start-no-command'],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: chdir to cwd ("/srv/app") set in config.json failed: no such file or directory: unknown',
    'start-workdir',
  ],
  [
    'failed to generate container spec: failed to generate spec: path "/data/shared" is mounted on "/" but it is not a shared mount',
    'start-mount',
  ],
  [
    'failed to create containerd task: device or resource busy: failed to set seccomp profile: cannot load seccomp profile "/var/lib/kubelet/seccomp/audit.json": open /var/lib/kubelet/seccomp/audit.json: no such file or directory',
    'start-seccomp',
  ],
  [
    'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
    'start-seccomp',
  ],
  ['unable to find target container app', 'start-target'],
  ['environment variable key "PORT" not found in file "/etc/app/env"', 'config-env-file'],
  ["couldn't parse env file", 'config-env-file'],
  ['cannot find the volume "settings" referenced by FileKeyRef', 'config-env-file'],
  ['ImageVolumeMountFailed: failed to mount image volume: no such subPath', 'start-image-volume'],
  [
    'failed to resolve recursive read-only mode: volume "data" requested recursive read-only mode, but it is not supported by the runtime',
    'start-read-only',
  ],
];

const MOUNT: readonly Told[] = [
  ['MountVolume.SetUp failed for volume "conf" : configmap "app-conf" not found', 'volume-object-missing'],
  ['MountVolume.SetUp failed for volume "certs" : secret "tls" not found', 'volume-object-missing'],
  ['MountVolume.SetUp failed for volume "conf" : references non-existent config key: app.yaml', 'volume-key-missing'],
  ['MountVolume.SetUp failed for volume "conf" : object "default"/"app-conf" not registered', 'volume-not-registered'],
  [
    'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to fetch token: serviceaccounts "robot" not found',
    'volume-token',
  ],
  [
    'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
    'volume-multi-attach',
  ],
  [
    'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    'volume-attach',
  ],
  [
    'AttachVolume.Attach failed for volume "pvc-1" : CSINode node-1 does not contain driver ebs.csi.aws.com',
    'volume-driver',
  ],
  [
    'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
    'volume-driver',
  ],
  [
    'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: access denied by server while mounting nfs.example:/export',
    'volume-nfs',
  ],
  [
    'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32\nOutput: mount: /var/lib/kubelet/x: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.',
    'volume-helper',
  ],
  [
    'MountVolume.SetUp failed for volume "log" : hostPath type check failed: /var/log/app is not a directory',
    'volume-host-path',
  ],
  [
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition',
    'volume-timeout',
  ],
  [
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/data: failed to fetch PVC from API server: persistentvolumeclaim "data" not found',
    'volume-claim-missing',
  ],
  [
    'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = mount failed: exit status 32 Output: mount: wrong fs type, bad option, bad superblock on /dev/xvda',
    'volume-file-system',
  ],
  [
    'MountVolume.SetUp failed for volume "pvc-1" : rpc error: code = Aborted desc = An operation with the given Volume ID already exists',
    'volume-busy',
  ],
  [
    'MapVolume.SetUpDevice failed for volume "pvc-1" : rpc error: code = Unavailable desc = connection error: dial unix /var/lib/kubelet/plugins/x/csi.sock: connect: connection refused',
    'volume-driver',
  ],
];

const SANDBOX: readonly Told[] = [
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "ab": plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory',
    'sandbox-network',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set up sandbox container "ab" network for pod "web-0": networkPlugin cni failed to set up pod "web-0_default" network: failed to find plugin "bridge" in path [/opt/cni/bin]',
    'sandbox-network',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create pod network sandbox k8s_web-0: error adding pod to CNI network "multus": no IP addresses available in range set: 10.244.1.1-10.244.1.254',
    'sandbox-addresses',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "ab": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
    'sandbox-addresses',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "registry.k8s.io/pause:3.9": failed to pull image "registry.k8s.io/pause:3.9": dial tcp 1.2.3.4:443: i/o timeout',
    'sandbox-image',
  ],
  ['Failed to create pod sandbox: rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'sandbox-slow'],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "gvisor" is configured',
    'sandbox-runtime',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to reserve sandbox name "web-0_default_x_0": name "web-0_default_x_0" is reserved for "ab"',
    'sandbox-slow',
  ],
  [
    'Failed to create pod sandbox: rpc error: code = ResourceExhausted desc = cannot set up cgroup: no space left on device',
    'sandbox-disk',
  ],
];

const OWNER: readonly Told[] = [
  [
    'Error creating: pods "web-5d-x" is forbidden: exceeded quota: compute, requested: limits.cpu=2,pods=1, used: limits.cpu=9,pods=10, limited: limits.cpu=10,pods=10',
    'admission-quota',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: failed quota: compute: must specify limits.cpu for: app; requests.memory for: app,side',
    'admission-quota-needs',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Pod is 1Gi, but limit is 2Gi]',
    'admission-limit-range',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: minimum memory usage per Container is 100Mi. No limit is specified',
    'admission-limit-range',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: memory max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    'admission-limit-range',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)',
    'admission-pod-security',
  ],
  [
    'Error creating: pods "web-5d-" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    'admission-service-account',
  ],
  [
    'Error creating: pods "web-5d-" is forbidden: no PriorityClass with name gold was found',
    'admission-priority-class',
  ],
  [
    'Error creating: Internal error occurred: failed calling webhook "mutate.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
    'admission-webhook-down',
  ],
  [
    'Error creating: admission webhook "validate.kyverno.svc-fail" denied the request: \n\npolicy Pod/default/web for resource violation: \n\nrequire-labels:\n  check: label app is required',
    'admission-webhook',
  ],
  [
    'Error creating: admission webhook "validation.gatekeeper.sh" denied the request: [denied by must-have-team] you must provide labels: {"team"}',
    'admission-webhook',
  ],
  [
    "Error creating: pods \"web-5d-x\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'no-latest-binding' denied request: images must not be latest",
    'admission-policy',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: unable to validate against any security context constraint: [provider "restricted": Forbidden: spec.containers[0].securityContext.privileged]',
    'admission-security-policy',
  ],
  ['Error creating: Pod "web-5d-x" is invalid: spec.containers[0].image: Required value', 'admission-invalid'],
  [
    'Error creating: pods "web-5d-x" is forbidden: unable to create new content in namespace shop because it is being terminated',
    'admission-namespace',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: PodSecurityPolicy: unable to admit pod: []',
    'admission-security-policy',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    'admission-runtime-class',
  ],
  [
    'Error creating: pods "web-5d-x" is forbidden: status unknown for quota: compute, resources: pods',
    'admission-quota-unknown',
  ],
  ['Error creating: admission webhook "validate.acme.io" denied the request without explanation', 'admission-webhook'],
  [
    'Error creating: pods "web-5d-x" is forbidden: User "system:serviceaccount:kube-system:replicaset-controller" cannot create resource "pods" in API group "" in the namespace "shop"',
    'admission-rights',
  ],
];

/** What a kubelet says of a pod that it does not take, or ends: the reason, and the message. */
const KUBELET: readonly (readonly [reason: string, message: string, ...ids: readonly string[]])[] = [
  [
    'OutOfcpu',
    "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3550, capacity: 4000",
    'kubelet-refusal',
  ],
  [
    'OutOfephemeral-storage',
    "Pod was rejected: Node didn't have enough resource: ephemeral-storage, requested: 4294967296, used: 1073741824, capacity: 4294967296",
    'kubelet-refusal',
  ],
  [
    'OutOfnvidia.com/gpu',
    "Pod was rejected: Node didn't have enough resource: nvidia.com/gpu, requested: 1, used: 1, capacity: 1",
    'kubelet-refusal',
  ],
  [
    'NodePorts',
    "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    'kubelet-refusal',
  ],
  ['TaintToleration', 'Pod was rejected: Predicate TaintToleration failed: node(s) had taints', 'kubelet-refusal'],
  ['PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS", 'kubelet-refusal'],
  ['SMTAlignmentError', 'SMT Alignment Error: requested 3 cpus not multiple cpus per core = 2', 'kubelet-refusal'],
  ['PodLevelResourcesNotSupported', 'Pod-level resources are not supported', 'kubelet-refusal'],
  ['Terminated', 'Pod was terminated in response to imminent node shutdown.', 'kubelet-ended'],
  ['Shutdown', 'Node is shutting, evicting pods', 'kubelet-ended'],
  ['Preempting', 'Preempted in order to admit critical pod', 'kubelet-ended'],
  ['NodeLost', 'Node node-1 which was running pod web-0 is unresponsive', 'node-lost'],
  ['Evicted', 'Pod web-0 was using 2Gi, request is 1Gi, has larger consumption of memory. ', 'node-eviction'],
  [
    'Evicted',
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50000Ki. Container app was using 2Gi, request is 0, has larger consumption of memory. Container side was using 1Gi, request is 0, has larger consumption of memory. ',
    'node-eviction',
  ],
];

const waits = (reason: string, message: string): Pod =>
  pod({
    phase: 'Pending',
    containers: [waiting(reason, message)],
    spec: { containers: [{ name: 'app-0', image: 'web:1' }] },
  });
const owner = { kind: 'ReplicaSet', namespace: 'default', name: 'web-5d', uid: 'rs', fieldPath: '' };
const found = (facts: Partial<Facts>): readonly Finding[] => diagnose({ pod: pod(), now: NOW, ...facts });

const ended = (reason: string, message: string): Pod =>
  pod({ phase: 'Failed', reason, message, containers: [], spec: { containers: [{ name: 'app' }] } });

const TABLES: readonly (readonly [string, readonly Told[], (message: string) => Partial<Facts>, prefix?: string])[] = [
  [
    'the scheduler',
    SCHEDULER,
    message => ({
      pod: pod({
        phase: 'Pending',
        node: '',
        containers: [{ state: {} }],
        conditions: { PodScheduled: { status: 'False', reason: 'Unschedulable', message } },
      }),
    }),
    'scheduling-',
  ],
  ['a pull', PULL, message => ({ pod: waits('ErrImagePull', message) })],
  ['a start', START, message => ({ pod: waits('CreateContainerError', message) })],
  [
    'a start that was an end',
    START.filter(([, id]) => id !== 'config-run-as-root'),
    message => ({
      pod: pod({
        containers: [
          {
            state: waiting('CrashLoopBackOff', 'back-off 10s restarting failed container'),
            lastState: terminated('StartError', 128, { message, finishedAt: ago(5) }),
            restartCount: 1,
          },
        ],
      }),
    }),
  ],
  ['a mount', MOUNT, message => ({ pod: waits('ContainerCreating', ''), events: [event('FailedMount', message)] })],
  [
    'a sandbox',
    SANDBOX,
    message => ({ pod: waits('ContainerCreating', ''), events: [event('FailedCreatePodSandBox', message)] }),
  ],
  [
    'the API server to an owner',
    OWNER,
    message => ({ pod: pod(), events: [event('FailedCreate', message, { regarding: owner })] }),
  ],
];

describe.for(TABLES)('what %s says', ([, table, facts, prefix = '']) => {
  test.for(table)('%s', ([message, ...ids]) => {
    expect(found(facts(message)).map(({ id }) => id)).toEqual(ids.map(id => prefix + id));
  });
});

describe('what a kubelet says of a pod as a whole', () => {
  test.for(KUBELET)('%s: %s', ([reason, message, ...ids]) => {
    expect(found({ pod: ended(reason, message) }).map(({ id }) => id)).toEqual(ids);
  });
});

test('a pod that has run was ended, for whatever reason, unless its kubelet says that it was rejected', () => {
  const ran = (reason: string, message: string): Pod =>
    pod({ phase: 'Failed', reason, message, containers: [terminated('Completed', 0, { startedAt: ago(60) })] });
  const ids = (gone: Pod) => found({ pod: gone }).map(({ id }) => id);
  expect(ids(ran('ProviderFailed', 'the machine was taken away'))).toEqual(['kubelet-ended']);
  expect(ids(ran('NodeAffinity', 'Pod was rejected: Predicate NodeAffinity failed'))).toEqual(['kubelet-refusal']);
});

test('an image that is a volume is called by its own name', () => {
  const volume = { name: 'data', image: { reference: 'registry.example/data:1' } };
  const said = 'failed to resolve reference "registry.example/data:1": registry.example/data:1: not found';
  const mounting = pod({
    phase: 'Pending',
    containers: [waiting('ErrImagePull', said)],
    spec: {
      containers: [{ name: 'app-0', image: 'web:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [volume],
    } as never,
  });
  expect(found({ pod: mounting }).map(({ id, sentence }) => `${id}: ${sentence}`)).toEqual([
    'image-tag: app-0: The registry has no registry.example/data:1: the tag 1 is not there, or the repository is not.',
  ]);
});

test('devices that the node cannot prepare', () => {
  const message =
    'failed to prepare dynamic resources: prepare dynamic resources: NodePrepareResources failed for claim default/gpu: no such device';
  const facts = { pod: waits('ContainerCreating', ''), events: [event('FailedPrepareDynamicResources', message)] };
  expect(found(facts).map(({ id, sentence }) => `${id}: ${sentence}`)).toEqual([
    'sandbox-devices: The node cannot prepare what the resource claim default/gpu stands for: no such device.',
  ]);
});

test('an init container that runs says what the others wait for', () => {
  const started = { running: { startedAt: ago(100) } };
  const facts = {
    pod: pod({ phase: 'Pending', init: [{ state: started }], containers: [waiting('PodInitializing')] }),
  };
  expect(found(facts).map(({ id, sentence }) => `${id}: ${sentence}`)).toEqual([
    'init-running: init-0 has run for 100s; app-0 waits for its end.',
  ]);
});

test('a start of which nothing is told is no start that is well', () => {
  const scheduled = { PodScheduled: { status: 'True', lastTransitionTime: ago(1200) } };
  const silent = pod({ phase: 'Pending', containers: [waiting('ContainerCreating')], conditions: scheduled });
  expect(found({ pod: silent }).map(({ id, certainty }) => [id, certainty])).toEqual([['start-silent', 'guess']]);
});

test('in which words', async () => {
  const text = TABLES.flatMap(([, table, facts]) =>
    table.map(([message]) => `# ${message.replaceAll(/\s+/g, ' ')}\n${found(facts(message)).map(told).join('\n')}\n`),
  );
  const whole = KUBELET.map(
    ([reason, message]) =>
      `# ${reason}: ${message}\n${found({ pod: ended(reason, message) })
        .map(told)
        .join('\n')}\n`,
  );
  await expect([...text, ...whole].join('\n')).toMatchFileSnapshot('golden/messages.txt');
});
