import { at, itemsAt, numberAt, textAt, textsAt } from '../../kube/json.ts';
import { given, objectRows, type Row, restRows, row, type Section, timeText } from './describe-rows.ts';

export function lifeSection(pod: unknown, now: number): Section {
  return {
    id: 'life',
    title: 'Life',
    rows: [
      ...given('Restart Policy', textAt(pod, 'spec', 'restartPolicy')),
      ...given('Grace Period', seconds(pod, 'terminationGracePeriodSeconds')),
      ...given('Active Deadline', seconds(pod, 'activeDeadlineSeconds')),
      ...given(
        'Image Pull Secrets',
        itemsAt(pod, 'spec', 'imagePullSecrets')
          .map(each => textAt(each, 'name'))
          .join(', '),
      ),
      ...given('DNS Policy', textAt(pod, 'spec', 'dnsPolicy')),
      ...objectRows('DNS Config', at(pod, 'spec', 'dnsConfig')),
      ...objectRows('Security Context', at(pod, 'spec', 'securityContext')),
      ...itemsAt(pod, 'spec', 'hostAliases').map(alias =>
        row('Host Alias', `${textAt(alias, 'ip')} ${textsAt(alias, 'hostnames').join(' ')}`),
      ),
      ...itemsAt(pod, 'spec', 'resourceClaims').map(claim =>
        row(
          'Resource Claim',
          Object.values(claim)
            .map(value => textAt([value], 0))
            .join(' '),
        ),
      ),
      ...given('UID', textAt(pod, 'metadata', 'uid')),
      ...given('Generation', textAt(pod, 'metadata', 'generation')),
      ...given('Resource Version', textAt(pod, 'metadata', 'resourceVersion')),
      ...restRows(at(pod, 'metadata'), TOLD.metadata),
      ...restRows(at(pod, 'spec'), TOLD.spec),
      ...restRows(at(pod, 'status'), TOLD.status),
      ...managerRows(pod, now),
    ],
  };
}

/** What has a row of its own. */
const TOLD = {
  metadata:
    'name namespace uid generation resourceVersion creationTimestamp deletionTimestamp deletionGracePeriodSeconds finalizers ownerReferences labels annotations managedFields'.split(
      ' ',
    ),
  spec: 'nodeName priority priorityClassName preemptionPolicy serviceAccountName serviceAccount runtimeClassName readinessGates schedulingGates volumes containers initContainers ephemeralContainers nodeSelector tolerations topologySpreadConstraints affinity schedulerName hostNetwork hostname subdomain resources overhead restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds imagePullSecrets dnsPolicy dnsConfig securityContext hostAliases resourceClaims'.split(
    ' ',
  ),
  status:
    'phase reason message nominatedNodeName podIP podIPs hostIP hostIPs startTime qosClass conditions containerStatuses initContainerStatuses ephemeralContainerStatuses'.split(
      ' ',
    ),
};

function seconds(pod: unknown, field: string): string {
  const value = numberAt(pod, 'spec', field);
  return value === undefined ? '' : `${value}s`;
}

/** Who wrote to the object, and when last. */
function managerRows(pod: unknown, now: number): readonly Row[] {
  return itemsAt(pod, 'metadata', 'managedFields').map((entry, i) => {
    const part = textAt(entry, 'subresource');
    const what = `${textAt(entry, 'operation').toLowerCase()}${part === '' ? '' : ` of ${part}`}`;
    return row(
      i === 0 ? 'Written By' : '',
      `${textAt(entry, 'manager')}: ${what} ${timeText(entry['time'], now)}`.trim(),
    );
  });
}
