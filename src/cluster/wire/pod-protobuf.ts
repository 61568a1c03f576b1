import { PbfReader } from 'pbf';
import type { Pod } from '../../kube/pod.ts';
import type { Decoder, Format, PageMeta, PageReader, WatchEvent } from './decoder.ts';
import { ConnectionError, DecodeError } from './errors.ts';
import { INITIAL_EVENTS_END } from './json-format.ts';
import { readPod } from './pod-message.ts';
import { WireStrings } from './wire-strings.ts';

/** Pods as Kubernetes' protobuf: a third of the JSON's bytes, and what nobody shows is skipped without being read. */
export function protobufFormat(): Format<Pod> {
  const strings = new WireStrings();
  return {
    name: 'protobuf',
    page: reader => new ProtobufPage(reader, strings),
    watch: onEvent => new ProtobufWatch(onEvent, strings),
  };
}

/** Every object begins with these bytes; a runtime.Unknown follows, whose field 2 is the object. */
const MAGIC = 0x6b387300;
/** Magic, a TypeMeta and the length of the object fit into this. */
const LONGEST_HEAD = 1024;
/** With so many bytes no number of the head is cut in two. */
const SHORTEST_HEAD = 64;
/** A tag and a length of up to four bytes. */
const LONGEST_PREFIX = 6;

class ProtobufPage implements Decoder {
  readonly #reader: PageReader<Pod>;
  readonly #strings: WireStrings;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of the PodList that were not yet read; undefined before its length is known. */
  #left: number | undefined;

  constructor(reader: PageReader<Pod>, strings: WireStrings) {
    this.#reader = reader;
    this.#strings = strings;
  }

  write(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#left !== undefined || (this.#rest.length >= SHORTEST_HEAD && this.#readHead())) this.#readList();
  }

