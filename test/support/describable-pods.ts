/** Pods with what kubectl describe has words for, in kinds that no scenario has. None is scheduled: they are what was written. */

const app = (more: object = {}): object => ({ name: 'app', image: 'registry.example/app:v1', ...more });

const PROBES = {
  exec: {
    exec: { command: ['/ready', '--deep', 'two words'] },
    timeoutSeconds: 3,
    periodSeconds: 23,
    successThreshold: 1,
    failureThreshold: 7,
  },
  http: {
    httpGet: { scheme: 'HTTPS', host: 'probe.example', port: 'web', path: '/up/all' },
    initialDelaySeconds: 11,
    timeoutSeconds: 2,
    periodSeconds: 13,
    successThreshold: 1,
    failureThreshold: 5,
  },
  tcp: {
    tcpSocket: { host: '10.9.8.7', port: 5432 },
    timeoutSeconds: 1,
    periodSeconds: 17,
    successThreshold: 2,
    failureThreshold: 3,
  },
  grpc: {
    grpc: { port: 9090, service: 'live.Health' },
    timeoutSeconds: 4,
    periodSeconds: 19,
    successThreshold: 1,
    failureThreshold: 3,
  },
};

/** Every kind of volume that kubectl describe knows, each with all of its fields. */
const VOLUMES: Readonly<Record<string, object>> = {
  hostPath: { path: '/var/log/app', type: 'DirectoryOrCreate' },
  emptyDir: { medium: 'Memory', sizeLimit: '64Mi' },
  gcePersistentDisk: { pdName: 'disk-1', fsType: 'ext4', partition: 2, readOnly: true },
  awsElasticBlockStore: { volumeID: 'vol-0a1b', fsType: 'xfs', partition: 1, readOnly: true },
  gitRepo: { repository: 'https://git.example/app.git', revision: 'abc123' },
  secret: { secretName: 'app-secret', optional: true },
  nfs: { server: 'nfs.example', path: '/export', readOnly: true },
  iscsi: {
    targetPortal: '10.0.2.15:3260',
    iqn: 'iqn.2001-04.com.example:disk',
    lun: 3,
    iscsiInterface: 'default',
    fsType: 'ext4',
    readOnly: true,
    portals: ['10.0.2.16:3260', '10.0.2.17:3260'],
    chapAuthDiscovery: true,
    chapAuthSession: true,
    secretRef: { name: 'chap-secret' },
    initiatorName: 'iqn.2001-04.com.example:init',
  },
  glusterfs: { endpoints: 'gluster-cluster', path: 'vol', readOnly: true },
  persistentVolumeClaim: { claimName: 'data-app-0', readOnly: true },
  rbd: {
    monitors: ['10.16.154.78:6789', '10.16.154.82:6789'],
    image: 'image-1',
    fsType: 'ext4',
    pool: 'kube',
    user: 'admin',
    keyring: '/etc/ceph/keyring',
    secretRef: { name: 'ceph-secret' },
    readOnly: true,
  },
  quobyte: { registry: 'quobyte:7861', volume: 'vol-q', readOnly: true, user: 'q', group: 'g', tenant: 't' },
  downwardAPI: {
    items: [
      { path: 'labels', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.labels' } },
      { path: 'cpu', resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '1m' } },
    ],
  },
  azureDisk: {
    diskName: 'disk.vhd',
    diskURI: '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/disks/disk.vhd',
    kind: 'Managed',
    fsType: 'ext4',
    cachingMode: 'ReadWrite',
    readOnly: true,
  },
  vsphereVolume: { volumePath: '[ds] volumes/disk', fsType: 'ext4', storagePolicyName: 'gold' },
  cinder: { volumeID: 'cinder-1', fsType: 'ext4', readOnly: true, secretRef: { name: 'cinder-secret' } },
  photonPersistentDisk: { pdID: 'photon-1', fsType: 'ext4' },
  portworxVolume: { volumeID: 'px-1', fsType: 'ext4', readOnly: true },
  scaleIO: {
    gateway: 'https://scaleio.example/api',
    system: 'scaleio',
    secretRef: { name: 'sio-secret' },
    protectionDomain: 'pd0',
    storagePool: 'sp1',
    storageMode: 'ThinProvisioned',
    volumeName: 'vol-0',
    fsType: 'xfs',
    readOnly: true,
  },
  cephfs: {
    monitors: ['10.16.154.83:6789'],
    path: '/some/path',
    user: 'ceph-user',
    secretFile: '/etc/ceph/secret',
    secretRef: { name: 'cephfs-secret' },
    readOnly: true,
  },
  storageos: { volumeName: 'sos-1', volumeNamespace: 'sos-space', fsType: 'ext4', readOnly: true },
  fc: { targetWWNs: ['500a0982991b8dc5'], lun: 2, fsType: 'ext4', readOnly: true },
  azureFile: { secretName: 'azure-secret', shareName: 'share', readOnly: true },
  flexVolume: {
    driver: 'example.com/lvm',
    fsType: 'ext4',
    secretRef: { name: 'flex-secret' },
    readOnly: true,
    options: { size: '1000m', volumegroup: 'kube_vg' },
  },
  flocker: { datasetName: 'flock' },
  configMap: { name: 'app-config', optional: false },
  csi: {
    driver: 'csi.example',
    fsType: 'ext4',
    readOnly: true,
    volumeAttributes: { size: '1Gi', class: 'fast' },
    nodePublishSecretRef: { name: 'csi-secret' },
  },
  image: { reference: 'registry.example/model:v3', pullPolicy: 'IfNotPresent' },
  ephemeral: {
    volumeClaimTemplate: {
      metadata: { labels: { kind: 'scratch' }, annotations: { note: 'short' } },
      spec: {
        storageClassName: 'fast-ssd',
        accessModes: ['ReadWriteOnce'],
        volumeMode: 'Filesystem',
        resources: { requests: { storage: '5Gi' } },
      },
    },
  },
  projected: {
    sources: [
      { secret: { name: 'proj-secret', optional: true } },
      { downwardAPI: { items: [{ path: 'ns', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      { configMap: { name: 'proj-config', optional: false } },
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607, audience: 'vault' } },
      { clusterTrustBundle: { name: 'trust', path: 'ca.pem' } },
      { podCertificate: { signerName: 'signer.example/app', keyType: 'ED25519', credentialBundlePath: 'bundle.pem' } },
    ],
  },
};

const spec = (more: object): object => ({
  schedulingGates: [{ name: 'example.com/stays-as-it-is' }],
  containers: [app()],
  ...more,
});

export const DESCRIBABLE_PODS: Readonly<Record<string, object>> = {
  probes: spec({
    initContainers: [
      app({ name: 'side', restartPolicy: 'Always', startupProbe: PROBES.grpc, ports: [{ containerPort: 9090 }] }),
    ],
    containers: [
      app({
        startupProbe: PROBES.exec,
        livenessProbe: PROBES.http,
        readinessProbe: PROBES.tcp,
        ports: [{ name: 'web', containerPort: 8443 }],
      }),
      app({ name: 'other', livenessProbe: PROBES.grpc, readinessProbe: { ...PROBES.tcp, tcpSocket: { port: 80 } } }),
    ],
  }),
  volumes: spec({
    serviceAccountName: 'default',
    volumes: Object.entries(VOLUMES).map(([kind, source]) => ({ name: `v-${kind.toLowerCase()}`, [kind]: source })),
  }),
  mounts: spec({
    containers: [
      app({
        volumeMounts: [
          { name: 'v', mountPath: '/plain' },
          { name: 'v', mountPath: '/sub', subPath: 'a/b', readOnly: true },
          { name: 'v', mountPath: '/expr', subPathExpr: '$(POD)/x' },
        ],
        volumeDevices: [{ name: 'raw', devicePath: '/dev/xvda' }],
      }),
    ],
    volumes: [
      { name: 'v', emptyDir: {} },
      { name: 'raw', persistentVolumeClaim: { claimName: 'raw-claim' } },
    ],
  }),
  environment: spec({
    volumes: [{ name: 'vf', emptyDir: {} }],
    containers: [
      app({
        command: ['sh', '-c', 'first line\nsecond line'],
        args: ['--flag=1', 'multi\nline'],
        env: [
          { name: 'PLAIN', value: 'text with spaces' },
          { name: 'LINES', value: 'one\ntwo' },
          { name: 'EMPTY' },
          { name: 'LABEL', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['app']" } } },
          { name: 'NODE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
          {
            name: 'CPU',
            valueFrom: { resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '1m' } },
          },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
          { name: 'CONF', valueFrom: { configMapKeyRef: { name: 'c', key: 'k2', optional: false } } },
          {
            name: 'FILED',
            valueFrom: { fileKeyRef: { volumeName: 'vf', path: 'vars.env', key: 'k3', optional: true } },
          },
        ],
        envFrom: [
          { configMapRef: { name: 'all-config' }, prefix: 'CFG_' },
          { secretRef: { name: 'all-secret', optional: true } },
        ],
      }),
    ],
  }),
  placement: spec({
    nodeSelector: { 'kubernetes.io/os': 'windows', disk: 'ssd' },
    tolerations: [
      { operator: 'Exists' },
      { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'b', operator: 'Equal', value: 'c', effect: 'PreferNoSchedule' },
      { key: 'd', operator: 'Gt', value: '5', effect: 'NoSchedule' },
      { key: 'e', value: 'implicit', tolerationSeconds: 0, effect: 'NoExecute' },
    ],
    topologySpreadConstraints: [
      {
        maxSkew: 3,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: {
          matchLabels: { app: 'a' },
          matchExpressions: [
            { key: 'tier', operator: 'In', values: ['front', 'back'] },
            { key: 'legacy', operator: 'DoesNotExist' },
          ],
        },
      },
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['z1'] }] }],
        },
      },
    },
    os: { name: 'windows' },
    priority: 1000,
    priorityClassName: 'high',
    preemptionPolicy: 'Never',
    runtimeClassName: 'gvisor',
    hostNetwork: true,
    readinessGates: [{ conditionType: 'example.com/gate' }],
    hostAliases: [{ ip: '127.0.0.9', hostnames: ['alias.example'] }],
    serviceAccountName: 'robot',
  }),
  security: spec({
    securityContext: {
      seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/audit.json' },
      appArmorProfile: { type: 'RuntimeDefault' },
      windowsOptions: { runAsUserName: 'ContainerUser' },
      runAsUser: 1001,
      supplementalGroups: [7, 8],
    },
    containers: [
      app({
        securityContext: {
          seccompProfile: { type: 'RuntimeDefault' },
          capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
          privileged: false,
        },
      }),
    ],
  }),
  resources: spec({
    resourceClaims: [
      { name: 'gpu', resourceClaimTemplateName: 'gpu-template' },
      { name: 'nic', resourceClaimName: 'shared-nic' },
    ],
    containers: [
      app({
        ports: [
          { name: 'http', containerPort: 8080, hostPort: 18080, protocol: 'TCP' },
          { containerPort: 53, protocol: 'UDP' },
        ],
        resources: {
          limits: { cpu: '1500m', memory: '1Gi', 'nvidia.com/gpu': '2', 'hugepages-2Mi': '4Mi' },
          requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '1Gi' },
          claims: [{ name: 'gpu', request: 'one' }],
        },
      }),
      app({ name: 'two', resources: { limits: { cpu: '2' } }, restartPolicy: 'OnFailure' }),
    ],
    resources: { limits: { cpu: '4' }, requests: { memory: '2Gi' } },
    overhead: { cpu: '250m' },
    terminationGracePeriodSeconds: 77,
    activeDeadlineSeconds: 3600,
    imagePullSecrets: [{ name: 'pull-secret' }],
  }),
};

