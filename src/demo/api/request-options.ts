/** The options of a request, as the API server reads and refuses them: of lists and watches, of writes, of deletions. */
import { type DeleteOptions, POLICIES } from '../store/delete-object.ts';
import { isRecord } from '../store/merge-patch.ts';
import { badRequest, type Flaw, invalidAll, type StatusError } from '../store/status-error.ts';

const invalidOptions = (kind: string, flaws: readonly Flaw[]): StatusError =>
  invalidAll(kind, 'meta.k8s.io', '', flaws);

const WHOLE_NUMBERS = ['limit', 'timeoutSeconds', 'gracePeriodSeconds'];

/** What cannot even be read. @throws StatusError 400 */
export function checkNumbers(query: URLSearchParams): void {
  for (const name of WHOLE_NUMBERS) {
    const value = query.get(name) ?? '';
    if (value !== '' && !/^[+-]?\d+$/.test(value))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  }
}

/** As Kubernetes reads a switch: there, and neither `0` nor `false`. */
export const isOn = (query: URLSearchParams, name: string): boolean =>
  query.has(name) && !['0', 'false'].includes(query.get(name)!.toLowerCase());

const MATCH = 'resourceVersionMatch';

/** Which of `resourceVersion`, `resourceVersionMatch`, `continue` and `sendInitialEvents` go together. @throws StatusError 422 */
export function checkListOptions(query: URLSearchParams, watches: boolean): void {
  const flaws = watches ? watchFlaws(query) : listFlaws(query);
  if (flaws.length > 0) throw invalidOptions('ListOptions', flaws);
}

function listFlaws(query: URLSearchParams): Flaw[] {
  const [match, version] = [query.get(MATCH) ?? '', query.get('resourceVersion') ?? ''];
  const flaws: Flaw[] = [];
  const forbid = (message: string, field = MATCH): void => void flaws.push({ field, message: `Forbidden: ${message}` });
  if (match !== '') {
    if (version === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (query.get('continue')) forbid('resourceVersionMatch is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan')
      flaws.push({ field: MATCH, message: unsupported(match, ['Exact', 'NotOlderThan', '']) });
    if (match === 'Exact' && version === '0')
      forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (query.has('sendInitialEvents')) forbid('sendInitialEvents is forbidden for list', 'sendInitialEvents');
  return flaws;
}

function watchFlaws(query: URLSearchParams): Flaw[] {
  const match = query.get(MATCH) ?? '';
  const flaws: Flaw[] = [];
  const forbid = (message: string): void => void flaws.push({ field: MATCH, message: `Forbidden: ${message}` });
  const initial = query.has('sendInitialEvents');
  if (initial && match !== 'NotOlderThan')
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  if (match !== '') {
    if (!initial) forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    if (match !== 'NotOlderThan') flaws.push({ field: MATCH, message: unsupported(match, ['NotOlderThan']) });
  }
  if (query.get('continue')) forbid('resourceVersionMatch is forbidden when continue is provided');
  return flaws;
}

type WriteKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';
/** Bytes. */
const LONGEST_MANAGER = 128;

/** `applies`: undefined for what is no patch. @throws StatusError 422 */
export function checkWriteOptions(kind: WriteKind, query: URLSearchParams, applies?: boolean): void {
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const flaws = dryRunFlaws(query.getAll('dryRun'));
  if (applies && manager === '')
    flaws.push({ field: 'fieldManager', message: 'Required value: is required for apply patch' });
  if (applies === false && query.has('force'))
    flaws.push({ field: 'force', message: 'Forbidden: may not be specified for non-apply patch' });
  if (Buffer.byteLength(manager) > LONGEST_MANAGER)
    flaws.push({ field: 'fieldManager', message: `Too long: may not be more than ${LONGEST_MANAGER} bytes` });
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation))
    flaws.push({ field: 'fieldValidation', message: unsupported(validation, ['', 'Ignore', 'Strict', 'Warn']) });
  if (flaws.length > 0) throw invalidOptions(kind, flaws);
}

function dryRunFlaws(given: readonly string[]): Flaw[] {
  if (given.every(value => value === 'All')) return [];
  return [{ field: 'dryRun', message: `Unsupported value: ${JSON.stringify(given)}: supported values: "All"` }];
}

const unsupported = (given: string, known: readonly string[]): string =>
  `Unsupported value: ${JSON.stringify(given)}: supported values: ${known.map(one => JSON.stringify(one)).join(', ')}`;

/** Options of the body, or else of the query. @throws StatusError 422 */
export function deleteOptions(body: unknown, query: URLSearchParams): DeleteOptions {
  const options = isRecord(body) ? (body as DeleteOptions) : optionsOf(query);
  const { propagationPolicy: policy, orphanDependents, dryRun = [] } = options;
  const flaws: Flaw[] = [];
  const blame = (message: string): void => void flaws.push({ field: 'propagationPolicy', message });
  if (policy !== undefined && orphanDependents !== undefined)
    blame(`Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`);
  if (policy !== undefined && !Object.hasOwn(POLICIES, policy))
    blame(unsupported(policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  flaws.push(...dryRunFlaws(dryRun));
  if (flaws.length > 0) throw invalidOptions('DeleteOptions', flaws);
  return options;
}

function optionsOf(query: URLSearchParams): DeleteOptions {
  const grace = query.get('gracePeriodSeconds');
  const dryRun = query.getAll('dryRun');
  const propagationPolicy = query.get('propagationPolicy');
  const orphanDependents = query.get('orphanDependents');
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(dryRun.length === 0 ? {} : { dryRun }),
    ...(propagationPolicy === null ? {} : { propagationPolicy }),
    ...(orphanDependents === null ? {} : { orphanDependents: orphanDependents === 'true' }),
  };
}
