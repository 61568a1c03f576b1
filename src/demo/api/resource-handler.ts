/** Requests for resources: finds what a path names, asks whether the user may, and hands over to the handler of the verb. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../kube/clock.ts';
import type { ImageScripts } from '../machinery/images.ts';
import { deleteObject, removeObject, withDefaultPolicy } from '../store/delete-object.ts';
import { getObject, shelfOf } from '../store/find-object.ts';
import { writerOf } from '../store/managed-fields.ts';
import type { DemoPod } from '../store/objects.ts';
import { parsePath, type Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { REVIEWS } from '../store/resources.ts';
import { notAllowed, onlyRecorded, unknownPath } from '../store/status-error.ts';
import { writeLog } from '../streams/log-handler.ts';
import { sendJson } from './answers.ts';
import { evictPod } from './disruption.ts';
import { METRICS_GROUP, metricsFor, metricsPath } from './metrics-handler.ts';
import { checkGetOptions, listBody, representationOf, selectorOf } from './read-handlers.ts';
import { contentTypeOf, listText, objectForm, type Representation } from './representation.ts';
import { checkMediaType, readBody } from './request-body.ts';
import { checkNumbers, checkWriteOptions, deleteOptions, isOn } from './request-options.ts';
import { review } from './reviews.ts';
import { getScale, putScale } from './scale-handler.ts';
import { type Access, accessOf, type DemoUser, forbidden, isAllowed } from './users.ts';
import { startWatch } from './watch-handler.ts';
import { createObject, patchObject, replaceObject } from './write-handlers.ts';

export interface Served {
  readonly log: ResourceLog;
  /** What containers say, for their logs. */
  readonly scripts: ImageScripts;
  readonly clock: Clock;
  /** The cluster is a recording: it can be read, and asked for nothing that was not recorded. */
  readonly recorded?: boolean | undefined;
  /** There is a metrics server. */
  readonly metrics?: boolean | undefined;
}

