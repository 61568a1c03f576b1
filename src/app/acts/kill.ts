import { list, object, text } from '../../kube/foreign.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Asked } from '../controls/confirmation.ts';
import { Picker } from '../controls/picker.ts';
import type { PodItem } from '../grid/pod-item.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { runningContainers } from '../streams/containers.ts';
import { SIGNALS, type Signal } from './act.ts';
import { placeText, podRef, podsText } from './questions.ts';
import { actRefusal } from './rights.ts';

const NOTHING = 'Nothing is told to end';

/** Why no process is told to end; `named`: in the container of this name. */
export function killRefusal(session: Session, named?: string): Refusal | undefined {
  const refusal = actRefusal(session, 'exec', NOTHING);
  if (refusal !== undefined) return refusal;
  const items = session.grid.targets();
  const names = namesIn(items);
  if (names.length === 0) return refuse('noRunningContainer', { nothing: NOTHING, pods: podsText(items) });
  if (named === undefined || names.includes(named)) return undefined;
  return refuse('noSuchContainer', { name: named, where: podsText(items), known: names.join(', ') });
}

/** Names of the containers of a pod that run now. */
export const runningNames = (pod: Pod): string[] => runningContainers(pod).map(({ name }) => name);

/** Asks about the only container that runs, or the one that is named, or lets it be chosen. */
export function askKill(session: Session, named?: string, signal: Signal = 'TERM'): void {
  const items = session.grid.targets();
  const names = namesIn(items);
  const ask = (name: string): void => {
    session.overlays.ask(killQuestion(session, withContainer(items, name), name, signal));
  };
  if (named !== undefined || names.length === 1) ask(named ?? names[0]!);
  else {
    session.overlays.pick(
      new Picker({
        title: 'Process 1 of which container?',
        items: names.map(name => ({ id: name, label: name, hint: hintOf(items, name) })),
        pick: ([name]) => ask(name!),
      }),
    );
  }
}

const namesIn = (items: readonly PodItem[]): readonly string[] => [
  ...new Set(items.flatMap(item => runningNames(item.entry.pod))),
];
const withContainer = (items: readonly PodItem[], name: string): readonly PodItem[] =>
  items.filter(item => runningNames(item.entry.pod).includes(name));
const hintOf = (items: readonly PodItem[], name: string): string =>
  items.length === 1 ? '' : `runs in ${withContainer(items, name).length} of ${items.length} pods`;

function killQuestion(session: Session, items: readonly PodItem[], container: string, signal: Signal): Asked {
  return {
    title: 'End a process',
    danger: true,
    question: [
      `Send SIG${signal} to process 1 of container ${container} of ${podsText(items)}`,
      `${placeText(session.world.target)}?`,
      '',
      'The signal is sent from inside, by exec. A program that has no handler for it is not ended: process 1 is spared then.',
      restartText(items, container),
    ],
    refusal: () => actRefusal(session, 'exec', NOTHING),
    yes: [{ type: 'act', acts: items.map(item => ({ kind: 'kill', pod: podRef(item), container, signal })) }],
  };
}

/** What the kubelet does when the container ends. */
function restartText(items: readonly PodItem[], container: string): string {
  const policies = new Set(items.map(({ entry: { pod } }) => policyOf(pod, container)));
  const [policy] = policies;
  if (policies.size > 1 || policy === 'Always')
    return 'When it ends, the kubelet starts it again, and counts a restart.';
  return policy === 'OnFailure'
    ? 'When it ends with an exit code that is not 0, the kubelet starts it again, and counts a restart.'
    : 'When it ends it is not started again: the restart policy is Never.';
}

function policyOf(pod: Pod, container: string): string {
  const spec = object(pod.spec);
  const own = list(spec?.initContainers).find(each => object(each)?.name === container);
  return text(object(own)?.restartPolicy) || text(spec?.restartPolicy) || 'Always';
}

/** What was typed after `:killpid`: a container and a signal, in any order. */
export function readKill(typed: string): { readonly container?: string; readonly signal?: Signal } | Refusal {
  let container: string | undefined;
  let signal: Signal | undefined;
  for (const word of typed.split(/\s+/).filter(Boolean)) {
    const known = SIGNALS.find(each => [each, `SIG${each}`].includes(word.toUpperCase()));
    if (known) signal = known;
    else if (word.toUpperCase() === 'KILL' || word === '9') {
      return refuse('sigkillSpares');
    } else container = word;
  }
  return { ...(container ? { container } : {}), ...(signal ? { signal } : {}) };
}
