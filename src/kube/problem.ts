import type { Problem } from './feed.ts';

/** A failure that a person is told in one sentence, with the next step where there is one. Never a bug of ours. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.problem = problem;
  }
}

/**
 * The sentence and the next step on one line: `connection refused by 10.0.0.1:6443; is the cluster running?` What servers and
 * plugins say stands in it, so what would move a terminal's cursor is taken out.
 */
export function problemText(problem: Problem): string {
  const text = problem.hint ? `${problem.message}; ${problem.hint}` : problem.message;
  return text.replace(CONTROLS, ' ');
}
const CONTROLS = /[\x00-\x1f\x7f-\x9f]+/g;
