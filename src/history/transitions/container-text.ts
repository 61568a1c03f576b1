import { int32, text } from '../../kube/foreign.ts';
import type { ContainerStatus, Pod } from '../../kube/pod.ts';
import { objectsOf } from './moments.ts';

export type ContainerKind = 'init' | 'sidecar' | 'app' | 'ephemeral';

/** What part a container plays in its pod; names are unique within a pod. */
export function containerKind(pod: Pod, name: string): ContainerKind {
  const init = objectsOf(pod.spec?.initContainers).find(one => one.name === name);
  if (init) return init.restartPolicy === 'Always' ? 'sidecar' : 'init';
  return objectsOf(pod.spec?.ephemeralContainers).some(one => one.name === name) ? 'ephemeral' : 'app';
}

/**
 * A container's state in words that begin with the state of the API: `waiting ErrImagePull`, `running`,
 * `running, not ready`, `running, not started`, `terminated OOMKilled 137`. undefined before the kubelet has looked at it.
 */
export function containerStateText(status: ContainerStatus, kind: ContainerKind): string | undefined {
  const { waiting, running, terminated } = status.state ?? {};
  if (terminated) {
    const signal = int32(terminated.signal);
    const exit = signal === 0 ? String(int32(terminated.exitCode)) : `signal ${signal}`;
    return ['terminated', text(terminated.reason), exit].filter(Boolean).join(' ');
  }
  if (running) {
    if (kind === 'init' || kind === 'ephemeral') return 'running';
    if (status.started === false) return 'running, not started';
    return status.ready === false ? 'running, not ready' : 'running';
  }
  return waiting ? ['waiting', text(waiting.reason)].filter(Boolean).join(' ') : undefined;
}
