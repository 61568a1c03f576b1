import type { IncomingMessage } from 'node:http';
import type { PodFormat } from './decoder.ts';
import { jsonFormat } from './pod-json.ts';
import { protobufFormat } from './pod-protobuf.ts';
import { stringPool } from './string-pool.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What pods may come as, the best first. Protobuf is asked for; a server that has none answers in JSON. */
export interface PodFormats {
  readonly listAccept: string;
  readonly watchAccept: string;
  /** The format of an answer. */
  of(response: IncomingMessage): PodFormat;
}

export function podFormats(): PodFormats {
  const json = jsonFormat(stringPool());
  const protobuf = protobufFormat();
  return {
    listAccept: `${PROTOBUF}, application/json`,
    watchAccept: `${PROTOBUF};stream=watch, application/json`,
    of: response => (response.headers['content-type']?.startsWith(PROTOBUF) ? protobuf : json),
  };
}
