import type { Call } from './call.ts';

/** `podscope demo`: the screen on a cluster that lives inside the program. */
export async function run(_call: Call): Promise<number> {
  throw new Error('not wired yet');
}