/** One request and whose it is. */
export interface Exchange {
  readonly served: Served;
  readonly user: DemoUser;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** @throws StatusError */
export async function answerResource(exchange: Exchange): Promise<void> {
  const { served, user, url, request, response } = exchange;
  const asked = REVIEWS.find(row => url.pathname === `/apis/${row.group}/v1/${row.resource}`);
  if (asked && request.method === 'POST') {
    const { group, kind } = asked;
    const answered = review(kind, user, await readBody(request));
    sendJson(response, 201, JSON.stringify({ ...answered, apiVersion: `${group}/v1`, kind }));
    return;
  }
  if (served.metrics && answerMetrics(exchange)) return;
  const target = parsePath(url.pathname);
  if (target === undefined) throw unknownPath();
  const { type, subresource } = target;
  if (subresource !== undefined && !type.subresources.some(({ name }) => name === subresource)) throw unknownPath();
  allow(user, accessOf(target, request.method ?? 'GET', url.searchParams));
  if (served.recorded && (request.method !== 'GET' || subresource === 'log')) throw onlyRecorded();
  await answerTarget(exchange, target);
}

function allow(user: DemoUser, access: Access): void {
  if (!isAllowed(user, access)) throw forbidden(user, access);
}

function answerMetrics({ served, user, url, request, response }: Exchange): boolean {
  const path = metricsPath(url.pathname);
  if (path === undefined || request.method !== 'GET') return false;
  const { resource, namespace = '', name = '' } = path;
  allow(user, { verb: name === '' ? 'list' : 'get', group: METRICS_GROUP.name, resource, namespace, name });
  const metrics = metricsFor(path, url.searchParams, { ...served, now: served.clock.now() });
  sendJson(response, 200, JSON.stringify(metrics));
  return true;
}

/** Subresources that are the object itself, or a part of it that has its own rules. */
const WHOLE = ['status', 'ephemeralcontainers', 'resize'];
const WRITES = { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' } as Readonly<
  Record<string, 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'>
>;

async function answerTarget(exchange: Exchange, target: Target): Promise<void> {
  const { served, url, request, response } = exchange;
  const { log, clock } = served;
  const { method } = request;
  const { name, subresource } = target;
  const query = url.searchParams;
  checkNumbers(query);
  checkMediaType(method, request.headers['content-type']);
  const as = representationOf(target, query, request.headers.accept, clock);
  const patchType = request.headers['content-type'] ?? '';
  const onObject = subresource === undefined || WHOLE.includes(subresource);
  const applies = patchType.startsWith('application/apply-patch');
  const writes = WRITES[method ?? ''];
  if (writes) checkWriteOptions(writes, query, method === 'PATCH' ? applies : undefined);
  const writer = writerOf(query, request.headers['user-agent'], subresource, applies);
  const send = (code: number, body: string | Buffer): void => sendJson(response, code, body, contentTypeOf(as));
  if (method === 'GET' && subresource === 'log') streamLog(exchange, target);
  else if (method === 'POST' && subresource === 'eviction') {
    sendJson(response, 201, JSON.stringify(evictPod(log, clock, target, await readBody(request))));
  } else if (subresource === 'scale' && ['GET', 'PUT', 'PATCH'].includes(method ?? '')) {
    const patch = method === 'PATCH' ? patchType : undefined;
    const scale =
      method === 'GET' ? getScale(log, target) : putScale(log, target, query, patch, await readBody(request), writer);
    sendJson(response, 200, JSON.stringify(scale));
  } else if (method === 'GET' && onObject) {
    // Whoever names an object gets it; to follow one, a list selects it by its name.
    if (isOn(query, 'watch') && name === undefined) watch(exchange, target, as);
    else if (name === undefined) send(200, listBody(log, target, query, as));
    else {
      checkGetOptions(log, query);
      send(200, objectForm(getObject(log, target), as));
    }
  } else if (method === 'POST' && name === undefined) {
    const { code, object } = createObject(log, target, query, await readBody(request), writer);
    send(code, objectForm(object, as));
  } else if (method === 'PUT' && name !== undefined && onObject) {
    send(200, objectForm(replaceObject(log, target, query, await readBody(request), writer).object, as));
  } else if (method === 'PATCH' && name !== undefined && onObject) {
    const { code, object } = patchObject(log, target, query, patchType, await readBody(request), writer);
    send(code, objectForm(object, as));
  } else if (method === 'DELETE' && subresource === undefined) {
    answerDelete(exchange, target, as, await readBody(request));
  } else {
    throw notAllowed();
  }
}

function answerDelete(
  { served: { log, clock }, url, response }: Exchange,
  target: Target,
  as: Representation,
  body: unknown,
): void {
  const deletion = deleteOptions(body, url.searchParams);
  if (target.name !== undefined) {
    const { object, gone } = deleteObject(log, clock, target, deletion);
    const status = gone && target.type.resource !== 'pods';
    sendJson(response, 200, status ? deletedStatus(target, object.metadata.uid) : JSON.stringify(object));
    return;
  }
  if (!target.type.verbs.includes('deletecollection')) throw notAllowed();
  const matches = selectorOf(target, url.searchParams);
  const doomed = log.page(shelfOf(target), { namespace: target.namespace, matches }).items;
  const removed = doomed.map(object =>
    removeObject(log, clock, shelfOf(target), object, withDefaultPolicy(target, deletion)),
  );
  const listed = removed.map(({ object }) => object);
  const form = { ...as, form: 'object', protobuf: false } as const;
  sendJson(response, 200, listText(listed, { resourceVersion: String(log.version) }, form));
}

function deletedStatus({ type, name }: Target, uid: string): string {
  const details = { name, group: type.group || undefined, kind: type.resource, uid };
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

function streamLog({ served, url, request, response }: Exchange, target: Target): void {
  const { log, clock, scripts } = served;
  const pod = getObject(log, target) as DemoPod;
  // Nobody has a log yet of a pod without a node.
  if (pod.spec.nodeName) response.setHeader('Content-Type', 'text/plain');
  else response.statusCode = 204;
  const stop = writeLog(log, clock, scripts, pod, url.searchParams, {
    write: text => response.write(text),
    end: () => response.end(),
  });
  request.once('close', stop);
  response.once('close', stop);
  if (!response.writableEnded) response.flushHeaders();
}

function watch({ served: { log, clock }, url, request, response }: Exchange, target: Target, as: Representation): void {
  response.setHeader('Content-Type', as.protobuf ? `${contentTypeOf(as)};stream=watch` : contentTypeOf(as));
  response.setHeader('Cache-Control', 'no-cache, private');
  response.socket?.setNoDelay(true);
  const stop = startWatch(log, target, url.searchParams, as, clock, {
    write: event => response.write(event),
    end: () => response.end(),
  });
  // A client wants to know that its watch stands before anything happens.
  response.flushHeaders();
  request.once('close', stop);
  response.once('close', stop);
}
