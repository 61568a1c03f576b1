import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { type Token, tokenGroups } from './tokens.ts';

/** Which Events are meant. */
export interface EventFilter {
  /** What was not understood, as a sentence; then every Event is meant. */
  readonly problem: string | undefined;
  matches(event: ClusterEvent): boolean;
}

/** What can be asked of an Event by name: `reason:BackOff`. */
const FIELDS: Readonly<Record<string, (event: ClusterEvent) => string>> = {
  type: ({ type }) => type,
  reason: ({ reason }) => reason,
  kind: ({ regarding }) => regarding.kind,
  name: ({ regarding }) => regarding.name,
  pod: ({ regarding }) => (regarding.kind === 'Pod' ? regarding.name : ''),
  ns: ({ namespace }) => namespace,
  container: ({ regarding }) => regarding.fieldPath,
  source: ({ source }) => source,
  message: ({ message }) => message,
};

const haystackOf = (event: ClusterEvent): string =>
  Object.values(FIELDS)
    .map(textOf => textOf(event))
    .join('\n')
    .toLowerCase();

/** The filter language of the grid with the fields of Events: words, `!word`, `a,b`, `/regex/`, `reason:Back*`. */
export function eventFilter(typed: string): EventFilter {
  try {
    const groups = tokenGroups(typed).map(({ not, alternatives }) => {
      const tests = alternatives.map(testOf);
      return (event: ClusterEvent): boolean => tests.some(test => test(event)) !== not;
    });
    return { problem: undefined, matches: event => groups.every(group => group(event)) };
  } catch (error) {
    return { problem: (error as Error).message, matches: () => true };
  }
}

function testOf({ text, not, regex, quotedFrom }: Token): (event: ClusterEvent) => boolean {
  if (regex) {
    const pattern = regexOf(text);
    return event => pattern.test(haystackOf(event)) !== not;
  }
  const [, name, operator, value = ''] = /^([a-z]+)(:|=|!=)(.*)$/is.exec(text) ?? [];
  const field = name === undefined || name.length >= quotedFrom ? undefined : FIELDS[name.toLowerCase()];
  if (!field) {
    const wanted = text.toLowerCase();
    return event => haystackOf(event).includes(wanted) !== not;
  }
  const wanted = value.toLowerCase();
  const inverse = not !== (operator === '!=');
  if (wanted === '') return () => true;
  const glob = /[*?]/.test(wanted) ? regexOf(`^${globSource(wanted)}$`) : undefined;
  return event => {
    const found = field(event).toLowerCase();
    const fits = glob ? glob.test(found) : operator === ':' ? found.includes(wanted) : found === wanted;
    return fits !== inverse;
  };
}

const globSource = (glob: string): string =>
  glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');

function regexOf(source: string): RegExp {
  try {
    return new RegExp(source, 'is');
  } catch (error) {
    throw new Error(`/${source}/ is no regular expression: ${String((error as Error).message).replace(/^.*: /, '')}`);
  }
}
