/** GET: single objects, lists in pages, and the rules for resourceVersion. */
import type { Clock } from '../../kube/clock.ts';
import { shelfOf } from '../store/find-object.ts';
import type { KubeObject } from '../store/objects.ts';
import type { Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { both, fieldSelector, labelSelector, type Selector } from '../store/selectors.ts';
import { badRequest, expired, StatusError } from '../store/status-error.ts';
import { messageOfKind, wireMessage } from '../wire/wire-schema.ts';
import {
  acceptedForm,
  type ContinueToken,
  decodeContinue,
  encodeContinue,
  type IncludeObject,
  listText,
  type Representation,
} from './representation.ts';
import { checkListOptions } from './request-options.ts';

export function representationOf(
  target: Target,
  query: URLSearchParams,
  accept: string | undefined,
  clock: Clock,
): Representation {
  const includeObject = query.get('includeObject') ?? 'Metadata';
  if (!['None', 'Metadata', 'Object'].includes(includeObject)) {
    throw badRequest(`unrecognized includeObject value: "${includeObject}"`);
  }
  return {
    type: target.type,
    ...acceptedForm(accept, wireMessage(messageOfKind(target.type.kind, target.type.group)) !== undefined),
    includeObject: includeObject as IncludeObject,
    now: clock.now(),
  };
}

export function selectorOf(target: Target, query: URLSearchParams): Selector | undefined {
  const labels = labelSelector(query.get('labelSelector') ?? '');
  const fields = fieldSelector(target.type, query.get('fieldSelector') ?? '');
  const name = target.name;
  const named = name === undefined ? undefined : (object: KubeObject): boolean => object.metadata.name === name;
  return both(named, both(labels, fields));
}

export function listBody(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  as: Representation,
): string | Buffer {
  checkListOptions(query, false);
  const resource = shelfOf(target);
  const token = query.get('continue') ?? '';
  const versionText = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  const matches = selectorOf(target, query);
  const { namespace } = target;
  const limit = Number(query.get('limit') ?? 0) || undefined;
  const at = startOf(log, resource, { token, versionText, match, limit });
  // A list at version 0 comes from the watch cache, which does not page.
  const fromCache = versionText === '0';
  const page = log.page(resource, {
    namespace,
    matches,
    limit: fromCache || (limit ?? 0) < 0 ? undefined : limit,
    after: at.after,
    at: at.version,
  });
  const meta = {
    resourceVersion: String(page.version),
    continue: page.last === undefined ? undefined : encodeContinue({ version: page.version, key: page.last }),
    remainingItemCount: page.remaining,
  };
  return listText(page.items, meta, as);
}

/** From which version and key a list begins; see "resource versions" in the API concepts. */
function startOf(
  log: ResourceLog,
  resource: string,
  asked: {
    readonly token: string;
    readonly versionText: string;
    readonly match: string;
    readonly limit: number | undefined;
  },
): { readonly version?: number; readonly after?: string } {
  const { token, versionText, match, limit } = asked;
  if (token !== '') {
    const start = continueStart(token);
    if (versionText !== '' && versionText !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    // A token that outlived its version goes on at the present one, as its refusal proposed.
    if (start.version === INCONSISTENT) return { after: start.key };
    if (!log.remembers(resource, start.version)) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        encodeContinue({ version: INCONSISTENT, key: start.key }),
      );
    }
    return { version: start.version, after: start.key };
  }
  if (versionText === '' || versionText === '0') return {};
  const version = parseVersion(versionText);
  if (version > log.version) throw tooLarge(version, log.version);
  // Before there was `resourceVersionMatch`, a version with a limit meant exactly that one.
  if (match !== 'Exact' && !(match === '' && limit !== undefined)) return {};
  if (!log.remembers(resource, version)) throw expired('The resourceVersion for the provided list is too old.');
  return { version };
}

function continueStart(token: string): ContinueToken {
  const start = decodeContinue(token);
  if (start !== undefined) return start;
  throw badRequest(
    'invalid continue token: continue key is not valid: server does not recognize this encoded version ',
  );
}

/** A single object as old as it may be: no cache here is behind. @throws StatusError */
export function checkGetOptions(log: ResourceLog, query: URLSearchParams): void {
  const text = query.get('resourceVersion') ?? '';
  if (text === '') return;
  if (!/^\d+$/.test(text)) throw new StatusError(500, undefined, versionWords(text));
  if (Number(text) > log.version) throw tooLarge(Number(text), log.version);
}

const INCONSISTENT = -1;

/** @throws StatusError 400 */
export function parseVersion(text: string): number {
  if (!/^\d+$/.test(text)) throw badRequest(`invalid resource version: ${versionWords(text)}`);
  return Number(text);
}

export const versionWords = (text: string): string =>
  `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;

export function tooLarge(asked: number, current: number): StatusError {
  return new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
