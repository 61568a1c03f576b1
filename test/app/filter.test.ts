import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../../src/app/filter/compile.ts';
import type { Facts } from '../../src/app/filter/facts.ts';
import { FIELDS } from '../../src/app/filter/fields.ts';
import type { Transition } from '../../src/history/transitions/transition.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { podHealth } from '../../src/status/health.ts';
import { podRow } from '../../src/status/pod-row.ts';
import { START } from '../support/robot.ts';
import { smallCluster, smallClusterRobot } from '../support/small-cluster.ts';

const FACTS: readonly Facts[] = smallCluster().map(pod => {
  const row = podRow(pod, NEWEST);
  const entry = { uid: row.uid, pod, row, statusSince: { at: row.createdAt! + 3000, exact: false }, goneAt: undefined };
  return { entry, health: podHealth(pod, row, START), transition: undefined };
});
const names = (filter: string): string[] => {
  const compiled = compileFilter(filter);
  expect(compiled.problem).toBeUndefined();
  return FACTS.filter(facts => compiled.matches(facts, START)).map(facts => facts.entry!.row.name);
};

describe('the filter language', () => {
  test.for([
    { filter: '', want: 11 },
    { filter: '   ', want: 11 },
    { filter: 'web', want: 3 },
    { filter: 'WEB', want: 3 },
    { filter: 'web node-2', want: ['web-7c9d8b6f5-9hq4t'] },
    { filter: 'cart,coredns', want: ['cart-0', 'coredns-5d78c9869d-4k2zw'] },
    { filter: 'cart | coredns', want: ['cart-0', 'coredns-5d78c9869d-4k2zw'] },
    { filter: 'db,cart ns:shop', want: ['cart-0'] },
    { filter: '/^shop.*-[a-e]+\\b/', want: ['api-6f5c-abcde'] },
    { filter: '~wbzz', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: '!ns:default', want: 5 },
    { filter: '!ns:default,shop', want: ['coredns-5d78c9869d-4k2zw', 'kube-proxy-8j6mx'] },
    { filter: '!web !shop', want: 5 },
    { filter: 'status:Crash*', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'status:crash', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'status:Crash', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'status:C?ash*', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'status:rash*', want: [] },
    { filter: 'status:Completed,ImagePull*', want: ['nightly-29310-x7v2m', 'api-6f5c-fghij'] },
    { filter: 'status=Running', want: 7 },
    { filter: 'status!=Running', want: 4 },
    { filter: 'status:', want: 11 },
    { filter: 'ns:kube-system', want: 2 },
    { filter: 'namespace:shop name:api', want: 2 },
    { filter: 'node:control*', want: ['coredns-5d78c9869d-4k2zw'] },
    { filter: 'owner:StatefulSet/*', want: ['db-0', 'db-1'] },
    { filter: 'image:app:1.4', want: 10 },
    { filter: 'container:proxy', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'label:app=db', want: ['db-0', 'db-1'] },
    { filter: 'label:app', want: 11 },
    { filter: 'label:tier', want: [] },
    { filter: '-l app=db', want: ['db-0', 'db-1'] },
    { filter: '-l app=db,app!=x db-1', want: ['db-1'] },
    { filter: '-l app', want: 11 },
    { filter: '-l app=', want: 11 },
    { filter: '-l', want: 11 },
    { filter: '-l app!=', want: 11 },
    { filter: '-l !app', want: [] },
    { filter: '-l app in (db, cart)', want: ['db-0', 'db-1', 'cart-0'] },
    { filter: '-l "app in (db,cart)" ns:shop', want: ['cart-0'] },
    { filter: "-l 'app in (db,cart),app!=cart' db-1", want: ['db-1'] },
    { filter: '-l app=db -l tier', want: [] },
    { filter: '-l app notin (db,web) ns:shop', want: 3 },
    { filter: 'web-large -l app=web,', want: [] },
    { filter: 'restarts>4', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'restarts>=2 restarts<5', want: ['cart-0'] },
    { filter: 'restarts>', want: 11 },
    { filter: 'age<1m', want: ['db-1'] },
    { filter: 'age>1h30m age<4h', want: 2 },
    { filter: 'in<10m', want: ['web-7c9d8b6f5-zz8ln', 'db-1'] },
    { filter: 'ready:no', want: 5 },
    { filter: 'ready:y', want: 6 },
    { filter: 'is:unhealthy', want: 3 },
    { filter: 'reason:OOMKilled', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: 'qos:Burst phase:Pending', want: ['db-1', 'api-6f5c-fghij'] },
    { filter: '"web-7c9d8b6f5-zz8ln crash"', want: ['web-7c9d8b6f5-zz8ln'] },
    { filter: '"ns:shop"', want: [] },
    { filter: 'Init:Error', want: [] },
    { filter: '/web', want: 3 },
  ])('$filter', ({ filter, want }) => {
    const found = names(filter);
    if (typeof want === 'number') expect(found).toHaveLength(want);
    else expect(found).toEqual(want);
  });

  test.for([
    { filter: 'foo:bar', says: /There is no field "foo"; there are status, ns, / },
    { filter: 'restarts>many', says: /"restarts>many" compares with no count: write restarts>5\./ },
    { filter: 'age<1', says: /compares with no duration: write age<1h\./ },
    { filter: 'ready:perhaps', says: /"ready" is yes or no, not "perhaps"\./ },
    { filter: 'status>3', says: /"status" is a text: write status:Crash\*\./ },
    { filter: '/(/', says: /is no regular expression/ },
  ])('$filter is not understood, says so, and the last good filter stays', ({ filter, says }) => {
    const good = compileFilter('web');
    const bad = compileFilter(filter, good);
    expect(bad.problem).toMatch(says);
    expect(FACTS.filter(facts => bad.matches(facts, START))).toHaveLength(3);
  });

  test('any text is a filter or a problem, and never throws', () => {
    const part = fc.constantFrom(
      '!',
      '"',
      ',',
      '|',
      ' ',
      ':',
      '>',
      '=',
      '/',
      '~',
      '-l ',
      'status',
      'age',
      'web',
      '(',
      '*',
      '作',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const compiled = compileFilter(parts.join(''));
        for (const facts of FACTS) expect(typeof compiled.matches(facts, START)).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });

  test.for([
    { filter: 'web', selector: undefined },
    { filter: '-l app=web', selector: 'app=web' },
    { filter: 'Crash -l app=web,tier!=db age<1h', selector: 'app=web,tier!=db' },
    { filter: '-l app=web -l "env in (a, b)"', selector: 'app=web,env in (a, b)' },
    { filter: '-l app=', selector: 'app' },
    { filter: '-l env in (a', selector: undefined },
  ])('"$filter" selects by $selector', ({ filter, selector }) => {
    const compiled = compileFilter(filter);
    expect([compiled.problem, compiled.selector]).toEqual([undefined, selector]);
  });
  test('the texts that are looked for can be told', () => {
    expect(compileFilter('Web,api !cart status:Crash* ~fz /re/ "a b" age<1h -l x=y').words).toEqual([
      'web',
      'api',
      'a b',
    ]);
  });
  test('a selector that cannot be read is said, and the last one stays', () => {
    const good = compileFilter('-l app=web');
    const bad = compileFilter('-l app=web=db', good);
    expect(bad.problem).toBe('"app=web=db" selects no labels: write -l app=web, tier!=db, env in (a,b).');
    expect(bad.selector).toBe('app=web');
  });

  test.for(FIELDS)('$names.0 has an example that is understood', ({ example, help }) => {
    expect(compileFilter(example).problem).toBeUndefined();
    expect(help).toMatch(/\.$/);
  });

  test('only filters on ages are asked again as time passes', () => {
    expect(['web', 'status:Crash*', 'restarts>5', '"age<1h"'].map(each => compileFilter(each).timed)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['age<1h', 'in>10m', 'web,age>3d'].map(each => compileFilter(each).timed)).toEqual([true, true, true]);
  });

  test('lines of the log are asked about what changed', () => {
    const transition: Transition = {
      seq: 1,
      uid: 'u',
      namespace: 'shop',
      name: 'api-0',
      subject: 'status',
      part: undefined,
      from: 'Running',
      to: 'OOMKilled',
      receivedAt: START,
      clusterAt: undefined,
      lasted: { ms: 252_000, atLeast: false },
      reason: 'OOMKilled',
      message: undefined,
      certainty: 'seen',
      severity: 'error',
      missed: undefined,
    };
    const asked = (filter: string): boolean =>
      compileFilter(filter).matches({ entry: undefined, health: undefined, transition }, START);
    for (const filter of [
      'api',
      'status:Running',
      'status:OOM*',
      'ns:shop',
      'in>4m',
      'change:status',
      'severity:error',
    ])
      expect(asked(filter), filter).toBe(true);
    for (const filter of ['web', 'status:Pending', 'ns:default', 'in>5m', 'node:x', 'ready:no', 'restarts>0'])
      expect(asked(filter), filter).toBe(false);
  });
});

describe('as one types', () => {
  test('pods leave as they grow older than asked for', () => {
    const robot = smallClusterRobot().type('/age<1m').press('enter');
    expect(robot.names).toEqual(['db-1']);
    expect(robot.waits(41_000).names).toEqual([]);
  });
  test("an age is one by the cluster's clock, as the column shows it", () => {
    const robot = smallClusterRobot({ world: { skew: () => 45_000 } })
      .type('/age<1m')
      .press('enter');
    expect(robot.names).toEqual([]);
  });
  test('what is not understood is said beside the line, and the list stays', () => {
    const robot = smallClusterRobot().type('/web').paste(' foo:x');
    expect(robot.names).toHaveLength(3);
    expect(robot.screen()).toContain('There is no field "foo"');
  });
});
