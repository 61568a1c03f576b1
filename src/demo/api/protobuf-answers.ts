/** Objects, lists and watch events in Kubernetes' protobuf. */
import { PbfWriter } from 'pbf';
import { apiVersionOf, type ResourceType } from '../store/resources.ts';
import { objectWriter, toProtobuf } from '../wire/wire-protobuf.ts';
import { messageOfKind } from '../wire/wire-schema.ts';
import type { ListMeta } from './representation.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const writerOf = ({ kind, group }: ResourceType) => objectWriter(messageOfKind(kind, group));

export function listBytes(items: readonly unknown[], meta: ListMeta, type: ResourceType): Buffer {
  const write = writerOf(type);
  return toProtobuf(apiVersionOf(type), `${type.kind}List`, w => {
    w.writeMessage(1, objectWriter('ListMeta'), meta);
    for (const item of items) w.writeMessage(2, write, item);
  });
}

export function objectBytes(object: unknown, type: ResourceType): Buffer {
  return toProtobuf(apiVersionOf(type), type.kind, w => writerOf(type)(object, w));
}

export function statusBytes(status: object): Buffer {
  return toProtobuf('v1', 'Status', w => objectWriter('Status')(status, w));
}

/** Four bytes of length, then a WatchEvent: 1 its type, 2 the object as it stands alone, in a message of one field. */
export function watchFrame(event: string, object: Buffer): Buffer {
  const w = new PbfWriter();
  w.writeStringField(1, event);
  w.writeMessage(2, (_, inner) => inner.writeBytesField(1, object), undefined);
  const bytes = w.finish();
  const frame = Buffer.alloc(4 + bytes.length);
  frame.writeUInt32BE(bytes.length);
  frame.set(bytes, 4);
  return frame;
}
