/** The table of messages, read once per message that is used. */
import { MESSAGES } from './wire-messages.ts';

export interface WireField {
  readonly number: number;
  /** In JSON. Empty for a message whose fields stand in JSON directly. */
  readonly name: string;
  /** `string`, `int`, `bool`, a map or another scalar of the table's head, or the name of a message. */
  readonly type: string;
  readonly list: boolean;
  /** Zero, false and empty are values, not absence. */
  readonly keepsZero: boolean;
}

export interface WireMessage {
  readonly name: string;
  readonly fields: readonly WireField[];
}

const known = new Map<string, WireMessage>();

/** Undefined for a message that is not in the table. */
export function wireMessage(name: string): WireMessage | undefined {
  const seen = known.get(name);
  const line = seen === undefined ? MESSAGES[name] : undefined;
  if (line === undefined) return seen;
  const fields = line.split(', ').map(wireField);
  const message = { name, fields };
  known.set(name, message);
  return message;
}

function wireField(text: string): WireField {
  const [, number = '', inline, name = '', type = '', keeps, list] =
    /^(\d+) (\^)?(\w+)(?::(\w*)(\?)?(\*)?)?$/.exec(text) ?? [];
  const [ownName, ownType] = inline ? ['', name] : [name, type === '' ? 'string' : type];
  return {
    number: Number(number),
    name: ownName,
    type: ownType,
    list: list !== undefined,
    keepsZero: keeps !== undefined,
  };
}

/** Every JSON field of a message, those of its inlined messages among them. */
export function jsonFields(message: WireMessage): readonly WireField[] {
  return message.fields.flatMap(field => (field.name === '' ? jsonFields(wireMessage(field.type)!) : [field]));
}

/** The message that holds objects of this kind. Events of their own group are another one. */
export const messageOfKind = (kind: string, group: string): string =>
  kind === 'Event' && group === 'events.k8s.io' ? 'NewEvent' : kind;
