import { int32, list, object, text } from '../kube/foreign.ts';
import type { ContainerState, ContainerStatus, Pod } from '../kube/pod.ts';
import { parseTime } from '../kube/time.ts';
import { signalName } from './catalogue/exit-codes.ts';
import type { PodRow } from './row.ts';

/** One clause on the container whose state gave the STATUS word; empty when none did or there is nothing to add. */
export function speakerWhy(pod: Pod, row: PodRow): string {
  const speaker = findSpeaker(pod, row.status);
  if (speaker === undefined) return '';
  const waiting = object(object(speaker.state)?.waiting);
  const ended = object(object(speaker.state)?.terminated);
  if (waiting?.reason === 'CrashLoopBackOff') return crashLoopText(speaker, text(waiting.message));
  if (waiting !== undefined) return firstLine(text(waiting.message));
  return ended === undefined ? '' : `${text(speaker.name)} ended (${endText(ended)})${messageOf(ended)}`;
}

/**
 * The container whose state is the word, as the printer's rules choose it: the first unfinished init container for
 * `Init:…`, else the first container that says it.
 */
export function findSpeaker(pod: Pod, word: string): ContainerStatus | undefined {
  const status = object(pod?.status);
  const isInit = word.startsWith('Init:');
  const said = isInit ? word.slice('Init:'.length) : word;
  const candidates = list(isInit ? status?.initContainerStatuses : status?.containerStatuses);
  return candidates.find(each => stateWord(object(object(each)?.state)) === said) ?? undefined;
}

/** What the state of one container is called: its reason, its signal, its exit code; undefined while it runs. */
export function stateWord(state: ContainerState | undefined): string | undefined {
  const waiting = text(object(state?.waiting)?.reason);
  if (waiting !== '') return waiting;
  const ended = object(state?.terminated);
  if (ended === undefined) return undefined;
  const signal = int32(ended.signal);
  return text(ended.reason) || (signal === 0 ? `ExitCode:${int32(ended.exitCode)}` : `Signal:${signal}`);
}

/** The newest end with an error among the earlier runs of the containers: `app crashed (exit 137, OOMKilled)`, or empty. */
export function crashText(pod: Pod): string {
  let newest: { at: number; text: string } | undefined;
  for (const container of list(object(pod?.status)?.containerStatuses)) {
    const ended = object(object(container?.lastState)?.terminated);
    const at = parseTime(ended?.finishedAt);
    if (ended === undefined || at === undefined || at <= (newest?.at ?? Number.NEGATIVE_INFINITY)) continue;
    const isCrash = int32(ended.exitCode) !== 0;
    newest = { at, text: isCrash ? `${text(container?.name)} crashed (${endText(ended)})` : '' };
  }
  return newest?.text ?? '';
}

/** `exit 137, OOMKilled`; words that say no more than the code are left out. */
export function endText(ended: NonNullable<ContainerState['terminated']>): string {
  const signal = int32(ended.signal);
  const how = signal === 0 ? `exit ${int32(ended.exitCode)}` : signalName(signal);
  const reason = text(ended.reason);
  return reason === '' || reason === 'Error' || reason === 'Completed' ? how : `${how}, ${reason}`;
}

/** The kubelet says how long it waits only in its message: `back-off 2m40s restarting failed container=…`. */
function crashLoopText(container: ContainerStatus, message: string): string {
  const ended = object(object(container.lastState)?.terminated);
  const times = int32(container.restartCount);
  const crashes = times === 1 ? '1 crash' : `${times} crashes`;
  const wait = /back-off (\S+) restarting/.exec(message.slice(0, 1000))?.[1];
  const after = ended === undefined ? '' : ` (${endText(ended)})`;
  const what = wait === undefined ? `${crashes}${after}` : `waits ${wait} after ${crashes}${after}`;
  return `${text(container.name)} ${wait === undefined ? `had ${what}` : what}`;
}

function messageOf(ended: NonNullable<ContainerState['terminated']>): string {
  const message = firstLine(text(ended.message));
  return message === '' ? '' : `: ${message}`;
}

/** A termination message may be a whole log. */
function firstLine(message: string): string {
  return message.slice(0, 500).trimStart().split('\n', 1)[0]!.trimEnd();
}
