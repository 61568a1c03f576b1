import { describe, expect, test } from 'vitest';
import { startMachine } from '../../src/demo/cluster.ts';
import { SCENARIOS } from '../../src/demo/scenarios/all.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { preciseDuration } from '../../src/kube/duration.ts';
import { textAt } from '../../src/kube/json.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { told } from './support.ts';

const START = Date.parse('2026-01-05T08:00:00Z');

/** Plays a scenario and writes down what each pod suffers from, whenever that is something it did not suffer from before. */
function diagnosed(name: string, seconds: number): string {
  const clock = new FakeClock(START);
  const machine = startMachine({ clock, seed: 1, scenarios: [] });
  const known = new Map<string, Set<string>>();
  const lines: string[] = [];
  const items = (resource: 'pods' | 'nodes' | 'events'): readonly object[] =>
    machine.log.page(resource, { namespace: undefined, matches: () => true }).items;
  const look = (): void => {
    const nodes = items('nodes');
    const pods = items('pods');
    const events = items('events')
      .map(readEvent)
      .filter(event => event !== undefined);
    for (const pod of pods) {
      const node = nodes.find(each => textAt(each, 'metadata', 'name') === textAt(pod, 'spec', 'nodeName'));
      const findings = diagnose({ pod, now: clock.now(), events, node, nodes, pods });
      const row = podRow(pod as Pod, NEWEST);
      const ids = known.get(row.uid) ?? new Set();
      known.set(row.uid, ids);
      for (const finding of findings.filter(({ id }) => !ids.has(id))) {
        ids.add(finding.id);
        lines.push(`${preciseDuration(clock.now() - START)}  ${row.name} ${row.status}`, told(finding), '');
      }
    }
  };
  machine.play(name);
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000);
    look();
  }
  machine.stop();
  return lines.length === 0 ? 'Nothing is found wrong.\n' : lines.join('\n');
}

describe('the diagnosis of each scenario', () => {
  test.for(SCENARIOS)('$name', async ({ name, title, seconds }) => {
    await expect(`${title}\n\n${diagnosed(name, Math.min(seconds, 600))}`).toMatchFileSnapshot(`scenarios/${name}.txt`);
  });
});
