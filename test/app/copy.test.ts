import { expect, test } from 'vitest';
import { smallClusterRobot } from '../support/small-cluster.ts';

test('any cell of the row can be copied', () => {
  const robot = smallClusterRobot().press('C').type('cell READY').press('enter');
  expect(robot.effects).toEqual([{ type: 'copy', text: '1/1', what: 'cell READY of db-0' }]);
});

test.for([
  { what: 'name', text: 'db-0' },
  { what: 'namespace/name', text: 'default/db-0' },
  { what: 'IP', text: '10.244.1.3' },
  { what: 'row', text: /^default {2}db-0 {2}1\/1 {2}Running {2}/ },
  { what: 'kubectl command', text: 'kubectl --context kind-dev -n default get pod db-0 -o wide' },
  {
    what: 'kubectl command for the list',
    text: "kubectl --context kind-dev -n default get pods -l 'app in (db)' -o wide; kubectl --context kind-dev -n shop get pods -l 'app in (db)' -o wide",
  },
])('$what can be copied', ({ what, text }) => {
  const target = {
    namespaces: ['default', 'shop'],
    selecting: { labels: 'app in (db)', typed: undefined, fields: undefined },
  };
  const robot = smallClusterRobot({ target }).press('C').type(what).press('enter');
  expect(robot.effects).toMatchObject([{ type: 'copy', what: `${what} of db-0` }]);
  expect(robot.effects[0]).toHaveProperty('text', typeof text === 'string' ? text : expect.stringMatching(text));
});
