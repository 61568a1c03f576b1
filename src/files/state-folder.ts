import { join } from 'node:path';

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where what outlives a run is kept: `$XDG_STATE_HOME/podscope`; undefined where there is no home either. */
export function stateFolder(env: Environment): string | undefined {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] && join(env['HOME'], '.local', 'state'));
  return state ? join(state, 'podscope') : undefined;
}
