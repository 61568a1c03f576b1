import { COLON_COMMANDS, colonCommand } from './colon-commands.ts';
import type { Completions, PromptKind } from './controls/prompt.ts';
import { FIELDS, type Field, fieldOf } from './filter/fields.ts';
import type { Session } from './session.ts';

/** What could follow the text before the cursor. */
export function completionsOf(session: Session, kind: PromptKind, text: string): Completions {
  if (kind === 'question') return { from: text.length, candidates: [] };
  return kind === 'command' ? ofCommand(session, text) : ofFilter(session, text);
}

function ofCommand(session: Session, text: string): Completions {
  const word = /^\s*(\S*)$/.exec(text);
  if (word)
    return startingWith(
      text,
      word[1]!,
      COLON_COMMANDS.map(each => `${each.names[0]!} `),
    );
  const [, name = '', rest = ''] = /^\s*(\S+)\s+(.*)$/s.exec(text) ?? [];
  const command = colonCommand(name);
  if (!command) return { from: text.length, candidates: [] };
  if (command.names[0] === 'filter') {
    const inner = ofFilter(session, rest);
    return { ...inner, from: text.length - rest.length + inner.from };
  }
  const last = /[^\s,]*$/.exec(rest)![0];
  return startingWith(text, last, command.complete?.(session, rest) ?? []);
}

function ofFilter(session: Session, text: string): Completions {
  const [, name, value = ''] = /(?:^|[\s,|!])([a-z]+)(?::|!?=)([^\s,|]*)$/i.exec(text) ?? [];
  const field = name === undefined ? undefined : fieldOf(name);
  if (field) return startingWith(text, value, valuesOf(session, field));
  const word = /[a-z]*$/i.exec(text)![0];
  const names = FIELDS.map(
    ({ names: [first], kind }) => `${first}${kind === 'count' || kind === 'duration' ? '>' : ':'}`,
  );
  return word === '' ? { from: text.length, candidates: [] } : startingWith(text, word, names);
}

/** As many pods are looked at for the values they have. */
const SAMPLE = 5_000;

function valuesOf(session: Session, field: Field): string[] {
  if (field.kind === 'choice') return Object.keys(field.choices);
  const values = new Set<string>();
  const items = session.grid.pods.all.slice(0, SAMPLE);
  for (const item of items) {
    if (field.kind === 'text') for (const value of field.texts(item)) values.add(value);
    if (field.kind === 'label') {
      for (const [key, value] of Object.entries(item.entry.pod.metadata.labels ?? {})) values.add(`${key}=${value}`);
    }
  }
  values.delete('');
  return [...values].sort();
}

function startingWith(text: string, word: string, choices: readonly string[]): Completions {
  const wanted = word.toLowerCase();
  return {
    from: text.length - word.length,
    candidates: choices.filter(choice => choice.toLowerCase().startsWith(wanted)),
  };
}
