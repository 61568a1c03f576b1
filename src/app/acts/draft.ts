/** What a person wrote and the cluster did not take: it is kept, and can be edited again. */
export interface Draft {
  /** The file it stands in. */
  readonly path: string;
  /** The object that was edited, as the server had it. */
  readonly original: unknown;
  /** Why it was not taken, a sentence. */
  readonly problem: string;
}
