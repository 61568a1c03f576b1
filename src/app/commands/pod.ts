import type { Command } from '../command.ts';
import type { Picker } from '../controls/picker.ts';
import { Follow } from '../life/follow.ts';
import { columnPicker, contextPicker, copyPicker, namespacePicker } from '../pickers.ts';
import { type Refusal, refuse } from '../refusals.ts';
import type { Session } from '../session.ts';

const noPod = (session: Session): Refusal | undefined => (session.grid.selectedItem() ? undefined : refuse('noPod'));

/** The list on the screen, if its order and sizes are the person's. */
const arranged = ({ state: { overlay } }: Session): Picker | undefined =>
  overlay?.kind === 'picker' && overlay.picker.arranging ? overlay.picker : undefined;

const ARRANGE: readonly {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly help: string;
  run(picker: Picker): void;
}[] = [
  {
    id: 'picker.itemUp',
    key: 'shift-up',
    title: 'move up',
    help: 'In the list of columns: this one further to the left.',
    run: picker => picker.shift(-1),
  },
  {
    id: 'picker.itemDown',
    key: 'shift-down',
    title: 'move down',
    help: 'In the list of columns: this one further to the right.',
    run: picker => picker.shift(1),
  },
  {
    id: 'picker.narrower',
    key: 'shift-left',
    title: 'narrower',
    help: 'In the list of columns: this one narrower.',
    run: picker => picker.resize(-1),
  },
  {
    id: 'picker.wider',
    key: 'shift-right',
    title: 'wider',
    help: 'In the list of columns: this one wider.',
    run: picker => picker.resize(1),
  },
];

export const POD_COMMANDS: readonly Command[] = [
  {
    id: 'pod.copyName',
    group: 'Pod',
    title: 'copy name',
    help: 'Copy the name of the pod.',
    keys: ['c'],
    contexts: ['grid', 'detail'],
    disabled: noPod,
    run: session => {
      const { name } = session.grid.selectedItem()!.entry.row;
      session.emit({ type: 'copy', text: name, what: `name of ${name}` });
    },
  },
  {
    id: 'pod.copy',
    group: 'Pod',
    title: 'copy …',
    help: 'Copy something of the pod: name, IP, node, why, the row, a kubectl command.',
    keys: ['C'],
    contexts: ['grid', 'detail'],
    disabled: noPod,
    run: (session, now) => session.overlays.pick(copyPicker(session, session.grid.selectedItem()!, now)),
  },
  {
    id: 'pod.follow',
    group: 'Pod',
    title: 'follow',
    help: 'Follow the pod: when it is replaced, the cursor goes on to its successor; again: no longer.',
    keys: ['H'],
    contexts: ['grid', 'detail'],
    disabled: noPod,
    run: session => {
      const { entry } = session.grid.selectedItem()!;
      const isFollowed = session.follow?.current.uid === entry.uid;
      session.follow = isFollowed ? undefined : new Follow(session.world.pods, entry);
    },
  },
  {
    id: 'pod.mark',
    group: 'Pod',
    title: 'mark',
    help: 'Mark the pod, or no longer; what can be done to several is done to the marked ones.',
    keys: ['space'],
    contexts: ['grid'],
    disabled: noPod,
    run: session => session.grid.toggleMark(),
  },
  {
    id: 'pod.markAll',
    group: 'Pod',
    title: 'mark all',
    help: 'Mark all pods shown; again: none.',
    keys: ['ctrl-a'],
    contexts: ['grid'],
    disabled: noPod,
    run: session => session.grid.toggleAllMarks(),
  },
  {
    id: 'grid.columns',
    group: 'Panes',
    title: 'columns',
    help: 'Choose the columns, their order and their widths.',
    keys: ['o'],
    contexts: ['grid'],
    run: session => session.overlays.pick(columnPicker(session)),
  },
  {
    id: 'namespace.pick',
    group: 'Program',
    title: 'namespace',
    help: 'Choose the namespaces to look at.',
    keys: ['n'],
    contexts: ['grid'],
    hint: 55,
    run: session => session.overlays.pick(namespacePicker(session)),
  },
  {
    id: 'context.pick',
    group: 'Program',
    title: 'context',
    help: 'Choose the context, and with it the cluster.',
    keys: ['@'],
    contexts: ['pane'],
    disabled: session => (session.names.contexts().length > 0 ? undefined : refuse('noOtherContext')),
    run: session => session.overlays.pick(contextPicker(session)),
  },
  {
    id: 'command.type',
    group: 'Program',
    title: 'command',
    help: 'Type a command, such as :ns, :ctx, :sort, :cols or :save.',
    keys: [':'],
    contexts: ['pane', 'reader'],
    hint: 70,
    run: session => session.typing.openCommandLine(),
  },
  {
    id: 'grid.save',
    group: 'Program',
    title: 'save',
    help: 'Write the pods shown to a file, as CSV, JSON or text by its ending; asks for its name.',
    keys: ['ctrl-s'],
    contexts: ['grid'],
    run: session => session.typing.openCommandLine('save pods.csv'),
  },
  {
    id: 'picker.choose',
    group: 'Typed line',
    title: 'choose',
    help: 'Choose from a list.',
    keys: ['enter'],
    contexts: ['picker'],
    hint: 10,
    run: (session, now) => session.overlays.choose(now),
  },
  {
    id: 'picker.mark',
    group: 'Typed line',
    title: 'mark',
    help: 'In a list where several can be chosen: this one, too.',
    keys: ['space'],
    contexts: ['picker'],
    hint: 15,
    disabled: ({ state: { overlay } }) =>
      overlay?.kind === 'picker' && overlay.picker.several ? undefined : refuse('onlyOne'),
    run: session => session.overlays.mark(),
  },
  ...ARRANGE.map(
    ({ id, key, title, help, run }): Command => ({
      id,
      group: 'Typed line',
      title,
      help,
      keys: [key, key.replace('shift-', 'alt-')],
      contexts: ['picker'],
      disabled: session => (arranged(session) ? undefined : refuse('ownOrder')),
      run: session => run(arranged(session)!),
    }),
  ),
  {
    id: 'picker.close',
    group: 'Typed line',
    title: 'close',
    help: 'Close the list.',
    keys: ['esc', 'ctrl-g'],
    contexts: ['picker'],
    hint: 20,
    run: session => session.overlays.close(),
  },
];
