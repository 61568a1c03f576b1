import { describe, expect, test } from 'vitest';
import { type FoundOwner, type ScaleFacts, type WorkloadWish, workloadQuestion } from '../../src/app/acts/workloads.ts';
import type { Effect } from '../../src/app/effects.ts';
import { refuse } from '../../src/app/refusals.ts';
import type { Robot } from '../support/robot.ts';
import { START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { pod } from '../support/some-pods.ts';

const DB0 = { uid: 'db-0', namespace: 'default', name: 'db-0' };
const owner = (kind: string, name: string) => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  namespace: 'default',
  uid: `uid-${name}`,
});

const finding = (robot: Robot): Extract<Effect, { type: 'findOwners' }> | undefined =>
  robot.effects.find(effect => effect.type === 'findOwners');

/** What the shell does once the cluster has told. */
function told(robot: Robot, ...found: readonly FoundOwner[]): Robot {
  const { wish, confirmation, replicas } = finding(robot)!;
  confirmation.asked = workloadQuestion(robot.session, wish, found, replicas);
  return robot;
}
const restartOf = (kind: string, name: string, object: unknown): FoundOwner => ({
  pod: DB0,
  owner: owner(kind, name),
  object,
});
const scaleOf = (kind: string, name: string, scale: Partial<ScaleFacts>, object: unknown = {}): FoundOwner =>
  ({
    ...restartOf(kind, name, object),
    scale: { wanted: 3, present: 3, autoscaler: undefined, ...scale },
  }) as FoundOwner;

describe('restarting a rollout', () => {
  test('asks the cluster first what owns the pod; until then there is no yes', () => {
    const robot = smallClusterRobot().press('r');
    expect(finding(robot)).toMatchObject({ wish: 'restart', items: [{ entry: { uid: 'db-0' } }] });
    expect(robot.screen()).toContain('Restart what owns pod default/db-0');
    robot.effects = [];
    expect(robot.press('y').effects).toEqual([]);
    expect(robot.screen()).toContain('The cluster has not told yet what owns them.');
  });

  test('then names it, and what follows', () => {
    const object = { metadata: { generation: 4 }, spec: { replicas: 2, updateStrategy: { type: 'RollingUpdate' } } };
    const robot = told(smallClusterRobot().press('r'), restartOf('StatefulSet', 'db', object));
    expect(robot.screen()).toContain('Restart the rollout of StatefulSet default/db');
    expect(robot.screen()).toContain('It replaces its 2 pods step by step.');
    robot.effects = [];
    expect(robot.press('y').effects).toEqual([
      { type: 'act', acts: [{ kind: 'restart', pod: DB0, owner: owner('StatefulSet', 'db'), generation: 4 }] },
    ]);
  });

  test.for([
    {
      name: 'a rolling update',
      kind: 'Deployment',
      object: {
        spec: {
          replicas: 3,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: 1 } },
        },
      },
      says: 'It replaces its 3 pods step by step (maxUnavailable 25%, maxSurge 1).',
    },
    {
      name: 'Recreate',
      kind: 'Deployment',
      object: { spec: { replicas: 1, strategy: { type: 'Recreate' } } },
      says: 'It ends its pod first, and makes new ones then: its strategy is Recreate.',
    },
    {
      name: 'OnDelete',
      kind: 'DaemonSet',
      object: { spec: { updateStrategy: { type: 'OnDelete' } }, status: { desiredNumberScheduled: 7 } },
      says: 'It replaces its 7 pods only as they are deleted: its update strategy is OnDelete.',
    },
  ])('says what follows from $name', ({ kind, object, says }) => {
    const text = told(smallClusterRobot().press('r'), restartOf(kind, 'db', object))
      .screen()
      .replace(/ +│\n│ +/g, ' ');
    for (const word of says.split(' ')) expect(text).toContain(word);
  });

  test('of several at once, without those that cannot be', () => {
    const robot = told(
      smallClusterRobot().press('ctrl-a', 'r'),
      restartOf('StatefulSet', 'db', {}),
      restartOf('Deployment', 'web', {}),
      { pod: DB0, refusal: refuse('ownerHasNoRollout', { owner: 'Job nightly' }) },
    );
    expect(robot.screen()).toContain('Left out: Job nightly has no rollout to restart.');
    robot.effects = [];
    robot.press('y');
    expect(robot.effects).toMatchObject([{ acts: [{ owner: { name: 'db' } }, { owner: { name: 'web' } }] }]);
  });

  test('what cannot be restarted leaves no yes', () => {
    const robot = told(smallClusterRobot().press('r'), {
      pod: DB0,
      refusal: refuse('rolloutPaused', { owner: 'Deployment web' }),
    });
    robot.effects = [];
    expect(robot.press('y').screen()).toContain('Deployment web is paused;');
    expect(robot.effects).toEqual([]);
  });

  test('an answer that comes too late opens nothing', () => {
    const robot = told(smallClusterRobot().press('r', 'n'), restartOf('StatefulSet', 'db', {}));
    expect(robot.session.state.overlay).toBeUndefined();
  });
});

