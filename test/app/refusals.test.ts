import { beforeAll, describe, expect, test } from 'vitest';
import { RIGHTS } from '../../src/app/acts/rights.ts';
import { COMMANDS } from '../../src/app/commands.ts';
import { ObjectDocument } from '../../src/app/reading/object-document.ts';
import { Robot } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

/** A reader of one kind, filled where that matters. */
function reading(key: string, fill: (robot: Robot) => void = () => {}): Robot {
  const robot = smallClusterRobot().press(key);
  fill(robot);
  robot.screen();
  return robot;
}
const filledObject = (robot: Robot): void => {
  const { overlay } = robot.session.state;
  if (overlay?.kind !== 'reader') throw new Error('nothing is read');
  overlay.reader.fill({ kind: 'object', document: new ObjectDocument({ kind: 'Pod' }) }, robot.now);
};
const replay = () => ({ at: 0, from: 0, until: 0, speed: 1, paused: false, played: 0, total: 0 }) as never;

/** Where a person may stand when a key is refused. */
const SITUATIONS: Readonly<Record<string, () => Robot>> = {
  'no pod at all': () => new Robot(),
  'a pod that is gone': () => smallClusterRobot().loses('db-0'),
  'a pod whose containers wait': () => smallClusterRobot().press('j'),
  'a pod without an owner': () => smallClusterRobot().type('/cart').press('enter'),
  'a pod of a Job': () => smallClusterRobot().type('/nightly').press('enter'),
  'a pod of a DaemonSet': () => smallClusterRobot().type('/kube-proxy').press('enter'),
  'a pod of a ReplicaSet': () => smallClusterRobot().type('/api-').press('enter'),
  'a cluster that is read-only': () => smallClusterRobot({ target: { readOnly: true } }),
  'a demo that is read-only': () => smallClusterRobot({ target: { readOnly: true, demo: true } }),
  'a recording': () => smallClusterRobot({ world: { replay } }),
  'no rights': () => smallClusterRobot({ rights: { may: () => false } }),
  'no rights, a pod of a ReplicaSet': () =>
    smallClusterRobot({ rights: { may: () => false } })
      .type('/api-')
      .press('enter'),
  'no rights, a pod of a DaemonSet': () =>
    smallClusterRobot({ rights: { may: () => false } })
      .type('/kube-proxy')
      .press('enter'),
  'the detail': () => new Robot().press('tab'),
  'the log, without a line': () => smallClusterRobot().press('shift-tab'),
  'the log of a pod that is gone and forgotten': () =>
    smallClusterRobot().loses('db-0').waits(600_000).press('shift-tab'),
  'a list to choose from': () => smallClusterRobot().press('n'),
  'a list to choose one from': () => smallClusterRobot().press('C'),
  'a description': () => reading('d'),
  'a description in which nothing is found': () =>
    reading('d', robot => void robot.press('/').type('nowhere').press('enter')),
  'an object': () => reading('y', filledObject),
  'the events of all': () => reading('ctrl-e'),
};

/** Each command with what it says for refusing, and where it first does. */
const found = new Map<string, Map<string, string>>();

describe('refusals', () => {
  beforeAll(() => {
    for (const [situation, arrange] of Object.entries(SITUATIONS)) {
      const { session } = arrange();
      const contexts = session.contexts();
      for (const { id, disabled, contexts: own } of COMMANDS) {
        const sentence = own.some(context => contexts.includes(context)) ? disabled?.(session) : undefined;
        if (sentence === undefined) continue;
        const sentences = found.get(id) ?? new Map<string, string>();
        if (!sentences.has(sentence)) sentences.set(sentence, situation);
        found.set(id, sentences);
      }
    }
  });

  test.for(COMMANDS.filter(({ disabled }) => disabled).map(({ id }) => id))('%s is refused somewhere', id => {
    expect([...found.keys()]).toContain(id);
  });

  test.for(Object.entries(RIGHTS).filter(([id]) => id !== 'debug'))(
    'without the right %s a key says so in its words',
    ([, { says }]) => {
      const sentences = [...found.values()].flatMap(each => [...each.keys()]);
      expect(sentences.filter(sentence => sentence.includes(says))).not.toEqual([]);
    },
  );

  test('are these', async () => {
    const text = [...found].map(([id, sentences]) =>
      [id, ...[...sentences].map(([sentence, situation]) => `  ${situation}: ${sentence}`), ''].join('\n'),
    );
    await expect(text.join('\n')).toMatchFileSnapshot('refusals.txt');
  });
});
