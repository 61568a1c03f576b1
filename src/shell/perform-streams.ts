import type { StreamEffect } from '../app/effects.ts';
import type { ContainerPlace } from '../app/streams/containers.ts';
import { readPorts } from '../app/streams/port-spec.ts';
import { at, itemsAt, type Json, textAt } from '../kube/json.ts';
import { ProblemError } from '../kube/problem.ts';
import { copyFrom, copyTo, localTarget, remoteTarget, reportText } from '../tasks/copy-files.ts';
import { addDebugContainer, debugName } from '../tasks/debug-container.ts';
import { Forwarding } from '../tasks/forwarding.ts';
import { type PodName, PodPlace } from '../tasks/pod-place.ts';
import { portsOf } from '../tasks/pod-ports.ts';
import { type ConversationEnd, converse } from './converse.ts';
import { runIntoPane } from './run-into-pane.ts';
import type { Stage, Troupe } from './stage.ts';

export const SHELLS: readonly string[] = ['bash', 'sh'];

/** What connects to a container: shells, what runs there, its ports. */
export function streamTroupe(stage: Stage): Troupe<StreamEffect> {
  const { clock } = stage.host;
  /** One conversation at a time has the terminal. */
  let isTaken = false;

  /** The pod as it is, if it is still that pod: a stream names it by its name alone. */
  async function present({ uid, namespace, name }: PodName): Promise<Json> {
    const pod = (await stage.current.cluster.getPod(namespace, name)) as Json;
    if (textAt(pod, 'metadata', 'uid') === uid) return pod;
    throw new ProblemError({
      code: 'not-found',
      message: `${namespace}/${name} is gone; another pod has its name now`,
    });
  }

  async function alone(talk: () => Promise<void>): Promise<void> {
    if (isTaken) return;
    isTaken = true;
    try {
      await talk();
    } finally {
      isTaken = false;
    }
  }

  async function shell({ uid, namespace, pod, container }: ContainerPlace): Promise<void> {
    const { cluster } = stage.current;
    const { terminal } = stage;
    if (!terminal) return;
    await present({ uid, namespace, name: pod });
    const shells = stage.settings.shell ?? SHELLS;
    for (const [i, name] of shells.entries()) {
      const end = await converse({
        cluster,
        clock,
        terminal,
        container: { namespace, pod, container },
        command: name.split(/\s+/),
        stdin: true,
        tty: true,
        greeting: `${name} in ${pod}/${container} of ${namespace}; exit ends it, enter ~ . leaves it`,
      });
      if (end.kind !== 'refused' || !NOT_FOUND.test(end.message)) return tell(end, `${name} in ${pod}/${container}`);
      if (i === shells.length - 1)
        stage.warn(
          `${pod}/${container} has no ${shells.join(' and no ')}; :debug IMAGE ${container} starts a container with a shell beside it.`,
        );
    }
  }

  async function attach(place: ContainerPlace): Promise<void> {
    const { cluster } = stage.current;
    const { terminal } = stage;
    if (!terminal) return;
    const { namespace, pod, container } = place;
    const whole = await present({ ...place, name: pod });
    const spec = ['containers', 'initContainers', 'ephemeralContainers']
      .flatMap(list => itemsAt(whole, 'spec', list))
      .find(each => textAt(each, 'name') === container);
    const stdin = at(spec, 'stdin') === true;
    const end = await converse({
      cluster,
      clock,
      terminal,
      container: { namespace, pod, container },
      stdin,
      tty: at(spec, 'tty') === true,
      greeting: `attached to ${pod}/${container} of ${namespace}; enter ~ . leaves it${stdin ? '' : ', and so does ctrl-c: it takes no input'}`,
    });
    // The stream of an attach ends well however the process does.
    if (end.kind === 'exited') stage.say(`${pod}/${container} has ended.`);
    else tell(end, `${pod}/${container}`);
  }

  function tell(end: ConversationEnd, what: string): void {
    if (end.kind === 'exited') stage.say(`${what} ended with exit code ${end.code}.`);
    else if (end.kind === 'refused') stage.warn(end.message);
    else if (end.kind === 'lost') stage.warn(`The connection to ${what} was lost: ${end.problem.message}`);
    else stage.say(`Left ${what}.`);
  }

  return {
    performers: {
      openShell: ({ place }) => alone(() => shell(place)),
      attach: ({ place }) => alone(() => attach(place)),
      debug: ({ pod, image, target }) =>
        alone(async () => {
          const name = debugName(Math.random);
          const wish = { pod, image, target, name, stdin: true, tty: true };
          const start = await addDebugContainer(stage.current.cluster, clock, wish, reason =>
            stage.say(`The debug container ${name} waits: ${reason}`),
          );
          if (start.kind === 'ended')
            return stage.warn(
              `The debug container ${name} ended at once with exit code ${start.code}; its image ${image} may have no shell.`,
            );
          await attach({ uid: pod.uid, namespace: pod.namespace, pod: pod.name, container: name });
        }),
      runCommand: ({ place, logs }) => {
        const { cluster } = stage.current;
        const isThere = () => present({ ...place, name: place.pod });
        void runIntoPane(place, logs, { cluster, isThere, onChange: () => stage.changed() });
      },
      askPorts: async ({ pod }) => {
        const { session } = stage.current;
        const known = portsOf(await present(pod));
        session.typing.ask(
          {
            label: `ports of ${pod.name}`,
            hint: '8080  18080:8080  :8080 any of ours',
            accept: text => {
              const pairs = readPorts(text.split(/[\s,]+/).filter(Boolean), known);
              if (typeof pairs === 'string') return pairs;
              session.emit({ type: 'forward', pod, pairs });
              return undefined;
            },
          },
          known.map(({ port }) => port).join(' '),
        );
        stage.changed();
      },
      forward: async ({ pod, pairs }) => {
        const { cluster, session } = stage.current;
        const opened: string[] = [];
        for (const pair of pairs) {
          const entry = session.world.pods.get(pod.uid);
          if (!entry) throw new ProblemError({ code: 'not-found', message: `The pod ${pod.name} is gone.` });
          const place = new PodPlace(stage.current, entry, (from, to) =>
            stage.say(
              `Port ${pair.remote}: ${to.name === from.name ? `a new ${to.name}` : to.name} takes the place of ${from.name}.`,
            ),
          );
          try {
            const forwarding = await Forwarding.open({
              cluster,
              clock,
              pair,
              addresses: ['localhost'],
              pod: () => (place.isFree ? undefined : place.pod),
              onProblem: sentence => stage.warn(`Port ${pair.remote} of ${place.pod.name}: ${sentence}`),
              onChange: () => stage.changed(),
            });
            stage.forwards.add({ forwarding, place });
            opened.push(`${forwarding.endpoints[0]} to ${pair.remote}`);
          } catch (error) {
            place.close();
            throw error;
          }
        }
        stage.say(`Forwarding ${opened.join(', ')} of ${pod.name}.`);
      },
      copyFiles: async ({ place, files, overwrite }) => {
        const { cluster, session } = stage.current;
        const { namespace, pod, container } = place;
        const copying = { cluster, container: { namespace, pod, container }, remote: files.remote, local: files.local };
        const isFrom = files.direction === 'from';
        await present({ ...place, name: pod });
        const target = isFrom ? await localTarget(copying) : await remoteTarget(copying);
        const where = isFrom ? target.path : `${namespace}/${pod}:${target.path}`;
        if (target.exists && !overwrite) {
          session.overlays.ask({
            question: [
              `${where} exists already.`,
              '',
              'Overwrite it? In a folder, files of the same names are replaced.',
            ],
            danger: !isFrom,
            yes: [{ type: 'copyFiles', place, files, overwrite: true }],
          });
          return stage.changed();
        }
        stage.say(`Copying to ${where}…`);
        const report = isFrom ? await copyFrom(copying, target.path) : await copyTo(copying, target.path);
        const text = reportText(report);
        stage.say(`${text.charAt(0).toUpperCase()}${text.slice(1)} to ${where}.`);
      },
      stopForward: ({ id }) => {
        const stopped = stage.forwards.stop(id);
        if (stopped !== undefined) stage.say(`No longer forwarding ${stopped}.`);
      },
    },
    close: () => stage.forwards.close(),
  };
}

/** What runtimes say when a program does not exist in the container. */
const NOT_FOUND = /not found|no such file|cannot find/i;
