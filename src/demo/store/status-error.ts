/** A refusal as the API server words it: thrown by the handlers, written as a `Status` object by the server. */
export class StatusError extends Error {
  readonly code: number;
  /** Absent where the API server has only words. */
  readonly reason: string | undefined;
  readonly details: StatusDetails | undefined;
  /** Only for an expired `continue`: a token that goes on at a newer version. */
  readonly continueToken: string | undefined;

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    details?: StatusDetails,
    continueToken?: string,
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.continueToken = continueToken;
  }
}

export interface StatusDetails {
  readonly name?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly causes?:
    | readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[]
    | undefined;
}

/** The `metav1.Status` of a refusal. */
export function statusObject(error: StatusError): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: error.continueToken === undefined ? {} : { continue: error.continueToken },
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    ...(error.details === undefined ? {} : { details: error.details }),
    code: error.code,
  };
}

const dotted = (resource: string, group: string): string => (group === '' ? resource : `${resource}.${group}`);

export function notFound(resource: string, group: string, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${dotted(resource, group)} "${name}" not found`, {
    name,
    group: group || undefined,
    kind: resource,
  });
}

export function unknownPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function notAllowed(): StatusError {
  const words = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', words, {});
}

export function alreadyExists(resource: string, group: string, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${dotted(resource, group)} "${name}" already exists`, {
    name,
    group: group || undefined,
    kind: resource,
  });
}

export function conflict(resource: string, group: string, name: string, why: string): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${dotted(resource, group)} "${name}": ${why}`,
    { name, group: group || undefined, kind: resource },
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** A patch that is well formed but cannot be applied; the API server does not say why. */
export function invalidPatch(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

export function expired(message: string, continueToken?: string): StatusError {
  return new StatusError(410, 'Expired', message, undefined, continueToken);
}

/** What is wrong with one field of an object. */
export interface Flaw {
  readonly field: string;
  /** Begins with one of `CAUSES`. */
  readonly message: string;
}

/** How a message begins → what the cause is called. */
const CAUSES: Readonly<Record<string, string>> = {
  'Required value': 'FieldValueRequired',
  'Duplicate value': 'FieldValueDuplicate',
  'Unsupported value': 'FieldValueNotSupported',
  'Invalid value': 'FieldValueInvalid',
  'Not found': 'FieldValueNotFound',
  'Too long': 'FieldValueTooLong',
  Forbidden: 'FieldValueForbidden',
};

export const invalid = (kind: string, group: string, name: string, field: string, message: string): StatusError =>
  invalidAll(kind, group, name, [{ field, message }]);

export function invalidAll(kind: string, group: string, name: string, flaws: readonly Flaw[]): StatusError {
  const texts = flaws.map(({ field, message }) => `${field}: ${message}`);
  const words = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${dotted(kind, group)} "${name}" is invalid: ${words}`, {
    name: name || undefined,
    group: group || undefined,
    kind,
    causes: flaws.map(({ field, message }) => ({ reason: CAUSES[message.split(':')[0]!]!, message, field })),
  });
}

/** What a cluster refuses of which there is only a recording. */
export function onlyRecorded(): StatusError {
  const words = 'this cluster is a recording: its pods can be listed and watched, and nothing else';
  return new StatusError(403, 'Forbidden', words);
}
