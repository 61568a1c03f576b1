/** The command line cannot be understood; exit status 2. The message is one sentence that names the word and the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
