/**
 * The messages of Kubernetes as far as the demo stores or reads them: number and JSON name of each field. Protobuf bodies, the
 * OpenAPI document of `kubectl explain` and the check for unknown fields are all made from this table.
 *
 * `name` alone is a text; `:int`, `:bool` leave 0 and false out of JSON, `:int?`, `:bool?` keep them; `:Other` is a message; `*` a list;
 * `^Other` a message whose fields stand in JSON directly; `:any` has a name only. Maps from text: `:map` to text, `:quantities`,
 * `:data` to bytes, `:times`, `:extra` to lists of text.
 */
export const MESSAGES: Readonly<Record<string, string>> = {
  Affinity: '1 nodeAffinity:NodeAffinity, 2 podAffinity:PodAffinity, 3 podAntiAffinity:PodAntiAffinity',
  AppArmorProfile: '1 type, 2 localhostProfile',
  AttachedVolume: '1 name, 2 devicePath',
  CSIVolumeSource:
    '1 driver, 2 readOnly:bool?, 3 fsType, 4 volumeAttributes:map, 5 nodePublishSecretRef:LocalObjectReference',
  Capabilities: '1 add:*, 2 drop:*',
  ClientIPConfig: '1 timeoutSeconds:int?',
  Condition: '1 type, 2 status, 3 observedGeneration:int, 4 lastTransitionTime:Time, 5 reason, 6 message',
  ConfigMap: '1 metadata:ObjectMeta, 4 immutable:bool?, 2 data:map, 3 binaryData:data',
  ConfigMapEnvSource: '1 ^LocalObjectReference, 2 optional:bool?',
  ConfigMapKeySelector: '1 ^LocalObjectReference, 2 key, 3 optional:bool?',
  ConfigMapProjection: '1 ^LocalObjectReference, 2 items:KeyToPath*, 4 optional:bool?',
  ConfigMapVolumeSource:
    '1 ^LocalObjectReference, 2 items:KeyToPath*, 3 defaultMode:int?, 4 optional:bool?, 5 defaultUser:int?',
  Container:
    '1 name, 2 image, 3 command:*, 4 args:*, 5 workingDir, 6 ports:ContainerPort*, 19 envFrom:EnvFromSource*, 7 env:EnvVar*, 8 resources:ResourceRequirements, 23 resizePolicy:ContainerResizePolicy*, 24 restartPolicy, 25 restartPolicyRules:ContainerRestartRule*, 9 volumeMounts:VolumeMount*, 21 volumeDevices:VolumeDevice*, 10 livenessProbe:Probe, 11 readinessProbe:Probe, 22 startupProbe:Probe, 12 lifecycle:Lifecycle, 13 terminationMessagePath, 20 terminationMessagePolicy, 14 imagePullPolicy, 15 securityContext:SecurityContext, 16 stdin:bool, 17 stdinOnce:bool, 18 tty:bool',
  ContainerImage: '1 names:*, 2 sizeBytes:int',
  ContainerPort: '1 name, 2 hostPort:int, 3 containerPort:int, 4 protocol, 5 hostIP',
  ContainerResizePolicy: '1 resourceName, 2 restartPolicy',
  ContainerRestartRule: '1 action, 2 exitCodes:ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: '1 operator, 2 values:int*',
  ContainerState:
    '1 waiting:ContainerStateWaiting, 2 running:ContainerStateRunning, 3 terminated:ContainerStateTerminated',
  ContainerStateRunning: '1 startedAt:Time',
  ContainerStateTerminated:
    '1 exitCode:int, 2 signal:int, 3 reason, 4 message, 5 startedAt:Time, 6 finishedAt:Time, 7 containerID',
  ContainerStateWaiting: '1 reason, 2 message',
  ContainerStatus:
    '1 name, 2 state:ContainerState, 3 lastState:ContainerState, 4 ready:bool, 5 restartCount:int, 6 image, 7 imageID, 8 containerID, 9 started:bool?, 10 allocatedResources:quantities, 11 resources:ResourceRequirements, 12 volumeMounts:VolumeMountStatus*, 13 user:ContainerUser, 14 allocatedResourcesStatus:ResourceStatus*, 15 stopSignal',
  ContainerUser: '1 linux:LinuxContainerUser',
  CronJob: '1 metadata:ObjectMeta, 2 spec:CronJobSpec, 3 status:CronJobStatus',
  CronJobSpec:
    '1 schedule, 8 timeZone, 2 startingDeadlineSeconds:int?, 3 concurrencyPolicy, 4 suspend:bool?, 5 jobTemplate:JobTemplateSpec, 6 successfulJobsHistoryLimit:int?, 7 failedJobsHistoryLimit:int?',
  CronJobStatus: '1 active:ObjectReference*, 4 lastScheduleTime:Time, 5 lastSuccessfulTime:Time',
  DaemonEndpoint: '1 Port:int',
  DaemonSet: '1 metadata:ObjectMeta, 2 spec:DaemonSetSpec, 3 status:DaemonSetStatus',
  DaemonSetCondition: '1 type, 2 status, 3 lastTransitionTime:Time, 4 reason, 5 message',
  DaemonSetSpec:
    '1 selector:LabelSelector, 2 template:PodTemplateSpec, 3 updateStrategy:DaemonSetUpdateStrategy, 4 minReadySeconds:int, 6 revisionHistoryLimit:int?',
  DaemonSetStatus:
    '1 currentNumberScheduled:int, 2 numberMisscheduled:int, 3 desiredNumberScheduled:int, 4 numberReady:int, 5 observedGeneration:int, 6 updatedNumberScheduled:int, 7 numberAvailable:int, 8 numberUnavailable:int, 9 collisionCount:int?, 10 conditions:DaemonSetCondition*',
  DaemonSetUpdateStrategy: '1 type, 2 rollingUpdate:RollingUpdateDaemonSet',
  DeleteOptions:
    '1 gracePeriodSeconds:int?, 2 preconditions:Preconditions, 3 orphanDependents:bool?, 4 propagationPolicy, 5 dryRun:*, 6 ignoreStoreReadErrorWithClusterBreakingPotential:bool?',
  Deployment: '1 metadata:ObjectMeta, 2 spec:DeploymentSpec, 3 status:DeploymentStatus',
  DeploymentCondition: '1 type, 2 status, 6 lastUpdateTime:Time, 7 lastTransitionTime:Time, 4 reason, 5 message',
  DeploymentSpec:
    '1 replicas:int?, 2 selector:LabelSelector, 3 template:PodTemplateSpec, 4 strategy:DeploymentStrategy, 5 minReadySeconds:int, 6 revisionHistoryLimit:int?, 7 paused:bool, 9 progressDeadlineSeconds:int?',
  DeploymentStatus:
    '1 observedGeneration:int, 2 replicas:int, 3 updatedReplicas:int, 7 readyReplicas:int, 4 availableReplicas:int, 5 unavailableReplicas:int, 9 terminatingReplicas:int?, 6 conditions:DeploymentCondition*, 8 collisionCount:int?',
  DeploymentStrategy: '1 type, 2 rollingUpdate:RollingUpdateDeployment',
  DownwardAPIProjection: '1 items:DownwardAPIVolumeFile*',
  DownwardAPIVolumeFile:
    '1 path, 2 fieldRef:ObjectFieldSelector, 3 resourceFieldRef:ResourceFieldSelector, 4 mode:int?, 5 user:int?',
  DownwardAPIVolumeSource: '1 items:DownwardAPIVolumeFile*, 2 defaultMode:int?, 3 defaultUser:int?',
  EmptyDirVolumeSource: '1 medium, 2 sizeLimit:Quantity, 3 mode:int?',
  Endpoint:
    '1 addresses:*, 2 conditions:EndpointConditions, 3 hostname, 4 targetRef:ObjectReference, 5 deprecatedTopology:map, 6 nodeName, 7 zone, 8 hints:EndpointHints',
  EndpointConditions: '1 ready:bool?, 2 serving:bool?, 3 terminating:bool?',
  EndpointHints: '1 forZones:ForZone*, 2 forNodes:ForNode*',
  EndpointPort: '1 name, 2 port:int, 3 protocol, 4 appProtocol',
  EndpointSlice: '1 metadata:ObjectMeta, 4 addressType, 2 endpoints:Endpoint*, 3 ports:EndpointPort*',
  EnvFromSource: '1 prefix, 2 configMapRef:ConfigMapEnvSource, 3 secretRef:SecretEnvSource',
  EnvVar: '1 name, 2 value, 3 valueFrom:EnvVarSource',
  EnvVarSource:
    '1 fieldRef:ObjectFieldSelector, 2 resourceFieldRef:ResourceFieldSelector, 3 configMapKeyRef:ConfigMapKeySelector, 4 secretKeyRef:SecretKeySelector, 5 fileKeyRef:FileKeySelector',
  EphemeralContainer: '1 ^EphemeralContainerCommon, 2 targetContainerName',
  EphemeralContainerCommon:
    '1 name, 2 image, 3 command:*, 4 args:*, 5 workingDir, 6 ports:ContainerPort*, 19 envFrom:EnvFromSource*, 7 env:EnvVar*, 8 resources:ResourceRequirements, 23 resizePolicy:ContainerResizePolicy*, 24 restartPolicy, 25 restartPolicyRules:ContainerRestartRule*, 9 volumeMounts:VolumeMount*, 21 volumeDevices:VolumeDevice*, 10 livenessProbe:Probe, 11 readinessProbe:Probe, 22 startupProbe:Probe, 12 lifecycle:Lifecycle, 13 terminationMessagePath, 20 terminationMessagePolicy, 14 imagePullPolicy, 15 securityContext:SecurityContext, 16 stdin:bool, 17 stdinOnce:bool, 18 tty:bool',
  EphemeralVolumeSource: '1 volumeClaimTemplate:PersistentVolumeClaimTemplate',
  Event:
    '1 metadata:ObjectMeta, 2 involvedObject:ObjectReference, 3 reason, 4 message, 5 source:EventSource, 6 firstTimestamp:Time, 7 lastTimestamp:Time, 8 count:int, 9 type, 10 eventTime:MicroTime, 11 series:EventSeries, 12 action, 13 related:ObjectReference, 14 reportingComponent, 15 reportingInstance',
  EventSeries: '1 count:int, 2 lastObservedTime:MicroTime',
  EventSource: '1 component, 2 host',
  Eviction: '1 metadata:ObjectMeta, 2 deleteOptions:DeleteOptions',
  ExecAction: '1 command:*',
  ExtraValue: '1 items:*',
  FieldSelectorAttributes: '1 rawSelector, 2 requirements:FieldSelectorRequirement*',
  FieldSelectorRequirement: '1 key, 2 operator, 3 values:*',
  FileKeySelector: '1 volumeName, 2 path, 3 key, 4 optional:bool?',
  ForNode: '1 name',
  ForZone: '1 name',
  GRPCAction: '1 port:int, 2 service, 3 mode',
  HTTPGetAction: '1 path, 2 port:IntOrString, 3 host, 4 scheme, 5 httpHeaders:HTTPHeader*, 6 protocol',
  HTTPHeader: '1 name, 2 value',
  HostAlias: '1 ip, 2 hostnames:*',
  HostIP: '1 ip',
  HostPathVolumeSource: '1 path, 2 type',
  ImageVolumeSource: '1 reference, 2 pullPolicy',
  ImageVolumeStatus: '1 imageRef',
  Job: '1 metadata:ObjectMeta, 2 spec:JobSpec, 3 status:JobStatus',
  JobCondition: '1 type, 2 status, 3 lastProbeTime:Time, 4 lastTransitionTime:Time, 5 reason, 6 message',
  JobSpec:
    '1 parallelism:int?, 2 completions:int?, 3 activeDeadlineSeconds:int?, 11 podFailurePolicy:PodFailurePolicy, 16 successPolicy:SuccessPolicy, 7 backoffLimit:int?, 12 backoffLimitPerIndex:int?, 13 maxFailedIndexes:int?, 4 selector:LabelSelector, 5 manualSelector:bool?, 6 template:PodTemplateSpec, 8 ttlSecondsAfterFinished:int?, 9 completionMode, 10 suspend:bool?, 14 podReplacementPolicy, 15 managedBy, 17 scheduling:any',
  JobStatus:
    '1 conditions:JobCondition*, 2 startTime:Time, 3 completionTime:Time, 4 active:int, 5 succeeded:int, 6 failed:int, 11 terminating:int?, 7 completedIndexes, 10 failedIndexes, 8 uncountedTerminatedPods:UncountedTerminatedPods, 9 ready:int?',
  JobTemplateSpec: '1 metadata:ObjectMeta, 2 spec:JobSpec',
  KeyToPath: '1 key, 2 path, 3 mode:int?, 4 user:int?',
  LabelSelector: '1 matchLabels:map, 2 matchExpressions:LabelSelectorRequirement*',
  LabelSelectorAttributes: '1 rawSelector, 2 requirements:LabelSelectorRequirement*',
  LabelSelectorRequirement: '1 key, 2 operator, 3 values:*',
  Lease: '1 metadata:ObjectMeta, 2 spec:LeaseSpec',
  LeaseSpec:
    '1 holderIdentity, 2 leaseDurationSeconds:int?, 3 acquireTime:MicroTime, 4 renewTime:MicroTime, 5 leaseTransitions:int?, 6 strategy, 7 preferredHolder',
  Lifecycle: '1 postStart:LifecycleHandler, 2 preStop:LifecycleHandler, 3 stopSignal',
  LifecycleHandler: '1 exec:ExecAction, 2 httpGet:HTTPGetAction, 3 tcpSocket:TCPSocketAction, 4 sleep:SleepAction',
  LimitRange: '1 metadata:ObjectMeta, 2 spec:LimitRangeSpec',
  LimitRangeItem:
    '1 type, 2 max:quantities, 3 min:quantities, 4 default:quantities, 5 defaultRequest:quantities, 6 maxLimitRequestRatio:quantities',
  LimitRangeSpec: '1 limits:LimitRangeItem*',
  LinuxContainerUser: '1 uid:int, 2 gid:int, 3 supplementalGroups:int*',
  ListMeta: '2 resourceVersion, 3 continue, 4 remainingItemCount:int?, 5 shardInfo:any',
  LoadBalancerIngress: '1 ip, 2 hostname, 3 ipMode, 4 ports:PortStatus*',
  LoadBalancerStatus: '1 ingress:LoadBalancerIngress*',
  LocalObjectReference: '1 name',
  ManagedFieldsEntry:
    '1 manager, 2 operation, 3 apiVersion, 4 time:Time, 6 fieldsType, 7 fieldsV1:FieldsV1, 8 subresource',
  NFSVolumeSource: '1 server, 2 path, 3 readOnly:bool',
  Namespace: '1 metadata:ObjectMeta, 2 spec:NamespaceSpec, 3 status:NamespaceStatus',
  NamespaceCondition: '1 type, 2 status, 4 lastTransitionTime:Time, 5 reason, 6 message',
  NamespaceSpec: '1 finalizers:*',
  NamespaceStatus: '1 phase, 2 conditions:NamespaceCondition*',
  NewEvent:
    '1 metadata:ObjectMeta, 2 eventTime:MicroTime, 3 series:EventSeries, 4 reportingController, 5 reportingInstance, 6 action, 7 reason, 8 regarding:ObjectReference, 9 related:ObjectReference, 10 note, 11 type, 12 deprecatedSource:EventSource, 13 deprecatedFirstTimestamp:Time, 14 deprecatedLastTimestamp:Time, 15 deprecatedCount:int',
  Node: '1 metadata:ObjectMeta, 2 spec:NodeSpec, 3 status:NodeStatus',
  NodeAddress: '1 type, 2 address',
  NodeAffinity:
    '1 requiredDuringSchedulingIgnoredDuringExecution:NodeSelector, 2 preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm*',
  NodeCondition: '1 type, 2 status, 3 lastHeartbeatTime:Time, 4 lastTransitionTime:Time, 5 reason, 6 message',
  NodeDaemonEndpoints: '1 kubeletEndpoint:DaemonEndpoint',
  NodeFeatures: '1 supplementalGroupsPolicy:bool?',
  NodeRuntimeHandler: '1 name, 2 features:NodeRuntimeHandlerFeatures',
  NodeRuntimeHandlerFeatures: '1 recursiveReadOnlyMounts:bool?, 2 userNamespaces:bool?',
  NodeSelector: '1 nodeSelectorTerms:NodeSelectorTerm*',
  NodeSelectorRequirement: '1 key, 2 operator, 3 values:*',
  NodeSelectorTerm: '1 matchExpressions:NodeSelectorRequirement*, 2 matchFields:NodeSelectorRequirement*',
  NodeSpec:
    '1 podCIDR, 7 podCIDRs:*, 3 providerID, 4 unschedulable:bool, 5 taints:Taint*, 6 configSource:any, 2 externalID:any, 8 podPreemptionPolicy:any',
  NodeStatus:
    '1 capacity:quantities, 2 allocatable:quantities, 3 phase, 4 conditions:NodeCondition*, 5 addresses:NodeAddress*, 6 daemonEndpoints:NodeDaemonEndpoints, 7 nodeInfo:NodeSystemInfo, 8 images:ContainerImage*, 9 volumesInUse:*, 10 volumesAttached:AttachedVolume*, 11 config:any, 12 runtimeHandlers:NodeRuntimeHandler*, 13 features:NodeFeatures, 14 declaredFeatures:*',
  NodeSwapStatus: '1 capacity:int?',
  NodeSystemInfo:
    '1 machineID, 2 systemUUID, 3 bootID, 4 kernelVersion, 5 osImage, 6 containerRuntimeVersion, 7 kubeletVersion, 8 kubeProxyVersion, 9 operatingSystem, 10 architecture, 11 swap:NodeSwapStatus, 12 runningInUserNamespace:bool?',
  NonResourceAttributes: '1 path, 2 verb',
  NonResourceRule: '1 verbs:*, 2 nonResourceURLs:*',
  ObjectFieldSelector: '1 apiVersion, 2 fieldPath',
  ObjectMeta:
    '1 name, 2 generateName, 3 namespace, 5 uid, 6 resourceVersion, 7 generation:int, 8 creationTimestamp:Time, 9 deletionTimestamp:Time, 10 deletionGracePeriodSeconds:int?, 11 labels:map, 12 annotations:map, 13 ownerReferences:OwnerReference*, 14 finalizers:*, 17 managedFields:ManagedFieldsEntry*',
  ObjectReference: '1 kind, 2 namespace, 3 name, 4 uid, 5 apiVersion, 6 resourceVersion, 7 fieldPath',
  OwnerReference: '5 apiVersion, 1 kind, 3 name, 4 uid, 6 controller:bool?, 7 blockOwnerDeletion:bool?',
  PersistentVolume: '1 metadata:ObjectMeta, 2 spec:PersistentVolumeSpec, 3 status:PersistentVolumeStatus',
  PersistentVolumeClaim:
    '1 metadata:ObjectMeta, 2 spec:PersistentVolumeClaimSpec, 3 status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimCondition:
    '1 type, 2 status, 3 lastProbeTime:Time, 4 lastTransitionTime:Time, 5 reason, 6 message',
  PersistentVolumeClaimSpec:
    '1 accessModes:*, 4 selector:LabelSelector, 2 resources:VolumeResourceRequirements, 3 volumeName, 5 storageClassName, 6 volumeMode, 7 dataSource:TypedLocalObjectReference, 8 dataSourceRef:TypedObjectReference, 9 volumeAttributesClassName',
  PersistentVolumeClaimStatus:
    '1 phase, 2 accessModes:*, 3 capacity:quantities, 4 conditions:PersistentVolumeClaimCondition*, 5 allocatedResources:quantities, 7 allocatedResourceStatuses:map, 8 currentVolumeAttributesClassName, 9 modifyVolumeStatus:any, 10 healthStatus:any',
  PersistentVolumeClaimTemplate: '1 metadata:ObjectMeta, 2 spec:PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: '1 claimName, 2 readOnly:bool',
  PersistentVolumeSpec:
    '1 capacity:quantities, 2 persistentVolumeSource:any, 3 accessModes:*, 4 claimRef:ObjectReference, 5 persistentVolumeReclaimPolicy, 6 storageClassName, 7 mountOptions:*, 8 volumeMode, 9 nodeAffinity:VolumeNodeAffinity, 10 volumeAttributesClassName',
  PersistentVolumeStatus: '1 phase, 2 message, 3 reason, 4 lastPhaseTransitionTime:Time',
  Pod: '1 metadata:ObjectMeta, 2 spec:PodSpec, 3 status:PodStatus',
  PodAffinity:
    '1 requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm*, 2 preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm*',
  PodAffinityTerm:
    '1 labelSelector:LabelSelector, 2 namespaces:*, 3 topologyKey, 4 namespaceSelector:LabelSelector, 5 matchLabelKeys:*, 6 mismatchLabelKeys:*',
  PodAntiAffinity:
    '1 requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm*, 2 preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm*',
  PodCondition:
    '1 type, 7 observedGeneration:int, 2 status, 3 lastProbeTime:Time, 4 lastTransitionTime:Time, 5 reason, 6 message',
  PodDNSConfig: '1 nameservers:*, 2 searches:*, 3 options:PodDNSConfigOption*',
  PodDNSConfigOption: '1 name, 2 value',
  PodDisruptionBudget: '1 metadata:ObjectMeta, 2 spec:PodDisruptionBudgetSpec, 3 status:PodDisruptionBudgetStatus',
  PodDisruptionBudgetSpec:
    '1 minAvailable:IntOrString, 2 selector:LabelSelector, 3 maxUnavailable:IntOrString, 4 unhealthyPodEvictionPolicy',
  PodDisruptionBudgetStatus:
    '1 observedGeneration:int, 2 disruptedPods:times, 3 disruptionsAllowed:int, 4 currentHealthy:int, 5 desiredHealthy:int, 6 expectedPods:int, 7 conditions:Condition*',
  PodFailurePolicy: '1 rules:PodFailurePolicyRule*',
  PodFailurePolicyOnExitCodesRequirement: '1 containerName, 2 operator, 3 values:int*',
  PodFailurePolicyOnPodConditionsPattern: '1 type, 2 status',
  PodFailurePolicyRule:
    '1 action, 2 onExitCodes:PodFailurePolicyOnExitCodesRequirement, 3 onPodConditions:PodFailurePolicyOnPodConditionsPattern*',
  PodIP: '1 ip',
  PodOS: '1 name',
  PodReadinessGate: '1 conditionType',
  PodResourceClaim: '1 name, 3 resourceClaimName, 4 resourceClaimTemplateName',
  PodResourceClaimStatus: '1 name, 2 resourceClaimName',
  PodSchedulingGate: '1 name',
  PodSecurityContext:
    '1 seLinuxOptions:SELinuxOptions, 8 windowsOptions:any, 2 runAsUser:int?, 6 runAsGroup:int?, 3 runAsNonRoot:bool?, 4 supplementalGroups:int*, 12 supplementalGroupsPolicy, 5 fsGroup:int?, 7 sysctls:Sysctl*, 9 fsGroupChangePolicy, 10 seccompProfile:SeccompProfile, 11 appArmorProfile:AppArmorProfile, 13 seLinuxChangePolicy',
  PodSpec:
    '1 volumes:Volume*, 20 initContainers:Container*, 2 containers:Container*, 34 ephemeralContainers:EphemeralContainer*, 3 restartPolicy, 4 terminationGracePeriodSeconds:int?, 5 activeDeadlineSeconds:int?, 6 dnsPolicy, 7 nodeSelector:map, 8 serviceAccountName, 9 serviceAccount, 21 automountServiceAccountToken:bool?, 10 nodeName, 11 hostNetwork:bool, 12 hostPID:bool, 13 hostIPC:bool, 27 shareProcessNamespace:bool?, 14 securityContext:PodSecurityContext, 15 imagePullSecrets:LocalObjectReference*, 16 hostname, 17 subdomain, 18 affinity:Affinity, 19 schedulerName, 22 tolerations:Toleration*, 23 hostAliases:HostAlias*, 24 priorityClassName, 25 priority:int?, 26 dnsConfig:PodDNSConfig, 28 readinessGates:PodReadinessGate*, 29 runtimeClassName, 30 enableServiceLinks:bool?, 31 preemptionPolicy, 32 overhead:quantities, 33 topologySpreadConstraints:TopologySpreadConstraint*, 35 setHostnameAsFQDN:bool?, 36 os:PodOS, 37 hostUsers:bool?, 38 schedulingGates:PodSchedulingGate*, 39 resourceClaims:PodResourceClaim*, 40 resources:ResourceRequirements, 41 hostnameOverride, 43 schedulingGroup:any, 44 evictionResponders:any',
  PodStatus:
    '17 observedGeneration:int, 1 phase, 2 conditions:PodCondition*, 3 message, 4 reason, 11 nominatedNodeName, 5 hostIP, 16 hostIPs:HostIP*, 6 podIP, 12 podIPs:PodIP*, 7 startTime:Time, 10 initContainerStatuses:ContainerStatus*, 8 containerStatuses:ContainerStatus*, 9 qosClass, 13 ephemeralContainerStatuses:ContainerStatus*, 14 resize, 15 resourceClaimStatuses:PodResourceClaimStatus*, 18 extendedResourceClaimStatus:any, 19 allocatedResources:quantities, 20 resources:ResourceRequirements, 21 nodeAllocatableResourceClaimStatuses:any, 22 volumeHealth:any',
  PodTemplateSpec: '1 metadata:ObjectMeta, 2 spec:PodSpec',
  PortStatus: '1 port:int, 2 protocol, 3 error',
  Preconditions: '1 uid, 2 resourceVersion',
  PreferredSchedulingTerm: '1 weight:int, 2 preference:NodeSelectorTerm',
  PriorityClass: '1 metadata:ObjectMeta, 2 value:int, 3 globalDefault:bool, 4 description, 5 preemptionPolicy',
  Probe:
    '1 ^ProbeHandler, 2 initialDelaySeconds:int, 3 timeoutSeconds:int, 4 periodSeconds:int, 5 successThreshold:int, 6 failureThreshold:int, 7 terminationGracePeriodSeconds:int?',
  ProbeHandler: '1 exec:ExecAction, 2 httpGet:HTTPGetAction, 3 tcpSocket:TCPSocketAction, 4 grpc:GRPCAction',
  ProjectedVolumeSource: '1 sources:VolumeProjection*, 2 defaultMode:int?, 3 defaultUser:int?',
  ReplicaSet: '1 metadata:ObjectMeta, 2 spec:ReplicaSetSpec, 3 status:ReplicaSetStatus',
  ReplicaSetCondition: '1 type, 2 status, 3 lastTransitionTime:Time, 4 reason, 5 message',
  ReplicaSetSpec: '1 replicas:int?, 4 minReadySeconds:int, 2 selector:LabelSelector, 3 template:PodTemplateSpec',
  ReplicaSetStatus:
    '1 replicas:int, 2 fullyLabeledReplicas:int, 4 readyReplicas:int, 5 availableReplicas:int, 7 terminatingReplicas:int?, 3 observedGeneration:int, 6 conditions:ReplicaSetCondition*',
  ResourceAttributes:
    '1 namespace, 2 verb, 3 group, 4 version, 5 resource, 6 subresource, 7 name, 8 fieldSelector:FieldSelectorAttributes, 9 labelSelector:LabelSelectorAttributes',
  ResourceClaim: '1 name, 2 request',
  ResourceFieldSelector: '1 containerName, 2 resource, 3 divisor:Quantity',
  ResourceHealth: '1 resourceID, 2 health, 6 message',
  ResourceQuota: '1 metadata:ObjectMeta, 2 spec:ResourceQuotaSpec, 3 status:ResourceQuotaStatus',
  ResourceQuotaSpec: '1 hard:quantities, 2 scopes:*, 3 scopeSelector:ScopeSelector',
  ResourceQuotaStatus: '1 hard:quantities, 2 used:quantities',
  ResourceRequirements: '1 limits:quantities, 2 requests:quantities, 3 claims:ResourceClaim*',
  ResourceRule: '1 verbs:*, 2 apiGroups:*, 3 resources:*, 4 resourceNames:*',
  ResourceStatus: '1 name, 2 resources:ResourceHealth*',
  RollingUpdateDaemonSet: '1 maxUnavailable:IntOrString, 2 maxSurge:IntOrString',
  RollingUpdateDeployment: '1 maxUnavailable:IntOrString, 2 maxSurge:IntOrString',
  RollingUpdateStatefulSetStrategy: '1 partition:int?, 2 maxUnavailable:IntOrString',
  Scale: '1 metadata:ObjectMeta, 2 spec:ScaleSpec, 3 status:ScaleStatus',
  ScaleSpec: '1 replicas:int',
  ScaleStatus: '1 replicas:int, 2 selector',
  SELinuxOptions: '1 user, 2 role, 3 type, 4 level',
  ScopeSelector: '1 matchExpressions:ScopedResourceSelectorRequirement*',
  ScopedResourceSelectorRequirement: '1 scopeName, 2 operator, 3 values:*',
  SeccompProfile: '1 type, 2 localhostProfile',
  Secret: '1 metadata:ObjectMeta, 5 immutable:bool?, 2 data:data, 4 stringData:map, 3 type',
  SecretEnvSource: '1 ^LocalObjectReference, 2 optional:bool?',
  SecretKeySelector: '1 ^LocalObjectReference, 2 key, 3 optional:bool?',
  SecretProjection: '1 ^LocalObjectReference, 2 items:KeyToPath*, 4 optional:bool?',
  SecretVolumeSource: '1 secretName, 2 items:KeyToPath*, 3 defaultMode:int?, 4 optional:bool?, 5 defaultUser:int?',
  SecurityContext:
    '1 capabilities:Capabilities, 2 privileged:bool?, 3 seLinuxOptions:SELinuxOptions, 10 windowsOptions:any, 4 runAsUser:int?, 8 runAsGroup:int?, 5 runAsNonRoot:bool?, 6 readOnlyRootFilesystem:bool?, 7 allowPrivilegeEscalation:bool?, 9 procMount, 11 seccompProfile:SeccompProfile, 12 appArmorProfile:AppArmorProfile',
  SelfSubjectAccessReview:
    '1 metadata:ObjectMeta, 2 spec:SelfSubjectAccessReviewSpec, 3 status:SubjectAccessReviewStatus',
  SelfSubjectAccessReviewSpec: '1 resourceAttributes:ResourceAttributes, 2 nonResourceAttributes:NonResourceAttributes',
  SelfSubjectReview: '1 metadata:ObjectMeta, 2 status:SelfSubjectReviewStatus',
  SelfSubjectReviewStatus: '1 userInfo:UserInfo',
  SelfSubjectRulesReview: '1 metadata:ObjectMeta, 2 spec:SelfSubjectRulesReviewSpec, 3 status:SubjectRulesReviewStatus',
  SelfSubjectRulesReviewSpec: '1 namespace',
  Service: '1 metadata:ObjectMeta, 2 spec:ServiceSpec, 3 status:ServiceStatus',
  ServiceAccount:
    '1 metadata:ObjectMeta, 2 secrets:ObjectReference*, 3 imagePullSecrets:LocalObjectReference*, 4 automountServiceAccountToken:bool?',
  ServiceAccountTokenProjection: '1 audience, 2 expirationSeconds:int?, 3 path, 4 user:int?',
  ServicePort: '1 name, 2 protocol, 6 appProtocol, 3 port:int, 4 targetPort:IntOrString, 5 nodePort:int',
  ServiceSpec:
    '1 ports:ServicePort*, 2 selector:map, 3 clusterIP, 18 clusterIPs:*, 4 type, 5 externalIPs:*, 7 sessionAffinity, 8 loadBalancerIP, 9 loadBalancerSourceRanges:*, 10 externalName, 11 externalTrafficPolicy, 12 healthCheckNodePort:int, 13 publishNotReadyAddresses:bool, 14 sessionAffinityConfig:SessionAffinityConfig, 19 ipFamilies:*, 17 ipFamilyPolicy, 20 allocateLoadBalancerNodePorts:bool?, 21 loadBalancerClass, 22 internalTrafficPolicy, 23 trafficDistribution',
  ServiceStatus: '1 loadBalancer:LoadBalancerStatus, 2 conditions:Condition*',
  SessionAffinityConfig: '1 clientIP:ClientIPConfig',
  SleepAction: '1 seconds:int',
  StatefulSet: '1 metadata:ObjectMeta, 2 spec:StatefulSetSpec, 3 status:StatefulSetStatus',
  StatefulSetCondition: '1 type, 2 status, 3 lastTransitionTime:Time, 4 reason, 5 message',
  StatefulSetOrdinals: '1 start:int',
  StatefulSetPersistentVolumeClaimRetentionPolicy: '1 whenDeleted, 2 whenScaled',
  StatefulSetSpec:
    '1 replicas:int?, 2 selector:LabelSelector, 3 template:PodTemplateSpec, 4 volumeClaimTemplates:PersistentVolumeClaim*, 5 serviceName, 6 podManagementPolicy, 7 updateStrategy:StatefulSetUpdateStrategy, 8 revisionHistoryLimit:int?, 9 minReadySeconds:int, 10 persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy, 11 ordinals:StatefulSetOrdinals',
  StatefulSetStatus:
    '1 observedGeneration:int, 2 replicas:int, 3 readyReplicas:int, 4 currentReplicas:int, 5 updatedReplicas:int, 6 currentRevision, 7 updateRevision, 9 collisionCount:int?, 10 conditions:StatefulSetCondition*, 11 availableReplicas:int',
  StatefulSetUpdateStrategy: '1 type, 2 rollingUpdate:RollingUpdateStatefulSetStrategy',
  Status: '1 metadata:ListMeta, 2 status, 3 message, 4 reason, 5 details:StatusDetails, 6 code:int',
  StatusCause: '1 reason, 2 message, 3 field',
  StatusDetails: '1 name, 2 group, 3 kind, 6 uid, 4 causes:StatusCause*, 5 retryAfterSeconds:int',
  SubjectAccessReviewStatus: '1 allowed:bool, 4 denied:bool, 2 reason, 3 evaluationError',
  SubjectRulesReviewStatus:
    '1 resourceRules:ResourceRule*, 2 nonResourceRules:NonResourceRule*, 3 incomplete:bool, 4 evaluationError',
  SuccessPolicy: '1 rules:SuccessPolicyRule*',
  SuccessPolicyRule: '1 succeededIndexes, 2 succeededCount:int?',
  Sysctl: '1 name, 2 value',
  TCPSocketAction: '1 port:IntOrString, 2 host',
  Taint: '1 key, 2 value, 3 effect, 4 timeAdded:Time',
  Toleration: '1 key, 2 operator, 3 value, 4 effect, 5 tolerationSeconds:int?',
  TopologySpreadConstraint:
    '1 maxSkew:int, 2 topologyKey, 3 whenUnsatisfiable, 4 labelSelector:LabelSelector, 5 minDomains:int?, 6 nodeAffinityPolicy, 7 nodeTaintsPolicy, 8 matchLabelKeys:*',
  TypedLocalObjectReference: '1 apiGroup, 2 kind, 3 name',
  TypedObjectReference: '1 apiGroup, 2 kind, 3 name, 4 namespace',
  UncountedTerminatedPods: '1 succeeded:*, 2 failed:*',
  UserInfo: '1 username, 2 uid, 3 groups:*, 4 extra:extra',
  Volume: '1 name, 2 ^VolumeSource',
  VolumeDevice: '1 name, 2 devicePath',
  VolumeMount:
    '1 name, 2 readOnly:bool, 7 recursiveReadOnly, 3 mountPath, 4 subPath, 5 mountPropagation, 6 subPathExpr, 8 bindMountOptions:*',
  VolumeMountStatus: '1 name, 2 mountPath, 3 readOnly:bool, 4 recursiveReadOnly, 5 volumeStatus:VolumeStatus',
  VolumeNodeAffinity: '1 required:NodeSelector',
  VolumeProjection:
    '1 secret:SecretProjection, 2 downwardAPI:DownwardAPIProjection, 3 configMap:ConfigMapProjection, 4 serviceAccountToken:ServiceAccountTokenProjection, 5 clusterTrustBundle:any, 6 podCertificate:any',
  VolumeResourceRequirements: '1 limits:quantities, 2 requests:quantities',
  VolumeSource:
    '1 hostPath:HostPathVolumeSource, 2 emptyDir:EmptyDirVolumeSource, 3 gcePersistentDisk:any, 4 awsElasticBlockStore:any, 5 gitRepo:any, 6 secret:SecretVolumeSource, 7 nfs:NFSVolumeSource, 8 iscsi:any, 9 glusterfs:any, 10 persistentVolumeClaim:PersistentVolumeClaimVolumeSource, 11 rbd:any, 12 flexVolume:any, 13 cinder:any, 14 cephfs:any, 15 flocker:any, 16 downwardAPI:DownwardAPIVolumeSource, 17 fc:any, 18 azureFile:any, 19 configMap:ConfigMapVolumeSource, 20 vsphereVolume:any, 21 quobyte:any, 22 azureDisk:any, 23 photonPersistentDisk:any, 26 projected:ProjectedVolumeSource, 24 portworxVolume:any, 25 scaleIO:any, 27 storageos:any, 28 csi:CSIVolumeSource, 29 ephemeral:EphemeralVolumeSource, 30 image:ImageVolumeSource',
  VolumeStatus: '1 image:ImageVolumeStatus',
  WeightedPodAffinityTerm: '1 weight:int, 2 podAffinityTerm:PodAffinityTerm',
};