/** What a kubelet and controllers may have written of it, where it matters. */
export const DESCRIBABLE_STATUS = {
  phase: 'Running',
  reason: 'NodeAffinity',
  message: 'Pod was told so',
  podIP: '10.1.2.3',
  podIPs: [{ ip: '10.1.2.3' }, { ip: 'fd00::3' }],
  hostIP: '192.168.7.7',
  hostIPs: [{ ip: '192.168.7.7' }],
  nominatedNodeName: 'node-9',
  qosClass: 'Burstable',
  startTime: '2026-01-01T00:00:01Z',
  conditions: [
    {
      type: 'example.com/gate',
      status: 'False',
      reason: 'Waits',
      message: 'for the moon',
      lastTransitionTime: '2026-01-01T00:00:02Z',
    },
    { type: 'Ready', status: 'Unknown', lastTransitionTime: '2026-01-01T00:00:02Z' },
  ],
  containerStatuses: [
    {
      name: 'app',
      image: 'registry.example/app:v1',
      imageID: 'registry.example/app@sha256:0a',
      containerID: 'cri-o://abc',
      ready: false,
      restartCount: 4,
      state: {
        terminated: {
          exitCode: 137,
          signal: 9,
          reason: 'OOMKilled',
          message: 'used\nall',
          startedAt: '2026-01-01T00:00:03Z',
          finishedAt: '2026-01-01T00:00:04Z',
        },
      },
      lastState: {
        terminated: {
          exitCode: 2,
          reason: 'Error',
          startedAt: '2026-01-01T00:00:01Z',
          finishedAt: '2026-01-01T00:00:02Z',
        },
      },
      allocatedResources: { cpu: '100m' },
    },
    {
      name: 'two',
      image: 'registry.example/app:v1',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: 'CreateContainerError', message: 'context deadline exceeded' } },
    },
  ],
};
