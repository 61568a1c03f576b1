import type { Command } from '../command.ts';
import { meddlingPicker, meddlingRefused } from '../meddling.ts';

/** What can be done in the demo alone. */
export const DEMO_COMMANDS: readonly Command[] = [
  {
    id: 'demo.meddle',
    group: 'Demo',
    title: 'meddle',
    help: 'In the demo: kill a container, let a probe fail, lose a node, cut the connection, stop the time.',
    keys: ['M'],
    contexts: ['pane'],
    disabled: meddlingRefused,
    run: session => session.overlays.pick(meddlingPicker(session)),
  },
];
