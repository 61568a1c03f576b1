import { missingRight, readOnlyRefusal, recordingRefusal } from '../acts/rights.ts';
import type { ColonCommand } from '../colon-commands.ts';
import { LogReader } from '../reading/log-reader.ts';
import { openLogs } from '../reading/reading.ts';
import { refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { containerRefusal, noContainer, runningContainers, withContainer } from './containers.ts';
import { readCopy } from './copy-spec.ts';
import { ForwardsView } from './forwards-view.ts';
import { quotedWords } from './quoted-words.ts';

/** The containers that run in the pod under the cursor, for completion. */
const containersOf = (session: Session): readonly string[] => {
  const item = session.grid.selectedItem();
  return item ? runningContainers(item.entry.pod).map(({ name }) => name) : [];
};

/** Typed commands about what runs in the containers of the pod under the cursor. */
export const STREAM_WORDS: readonly ColonCommand[] = [
  {
    names: ['exec'],
    args: '[-c CONTAINER] COMMAND…',
    help: 'Run a command in a container of the pod under the cursor, and show its output and exit code.',
    complete: (session, typed) => (/^-c\s+\S*$/.test(typed) ? containersOf(session) : []),
    run: (session, typed) => {
      const refusal = containerRefusal(session, 'exec');
      if (refusal !== undefined) return refusal;
      const words = quotedWords(typed);
      if (typeof words === 'string') return words;
      const [container, command] = words[0] === '-c' ? [words[1], words.slice(2)] : [undefined, words];
      if (command.length === 0) return refuse('noProcessNamed');
      const { uid, row } = session.grid.selectedItem()!.entry;
      const target = { uid, namespace: row.namespace, name: row.name };
      const run = (name: string): void => {
        const logs = new LogReader([target], { command });
        openLogs(session, logs);
        session.emit({ type: 'runCommand', place: { ...target, pod: row.name, container: name }, logs });
      };
      if (container === undefined) withContainer(session, 'Run it in a container', place => run(place.container));
      else if (containersOf(session).includes(container)) run(container);
      else
        return refuse('noSuchContainer', {
          name: container ?? '',
          where: row.name,
          known: containersOf(session).join(', '),
        });
      return undefined;
    },
  },
  {
    names: ['debug'],
    args: 'IMAGE [CONTAINER]',
    help: 'Add a debug container to the pod under the cursor, beside the processes of a container of it, and attach to it; asks first.',
    complete: (session, typed) => (/\S\s/.test(typed) ? containersOf(session) : []),
    run: (session, typed) => {
      const item = session.grid.selectedItem();
      const refusal =
        readOnlyRefusal(session, 'No container is added') ??
        (item && item.entry.goneAt === undefined ? missingRight(session, 'debug') : refuse(item ? 'podGone' : 'noPod'));
      if (refusal !== undefined) return refusal;
      const [image, target] = typed.split(/\s+/).filter(Boolean);
      if (image === undefined) return refuse('noImageNamed');
      const { uid, row } = item!.entry;
      const known = containersOf(session);
      if (target !== undefined && !known.includes(target))
        return refuse('noSuchContainer', { name: target, where: row.name, known: known.join(', ') || 'none' });
      const { context, cluster } = session.world.target;
      session.overlays.ask({
        question: [
          `Add a debug container with the image ${image} to pod ${row.namespace}/${row.name}`,
          `in ${context || cluster}?`,
          '',
          target === undefined
            ? 'It sees its own processes only; name a container to see those of that one.'
            : `It sees the processes of ${target}.`,
          'It stays in the pod as long as the pod lives.',
        ],
        danger: false,
        yes: [{ type: 'debug', pod: { uid, namespace: row.namespace, name: row.name }, image, target }],
      });
      return undefined;
    },
  },
  {
    names: ['cp'],
    args: 'POD:PATH HERE | HERE POD:PATH',
    help: 'Copy files or folders from a container of the pod or into it, which must have tar; `:PATH` is of the pod under the cursor. Asks before it overwrites.',
    run: (session, typed, now) => {
      const words = quotedWords(typed);
      if (typeof words === 'string') return words;
      const [from, to, ...more] = words;
      if (from === undefined || to === undefined || more.length > 0) return refuse('noPathsNamed');
      const files = readCopy(from, to);
      if (typeof files === 'string') return files;
      const direction = files.direction === 'to' ? readOnlyRefusal : recordingRefusal;
      const forbidden = direction(session, 'Nothing is copied');
      if (forbidden !== undefined) return forbidden;
      if (files.pod !== '') {
        const found = session.grid.pods.all.find(
          ({ entry: { row, goneAt } }) =>
            goneAt === undefined && row.name === files.pod && (files.namespace ?? row.namespace) === row.namespace,
        );
        if (!found) return refuse('noSuchPod', { name: files.pod });
        session.jumpToPod(found.entry.uid, now);
      }
      const refusal = noContainer(session);
      if (refusal !== undefined) return refusal;
      withContainer(session, 'Copy with a container', place =>
        session.emit({ type: 'copyFiles', place, files, overwrite: false }),
      );
      return undefined;
    },
  },
  {
    names: ['forwards', 'ports'],
    args: '',
    help: 'The ports that are forwarded.',
    run: session => {
      session.overlays.show({ kind: 'forwards', view: new ForwardsView(session.forwards) });
      return undefined;
    },
  },
];
