/** What a person may do to the demo behind the back of its API server: a list to choose from, and words after `:`. */
import type { ContainerStatus } from '../kube/pod.ts';
import { readOnlyRefusal } from './acts/rights.ts';
import type { ColonCommand } from './colon-commands.ts';
import { Picker } from './controls/picker.ts';
import type { Deed, ProbeName } from './effects.ts';
import type { PodItem } from './grid/pod-item.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Session } from './session.ts';

/** Codes that the demo's server can be made to answer, and how often unless somebody says. */
const ANSWERS: ReadonlyMap<number, { readonly times: number; readonly why: string }> = new Map([
  [410, { times: 1, why: 'the changes since are forgotten' }],
  [429, { times: 3, why: 'too many requests' }],
  [500, { times: 3, why: 'an error inside the server' }],
  [503, { times: 3, why: 'the server is not ready' }],
]);
const PROBES: readonly ProbeName[] = ['startup', 'readiness', 'liveness'];

/** Why nobody may meddle here. */
export function meddlingRefused(session: Session): Refusal | undefined {
  if (!session.world.target.demo) return refuse('onlyDemoMeddles');
  return readOnlyRefusal(session, 'Nothing is changed');
}

export function meddlingPicker(session: Session): Picker {
  const item = session.grid.selectedItem();
  const deeds = [...(item ? ofPod(item) : []), ...ofServer()];
  return new Picker({
    title: item ? `Meddle with ${item.entry.row.name}, or the cluster` : 'Meddle with the cluster',
    items: deeds.map(({ label, hint }, index) => ({ id: String(index), label, hint })),
    pick: ([index]) => session.emit({ type: 'meddle', deed: deeds[Number(index)]!.deed }),
  });
}

interface Choice {
  readonly label: string;
  readonly hint?: string;
  readonly deed: Deed;
}

function ofPod(item: PodItem): Choice[] {
  const { node } = item.entry.row;
  const containers = running(item).flatMap(({ name }) => {
    const at = { ...placeOf(item), container: name };
    return [
      { label: `kill ${name}`, hint: 'exit code 137', deed: { type: 'kill', exitCode: 137, ...at } },
      { label: `end ${name}`, hint: 'exit code 0', deed: { type: 'kill', exitCode: 0, ...at } },
      // The feed does not tell which probes there are; the demo says so of one that is not.
      ...(['readiness', 'liveness'] as const).flatMap(probe =>
        [false, true].map(passes => ({
          label: `${probe} probe of ${name} ${passes ? 'passes' : 'fails'}`,
          hint: 'from now on',
          deed: { type: 'probe', probe, passes, ...at } as const,
        })),
      ),
    ] satisfies Choice[];
  });
  if (!node) return containers;
  return [
    ...containers,
    { label: `lose ${node}`, hint: 'its kubelet falls silent', deed: { type: 'loseNode', node } },
    { label: `find ${node}`, hint: 'its kubelet is back', deed: { type: 'findNode', node } },
  ];
}

const ofServer = (): Choice[] => [
  { label: 'cut', hint: 'all connections of the API server', deed: { type: 'cut' } },
  ...[...ANSWERS].map(
    ([code, { times, why }]): Choice => ({
      label: `answer ${code}`,
      hint: `${why}; ${times === 1 ? 'once' : `${times} times`}`,
      deed: { type: 'answer', code, times },
    }),
  ),
  { label: 'pause', hint: 'stop the time of the demo, or let it run', deed: { type: 'pause' } },
  { label: 'step', hint: 'one second', deed: { type: 'step', seconds: 1 } },
];

const placeOf = ({ entry: { row } }: PodItem) => ({ namespace: row.namespace, pod: row.name });

function running({ entry: { pod } }: PodItem): ContainerStatus[] {
  const { containerStatuses, initContainerStatuses } = pod.status ?? {};
  return [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])].filter(({ state }) => state?.running);
}

/** The container that was named, or the first that runs; or why there is none. */
function containerOf(session: Session, name: string | undefined) {
  const item = session.grid.selectedItem();
  if (!item) return refuse('noPod');
  const found = running(item).find(each => name === undefined || each.name === name);
  if (found) return { ...placeOf(item), container: found.name };
  return refuse('nothingToKill', { pod: item.entry.row.name, name: name === undefined ? '' : ` "${name}"` });
}

