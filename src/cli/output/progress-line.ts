import type { Host } from '../../shell/host.ts';

/** What is done sooner is not worth a word, ms. */
const PATIENCE_MS = 300;
const TELL_MS = 100;

export interface ProgressLine {
  /** @param share of the work that is done, 0 to 1 */
  tell(share: number): void;
  /** Takes the line away. */
  end(): void;
}

/** How far something has come that a person waits for, on one line of standard error; nothing where no terminal is. */
export function progressLine(what: string, { stderr, clock }: Pick<Host, 'stderr' | 'clock'>): ProgressLine {
  const isTerminal = (stderr as { readonly isTTY?: boolean }).isTTY === true;
  let due = clock.now() + PATIENCE_MS;
  let shown = false;
  return {
    tell: share => {
      const now = clock.now();
      if (!isTerminal || now < due) return;
      due = now + TELL_MS;
      shown = true;
      stderr.write(`\r${what} … ${Math.floor(share * 100)} %`);
    },
    end: () => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}
