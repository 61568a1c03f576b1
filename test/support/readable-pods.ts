import type { Fault } from './api-server.ts';

const LINES = 59;
const numbers = Array.from({ length: LINES }, (_, i) => `${i + 1}`.padStart(2, '0'));

/** It has run twice. */
const CONTAINER = {
  name: 'app',
  ready: true,
  restartCount: 1,
  state: { running: { startedAt: '2026-01-05T11:00:00Z' } },
  lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-05T10:59:00Z' } },
};

/** Of any pod asked for by name: an object longer than a screen, logs of two runs, and no events. */
export const readablePods: Fault = (request, response, url) => {
  const [, namespace, name, log] = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)(\/log)?$/.exec(url.pathname) ?? [];
  if (request.method !== 'GET') return false;
  if (url.pathname.endsWith('/events')) {
    response.setHeader('Content-Type', 'application/json');
    if (url.searchParams.has('watch')) response.flushHeaders();
    else response.end(JSON.stringify({ kind: 'EventList', metadata: { resourceVersion: '7' }, items: [] }));
    return true;
  }
  if (name === undefined) return false;
  if (log) {
    const run = url.searchParams.get('previous') === 'true' ? 'earlier' : 'present';
    for (const number of numbers) response.write(`2026-01-05T11:00:${number}.000000000Z ${run} line ${number}\n`);
    response.write(`2026-01-05T11:01:00.000000000Z ${'.'.repeat(150)} the end\n`);
    response.write('2026-01-05T11:01:01.000000000Z {"level":"info","msg":"ready to serve"}\n');
    if (url.searchParams.get('follow') !== 'true') response.end();
    return true;
  }
  response.setHeader('Content-Type', 'application/json');
  response.end(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        uid: `uid-${name}`,
        resourceVersion: '100',
        managedFields: [{ manager: 'kubelet', operation: 'Update' }],
        annotations: Object.fromEntries(numbers.map(number => [`note-${number}`, 'x'])),
      },
      spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'app:1' }] },
      status: { phase: 'Running', conditions: [], containerStatuses: [CONTAINER] },
    }),
  );
  return true;
};
