import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { diffObjects } from '../../src/history/versions/object-diff.ts';
import { VersionStore } from '../../src/history/versions/version-store.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { added, at, container, deleted, pod, running, synced, terminated, updated, waiting } from './support.ts';

const creating = pod({ version: '1', containers: [container(waiting('ContainerCreating'))] });
const started = pod({ version: '2', phase: 'Running', containers: [container(running(5))] });
const labelled = { ...started, metadata: { ...started.metadata, labels: { a: 'b' }, resourceVersion: '3' } };
const ended = pod({ version: '4', phase: 'Succeeded', containers: [container(terminated(5, 9))] });

describe('versions of pods', () => {
  const ledger = new Ledger(statusReader(NEWEST), { versionBytes: 1e6 });
  for (const event of [
    added(creating, 1, 'list'),
    synced(1),
    updated(creating, started, 5),
    updated(started, labelled, 7),
    updated(labelled, ended, 9),
    deleted(ended, ended, 12),
  ])
    ledger.apply(event);
  const of = (subject: string, to: string | undefined) =>
    ledger.versions.ofChange([...ledger.log].find(one => one.subject === subject && one.to === to)!);

  test('a change has the version that it was read from and the one before, whatever came between', () => {
    const first = of('status', 'Running');
    expect(first.before?.pod).toMatchObject({ metadata: { resourceVersion: '1' } });
    expect(first).toMatchObject({ after: { at: at(5), pod: { metadata: { resourceVersion: '2' } } } });
    const last = of('status', 'Completed');
    expect(last.before?.pod.metadata.resourceVersion).toBe('3');
    expect(diffObjects(last.before?.pod, last.after?.pod).map(({ path }) => path)).toContain('status.phase');
    expect(of('container', 'terminated Completed 0')).toEqual(last);
    expect(of('pod', undefined)).toMatchObject({ before: { at: at(9) }, after: undefined });
  });

  test('a pod that came has no version before', () => {
    const born = new Ledger(statusReader(NEWEST), { versionBytes: 1e6 });
    born.apply(synced(0));
    const [came] = born.apply(added(creating, 1));
    expect(born.versions.ofChange(came!)).toMatchObject({ before: undefined, after: { at: at(1) } });
  });

  test('nothing is held unless it is asked for', () => {
    const none = new Ledger(statusReader(NEWEST));
    none.apply(synced(0));
    const [came] = none.apply(added(creating, 1));
    expect(none.versions.ofChange(came!)).toEqual({ before: undefined, after: undefined });
    expect(none.versions.length).toBe(0);
  });

  test('never takes more than its bound, and counts what versions have in common once', () => {
    const step = fc.record({
      uid: fc.constantFrom('a', 'b', 'c'),
      phase: fc.string(),
      node: fc.constantFrom('n', 'ñ', '節'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 8_000 }), (steps, limit) => {
        const store = new VersionStore(limit);
        for (const [i, { uid, phase, node }] of steps.entries()) {
          store.add(uid, { pod: pod({ uid, phase, node }), at: i }, { from: i, until: i + 1 }, undefined);
          expect(store.bytes <= limit || store.length === 1).toBe(true);
          const { after, before } = store.ofChange({ uid, seq: i });
          expect(after?.pod.status?.phase).toBe(phase);
          if (before) expect(before.at).toBeLessThan(i);
        }
      }),
    );
  });

  test('every version comes back as it was, from what makes it of the next', () => {
    const part = fc.record({ phase: fc.string(), node: fc.constantFrom(undefined, 'n', 'm'), restarts: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 20 }), parts => {
        const store = new VersionStore(1e6);
        const versions = parts.map(({ phase, node, restarts }, i) => ({
          at: i,
          pod: pod({
            uid: 'a',
            phase,
            ...(node ? { node } : {}),
            containers: [container(running(i), { restartCount: restarts })],
          }),
        }));
        for (const [i, version] of versions.entries()) store.add('a', version, { from: i, until: i + 1 }, undefined);
        // What is undefined is not there.
        expect(store.ofPod('a')).toEqual(JSON.parse(JSON.stringify(versions)));
      }),
    );
  });

  test('a pod that nobody else holds counts whole', () => {
    const store = new VersionStore(1e6);
    store.add('a', { pod: started, at: at(5) }, { from: 0, until: 1 }, { pod: creating, at: at(1) });
    const before = store.bytes;
    store.release('a');
    const counted = store.bytes;
    store.release('a');
    store.release('unknown');
    expect(counted).toBeGreaterThan(before + 100);
    expect(store.bytes).toBe(counted);
    store.add('a', { pod: labelled, at: at(7) }, { from: 1, until: 2 }, undefined);
    expect(store.bytes).toBeLessThan(counted);
    expect(store.ofPod('a').map(({ pod: each }) => each.metadata.resourceVersion)).toEqual(['1', '2', '3']);
  });
});
