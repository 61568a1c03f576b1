/** One of the causes of a refusal, as metav1.StatusDetails has them. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
}

/** The server answered, and its answer was a refusal. `reason` is a metav1.StatusReason where the server gave one. */
export class ApiStatusError extends Error {
  override readonly name = 'ApiStatusError';
  readonly status: number;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** What the server says more exactly, such as the budget that forbids an eviction. */
  readonly causes: readonly StatusCause[];

  constructor(
    status: number,
    message: string,
    reason?: string,
    retryAfterMs?: number,
    causes: readonly StatusCause[] = [],
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
    this.causes = causes;
  }

  /** The resource version or the continue token asked for is too old. Only a new list helps. */
  get expired(): boolean {
    return this.status === 410 || this.reason === 'Expired' || this.reason === 'Gone';
  }

  /** The resource version lies in the server's future, as after a restore from a backup. Only a new list helps. */
  get fromTheFuture(): boolean {
    return /too large resource version/i.test(this.message);
  }
}

/** The code of a kept connection that turned out to be closed when it was used again. */
export const STALE = 'STALE';

/** No answer, or half of one. `code` is Node's error code, or one of ours: `TIMEOUT`, `TRUNCATED`, `STALE`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The bytes are not what the format says. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
