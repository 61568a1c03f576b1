/** Kubernetes' protobuf, read and written by the table of messages. */
import { PbfReader, PbfWriter } from 'pbf';
import { wireMicroTime, wireTime } from '../store/objects.ts';
import { type WireField, type WireMessage, wireMessage } from './wire-schema.ts';

type Json = Record<string, unknown>;

/** How one value of a type stands on the wire. */
interface Codec {
  /** Undefined for what JSON leaves out. */
  read(r: PbfReader): unknown;
  write(w: PbfWriter, number: number, value: unknown): void;
}

interface Plan {
  readonly field: WireField;
  readonly codec: Codec;
}

const MAGIC = Buffer.from('k8s\0');

/** The object in a body, with its apiVersion and kind. @throws Error for bytes that hold none */
export function fromProtobuf(bytes: Buffer, messageFor: (kind: string, apiVersion: string) => string): Json {
  if (!bytes.subarray(0, 4).equals(MAGIC)) throw new Error('it does not begin as protobuf of Kubernetes does');
  const type = { apiVersion: '', kind: '' };
  let raw: Uint8Array = new Uint8Array();
  new PbfReader(bytes.subarray(4)).readFields((number, _, r) => {
    if (number === 1) r.readMessage(readType, type);
    else if (number === 2) raw = r.readBytes();
  }, undefined);
  const message = wireMessage(messageFor(type.kind, type.apiVersion));
  if (message === undefined) throw new Error(`${type.kind} is not known here`);
  return { ...type, ...new PbfReader(raw).readFields(fieldReader(message), {}) };
}

function readType(number: number, type: { apiVersion: string; kind: string }, r: PbfReader): void {
  if (number === 1) type.apiVersion = r.readString();
  else if (number === 2) type.kind = r.readString();
}

/** `k8s\0`, then runtime.Unknown: 1 TypeMeta, 2 the object, 3 and 4 encoding and type of its content. */
export function toProtobuf(apiVersion: string, kind: string, write: (w: PbfWriter) => void): Buffer {
  const w = new PbfWriter();
  w.writeMessage(1, writeType, { apiVersion, kind });
  w.writeMessage(2, (_, inner) => write(inner), undefined);
  w.writeStringField(3, '');
  w.writeStringField(4, '');
  return Buffer.concat([MAGIC, w.finish()]);
}

function writeType({ apiVersion, kind }: { apiVersion: string; kind: string }, w: PbfWriter): void {
  w.writeStringField(1, apiVersion);
  w.writeStringField(2, kind);
}

/** @throws Error when the table has no such message */
export function objectWriter(message: string): (object: unknown, w: PbfWriter) => void {
  const known = wireMessage(message);
  if (known === undefined) throw new Error(`there is no message ${message}`);
  return messageWriter(known);
}

const readers = new Map<string, (number: number, into: Json, r: PbfReader) => void>();

function fieldReader(message: WireMessage): (number: number, into: Json, r: PbfReader) => void {
  let reader = readers.get(message.name);
  if (reader === undefined) {
    const plans = new Map(plansOf(message).map(plan => [plan.field.number, plan]));
    reader = (number, into, r) => {
      const plan = plans.get(number);
      if (plan !== undefined) readField(plan, into, r);
    };
    readers.set(message.name, reader);
  }
  return reader;
}

function readField({ field, codec }: Plan, into: Json, r: PbfReader): void {
  const { name, type, list, keepsZero } = field;
  const value = codec.read(r);
  if (name === '') Object.assign(into, value);
  else if (type in MAPS) {
    const [key, item] = value as [string, unknown];
    into[name] = { ...(into[name] as object | undefined), [key]: item };
  } else if (list) into[name] = [...((into[name] as unknown[] | undefined) ?? []), value];
  else if (value !== undefined && (keepsZero || !ZEROS[type]?.includes(value))) into[name] = value;
}

/** What JSON leaves out of a field that is no pointer. */
const ZEROS: Readonly<Record<string, readonly unknown[]>> = { string: [''], int: [0], bool: [false] };

function plansOf(message: WireMessage): Plan[] {
  return message.fields
    .filter(({ type }) => type !== 'any')
    .map(field => ({ field, codec: SCALARS[field.type] ?? MAPS[field.type] ?? messageCodec(field.type) }));
}

function messageCodec(type: string): Codec {
  const message = wireMessage(type)!;
  return {
    read: r => r.readMessage(fieldReader(message), {}),
    write: (w, number, value) => w.writeMessage(number, messageWriter(message), value),
  };
}

const writers = new Map<string, (object: unknown, w: PbfWriter) => void>();

function messageWriter(message: WireMessage): (object: unknown, w: PbfWriter) => void {
  let writer = writers.get(message.name);
  if (writer === undefined) {
    let plans: Plan[] | undefined;
    writer = (object, w) => {
      plans ??= plansOf(message);
      for (const plan of plans) writeField(plan, object as Json, w);
    };
    writers.set(message.name, writer);
  }
  return writer;
}

function writeField({ field, codec }: Plan, object: Json, w: PbfWriter): void {
  const { number, name, list } = field;
  const value = name === '' ? object : object[name];
  if (value === undefined || value === null) return;
  if (list) for (const item of value as unknown[]) codec.write(w, number, item);
  else codec.write(w, number, value);
}

