import type { Command } from './command.ts';
import { ACT_COMMANDS } from './commands/acts.ts';
import { DEMO_COMMANDS } from './commands/demo.ts';
import { FILTER_COMMANDS, SORT_COMMANDS } from './commands/filter.ts';
import { LIFE_COMMANDS } from './commands/life.ts';
import { LIVES_COMMANDS } from './commands/lives.ts';
import { LOG_COMMANDS } from './commands/log.ts';
import { LOGS_COMMANDS } from './commands/logs.ts';
import { MOMENT_COMMANDS } from './commands/moment.ts';
import { MOVE_COMMANDS } from './commands/move.ts';
import { PANE_COMMANDS } from './commands/panes.ts';
import { POD_COMMANDS } from './commands/pod.ts';
import { PROGRAM_COMMANDS } from './commands/program.ts';
import { READER_COMMANDS } from './commands/reader.ts';
import { REPLAY_COMMANDS } from './commands/replay.ts';
import { STREAM_COMMANDS } from './commands/streams.ts';

/** Everything a person can do. */
export const COMMANDS: readonly Command[] = [
  ...MOVE_COMMANDS,
  ...FILTER_COMMANDS,
  ...SORT_COMMANDS,
  ...PANE_COMMANDS,
  ...LOG_COMMANDS,
  ...MOMENT_COMMANDS,
  ...POD_COMMANDS,
  ...ACT_COMMANDS,
  ...LIFE_COMMANDS,
  ...LIVES_COMMANDS,
  ...READER_COMMANDS,
  ...LOGS_COMMANDS,
  ...STREAM_COMMANDS,
  ...REPLAY_COMMANDS,
  ...DEMO_COMMANDS,
  ...PROGRAM_COMMANDS,
];
