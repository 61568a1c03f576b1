import type { IncomingMessage } from 'node:http';
import { type ClusterEvent, readSharedEvent } from '../../kube/cluster-event.ts';
import type { Pod } from '../../kube/pod.ts';
import { podFromJson } from '../../kube/pod-from-json.ts';
import type { Format } from './decoder.ts';
import { jsonFormat } from './json-format.ts';
import { protobufFormat } from './pod-protobuf.ts';
import { stringPool } from './string-pool.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** What objects of one kind may come as, the best first. */
export interface Formats<T> {
  readonly listAccept: string;
  readonly watchAccept: string;
  /** The format of an answer. */
  of(response: IncomingMessage): Format<T>;
}

/** Protobuf is asked for; a server that has none answers in JSON. */
export function podFormats(): Formats<Pod> {
  const share = stringPool();
  const json = jsonFormat(value => podFromJson(value, share));
  const protobuf = protobufFormat();
  return {
    listAccept: `${PROTOBUF}, application/json`,
    watchAccept: `${PROTOBUF};stream=watch, application/json`,
    of: response => (response.headers['content-type']?.startsWith(PROTOBUF) ? protobuf : json),
  };
}

/** JSON: an Event is small, and one that comes by either API is read by the same rules. */
export function eventFormats(): Formats<ClusterEvent> {
  const share = stringPool();
  const json = jsonFormat(value => readSharedEvent(value, share));
  return { listAccept: 'application/json', watchAccept: 'application/json', of: () => json };
}
