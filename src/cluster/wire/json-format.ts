import { int32, object, text } from '../../kube/foreign.ts';
import type { Decoder, Format, PageMeta, PageReader, WatchEvent } from './decoder.ts';
import { ConnectionError, DecodeError } from './errors.ts';
import { endOfValue, parseWithoutManagedFields } from './json-bytes.ts';

type Json = Record<string, unknown>;

/** The record of an object; undefined when it is none, which has no name or no uid. */
export type ReadItem<T> = (value: unknown) => T | undefined;

/** Objects as JSON: a list in one body, or one watch event a line. */
export function jsonFormat<T>(read: ReadItem<T>): Format<T> {
  return {
    name: 'json',
    page: reader => new JsonPage(reader, read),
    watch: onEvent => new JsonWatch(onEvent, read),
  };
}

const ITEMS = /"items"\s*:\s*\[/;
const OPEN = 0x7b;
const COMMA = 0x2c;
const CLOSE = 0x5d;
const SPACE = 0x20;
/** A ListMeta is far shorter; a body without items by then is laid out in another way. */
const LONGEST_HEAD = 1 << 16;
/** A first item's first key shows itself within this many bytes. */
const LONGEST_KEY = 256;
/** With so many bytes and no beginning of a next item that looks like the first one's, the end of the item is looked for. */
const PATIENCE = 1 << 16;

/**
 * Hands on the items of a list while it still arrives. Items are found by the bytes that part two of them (`},{"metadata":`,
 * taken from the first item): a piece that parses as one JSON value is the item, since no object is the beginning of another.
 * Where items are laid out in another way, or each in its own, their ends are found byte by byte, which is slower.
 */
class JsonPage<T> implements Decoder {
  readonly #reader: PageReader<T>;
  readonly #read: ReadItem<T>;
  #rest: Buffer = Buffer.alloc(0);
  #mode: 'head' | 'items' | 'whole' = 'head';
  #head = '';
  #between: Buffer | undefined;
  #searched = 0;
  #patience = PATIENCE;
  #metaSent = false;

  constructor(reader: PageReader<T>, read: ReadItem<T>) {
    this.#reader = reader;
    this.#read = read;
  }

  write(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#mode === 'head') this.#readHead();
    if (this.#mode === 'items') this.#readItems();
  }

  end(): void {
    if (this.#mode !== 'items') {
      this.#readWhole(this.#rest.toString('utf8'));
      return;
    }
    let at = this.#nextItem(0);
    while (this.#rest[at] === OPEN) {
      const end = endOfValue(this.#rest, at);
      if (end < 0) throw truncated();
      this.#scannedItem(at, end);
      at = this.#nextItem(end);
    }
    if (at >= this.#rest.length) throw truncated();
    if (this.#rest[at] !== CLOSE) throw new DecodeError('a list item that is no object');
    const list = parse(`${this.#head}${this.#rest.toString('utf8', at)}`);
    if (!this.#metaSent) this.#reader.meta(metaOf(list));
  }

  #readHead(): void {
    const found = ITEMS.exec(this.#rest.toString('latin1', 0, LONGEST_HEAD));
    if (found === null) {
      if (this.#rest.length > LONGEST_HEAD) this.#mode = 'whole';
      return;
    }
    const at = found.index + found[0].length;
    this.#head = this.#rest.toString('utf8', 0, at);
    this.#rest = this.#rest.subarray(at);
    this.#mode = 'items';
    try {
      const list = JSON.parse(`${this.#head}]}`) as Json;
      if (list['metadata'] !== undefined) {
        this.#reader.meta(metaOf(list));
        this.#metaSent = true;
      }
    } catch {
      // The meta comes after the items.
    }
  }

  #readItems(): void {
    let start = this.#nextItem(0);
    if (this.#between === undefined) {
      const key = /^\{"[^"\\]+":/.exec(this.#rest.toString('latin1', start, start + LONGEST_KEY));
      if (key !== null) this.#between = Buffer.from(`},${key[0]}`, 'latin1');
    }
    while (this.#rest[start] === OPEN) {
      const at = this.#between ? this.#rest.indexOf(this.#between, Math.max(start, this.#searched)) : -1;
      if (at >= 0) {
        this.#searched = at + 1;
        if (this.#item(start, at + 1)) {
          start = at + 2;
          continue;
        }
      } else if (this.#rest.length - start < this.#patience) break;
      const end = endOfValue(this.#rest, start);
      if (end < 0) {
        // Looked at again only when there is twice as much of it, so that a long item is not read over and over.
        this.#patience = 2 * (this.#rest.length - start);
        if (at < 0) break;
        continue;
      }
      this.#patience = PATIENCE;
      this.#scannedItem(start, end);
      start = this.#nextItem(end);
    }
    const overlap = this.#between?.length ?? 0;
    const searched = Math.max(start, this.#rest.length - overlap);
    this.#rest = this.#rest.subarray(start);
    this.#searched = searched - start;
  }

  /** The index of what follows an item. */
  #nextItem(from: number): number {
    let at = from;
    for (let byte = this.#rest[at]; byte !== undefined && (byte <= SPACE || byte === COMMA); byte = this.#rest[at])
      at++;
    return at;
  }

  /** Answers whether the bytes were a whole item. */
  #item(start: number, end: number): boolean {
    let value: unknown;
    try {
      value = parseWithoutManagedFields(this.#rest, start, end);
    } catch {
      return false;
    }
    this.#tell(value);
    return true;
  }

  /** An item whose end is certain. */
  #scannedItem(start: number, end: number): void {
    let value: unknown;
    try {
      value = parseWithoutManagedFields(this.#rest, start, end);
    } catch (error) {
      throw new DecodeError(`an item that is no JSON (${(error as Error).message})`);
    }
    this.#tell(value);
  }

  #readWhole(body: string): void {
    const list = parse(body);
    // Go writes a list of nothing as null.
    const items = list['items'] === null ? [] : list['items'];
    if (!Array.isArray(items)) throw new DecodeError(`no list but ${text(list['kind']) || 'another object'}`);
    this.#reader.meta(metaOf(list));
    for (const item of items) this.#tell(item);
  }

  #tell(value: unknown): void {
    const item = this.#read(value);
    if (item === undefined) throw new DecodeError('a list item without name or uid');
    this.#reader.item(item);
  }
}

const NEWLINE = 0x0a;

class JsonWatch<T> implements Decoder {
  readonly #onEvent: (event: WatchEvent<T>) => void;
  readonly #read: ReadItem<T>;
  #rest: Buffer[] = [];

  constructor(onEvent: (event: WatchEvent<T>) => void, read: ReadItem<T>) {
    this.#onEvent = onEvent;
    this.#read = read;
  }

  write(chunk: Buffer): void {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      const line = chunk.subarray(start, at);
      start = at + 1;
      const whole = this.#rest.length === 0 ? line : Buffer.concat([...this.#rest, line]);
      this.#rest = [];
      if (whole.length > 1) this.#line(whole);
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
  }

  end(): void {
    if (this.#rest.length === 0) return;
    const rest = Buffer.concat(this.#rest);
    // Half an event was cut; anything else is no watch, such as the page of a proxy.
    if (rest[0] === OPEN && endOfValue(rest, 0) < 0) throw truncated();
    this.#line(rest);
  }

  #line(line: Buffer): void {
    let event: Json | undefined;
    try {
      event = object(parseWithoutManagedFields(line, 0, line.length) as Json);
    } catch (error) {
      throw new DecodeError(`a watch event that is no JSON (${(error as Error).message})`);
    }
    this.#onEvent(watchEventOf(event, this.#read));
  }
}

/** Annotation of the bookmark that ends the first part of a streaming list. */
export const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

function watchEventOf<T>(event: Json | undefined, read: ReadItem<T>): WatchEvent<T> {
  const type = text(event?.['type']);
  const value = object(event?.['object'] as Json | undefined);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const item = read(value);
      if (item === undefined) throw new DecodeError(`a watch event ${type} without an object that has name and uid`);
      return { type, item };
    }
    case 'BOOKMARK': {
      const meta = object(value?.['metadata'] as Json | undefined);
      const annotations = object(meta?.['annotations'] as Json | undefined);
      const initialEventsEnd = annotations?.[INITIAL_EVENTS_END] === 'true';
      return { type, resourceVersion: text(meta?.['resourceVersion']), initialEventsEnd };
    }
    case 'ERROR':
      return {
        type,
        status: int32(value?.['code']),
        reason: text(value?.['reason']) || undefined,
        message: text(value?.['message']),
      };
    case '':
      throw new DecodeError('a watch event without a type');
    default:
      return { type: 'UNKNOWN', name: type };
  }
}

function metaOf(list: Json): PageMeta {
  const meta = object(list['metadata'] as Json | undefined);
  const remaining = meta?.['remainingItemCount'];
  return {
    resourceVersion: text(meta?.['resourceVersion']),
    next: text(meta?.['continue']),
    remaining: typeof remaining === 'number' ? remaining : undefined,
  };
}

function parse(body: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new DecodeError(`a list that is no JSON (${(error as Error).message})`);
  }
  const list = object(value as Json);
  if (list === undefined) throw new DecodeError('a list that is no object');
  return list;
}

function truncated(): ConnectionError {
  return new ConnectionError('TRUNCATED', 'the answer ended before it was whole');
}
