import { stuckTexts } from '../../history/life/stuck.ts';
import { Picker } from '../controls/picker.ts';
import type { Session } from '../session.ts';

/** The pods that are over a budget, with what they are stuck in; choosing one goes to it. */
export function stuckPicker(session: Session, now: number): Picker {
  const { world } = session;
  const skew = world.skew?.() ?? 0;
  const items = [...world.pods.values()].flatMap(entry => {
    const [first, ...more] = stuckTexts(entry, world.log.ofPod(entry.uid), now, skew);
    if (first === undefined) return [];
    const { namespace, name, status } = entry.row;
    const hint = `${status}: ${first}${more.length > 0 ? `, and ${more.join(', ')}` : ''}`;
    return [{ id: entry.uid, label: `${namespace}/${name}`, hint }];
  });
  return new Picker({
    title: 'Stuck',
    items,
    pick: ([uid], then) => {
      session.overlays.close();
      session.jumpToPod(uid!, then);
    },
  });
}
