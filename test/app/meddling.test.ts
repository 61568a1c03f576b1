import { describe, expect, test } from 'vitest';
import type { Deed } from '../../src/app/effects.ts';
import { Robot } from '../support/robot.ts';

const pod = {
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u1', creationTimestamp: '2026-01-05T11:00:00Z' },
  spec: {
    nodeName: 'node-2',
    containers: [
      { name: 'app', image: 'a' },
      { name: 'proxy', image: 'b' },
    ],
  },
  status: {
    phase: 'Running',
    containerStatuses: ['app', 'proxy'].map(name => ({
      name,
      ready: true,
      restartCount: 0,
      image: 'a',
      imageID: '',
      state: { running: { startedAt: '2026-01-05T11:00:02Z' } },
      lastState: {},
    })),
  },
};
const robot = (target = {}): Robot => new Robot({ pods: [pod], target: { demo: true, ...target } });
const deeds = ({ effects }: Robot): Deed[] =>
  effects.flatMap(effect => (effect.type === 'meddle' ? [effect.deed] : []));
const at = { namespace: 'shop', pod: 'web-0' };

describe('meddling with the demo', () => {
  test.for([
    { typed: 'kill', deed: { type: 'kill', exitCode: 137, container: 'app', ...at } },
    { typed: 'kill proxy 3', deed: { type: 'kill', exitCode: 3, container: 'proxy', ...at } },
    {
      typed: 'probe readiness fails',
      deed: { type: 'probe', probe: 'readiness', passes: false, container: 'app', ...at },
    },
    { typed: 'lose', deed: { type: 'loseNode', node: 'node-2' } },
    { typed: 'find node-9', deed: { type: 'findNode', node: 'node-9' } },
    { typed: 'cut', deed: { type: 'cut' } },
    { typed: 'answer 410', deed: { type: 'answer', code: 410, times: 1 } },
    { typed: 'answer 429 5', deed: { type: 'answer', code: 429, times: 5 } },
    { typed: 'pause', deed: { type: 'pause' } },
    { typed: 'step 30', deed: { type: 'step', seconds: 30 } },
  ])(':$typed', ({ typed, deed }) => {
    expect(deeds(robot().type(`:${typed}`).press('enter'))).toEqual([deed]);
  });

  test.for([
    { typed: 'kill db', says: 'web-0 has no running container "db".' },
    { typed: 'kill 999', says: 'An exit code is a number from 0 to 255, not 999.' },
    { typed: 'probe readiness', says: 'Name a probe and what it does: :probe readiness fails' },
    { typed: 'answer 200', says: 'Name one of 410, 429, 500, 503' },
  ])(':$typed is refused', ({ typed, says }) => {
    const refused = robot().type(`:${typed}`).press('enter');
    expect(deeds(refused)).toEqual([]);
    expect(refused.screen()).toContain(says);
  });

  test('a list offers what can be done to the pod under the cursor', () => {
    const chosen = robot().press('M');
    expect(chosen.screen()).toContain('readiness probe of app fails');
    expect(deeds(chosen.type('kill proxy').press('enter'))).toEqual([
      { type: 'kill', exitCode: 137, container: 'proxy', ...at },
    ]);
  });

  test.for([
    { target: { demo: false }, says: 'Only the demo lets you meddle' },
    { target: { readOnly: true }, says: 'read-only' },
  ])('refused: $says', ({ target, says }) => {
    for (const keys of [robot(target).press('M'), robot(target).type(':kill').press('enter')]) {
      expect(deeds(keys)).toEqual([]);
      expect(keys.screen()).toContain(says);
    }
  });
});