const text: Codec = {
  read: r => r.readString(),
  write: (w, number, value) => w.writeStringField(number, String(value)),
};

const SCALARS: Readonly<Record<string, Codec>> = {
  string: text,
  int: { read: r => r.readVarint(true), write: (w, number, value) => w.writeVarintField(number, Number(value)) },
  bool: { read: r => r.readBoolean(), write: (w, number, value) => w.writeBooleanField(number, value === true) },
  bytes: {
    read: r => Buffer.from(r.readBytes()).toString('base64'),
    write: (w, number, value) => w.writeBytesField(number, Buffer.from(String(value), 'base64')),
  },
  Time: timeCodec(wireTime),
  MicroTime: timeCodec(wireMicroTime),
  // A message whose only field is the text.
  Quantity: {
    read: r => onlyField(r) ?? '0',
    write: (w, number, value) => w.writeMessage(number, writeOnlyField, String(value)),
  },
  IntOrString: { read: readIntOrString, write: writeIntOrString },
  FieldsV1: {
    read: r => JSON.parse(onlyField(r) ?? '{}'),
    write: (w, number, value) => w.writeMessage(number, writeFields, value as object),
  },
};

function onlyField(r: PbfReader): string | undefined {
  return r.readMessage(
    (_, found: { text?: string }, inner) => {
      found.text = inner.readString();
    },
    {} as { text?: string },
  ).text;
}

function writeOnlyField(text: string, w: PbfWriter): void {
  w.writeStringField(1, text);
}

/** Whose fields are whose seldom changes, and is half of a pod. */
const fieldBytes = new WeakMap<object, Buffer>();

function writeFields(fields: object, w: PbfWriter): void {
  const known = fieldBytes.get(fields);
  const bytes = known ?? Buffer.from(JSON.stringify(fields));
  if (known === undefined) fieldBytes.set(fields, bytes);
  w.writeBytesField(1, bytes);
}

function timeCodec(print: (ms: number) => string): Codec {
  return {
    // An empty message is the zero time, which JSON does not have.
    read: r => {
      const time = r.readMessage(
        (number, found: { seconds?: number; nanos?: number }, inner) => {
          if (number === 1) found.seconds = inner.readVarint(true);
          else if (number === 2) found.nanos = inner.readVarint(true);
        },
        {} as { seconds?: number; nanos?: number },
      );
      return time.seconds === undefined ? undefined : print(time.seconds * 1000 + (time.nanos ?? 0) / 1e6);
    },
    write: (w, number, value) => {
      const ms = Date.parse(String(value));
      w.writeMessage(
        number,
        (_, inner) => {
          inner.writeVarintField(1, Math.floor(ms / 1000));
          inner.writeVarintField(2, (ms % 1000) * 1e6);
        },
        undefined,
      );
    },
  };
}

/** 1 which of the two, 2 the number, 3 the text. */
function readIntOrString(r: PbfReader): unknown {
  const found = r.readMessage(
    (number, into: { isText?: boolean; number?: number; text?: string }, inner) => {
      if (number === 1) into.isText = inner.readVarint() === 1;
      else if (number === 2) into.number = inner.readVarint(true);
      else if (number === 3) into.text = inner.readString();
    },
    {} as { isText?: boolean; number?: number; text?: string },
  );
  return found.isText ? (found.text ?? '') : (found.number ?? 0);
}

function writeIntOrString(w: PbfWriter, number: number, value: unknown): void {
  w.writeMessage(
    number,
    (_, inner) => {
      inner.writeVarintField(1, typeof value === 'number' ? 0 : 1);
      inner.writeVarintField(2, typeof value === 'number' ? value : 0);
      inner.writeStringField(3, typeof value === 'number' ? '' : String(value));
    },
    undefined,
  );
}

const extra: Codec = {
  read: r => r.readMessage((_, items: string[], inner) => void items.push(inner.readString()), [] as string[]),
  write: (w, number, value) =>
    w.writeMessage(
      number,
      (_, inner) => {
        for (const item of value as string[]) inner.writeStringField(1, item);
      },
      undefined,
    ),
};

/** A map is a list of messages: 1 the key, 2 the value. */
const MAPS: Readonly<Record<string, Codec>> = {
  map: mapCodec(text),
  quantities: mapCodec(SCALARS['Quantity']!),
  data: mapCodec(SCALARS['bytes']!),
  times: mapCodec(SCALARS['Time']!),
  extra: mapCodec(extra),
};

function mapCodec(values: Codec): Codec {
  return {
    read: r => {
      const entry = r.readMessage(
        (number, into: { key?: string; value?: unknown }, inner) => {
          if (number === 1) into.key = inner.readString();
          else if (number === 2) into.value = values.read(inner);
        },
        {} as { key?: string; value?: unknown },
      );
      return [entry.key ?? '', entry.value ?? ''];
    },
    write: (w, number, value) => {
      for (const [key, item] of Object.entries(value as Json)) {
        w.writeMessage(
          number,
          (_, inner) => {
            inner.writeStringField(1, key);
            values.write(inner, 2, item);
          },
          undefined,
        );
      }
    },
  };
}
