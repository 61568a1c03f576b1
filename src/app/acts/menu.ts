import type { Command } from '../command.ts';
import { Picker } from '../controls/picker.ts';
import type { Session } from '../session.ts';

/** Everything that can be done with the pod under the cursor, or the marked ones. */
export const MENU = 'pod.menu';
const isAction = ({ group, contexts, id }: Command): boolean =>
  group === 'Pod' && contexts.includes('grid') && id !== MENU;

/** One list of all actions with their keys; what cannot be done now says why. */
export function actionMenu(session: Session): Picker {
  const { keymap, grid } = session;
  const commands = keymap.commands.filter(isAction);
  const { row } = grid.selectedItem()!.entry;
  const about =
    grid.marks.size === 0 ? `${row.namespace}/${row.name}` : `${row.name}, or the ${grid.marks.size} marked`;
  return new Picker({
    title: `Actions on ${about}`,
    wide: true,
    items: commands.map(command => {
      const refusal = command.disabled?.(session);
      return {
        id: command.id,
        key: keymap.keysOf(command)[0] ?? '',
        label: command.title,
        hint: refusal ?? command.help,
        refused: refusal !== undefined,
      };
    }),
    pick: ([id], now) => session.run(commands.find(command => command.id === id)!, now),
  });
}
