import { ACTS } from './acts/colon.ts';
import { COMMANDS } from './commands.ts';
import { COLUMNS, columnOf } from './grid/columns.ts';
import { exportPods } from './grid/export-pods.ts';
import { LIFE_COLON_COMMANDS } from './life/life-colon-commands.ts';
import { replayTime } from './life/replay-time.ts';
import { MEDDLING } from './meddling.ts';
import { contextPicker, namespacePicker } from './pickers.ts';
import { openReader, readerOf, saveReader, textRead } from './reading/reading.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Session } from './session.ts';
import { STREAM_WORDS } from './streams/stream-words.ts';

/** A command typed after `:`. */
export interface ColonCommand {
  readonly names: readonly string[];
  /** How what follows is written. */
  readonly args: string;
  readonly help: string;
  /** What the word before the cursor could be; `typed` is all that follows the name. */
  complete?(session: Session, typed: string): readonly string[];
  /** Answers why nothing comes of it, such as what is wrong with what was typed. */
  run(session: Session, typed: string, now: number): Refusal | undefined;
}

const words = (typed: string): string[] => typed.split(/[\s,]+/).filter(word => word !== '');

/** What can be typed after `:`, besides the ids of all commands that have keys. Also the source of docs/keys.md. */
export const COLON_COMMANDS: readonly ColonCommand[] = [
  {
    names: ['ns', 'namespace'],
    args: 'NAME,… | all',
    help: 'Look at these namespaces, or at all; without a name, choose from a list.',
    complete: session => ['all', ...session.namespaces()],
    run: (session, typed) => {
      const names = words(typed);
      if (names.length === 0) session.overlays.pick(namespacePicker(session));
      else session.switchNamespaces(names.includes('all') ? [] : names);
      return undefined;
    },
  },
  {
    names: ['ctx', 'context'],
    args: 'NAME',
    help: 'Look at the cluster of this context; without a name, choose from a list.',
    complete: session => session.names.contexts(),
    run: (session, typed) => {
      const [name] = words(typed);
      if (name === undefined) session.overlays.pick(contextPicker(session));
      else if (!session.names.contexts().includes(name)) return refuse('noSuchContext', { name });
      else session.emit({ type: 'switchContext', context: name });
      return undefined;
    },
  },
  {
    names: ['pods', 'po', 'pod'],
    args: 'NAMESPACE',
    help: 'Look at the pods of a namespace, as in k9s.',
    complete: session => ['all', ...session.namespaces()],
    run: (session, typed) => {
      const names = words(typed);
      if (names.length > 0) session.switchNamespaces(names.includes('all') ? [] : names);
      return undefined;
    },
  },
  {
    names: ['at'],
    args: 'TIME | +5m | -30s | start | end',
    help: 'In a recording: go to this time.',
    complete: () => ['start', 'end'],
    run: (session, typed) => {
      const position = session.world.replay?.();
      if (position === undefined) return refuse('noRecording');
      const to = replayTime(typed, position);
      if (typeof to === 'string') return to;
      session.emit({ type: 'seekReplay', to });
      return undefined;
    },
  },
  {
    names: ['filter'],
    args: 'FILTER',
    help: 'Show only what this filter matches; nothing shows all.',
    run: (session, typed, now) => {
      session.grid.setFilter(typed.trim(), now);
      const { problem } = session.grid.filter;
      return problem === undefined ? undefined : refuse('filterUnusable', { problem });
    },
  },
  {
    names: ['sort'],
    args: 'COLUMN [asc|desc]',
    help: 'Sort by a column; `worst` has what is worst first.',
    complete: (_, typed) => (/\S\s/.test(typed) ? ['asc', 'desc'] : ['worst', ...COLUMNS.map(column => column.id)]),
    run: (session, typed) => {
      const [name = '', direction] = words(typed);
      const column = columnOf(name === 'worst' ? 'severity' : name);
      if (!column) return refuse('noSuchColumn', { name });
      if (direction !== undefined && !['asc', 'desc'].includes(direction)) {
        return refuse('noDirection', { typed: direction });
      }
      const descending = direction === undefined ? (column.descendingFirst ?? false) : direction === 'desc';
      session.grid.setSort({ column: column.id, descending });
      return undefined;
    },
  },
  {
    names: ['cols', 'columns'],
    args: 'COLUMN,… | default | wide',
    help: 'Show these columns in this order; `L:key` is the label of that key; `default` also gives back their widths.',
    complete: () => ['default', 'wide', ...COLUMNS.map(column => column.id), 'L:'],
    run: (session, typed) => {
      const ids = words(typed);
      const unknown = ids.find(id => id !== 'default' && id !== 'wide' && !columnOf(id));
      if (unknown !== undefined) return refuse('noSuchColumn', { name: unknown });
      session.grid.wide = ids[0] === 'wide';
      if (ids[0] === 'default') session.grid.chosenWidths = new Map();
      session.grid.chosenColumns = ids.length === 0 || ids[0] === 'wide' || ids[0] === 'default' ? undefined : ids;
      return undefined;
    },
  },
  ...LIFE_COLON_COMMANDS,
  {
    names: ['save'],
    args: 'FILE.csv | FILE.json | FILE.txt',
    help: 'Write the pods shown, with the columns shown, to a file; while something is read, that.',
    run: (session, typed, now) => {
      const path = typed.trim();
      const reader = readerOf(session);
      if (reader) {
        if (path === '') saveReader(session, reader);
        else session.emit({ type: 'saveFile', path, text: textRead(session, reader).text });
        return undefined;
      }
      if (path === '') return refuse('noFileNamed');
      session.emit({ type: 'savePods', path, pods: exportPods(session.grid, path, now) });
      return undefined;
    },
  },
  {
    names: ['events', 'ev'],
    args: '',
    help: 'The events of the namespaces on the screen, as they come.',
    run: session => {
      if (readerOf(session)?.kind !== 'allEvents') openReader(session, 'allEvents');
      return undefined;
    },
  },
  {
    names: ['theme'],
    args: 'NAME',
    help: 'Use these colours.',
    complete: session => session.names.themes(),
    run: (session, typed) => {
      const [name] = words(typed);
      if (name === undefined) return refuse('noThemeNamed');
      session.emit({ type: 'setTheme', name });
      return undefined;
    },
  },
  {
    names: ['scenario'],
    args: 'NAME',
    help: 'In the demo: play a scenario.',
    complete: session => session.names.scenarios(),
    run: (session, typed) => {
      const [name] = words(typed);
      if (!session.world.target.demo) return refuse('onlyDemoPlays');
      if (name === undefined || !session.names.scenarios().includes(name))
        return refuse('noSuchScenario', { name: name ?? '' });
      session.emit({ type: 'playScenario', name });
      return undefined;
    },
  },
  ...ACTS,
  ...MEDDLING,
  ...STREAM_WORDS,
  {
    names: ['trend'],
    args: '',
    help: 'How the counts of what is not healthy went in the last five minutes.',
    run: session => {
      session.overlays.show({ kind: 'trend' });
      return undefined;
    },
  },
  {
    names: ['stats'],
    args: '',
    help: 'What was asked of the server and what it cost.',
    run: session => {
      session.emit({ type: 'stats' });
      return undefined;
    },
  },
  {
    names: ['help'],
    args: '',
    help: 'All keys.',
    run: session => {
      session.overlays.openHelp();
      return undefined;
    },
  },
  {
    names: ['q', 'quit', 'q!', 'qa'],
    args: '',
    help: 'Leave podscope.',
    run: session => {
      session.emit({ type: 'quit' });
      return undefined;
    },
  },
];

const byName = new Map(COLON_COMMANDS.flatMap(command => command.names.map(name => [name, command] as const)));
export const colonCommand = (name: string): ColonCommand | undefined => byName.get(name.toLowerCase());

/** Runs what was typed after `:`. Answers why nothing comes of it. */
export function runColonCommand(session: Session, text: string, now: number): Refusal | undefined {
  const [, name = '', typed = ''] = /^\s*(\S+)\s*(.*)$/s.exec(text) ?? [];
  if (name === '') return undefined;
  const command = colonCommand(name);
  if (command) return command.run(session, typed, now);
  const withKey = COMMANDS.find(each => each.id === name);
  if (!withKey) return refuse('noSuchCommand', { name, help: session.keymap.keyOf('help.open') ?? ':help' });
  const refusal = withKey.disabled?.(session);
  if (refusal === undefined) withKey.run(session, now);
  return refusal;
}
