import { describe, expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import { SCENARIOS } from '../../src/demo/scenarios/all.ts';
import type { KubeObject } from '../../src/demo/store/objects.ts';
import { preciseDuration } from '../../src/kube/duration.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

/** Plays a scenario to its end and writes down every change of a pod's cells, and every new event, in relative time. */
function play(name: string, seconds: number): string {
  const clock = new FakeClock(START);
  const machine = startMachine({ clock, seed: 1, scenarios: [] });
  const lines: string[] = [];
  const last = new Map<string, string>();
  const at = (): string => preciseDuration(clock.now() - START).padStart(8);
  const cells = (object: KubeObject): string => {
    const { ready, status, restarts } = podRow(object as Pod, NEWEST);
    return `${ready.count}/${ready.total} ${status}, ${restarts.count} restarts`;
  };
  machine.log.subscribe('pods', ({ type, object }) => {
    const text = type === 'DELETED' ? 'gone' : cells(object);
    if (last.get(object.metadata.uid) !== text) lines.push(`${at()}  ${object.metadata.name}  ${text}`);
    last.set(object.metadata.uid, text);
  });
  machine.log.subscribe('events', ({ type, object }) => {
    const event = object as unknown as {
      type: string;
      reason: string;
      count?: number;
      involvedObject: { name: string };
    };
    const times = event.count !== undefined && event.count > 1 ? ` ×${event.count}` : '';
    if (type !== 'DELETED') lines.push(`${at()}      ${event.involvedObject.name}: ${event.reason}${times}`);
  });
  machine.play(name);
  clock.advance(seconds * 1000);
  machine.stop();
  return `${lines.join('\n')}\n`;
}

describe('scenarios', () => {
  test.for(SCENARIOS)('$name tells its story', async ({ name, title, seconds }) => {
    await expect(`${title}\n\n${play(name, seconds)}`).toMatchFileSnapshot(`scenarios/${name}.log`);
  });

  test('one seed gives one story', () => {
    expect(play('kubia-ssl', 165)).toBe(play('kubia-ssl', 165));
  });
});
