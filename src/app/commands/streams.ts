import type { Command } from '../command.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';
import { containerRefusal, withContainer } from '../streams/containers.ts';
import { ForwardsView } from '../streams/forwards-view.ts';

const view = ({ state: { overlay } }: Session): ForwardsView | undefined =>
  overlay?.kind === 'forwards' ? overlay.view : undefined;

const noForward = (session: Session): Refusal | undefined =>
  view(session)?.selected ? undefined : refuse('nothingForwarded');

const inForwards = (
  id: string,
  keys: readonly string[],
  title: string,
  help: string,
  act: (view: ForwardsView, session: Session) => void,
  hint?: number,
  disabled?: Command['disabled'],
): Command => ({
  id,
  group: 'Ports',
  title,
  help,
  keys,
  contexts: ['forwards'],
  ...(hint === undefined ? {} : { hint }),
  ...(disabled === undefined ? {} : { disabled }),
  run: session => {
    const shown = view(session);
    if (shown) act(shown, session);
  },
});

export const STREAM_COMMANDS: readonly Command[] = [
  {
    id: 'pod.shell',
    group: 'Pod',
    title: 'shell',
    help: 'A shell in a container, on the whole terminal; exit, or enter ~ . to leave it, comes back here.',
    keys: ['s'],
    contexts: ['grid', 'detail'],
    disabled: session => containerRefusal(session, 'exec'),
    run: session => withContainer(session, 'Shell in a container', place => session.emit({ type: 'openShell', place })),
  },
  {
    id: 'pod.attach',
    group: 'Pod',
    title: 'attach',
    help: 'Join what a container runs, on the whole terminal; enter ~ . leaves it running.',
    keys: ['a'],
    contexts: ['grid', 'detail'],
    disabled: session => containerRefusal(session, 'attach'),
    run: session => withContainer(session, 'Attach to a container', place => session.emit({ type: 'attach', place })),
  },
  {
    id: 'pod.forward',
    group: 'Pod',
    title: 'port-forward',
    help: 'Lead ports of this machine to those of the pod, and on to the pod that takes its place; asks which.',
    keys: ['F'],
    contexts: ['grid', 'detail'],
    disabled: session => containerRefusal(session, 'portForward'),
    run: session => {
      const { uid, row } = session.grid.selectedItem()!.entry;
      session.emit({ type: 'askPorts', pod: { uid, namespace: row.namespace, name: row.name } });
    },
  },
  {
    id: 'forwards.open',
    group: 'Ports',
    title: 'ports',
    help: 'The ports that are forwarded, of every cluster: where they lead, what goes through them.',
    keys: ['L'],
    contexts: ['pane'],
    run: session => session.overlays.show({ kind: 'forwards', view: new ForwardsView(session.forwards) }),
  },
  inForwards('forwards.down', ['j', 'down', 'ctrl-n'], 'down', 'To the next port.', shown => shown.move(1)),
  inForwards('forwards.up', ['k', 'up', 'ctrl-p'], 'up', 'To the port before.', shown => shown.move(-1)),
  inForwards(
    'forwards.stop',
    ['x', 'ctrl-d', 'delete'],
    'stop',
    'No longer forward this port; its connections end.',
    (shown, session) => {
      const row = shown.selected;
      if (row) session.emit({ type: 'stopForward', id: row.id });
    },
    10,
    noForward,
  ),
  inForwards(
    'forwards.copy',
    ['c'],
    'copy',
    'Copy the address of this port as a URL.',
    (shown, session) => {
      const row = shown.selected;
      if (row) session.emit({ type: 'copy', text: `http://${row.local}`, what: `address of ${row.pod}:${row.remote}` });
    },
    20,
    noForward,
  ),
  inForwards(
    'forwards.close',
    ['esc', 'q', 'L'],
    'close',
    'Close the list; the ports stay forwarded.',
    (_, session) => session.overlays.close(),
    30,
  ),
];
