/** What the API server fills in when a pod is created, so that a short manifest becomes a whole object. */
import type { DemoContainer, DemoPod, Draft } from './objects.ts';
import { qosClass } from './pod-status.ts';

/** A pod as it is stored before anybody has looked at it: Pending, without conditions. */
export function newPod(draft: Draft): Draft {
  const given = draft.spec as DemoPod['spec'];
  const spec = {
    ...given,
    containers: (given.containers ?? []).map(withDefaults),
    ...(given.initContainers ? { initContainers: given.initContainers.map(withDefaults) } : {}),
    restartPolicy: given.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: given.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: given.serviceAccountName ?? 'default',
    serviceAccount: given.serviceAccountName ?? 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [...(given.tolerations ?? []), ...NODE_TOLERATIONS],
    priority: given.priority ?? 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  };
  return {
    ...draft,
    metadata: { ...draft.metadata, namespace: draft.metadata.namespace ?? 'default', generation: 1 },
    spec,
    status: { phase: 'Pending', qosClass: qosClass({ spec } as unknown as DemoPod) },
  };
}

function withDefaults(container: DemoContainer): object {
  const tagged = /:[^/]*$/.test(container.image);
  return {
    ...container,
    resources: container.resources ?? {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy:
      container.imagePullPolicy ?? (!tagged || container.image.endsWith(':latest') ? 'Always' : 'IfNotPresent'),
  };
}

/** A pod stays five minutes on a node that is lost, unless its manifest says otherwise. */
const NODE_TOLERATIONS = ['not-ready', 'unreachable'].map(name => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));
