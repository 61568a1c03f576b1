import type { EventScope } from './cluster.ts';
import type { ClusterEvent } from './cluster-event.ts';

/** What the server selects Events by, under their names in both APIs. */
const FIELDS: Readonly<Record<string, (event: ClusterEvent) => string>> = {
  'metadata.name': event => event.name,
  'metadata.namespace': event => event.namespace,
  type: event => event.type,
  reason: event => event.reason,
  source: event => event.source.split(', ')[0]!,
};
for (const prefix of ['involvedObject', 'regarding'])
  for (const field of ['kind', 'namespace', 'name', 'uid', 'fieldPath'] as const)
    Object.assign(FIELDS, { [`${prefix}.${field}`]: (event: ClusterEvent) => event.regarding[field] });

/** Whether an Event is of a scope, by the rules of the server's field selectors; of a field that is unknown here nothing is asked. */
export function eventSelector({ namespaces, fieldSelector = '' }: EventScope): (event: ClusterEvent) => boolean {
  const terms = fieldSelector
    .split(',')
    .map(term => /^([^=!]+)(!=|==?)(.*)$/.exec(term.trim()))
    .filter(match => match !== null)
    .map(([, field = '', operator, value]) => ({ read: FIELDS[field], isNot: operator === '!=', value }));
  return event =>
    (namespaces.length === 0 || namespaces.includes(event.namespace)) &&
    terms.every(({ read, isNot, value }) => read === undefined || (read(event) === value) !== isNot);
}