  end(): void {
    if (this.#left === undefined && this.#rest.length >= 8 && this.#readHead()) this.#readList();
    if (this.#left !== 0) throw truncated();
  }

  #readHead(): boolean {
    const bytes = this.#rest;
    const head = objectIn(bytes, 0, bytes.length);
    if (head === undefined) {
      if (bytes.length > LONGEST_HEAD) throw new DecodeError('protobuf without an object');
      return false;
    }
    this.#left = head.length;
    this.#rest = bytes.subarray(head.start);
    return true;
  }

  #readList(): void {
    const bytes = this.#rest;
    const reader = new PbfReader(bytes);
    let at = 0;
    while (this.#left! > 0) {
      const there = bytes.length - at;
      if (there < LONGEST_PREFIX && there < this.#left!) break;
      reader.pos = at;
      const tag = prefix(reader);
      if ((tag & 7) !== 2) throw new DecodeError(`field ${tag >>> 3} of a list has the wrong type`);
      const end = prefix(reader) + reader.pos;
      if (end - at > this.#left!) throw new DecodeError('a list item longer than its list');
      if (end > bytes.length) break;
      if (tag >>> 3 === 1) this.#reader.meta(listMetaIn(reader, end));
      else if (tag >>> 3 === 2) this.#reader.item(namedPodIn(reader, end, this.#strings));
      this.#left! -= end - at;
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

class ProtobufWatch implements Decoder {
  readonly #onEvent: (event: WatchEvent<Pod>) => void;
  readonly #strings: WireStrings;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onEvent: (event: WatchEvent<Pod>) => void, strings: WireStrings) {
    this.#onEvent = onEvent;
    this.#strings = strings;
  }

  write(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end - at > LONGEST_FRAME) throw new DecodeError(`a frame of ${end - at} bytes`);
      if (end > bytes.length) break;
      this.#onEvent(eventIn(bytes, at + 4, end, this.#strings));
      at = end;
    }
    // A copy of what is left: a slice would keep the whole chunk for a few bytes.
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
  }

  end(): void {
    if (this.#rest.length > 0) throw truncated();
  }
}

const NOTHING = Buffer.alloc(0);
/** etcd keeps no object near this size: what claims to be larger is no length. */
const LONGEST_FRAME = 1 << 26;

/** Where the object in a `k8s\0` envelope lies; undefined if the bytes end before. Throws DecodeError if there is none. */
function objectIn(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly start: number; readonly length: number } | undefined {
  if (bytes.readUInt32BE(start) !== MAGIC) throw new DecodeError('protobuf that does not begin with k8s');
  const reader = new PbfReader(bytes);
  reader.pos = start + 4;
  while (reader.pos < end) {
    const tag = prefix(reader);
    const length = prefix(reader);
    if (tag === 0x12) return { start: reader.pos, length };
    if ((tag & 7) !== 2) throw new DecodeError('protobuf without an object');
    reader.pos += length;
  }
  return undefined;
}

function prefix(reader: PbfReader): number {
  try {
    return reader.readVarint();
  } catch (error) {
    throw new DecodeError(`protobuf with a broken number (${(error as Error).message})`);
  }
}

function podIn(reader: PbfReader, end: number, strings: WireStrings): Pod {
  let pod: Pod;
  try {
    pod = readPod(reader, end, strings);
  } catch (error) {
    throw new DecodeError(`a pod that is no protobuf (${(error as Error).message})`);
  }
  if (reader.pos !== end) throw new DecodeError('a pod whose fields do not end with it');
  return pod;
}

function namedPodIn(reader: PbfReader, end: number, strings: WireStrings): Pod {
  const pod = podIn(reader, end, strings);
  if (pod.metadata.name === '' || pod.metadata.uid === '') throw new DecodeError('a pod without name or uid');
  return pod;
}

function listMetaIn(reader: PbfReader, end: number): PageMeta {
  try {
    return readListMeta(reader, end);
  } catch (error) {
    throw new DecodeError(`the metadata of a list that is no protobuf (${(error as Error).message})`);
  }
}

function readListMeta(reader: PbfReader, end: number): PageMeta {
  let resourceVersion = '';
  let next = '';
  let remaining: number | undefined;
  for (let tag = reader.nextField(end); tag !== 0; tag = reader.nextField(end)) {
    if (tag === 2) resourceVersion = reader.readString();
    else if (tag === 3) next = reader.readString();
    else if (tag === 4) remaining = reader.readVarint(true);
  }
  return { resourceVersion, next, remaining };
}

function eventIn(bytes: Buffer, start: number, end: number, strings: WireStrings): WatchEvent<Pod> {
  try {
    return readWatchEvent(bytes, start, end, strings);
  } catch (error) {
    throw error instanceof DecodeError
      ? error
      : new DecodeError(`a watch event that is no protobuf (${(error as Error).message})`);
  }
}

function readWatchEvent(bytes: Buffer, start: number, end: number, strings: WireStrings): WatchEvent<Pod> {
  const reader = new PbfReader(bytes);
  reader.pos = start;
  let type = '';
  let object: { start: number; length: number } | undefined;
  for (let tag = reader.nextField(end); tag !== 0; tag = reader.nextField(end)) {
    if (tag === 1) type = strings.shared(reader);
    else if (tag === 2) {
      const extensionEnd = reader.readVarint() + reader.pos;
      for (let inner = reader.nextField(extensionEnd); inner !== 0; inner = reader.nextField(extensionEnd)) {
        if (inner !== 1) continue;
        const length = reader.readVarint();
        object = objectIn(bytes, reader.pos, reader.pos + length);
        reader.pos += length;
      }
    }
  }
  if (reader.pos !== end) throw new DecodeError('a watch event whose fields do not end with it');
  if (object === undefined) throw new DecodeError(`a watch event ${type} without an object`);
  const objectReader = new PbfReader(bytes);
  objectReader.pos = object.start;
  const objectEnd = object.start + object.length;
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, item: namedPodIn(objectReader, objectEnd, strings) };
    case 'BOOKMARK': {
      const { resourceVersion = '' } = podIn(objectReader, objectEnd, strings).metadata;
      // Only this annotation is ever of interest, and only here.
      const initialEventsEnd = bytes.indexOf(INITIAL_EVENTS_END, object.start) >= 0;
      return { type, resourceVersion, initialEventsEnd };
    }
    case 'ERROR':
      return { type, ...readStatus(objectReader, objectEnd) };
    default:
      return { type: 'UNKNOWN', name: type };
  }
}

/** What a Status says. */
export interface StatusFields {
  readonly status: number;
  readonly reason: string | undefined;
  readonly message: string;
}

/** A metav1.Status in its envelope; undefined if the bytes are none. */
export function statusFromProtobuf(bytes: Buffer): StatusFields | undefined {
  if (bytes.length < 8 || bytes.readUInt32BE(0) !== MAGIC) return undefined;
  try {
    const object = objectIn(bytes, 0, bytes.length);
    if (object === undefined) return undefined;
    const reader = new PbfReader(bytes);
    reader.pos = object.start;
    return readStatus(reader, object.start + object.length);
  } catch {
    // The server refused, in words that did not come whole: its code is what there is to tell.
    return undefined;
  }
}

function readStatus(reader: PbfReader, end: number): StatusFields {
  let status = 0;
  let reason: string | undefined;
  let message = '';
  for (let tag = reader.nextField(end); tag !== 0; tag = reader.nextField(end)) {
    if (tag === 3) message = reader.readString();
    else if (tag === 4) reason = reader.readString() || undefined;
    else if (tag === 6) status = reader.readVarint(true);
  }
  return { status, reason, message };
}

function truncated(): ConnectionError {
  return new ConnectionError('TRUNCATED', 'the answer ended before it was whole');
}
