import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runCommand } from '../../src/main.ts';
import { GENERATIONS } from '../../src/status/generation.ts';
import { CORPUS, wantedCells } from '../support/corpus.ts';
import { testHost } from '../support/host.ts';
import { CREATED, pod, running, terminated, waiting } from '../support/pods.ts';

const NOW = new Date(Date.parse(CREATED) + 125_000).toISOString();
const web = pod({ name: 'web-0', metadata: { labels: { app: 'web' } } });
const db = pod({
  name: 'db-0',
  namespace: 'data',
  phase: 'Running',
  containers: [
    running(),
    {
      state: waiting('CrashLoopBackOff', 'back-off 40s restarting failed container'),
      lastState: terminated('Error', 1),
      restartCount: 3,
    },
  ],
});
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
const lines = (...values: unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');
const kubernetes = (subject: object) => ({ apiVersion: 'v1', kind: 'Pod', ...subject });

const folder = mkdtempSync(join(tmpdir(), 'podscope-get-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

async function get(stdin: string, ...args: string[]) {
  const host = testHost({ stdin });
  const status = await runCommand(['get', '-f', '-', '--now', NOW, ...args], host);
  return { status, out: host.out(), err: host.err() };
}

describe('what get reads', () => {
  const both = 'pod/web-0\npod/db-0\n';
  test.for([
    ['one pod', JSON.stringify(kubernetes(web)), 'pod/web-0\n'],
    ['one pod without a kind', JSON.stringify(web), 'pod/web-0\n'],
    ['one pod, pretty-printed', JSON.stringify(kubernetes(web), null, 2), 'pod/web-0\n'],
    ['JSON lines', lines(web, db), both],
    ['JSON lines without the last line feed', lines(web, db).trimEnd(), both],
    ['JSON lines with CRLF and blank lines', lines(web, db).replaceAll('\n', '\r\n\r\n'), both],
    ['documents one after the other on a line', JSON.stringify(web) + JSON.stringify(db), both],
    ['pretty-printed documents', `${JSON.stringify(web, null, 2)}\n${JSON.stringify(db, null, 2)}`, both],
    ['a List', JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [kubernetes(web), kubernetes(db)] }), both],
    ['a PodList, whose items have no kind', JSON.stringify({ kind: 'PodList', items: [web, db] }), both],
    ['an array', JSON.stringify([web, db]), both],
    ['watch events', lines({ type: 'ADDED', object: kubernetes(web) }, { type: 'MODIFIED', object: db }), both],
    ['a byte order mark', `\u{feff}${lines(web, db)}`, both],
    ['YAML', stringify(kubernetes(web)), 'pod/web-0\n'],
    ['YAML documents', `# two pods\n---\n${stringify(web)}---\n${stringify(db)}---\n`, both],
    ['a YAML list', stringify({ kind: 'List', items: [web, db] }), both],
    ['braces and quotes within texts', lines({ ...web, status: { message: '}{"\\' } }, db), both],
    ['nothing', '', ''],
  ] as const)('%s', async ([, stdin, out]) => {
    expect(await get(stdin, '-o', 'name')).toMatchObject({ status: 0, out });
  });

  test('several files in their order', async () => {
    const host = testHost();
    const status = await runCommand(
      ['get', '-f', file('a.json', lines(db)), '-f', file('b.yaml', stringify(web)), '-o', 'name'],
      host,
    );
    expect({ status, out: host.out() }).toEqual({ status: 0, out: 'pod/db-0\npod/web-0\n' });
  });

  test.for([
    ['5', 'a number'],
    ['null', 'null'],
    ['"pod"', 'a string'],
    ['{"metadata": 5}', 'an object without metadata, spec and status'],
    ['[7]', 'a number', ', item 0'],
    ['{"kind": 7, "metadata": {}}', 'an object of no valid kind'],
  ] as const)('%s beside pods is left out, and said so', async ([junk, what, item = '']) => {
    expect(await get(`${junk}\n${lines(web)}${junk}`, '-o', 'name')).toEqual({
      status: 1,
      out: 'pod/web-0\n',
      err: [1, 3]
        .map(line => `podscope: standard input, line ${line}${item} is ${what}, not a Pod; it is left out\n`)
        .join(''),
    });
  });

  test('other objects are left out, and said so', async () => {
    expect(await get(lines(deployment, web), '-o', 'name')).toEqual({
      status: 1,
      out: 'pod/web-0\n',
      err: 'podscope: standard input, line 1 is of kind Deployment, not a Pod; it is left out\n',
    });
  });
});

describe('what get refuses in one sentence', () => {
  test.for([
    ['a broken line', `${lines(web)}{"kind": "Pod",}\n`, /^podscope: standard input, line 2 is not valid JSON: .+\n$/],
    [
      'a broken line of a long document',
      '{\n"a": 1,\n"b": ]\n}',
      /^podscope: standard input, line [13] is not valid JSON: .+\n$/,
    ],
    [
      'text between documents',
      `${lines(web)}and\n${lines(db)}`,
      /^podscope: standard input, line 2 is not valid JSON: .+\n$/,
    ],
    [
      'a torn document',
      `${lines(web)}\n{"kind": "Pod", "metadata": {`,
      'podscope: standard input ends within the JSON value that begins on line 3; is the file whole?\n',
    ],
    ['broken YAML', 'kind: Pod\nmetadata: {a: [}\n', /^podscope: standard input, line 2 is not valid YAML: .+\n$/],
    [
      'an alias bomb',
      `a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d]\n`,
      /^podscope: standard input, line 1 cannot be used: .+\n$/,
    ],
  ] as const)('%s', async ([, stdin, err]) => {
    const got = await get(stdin);
    expect(got).toMatchObject({ status: 1, out: '' });
    err instanceof RegExp ? expect(got.err).toMatch(err) : expect(got.err).toBe(err);
  });

  test.for([
    [['-f', 'no-such-file'], 1, 'cannot read no-such-file: there is no such file'],
    [['-f', tmpdir()], 1, `cannot read ${tmpdir()}: it is a directory; name a file in it`],
    [['-f', '-', '-o', 'xml'], 2, 'there is no output format xml; use table, wide, json, name'],
    [['-f', '-', '--now', 'noon'], 2, '--now noon is no RFC 3339 time; write it like 2026-11-23T09:11:34Z'],
    [['-f', '-', '--server-version', 'new'], 2, '--server-version new is no version of Kubernetes; write it like 1.34'],
    [['web-0', '-f', 'x'], 2, 'name pods or a file, not both: "web-0" and -f x'],
    [['-n', 'data', '-f', 'x'], 2, '--namespace asks a cluster, and -f reads a file; give one of them'],
  ] as const)('get %s', async ([args, status, sentence]) => {
    const host = testHost();
    expect(await runCommand(['get', ...args], host)).toBe(status);
    expect(host.err()).toBe(`podscope: ${sentence}\n`);
  });
});

describe('what get prints', () => {
  test('the default table', async () => {
    expect((await get(lines(web, db))).out).toBe(
      [
        'NAME    READY   STATUS             RESTARTS       AGE',
        'web-0   1/1     Running            0              2m5s',
        'db-0    1/2     CrashLoopBackOff   3 (2m5s ago)   2m5s',
        '',
      ].join('\n'),
    );
  });

  test('the wide table with namespaces and without headers', async () => {
    expect((await get(lines(web, db), '-A', '-o', 'wide', '--no-headers')).out).toBe(
      [
        'default   web-0   1/1   Running            0              2m5s   10.244.0.5   node-1   <none>   <none>',
        'data      db-0    1/2   CrashLoopBackOff   3 (2m5s ago)   2m5s   10.244.0.5   node-1   <none>   <none>',
        '',
      ].join('\n'),
    );
  });

  test('nothing found', async () => {
    expect(await get('')).toEqual({ status: 0, out: '', err: 'No resources found\n' });
  });

  test('one JSON object a pod', async () => {
    const { out } = await get(lines(db), '-o', 'json');
    expect(JSON.parse(out)).toEqual({
      name: 'db-0',
      ready: '1/2',
      status: 'CrashLoopBackOff',
      restarts: '3 (2m5s ago)',
      age: '2m5s',
      ip: '10.244.0.5',
      node: 'node-1',
      nominatedNode: '<none>',
      readinessGates: '<none>',
      namespace: 'data',
      uid: 'uid-db-0',
      phase: 'Running',
      reason: 'CrashLoopBackOff',
      message: 'back-off 40s restarting failed container',
      severity: 'error',
      why: 'app-1 waits 40s after 3 crashes (exit 1)',
      view: {
        namespace: 'data',
        name: 'db-0',
        images: ['busybox:1.36', 'busybox:1.36'],
        nodeName: 'node-1',
        nodeIp: '192.168.49.2',
        createTime: CREATED,
        podIp: '10.244.0.5',
        status: {
          phase: 'Running',
          message: 'back-off 40s restarting failed container',
          reason: 'CrashLoopBackOff',
        },
        labels: {},
      },
    });
  });

  test('the reason of the pod itself comes before that of a container', async () => {
    const evicted = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
    const { out } = await get(lines(pod({ ...evicted, containers: [waiting('ContainerCreating')] })), '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      ...evicted,
      view: { status: { reason: 'ContainerCreating', message: '' } },
    });
  });

  test('control characters are made visible in the table and kept in JSON', async () => {
    const evil = { ...web, metadata: { ...web.metadata, name: 'web\u001b[2J' } };
    expect((await get(lines(evil))).out).not.toContain('\u001b');
    expect(JSON.parse((await get(lines(evil), '-o', 'json')).out)).toMatchObject({ name: 'web\u001b[2J' });
  });

  test.for(GENERATIONS)('the cells of the corpus as $version prints them', async ({ version }) => {
    const some = CORPUS.filter((_, index) => index % 20 === 0);
    const now = some[0]!.now;
    const same = some.filter(entry => entry.now === now);
    const host = testHost({ stdin: lines(...same.map(entry => entry.pod)) });
    await runCommand(['get', '-f', '-', '-o', 'json', '--now', now, '--server-version', version], host);
    const rows = host
      .out()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(rows.length).toBe(same.length);
    for (const [index, row] of rows.entries()) expect(row).toMatchObject(wantedCells(same[index]!, version));
  });
});

describe('get --filter', () => {
  test.for([
    ['status:Crash*', 'pod/db-0\n'],
    ['restarts<1', 'pod/web-0\n'],
    ['label:app=web,ns:data', 'pod/web-0\npod/db-0\n'],
    ['age>2m in<10m', 'pod/web-0\npod/db-0\n'],
  ])('%s', async ([filter, want]) => {
    const { status, out } = await get(lines(web, db), '-o', 'name', '--filter', filter!);
    expect([status, out]).toEqual([0, want]);
  });
  test('what is not understood ends the command before anything is read', async () => {
    const { status, err } = await get(lines(web), '--filter', 'foo:x');
    expect(status).toBe(2);
    expect(err).toContain('There is no field "foo"');
  });
  test('nothing matches', async () => {
    const { status, out, err } = await get(lines(web, db), '--filter', 'nothing');
    expect([status, out, err]).toEqual([0, '', 'No pod matches the filter; 2 were read.\n']);
  });
});
