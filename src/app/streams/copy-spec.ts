import { type Refusal, refuse } from '../refusals.ts';

/** What is copied: a path in a container, and one here. */
export interface CopySpec {
  readonly direction: 'from' | 'to';
  readonly namespace: string | undefined;
  /** Empty: the pod that is meant anyway. */
  readonly pod: string;
  readonly remote: string;
  readonly local: string;
}

const REMOTE = /^(?:([a-z0-9-]+)\/)?([a-z0-9.-]*):(.+)$/;

/** `web-0:/path here`, `here web-0:/path`, with `namespace/` before the pod where it is another. Answers what is wrong. */
export function readCopy(from: string, to: string): CopySpec | Refusal {
  const [source, target] = [REMOTE.exec(from), REMOTE.exec(to)];
  if (source && target) return refuse('bothInPods');
  const remote = source ?? target;
  if (!remote) return refuse('noneInPod');
  const [, namespace, pod = '', path = ''] = remote;
  return { direction: source ? 'from' : 'to', namespace, pod, remote: path, local: source ? to : from };
}
