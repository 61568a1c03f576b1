/** The command line cannot be understood; exit status 2. The message is one sentence that names the word and the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A sentence of the screen, as one of the command line. */
export const asUsage = (sentence: string): UsageError =>
  new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, ''));
