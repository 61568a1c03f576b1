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
  decodeContinue,
  encodeContinue,
  type IncludeObject,
  listText,
  type Representation,
} from './representation.ts';

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
  const fields = fieldSelector(target.type.resource, query.get('fieldSelector') ?? '');
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
  const resource = shelfOf(target);
  const token = query.get('continue') ?? '';
  const versionText = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  const matches = selectorOf(target, query);
  const { namespace } = target;
  const at = startOf(log, resource, token, versionText, match);
  // A list at version 0 comes from the watch cache, which does not page.
  const fromCache = token === '' && versionText === '0' && match !== 'Exact';
  const limit = fromCache ? undefined : Number(query.get('limit') ?? 0) || undefined;
  const page = log.page(resource, { namespace, matches, limit, after: at.after, at: at.version });
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
  token: string,
  versionText: string,
  match: string,
): { readonly version?: number; readonly after?: string } {
  if (token !== '') {
    if (versionText !== '' && versionText !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    const start = decodeContinue(token);
    if (start === undefined) throw badRequest('continue key is not valid: encoded value was not made by this server');
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
  if (match !== '' && versionText === '') {
    throw forbiddenMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
  }
  if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan') {
    throw forbiddenMatch(
      `resourceVersionMatch: Unsupported value: "${match}": supported values: "Exact", "NotOlderThan"`,
    );
  }
  if (versionText === '' || versionText === '0') {
    if (match === 'Exact' && versionText === '0') {
      throw forbiddenMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
    return {};
  }
  const version = parseVersion(versionText);
  if (version > log.version) throw tooLarge(version, log.version);
  if (match !== 'Exact') return {};
  if (!log.remembers(resource, version)) throw expired(`The resourceVersion for the provided list is too old.`);
  return { version };
}

const INCONSISTENT = -1;

export function parseVersion(text: string): number {
  if (!/^\d+$/.test(text))
    throw badRequest(`invalid resource version "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`);
  return Number(text);
}

function tooLarge(asked: number, current: number): StatusError {
  return new StatusError(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    retryAfterSeconds: 1,
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
  });
}

function forbiddenMatch(message: string): StatusError {
  return new StatusError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${message}`, {
    group: 'meta.k8s.io',
    kind: 'ListOptions',
  });
}
