import { describe, expect, test } from 'vitest';
import { WatchTable } from '../../src/cli/output/watch-lines.ts';
import { startMachine } from '../../src/demo/cluster.ts';
import { SCENARIOS } from '../../src/demo/scenarios/all.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { knownLife } from '../../src/history/life/life-story.ts';
import { type ClusterEvent, readEvent } from '../../src/kube/cluster-event.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { lifeSections } from '../../src/view/life/life-text.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

/** Each is played once. */
const played = new Map<string, ReturnType<typeof play>>();
function watched(name: string, seconds: number) {
  const key = `${name} ${seconds}`;
  const known = played.get(key) ?? play(name, seconds);
  played.set(key, known);
  return known;
}

/** Plays a scenario of the demo into a ledger, as a watch would tell it. */
function play(name: string, seconds: number) {
  const clock = new FakeClock(START);
  const machine = startMachine({ clock, seed: 1, scenarios: [] });
  const ledger = new Ledger(statusReader(NEWEST), { tombstoneMs: Number.POSITIVE_INFINITY });
  const table = new WatchTable({ namespaces: false, skew: () => 0 });
  const lines = [table.header()];
  const events: ClusterEvent[] = [];
  const known = new Map<string, Pod>();
  const apply = (event: FeedEvent, uid: string) => {
    const transitions = ledger.apply(event);
    const line = table.change(ledger.pods.get(uid)!, transitions);
    if (line !== undefined) lines.push(line);
  };
  ledger.apply({ type: 'Synced', count: 0, receivedAt: START });
  machine.log.subscribe('pods', ({ type, object }) => {
    const pod = object as unknown as Pod;
    const { uid } = pod.metadata;
    const before = known.get(uid);
    const told = { via: 'watch', receivedAt: clock.now() } as const;
    known.set(uid, pod);
    if (type === 'DELETED') apply({ type: 'Deleted', before: before ?? pod, last: pod, ...told }, uid);
    else if (before === undefined) apply({ type: 'Added', after: pod, ...told }, uid);
    else apply({ type: 'Updated', before, after: pod, ...told }, uid);
  });
  machine.log.subscribe('events', ({ object }) => events.push(readEvent(object)!));
  machine.play(name);
  clock.advance(seconds * 1000);
  machine.stop();
  return { ledger, lines, events, now: clock.now() };
}

describe('the scenarios of the demo', () => {
  test.for(SCENARIOS)('$name: its log, its lives and its steps', async ({ name, title, seconds }) => {
    const { ledger, lines, events, now } = watched(name, seconds);
    const lives = [...ledger.pods.keys()].flatMap(uid => {
      const life = knownLife(ledger, uid, events, now)!;
      const sections = lifeSections(life, 100).flatMap(section => [
        section.title,
        ...section.lines.map(({ spans }) => `  ${spans.map(one => one.text).join('')}`.trimEnd()),
      ]);
      return ['', `## ${life.life.name}`, ...sections];
    });
    await expect(`${[title, '', ...lines, ...lives].join('\n')}\n`).toMatchFileSnapshot(`scenarios/${name}.txt`);
  });

  test.for(SCENARIOS)(
    '$name: words follow each other without a hole, and their durations add up',
    ({ name, seconds }) => {
      const { ledger, now } = watched(name, seconds);
      for (const entry of ledger.pods.values()) {
        const words = ledger.log.ofPod(entry.uid).filter(one => one.subject === 'status' || one.subject === 'pod');
        words.slice(1).forEach((one, i) => void expect(one.from).toBe(words[i]!.to));
        const lasted = words.reduce((sum, one) => sum + (one.lasted?.ms ?? 0), 0);
        const until = entry.goneAt ?? now;
        const open = entry.goneAt === undefined ? now - entry.statusSince.at : 0;
        expect(lasted + open).toBe(until - words[0]!.receivedAt);
      }
    },
  );

  test('the image that is not there prints the words of kubectl at its times', () => {
    const { lines } = watched('pod-phase', 180);
    const told = lines.map(line => line.split(/ {3,}/).slice(1, 6).join(' '));
    for (const line of [
      'pod-phase 0/1 ErrImagePull 0 41s',
      'pod-phase 0/1 ImagePullBackOff 0 52s',
      'pod-phase 0/1 ErrImagePull 0 97s',
      'pod-phase 0/1 ImagePullBackOff 0 110s',
      'pod-phase 0/1 ErrImagePull 0 2m42s',
      'pod-phase 0/1 ImagePullBackOff 0 2m54s',
    ]) {
      expect(told).toContain(line);
    }
  });
});
