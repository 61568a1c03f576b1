import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeHeader, encodeRecord, withSkew } from '../../src/history/recording/recording.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { runCommand } from '../../src/main.ts';
import { CRASH_LOOP, DELETION } from '../history/stories.ts';
import { added, at, container, deleted, gap, pod, running, synced, updated, waiting } from '../history/support.ts';
import { testHost } from '../support/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `podscope watch` on a recording of these events and answers what it printed. */
async function watch(events: readonly FeedEvent[], ...argv: string[]): Promise<string> {
  return watchFrom({}, events, ...argv);
}

async function watchFrom(header: object, events: readonly FeedEvent[], ...argv: string[]): Promise<string> {
  const path = join(folder, 'recording.jsonl');
  writeFileSync(
    path,
    [encodeHeader({ at: at(-1), redacted: true, ...header }), ...events.map(event => encodeRecord(event))].join('\n'),
  );
  const host = testHost();
  const status = await runCommand(['watch', '--recording', path, ...argv], host);
  expect({ status, err: host.err() }).toEqual({ status: 0, err: '' });
  return host.out();
}

/** Columns NAME to AGE, as kubectl has them. */
const asKubectl = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .map(line => line.split(/ {3,}/).slice(1, 6).join(' '));

describe('podscope watch', () => {
  test('prints what kubectl get pods -w prints of an image that is not there', async () => {
    const first = 'ContainerCreating';
    const words: [number, string][] = [
      [41, 'ErrImagePull'],
      [52, 'ImagePullBackOff'],
      [97, 'ErrImagePull'],
      [110, 'ImagePullBackOff'],
      [162, 'ErrImagePull'],
      [174, 'ImagePullBackOff'],
    ];
    const version = (word: string) => pod({ name: 'pod-phase', containers: [container(waiting(word))] });
    const events = words.map(([seconds, word], i) =>
      updated(version(i === 0 ? first : words[i - 1]![1]), version(word), seconds),
    );
    const out = await watch([added(version(first), 1, 'list'), synced(1), ...events], 'pod-phase');
    expect(asKubectl(out)).toEqual([
      'NAME READY STATUS RESTARTS AGE',
      'pod-phase 0/1 ContainerCreating 0 1s',
      'pod-phase 0/1 ErrImagePull 0 41s',
      'pod-phase 0/1 ImagePullBackOff 0 52s',
      'pod-phase 0/1 ErrImagePull 0 97s',
      'pod-phase 0/1 ImagePullBackOff 0 110s',
      'pod-phase 0/1 ErrImagePull 0 2m42s',
      'pod-phase 0/1 ImagePullBackOff 0 2m54s',
    ]);
    await expect(out).toMatchFileSnapshot('watch/pod-phase.txt');
  });

  test.for([
    ['crash-loop', CRASH_LOOP],
    ['deletion', DELETION],
  ] as const)('tells a %s with durations', async ([name, events]) => {
    await expect(await watch(events)).toMatchFileSnapshot(`watch/${name}.txt`);
  });

  test('says when a pod has been as it is for too long, and how sure that is', async () => {
    const creating = pod({ node: 'n1', containers: [container(waiting('ContainerCreating'))] });
    const up = pod({ node: 'n1', phase: 'Running', containers: [container(running(200))] });
    const out = await watch([added(creating, 1), updated(creating, up, 200)], '--no-headers');
    expect(out.split('\n').map(line => line.slice(27))).toEqual([
      'web-0                  0/1     ContainerCreating   0               1s',
      '-- shop/web-0 its containers are not created for 2m --',
      'web-0                  1/1     Running             0               3m20s   ContainerCreating   3m19.0s',
      '',
    ]);
  });

  describe('of a recording tells', () => {
    const of = (name: string, app: string, more: object = {}): Pod => {
      const { metadata, ...fields } = pod({ uid: name, name, node: `node-${app}` });
      return { ...fields, metadata: { ...metadata, namespace: app, labels: { app, ...more } } };
    };
    const events = [
      synced(0),
      added(of('a', 'shop'), 1),
      added(of('b', 'bank'), 2),
      updated(of('b', 'bank'), of('b', 'bank', { canary: 'yes' }), 3),
      updated(of('b', 'bank', { canary: 'yes' }), of('b', 'bank'), 4),
      deleted(of('a', 'shop'), of('a', 'shop'), 5),
    ];
    test.for([
      ['all', '', ['a Pending', 'b Pending', 'a Deleted']],
      ['a namespace', '-n bank', ['b Pending']],
      ['several', '-n bank,shop', ['a Pending', 'b Pending', 'a Deleted']],
      ['pods with labels', '-l app!=bank', ['a Pending', 'a Deleted']],
      ['those that get a label, as long as they have it', '-l canary', ['b Pending', 'b Deleted']],
      ['pods with fields', '--field-selector spec.nodeName=node-bank,status.phase!=Running', ['b Pending']],
    ] as const)('%s', async ([, argv, want]) => {
      const out = await watch(events, '--no-headers', ...argv.split(' ').filter(Boolean));
      const told = out
        .trimEnd()
        .split('\n')
        .map(line => line.split(/ {3,}/));
      expect(told.map(([, name, , status]) => `${name} ${status}`)).toEqual(want);
    });

    test.for(['-l a=(', '--field-selector spec.unknown=1'])('what is wrong with %s', async argv => {
      const host = testHost();
      expect(await runCommand(['watch', '--recording', 'x', ...argv.split(' ')], host)).toBe(2);
      expect(host.err()).toMatch(/selects nothing that a recording holds/);
    });
  });

  test('a record that cannot be read is told; of many the first', async () => {
    const path = join(folder, 'damaged.jsonl');
    const good = encodeRecord(added(pod(), 1));
    const bad = Array.from({ length: 5 }, (_, i) => `{"at":${at(i)},"type":"NEWS"}`);
    writeFileSync(path, [encodeHeader({ at: at(-1), redacted: true }), good, ...bad].join('\n'));
    const host = testHost();
    expect(await runCommand(['watch', '--recording', path], host)).toBe(0);
    expect(host.err().trimEnd().split('\n')).toEqual([
      'podscope: record 2 of the recording was left out: unknown type "NEWS"',
      'podscope: record 3 of the recording was left out: unknown type "NEWS"',
      'podscope: record 4 of the recording was left out: unknown type "NEWS"; further ones are left out silently',
    ]);
  });

  test('counts ages by the clock of the server, also when it is set', async () => {
    const path = join(folder, 'set.jsonl');
    const lines = [
      encodeHeader({ at: at(-1), redacted: true, skew: 60_000 }),
      encodeRecord(added(pod({ createdAt: 50 }), 1)),
      withSkew(encodeRecord(added(pod({ uid: 'b', name: 'b', createdAt: 3_600 }), 2)), 3_600_000),
      encodeRecord(added(pod({ uid: 'c', name: 'c', createdAt: 3_601 }), 4)),
    ];
    writeFileSync(path, lines.join('\n'));
    const host = testHost();
    expect(await runCommand(['watch', '--recording', path, '--no-headers'], host)).toBe(0);
    expect(host.out().match(/\S+$/gm)).toEqual(['11s', '2s', '3s']);
  });

  test('counts ages by the clock of the server', async () => {
    const out = await watchFrom({ skew: 60_000 }, [added(pod({ createdAt: 50 }), 1)], '--no-headers');
    expect(out).toMatch(/^2026-03-01T12:00:01\.000Z .* 11s$/m);
  });

  describe('--group', () => {
    const lost = (i: number, node: string, word: string) =>
      pod({
        uid: `u${i}`,
        name: `web-${i}`,
        node,
        phase: 'Running',
        reason: word,
        containers: [container(running(1))],
      });
    const all = Array.from({ length: 6 }, (_, i) => ({
      before: lost(i, i < 4 ? 'node-7' : `node-${i}`, ''),
      after: lost(i, i < 4 ? 'node-7' : `node-${i}`, i < 4 ? 'Unknown' : 'Evicted'),
    }));
    const events = [
      ...all.map(({ before }) => added(before, 0, 'list')),
      synced(0, 6),
      ...all.map(({ before, after }, i) => updated(before, after, 60 + i)),
    ];

    test('has one line for many that change alike', async () => {
      const out = await watch(events, '--no-headers', '--group');
      expect(out.split('\n').map(line => line.slice(27).replace(/ {2,}/g, '  '))).toEqual([
        '-- node-7: 4 pods Running → Unknown in 3.0s --',
        'web-4  1/1  Evicted  0  64s  Running  >=1m4.0s',
        'web-5  1/1  Evicted  0  65s  Running  >=1m5.0s',
        '',
      ]);
      expect((await watch(events, '--no-headers')).split('\n').length).toBe(7);
    });

    test.for([
      ['that come one by one within its window', 4, ['-- node-7: 3 pods Running → Unknown in 8.0s --']],
      ['that come too slowly', 6, ['web-0', 'web-1', 'web-2']],
    ] as const)('of pods %s', async ([, every, want]) => {
      const three = all.slice(0, 3);
      const out = await watch(
        [
          ...three.map(({ before }) => added(before, 0, 'list')),
          synced(0, 3),
          ...three.map(({ before, after }, i) => updated(before, after, 60 + i * every)),
        ],
        '--no-headers',
        '--group',
      );
      expect(
        out
          .trimEnd()
          .split('\n')
          .map(line => line.slice(27).replace(/^(web-\d).*/, '$1')),
      ).toEqual(want);
    });

    test('keeps lines in the order in which they came, also of what stands alone', async () => {
      const [one, two, three] = all;
      const out = await watch(
        [
          ...[one!, two!, three!].map(({ before }) => added(before, 0, 'list')),
          synced(0, 3),
          updated(one!.before, one!.after, 60),
          gap(61, 62),
          synced(62),
          updated(two!.before, two!.after, 63),
          updated(three!.before, three!.after, 66),
          deleted(one!.after, one!.after, 90),
        ],
        '--no-headers',
        '--group',
      );
      expect(out.split('\n').map(line => line.slice(27).replace(/ {2,}.*/, ''))).toEqual([
        '-- node-7: 3 pods Running → Unknown in 6.0s --',
        '-- nothing was seen for 1.0s: connection reset --',
        'web-0',
        '',
      ]);
    });

    test('is for people', async () => {
      const host = testHost();
      expect(await runCommand(['watch', '--group', '-o', 'jsonl', '--recording', 'x'], host)).toBe(2);
      expect(host.err()).toContain('--group is for -o text');
    });
  });

  test('json is one array', async () => {
    const all = JSON.parse(await watch(DELETION, '-o', 'json'));
    expect(all[0]).toMatchObject({
      subject: 'pod',
      to: 'Pending',
      time: '2026-03-01T12:00:00.000Z',
      certainty: 'seen',
    });
    expect(JSON.parse(await watch([], '-o', 'json'))).toEqual([]);
  });

  test('an unreadable recording is one sentence', async () => {
    const host = testHost();
    expect(await runCommand(['watch', '--recording', join(folder, 'none')], host)).toBe(1);
    expect(host.err()).toMatch(/^podscope: there is no file .*none\n$/);
  });

  test('text of the cluster does not reach the terminal as it is', async () => {
    const evil = pod({ name: 'web', containers: [container(waiting('\u001b[31mred'))] });
    expect(await watch([synced(0), added(evil, 1)])).not.toContain('\u001b');
  });
});