describe('scaling', () => {
  test('begins with the present number, and asks for another', () => {
    const robot = told(smallClusterRobot().press('Z'), scaleOf('StatefulSet', 'db', { present: 2 }));
    expect(robot.screen()).toContain('It wants 3 replicas, and has 2.');
    expect(robot.screen()).toContain('Replicas: 3_');
    robot.effects = [];
    expect(robot.press('y').screen()).toContain('It wants 3 already; type another number.');
    expect(robot.press('backspace', '5', 'y').effects).toEqual([
      { type: 'act', acts: [{ kind: 'scale', pod: DB0, owner: owner('StatefulSet', 'db'), from: 3, to: 5 }] },
    ]);
  });
  test('the arrows go one by one', () => {
    const robot = told(smallClusterRobot().press('Z'), scaleOf('Deployment', 'web', {}));
    robot.effects = [];
    robot.press('right', 'y');
    expect(robot.effects).toMatchObject([{ acts: [{ from: 3, to: 4 }] }]);
  });
  test('a number that was typed is there already', () => {
    const robot = told(smallClusterRobot().type(':scale 7').press('enter'), scaleOf('Deployment', 'web', {}));
    expect(robot.screen()).toContain('Replicas: 7_');
  });
  test('tells which pods of a StatefulSet go, and of their claims', () => {
    const claims = { spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } } };
    const robot = told(smallClusterRobot().press('Z'), scaleOf('StatefulSet', 'db', {}, claims)).press('left');
    expect(robot.screen()).toContain('db-2 goes, one after another, and the claims of their volumes');
    expect(robot.press('left', 'left').screen()).toContain('db-2 down to db-0 go, one after another');
  });
  test('tells of an autoscaler, and of nothing that is left', () => {
    const autoscaler = 'HorizontalPodAutoscaler web changes that on its own, between 2 and 10.';
    const robot = told(smallClusterRobot().press('Z'), scaleOf('Deployment', 'web', { autoscaler }));
    expect(robot.screen()).toContain('HorizontalPodAutoscaler web changes that on its own');
    expect(robot.press('backspace', '0').screen()).toContain('None of its pods is left then.');
  });
  test('one owner at a time', () => {
    const robot = told(
      smallClusterRobot().press('ctrl-a', 'Z'),
      scaleOf('Deployment', 'web', {}),
      scaleOf('StatefulSet', 'db', {}),
    );
    robot.effects = [];
    expect(robot.press('y').screen()).toContain('They have several owners, and one is scaled at a time.');
    expect(robot.effects).toEqual([]);
  });
  test('a number that is none', () => {
    expect(smallClusterRobot().type(':scale many').press('enter').screen()).toContain(
      '"many" is no number of replicas',
    );
  });
});

describe('refusals before anything is asked', () => {
  const created = START;
  const CASES: readonly { name: string; key: string; owner?: string; says: string }[] = [
    { name: 'no owner', key: 'r', says: 'Nothing is restarted: p-0 has no owner.' },
    { name: 'a Job', key: 'r', owner: 'Job/once', says: 'Nothing is restarted: Job once has no rollout to restart.' },
    {
      name: 'a DaemonSet',
      key: 'Z',
      owner: 'DaemonSet/agent',
      says: 'Nothing is scaled: DaemonSet agent has no replicas to scale.',
    },
    { name: 'no owner to scale', key: 'Z', says: 'Nothing is scaled: p-0 has no owner.' },
  ];
  test.for(CASES)('$key, $name', ({ key, owner: of, says }) => {
    const robot = smallClusterRobot({ pods: [pod('p-0', { created, ...(of ? { owner: of } : {}) })] }).press(key);
    expect(robot.screen()).toContain(says);
    expect(robot.effects).toEqual([]);
  });
  test.for<{ key: string; wish: WorkloadWish; says: string }>([
    { key: 'r', wish: 'restart', says: 'restart StatefulSets' },
    { key: 'Z', wish: 'scale', says: 'scale StatefulSets' },
  ])('$key without the right', ({ key, says }) => {
    const robot = smallClusterRobot({ target: { user: 'dev' }, rights: { may: () => false } }).press(key);
    expect(robot.screen()).toContain(`The cluster does not let user "dev" ${says} in default.`);
  });
  test.for(['r', 'Z'])('%s where one only reads', key => {
    const robot = smallClusterRobot({ target: { readOnly: true } }).press(key);
    expect(robot.screen()).toContain('this cluster is read-only here');
  });
});
