import type { Call } from './call.ts';

/** `podscope`: the full screen on a cluster. */
export async function run(_call: Call): Promise<number> {
  throw new Error('not wired yet');
}