function nodeOf(session: Session, typed: string): string | undefined {
  return typed.trim() || session.grid.selectedItem()?.entry.row.node || undefined;
}

const words = (typed: string): string[] => typed.split(/\s+/).filter(word => word !== '');
const isWhole = (word: string): boolean => /^\d{1,3}$/.test(word);
const selectedContainers = (session: Session): readonly string[] => {
  const item = session.grid.selectedItem();
  return item ? running(item).map(({ name }) => name) : [];
};

/** A deed, or what is wrong with what was typed. */
type Reading = Deed | Refusal;

const ROWS: readonly (Omit<ColonCommand, 'run'> & { read(session: Session, typed: string): Reading })[] = [
  {
    names: ['kill'],
    args: '[CONTAINER] [EXIT-CODE]',
    help: 'In the demo: end a container of the pod under the cursor, with 137 or this exit code.',
    complete: selectedContainers,
    read: (session, typed) => {
      const given = words(typed);
      const exitCode = Number(given.find(isWhole) ?? 137);
      const at = containerOf(
        session,
        given.find(word => !isWhole(word)),
      );
      if (exitCode > 255) return refuse('notExitCode', { typed: exitCode });
      return typeof at === 'string' ? at : { type: 'kill', exitCode, ...at };
    },
  },
  {
    names: ['probe'],
    args: 'startup|readiness|liveness fails|passes [CONTAINER]',
    help: 'In the demo: let a probe of the pod under the cursor fail or pass from now on.',
    complete: (session, typed) =>
      [PROBES, ['fails', 'passes'], selectedContainers(session)][words(`${typed}x`).length - 1] ?? [],
    read: (session, typed) => {
      const [name, verdict, container] = words(typed);
      const probe = PROBES.find(each => each === name);
      if (probe === undefined || (verdict !== 'fails' && verdict !== 'passes')) {
        return refuse('noProbeNamed');
      }
      const at = containerOf(session, container);
      return typeof at === 'string' ? at : { type: 'probe', probe, passes: verdict === 'passes', ...at };
    },
  },
  {
    names: ['lose'],
    args: '[NODE]',
    help: 'In the demo: let the kubelet of a node fall silent, of the pod under the cursor unless named.',
    read: (session, typed) => {
      const node = nodeOf(session, typed);
      return node === undefined ? refuse('noNodeNamed') : { type: 'loseNode', node };
    },
  },
  {
    names: ['find'],
    args: '[NODE]',
    help: 'In the demo: bring back a node that was lost.',
    read: (session, typed) => {
      const node = nodeOf(session, typed);
      return node === undefined ? refuse('noNodeNamed') : { type: 'findNode', node };
    },
  },
  {
    names: ['cut'],
    args: '',
    help: 'In the demo: cut all connections of the API server.',
    read: () => ({ type: 'cut' }),
  },
  {
    names: ['answer'],
    args: '410|429|500|503 [TIMES]',
    help: 'In the demo: cut the connections, and let the server refuse the next requests with this code.',
    complete: () => [...ANSWERS.keys()].map(String),
    read: (_, typed) => {
      const [code = '', times] = words(typed);
      const known = ANSWERS.get(Number(code));
      if (!known || (times !== undefined && !isWhole(times))) {
        return refuse('noAnswerNamed', { codes: [...ANSWERS.keys()].join(', ') });
      }
      return { type: 'answer', code: Number(code), times: Number(times ?? known.times) };
    },
  },
  {
    names: ['pause'],
    args: '',
    help: 'In the demo: stop the time, or let it run.',
    read: () => ({ type: 'pause' }),
  },
  {
    names: ['step'],
    args: '[SECONDS]',
    help: 'In the demo: stop the time and let so many seconds pass at once.',
    read: (_, typed) => {
      const [seconds = '1'] = words(typed);
      return isWhole(seconds) ? { type: 'step', seconds: Number(seconds) } : refuse('noSecondsNamed');
    },
  },
];

export const MEDDLING: readonly ColonCommand[] = ROWS.map(({ read, ...row }) => ({
  ...row,
  run: (session, typed) => {
    const refused = meddlingRefused(session);
    if (refused !== undefined) return refused;
    const deed = read(session, typed);
    if (typeof deed === 'string') return deed;
    session.emit({ type: 'meddle', deed });
    return undefined;
  },
}));
