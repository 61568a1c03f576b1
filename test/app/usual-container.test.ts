import { describe, expect, test } from 'vitest';
import { USUAL_CONTAINER, usualContainer } from '../../src/kube/usual-container.ts';
import { START } from '../support/robot.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';
import { pod, running } from '../support/some-pods.ts';

const spec = { containers: [{ name: 'proxy' }, { name: 'app' }], initContainers: [{ name: 'sidecar' }] };
const annotated = (name: unknown) => ({ metadata: { annotations: { [USUAL_CONTAINER]: name } }, spec });

test.for([
  ['without an annotation', { spec }, 'proxy'],
  ['that the annotation names', annotated('app'), 'app'],
  ['that the annotation names among those that start before', annotated('sidecar'), 'sidecar'],
  ['where the annotation names none that is there', annotated('gone'), 'proxy'],
  ['where the annotation is no text', annotated({}), 'proxy'],
  ['of nothing', undefined, ''],
] as const)('the usual container %s', ([, given, wanted]) => {
  expect(usualContainer(given)).toBe(wanted);
});

describe('on the screen', () => {
  const two = pod('p-0', { created: START - 60_000, containers: [running('proxy', START), running('app', START)] });
  const pods = [{ ...two, metadata: { ...two.metadata, annotations: { [USUAL_CONTAINER]: 'app' } } }];

  test.for(['s', 'a'])('%s asks with the usual container under the cursor', key => {
    const robot = smallClusterRobot({ pods }).press(key, 'enter');
    expect(robot.effects).toMatchObject([{ place: { container: 'app' } }]);
  });

  test('the other one is a key away', () => {
    const robot = smallClusterRobot({ pods }).press('s', 'down', 'enter');
    expect(robot.effects).toMatchObject([{ type: 'openShell', place: { container: 'proxy' } }]);
  });
});
