import { int32, list, object, text } from '../../kube/foreign.ts';
import type { ContainerStatus, Pod } from '../../kube/pod.ts';
import { reasonFor } from '../../status/reasons.ts';
import type { Severity } from '../../status/row.ts';

/** How one container is, by its state; undefined: the kubelet has not looked at it yet. */
export function containerSeverity(status: ContainerStatus | undefined): Severity {
  const state = object(status?.state);
  if (object(state?.running)) return status?.ready === true ? 'ok' : 'progressing';
  const terminated = object(state?.terminated);
  if (terminated) return int32(terminated.exitCode) === 0 ? 'done' : 'error';
  const reason = text(object(state?.waiting)?.reason);
  return reason === '' ? 'progressing' : reasonFor(reason).severity;
}

/** Of all that count for READY: the sidecars, then the containers, in the order of the spec. */
export function containerSeverities(pod: Pod): Severity[] {
  const spec = object(pod.spec);
  const status = object(pod.status);
  const one = (statuses: readonly ContainerStatus[] | undefined, name: string): Severity =>
    containerSeverity(list(statuses).find(each => object(each)?.name === name) ?? undefined);
  return [
    ...list(spec?.initContainers)
      .filter(each => object(each)?.restartPolicy === 'Always')
      .map(each => one(status?.initContainerStatuses, text(object(each)?.name))),
    ...list(spec?.containers).map(each => one(status?.containerStatuses, text(object(each)?.name))),
  ];
}
