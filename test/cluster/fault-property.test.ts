import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { ApiServer, type Fault, status, statusObject } from '../support/api-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { plainConfig, probe } from '../support/feed-probe.ts';

/** Answers any request in place of the server. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'asks to wait, in seconds': (_, response) => refused(response, 429, 'TooManyRequests', { 'Retry-After': '3' }),
  'asks to wait, by a date': (_, response) =>
    refused(response, 503, '', { 'Retry-After': 'Tue, 14 Nov 2023 22:13:25 GMT' }),
  'is out of order': (_, response) => refused(response, 500, 'InternalError'),
  'has forgotten': (_, response) => refused(response, 410, 'Expired'),
  forbids: (_, response) => refused(response, 403, 'Forbidden'),
  'knows nobody': (_, response) => refused(response, 401, 'Unauthorized'),
  'points elsewhere': (_, response) => refused(response, 302, '', { Location: 'https://login.example' }),
  'sends a page': (_, response) => sent(response, '<html>', { 'Content-Type': 'text/html' }),
  'sends a page as JSON': (_, response) => sent(response, '<html>'),
  'sends half of something': (_, response) => sent(response, '{"metadata":{"resourceVersion":"900"},"items":[{"met'),
  'sends half of an event': (_, response) => sent(response, '{"type":"DELETED","object":{"metadata":{"name":"p0"'),
  'sends an event that is none': (_, response) => sent(response, '{"type":"DELETED","object":{"metadata":{}}}\n'),
  'sends an unknown event': (_, response) => sent(response, '{"type":"SURPRISE","object":{}}\n'),
  'sends an ERROR event': (_, response) =>
    sent(response, `${JSON.stringify({ type: 'ERROR', object: statusObject(410, 'Expired', 'too old') })}\n`),
  'sends a broken packing': (_, response) => sent(response, 'no', { 'Content-Encoding': 'gzip' }),
  'sends half a packing': (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    response.end(gzipSync('{"metadata":{"resourceVersion":"9"},"items":[]}').subarray(0, 24));
    return true;
  },
  'sends half a frame': (_, response) =>
    sent(response, '\0\0\u0001', { 'Content-Type': 'application/vnd.kubernetes.protobuf;stream=watch' }),
  'sends a frame without an object': (_, response) =>
    sent(response, '\0\0\0\u0002\n\0', { 'Content-Type': 'application/vnd.kubernetes.protobuf;stream=watch' }),
  'hangs up': (_, response) => {
    response.socket?.resetAndDestroy();
    return true;
  },
};

function refused(
  response: Parameters<Fault>[1],
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): true {
  status(response, code, reason, 'by the test', headers);
  return true;
}
function sent(response: Parameters<Fault>[1], body: string, headers: Record<string, string> = {}): true {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end(body);
  return true;
}

type Step =
  | { readonly do: 'fault'; readonly which: string }
  | { readonly do: 'put' | 'delete'; readonly pod: number; readonly namespace: 'a' | 'b' | 'c' }
  | { readonly do: 'close' | 'reset' | 'compact' | 'time' };

const namespace = fc.constantFrom('a' as const, 'b' as const, 'c' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('fault' as const), which: fc.constantFrom(...Object.keys(FAULTS)) }),
  fc.record({ do: fc.constantFrom('put' as const, 'delete' as const), pod: fc.nat({ max: 3 }), namespace }),
  fc.record({ do: fc.constantFrom('close' as const, 'reset' as const, 'compact' as const, 'time' as const) }),
);

/** Who is forbidden twice, all pods and the names of namespaces, has these rights: from then on the feed shows the context's namespace. */
const isFair = (steps: readonly Step[]): boolean =>
  steps.filter(one => one.do === 'fault' && one.which === 'forbids').length < 2;

test.for([
  { name: 'all namespaces in pages', namespaces: [], streamedLists: false },
  { name: 'all namespaces as a stream', namespaces: [], streamedLists: true },
  { name: 'two namespaces, with selectors', namespaces: ['a', 'b'], streamedLists: false },
])(
  '$name: whatever goes wrong together, then the pods are those of the server',
  async ({ namespaces, streamedLists }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }).filter(isFair), async steps => {
        const server = await new ApiServer().start();
        const clock = new FakeClock();
        const selectors = namespaces.length === 0 ? {} : { labelSelector: 'app', fieldSelector: 'spec.nodeName!=x' };
        const feed = probe(plainConfig(server.url, { streamedLists }), clock, { namespaces, ...selectors });
        try {
          for (const one of steps) {
            if (one.do === 'fault') server.faults.push(FAULTS[one.which]!);
            else if (one.do === 'put') server.put(`p${one.pod}`, {}, one.namespace, `${one.namespace}-${one.pod}`);
            else if (one.do === 'delete') server.delete(`p${one.pod}`, one.namespace);
            else if (one.do === 'compact') server.compact();
            else if (one.do === 'time') clock.advance(31_000);
            else server.endWatches(one.do);
            await new Promise(resolve => setTimeout(resolve, 4));
          }
          server.endWatches('reset');
          const here = (): string => versions([...feed.pods.values()]);
          const there = (): string =>
            versions(server.pods.filter(pod => namespaces.length === 0 || namespaces.includes(pod.metadata.namespace)));
          await feed.until(() => {
            const isThere =
              server.faults.length === 0 &&
              feed.connection?.state === 'live' &&
              here() === there() &&
              server.watches > 0;
            if (!isThere) clock.advance(1000);
            return isThere;
          });
          expect(contradictions(feed.events)).toEqual([]);
        } finally {
          feed.stop();
          await server.stop();
        }
      }),
      { numRuns: 15 },
    );
  },
);

function versions(pods: readonly { metadata: { uid: string; resourceVersion?: string | undefined } }[]): string {
  return pods
    .map(({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`)
    .sort()
    .join();
}

/** What was told of a pod that contradicts what was told of it before. */
function contradictions(events: readonly FeedEvent[]): string[] {
  const known = new Map<string, string | undefined>();
  const found: string[] = [];
  for (const event of events) {
    if (event.type !== 'Added' && event.type !== 'Updated' && event.type !== 'Deleted') continue;
    const { uid, resourceVersion } = event.type === 'Deleted' ? event.last.metadata : event.after.metadata;
    if (event.type === 'Added' ? known.has(uid) : known.get(uid) !== event.before.metadata.resourceVersion)
      found.push(`${event.type} ${uid} ${resourceVersion}`);
    if (event.type === 'Deleted') known.delete(uid);
    else known.set(uid, resourceVersion);
  }
  return found;
}
