import { join } from 'node:path';

/** Where what outlives a run is kept: `$XDG_STATE_HOME/podscope`; undefined where there is no home either. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const state = env['XDG_STATE_HOME'] || (env['HOME'] && join(env['HOME'], '.local', 'state'));
  return state ? join(state, 'podscope') : undefined;
}
