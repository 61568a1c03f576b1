import { list, object, text } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';
import type { WordInfo } from './reasons.ts';
import type { PodRow } from './row.ts';
import { findSpeaker } from './why.ts';

/** Characters that no shell treats in a special way; names of Kubernetes have no others. */
const PLAIN_NAME = /^[\w.:/@-]+$/;

/** The command of a reason's next step with the names of this pod in it; a name that is not there, or that a shell could take for more than a name, stays a placeholder. */
export function nextCommand(info: WordInfo, pod: Pod, row: PodRow): string | undefined {
  const container = text(findSpeaker(pod, row.status)?.name) || text(list(object(pod.spec)?.containers)[0]?.name);
  const all = [...list(object(pod.spec)?.containers), ...list(object(pod.spec)?.initContainers)];
  const names: Record<string, string> = {
    POD: row.name,
    NAMESPACE: row.namespace,
    CONTAINER: container,
    NODE: row.node ?? '',
    IMAGE: text(all.find(each => each?.name === container)?.image),
  };
  return info.next.command?.replace(/\b(?:POD|NAMESPACE|CONTAINER|NODE|IMAGE)\b/g, placeholder => {
    const name = names[placeholder]!;
    return PLAIN_NAME.test(name) ? name : placeholder;
  });
}
