import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/demo/store/objects.ts';
import { seededRandom } from '../../src/demo/store/random.ts';
import { type Change, ResourceLog } from '../../src/demo/store/resource-log.ts';
import { FakeClock } from '../support/fake-clock.ts';

const pod = (name: string, namespace = 'default'): Draft => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
});
const newLog = (window?: number) =>
  new ResourceLog({ clock: new FakeClock(), random: seededRandom(1), window, firstVersion: 0 });
const names = (items: readonly { metadata: { name: string } }[]) => items.map(({ metadata }) => metadata.name);

describe('the log of resources', () => {
  test('pages of one list agree on one version, whatever happens between them', () => {
    const log = newLog();
    for (const name of ['a', 'b', 'c', 'd', 'e']) log.create('pods', pod(name));
    const first = log.page('pods', { limit: 2 });
    expect({ names: names(first.items), remaining: first.remaining, version: first.version }).toEqual({
      names: ['a', 'b'],
      remaining: 3,
      version: 5,
    });
    log.remove('pods', 'default', 'd');
    log.create('pods', pod('bb'));
    const second = log.page('pods', { limit: 2, after: first.last, at: first.version });
    const third = log.page('pods', { limit: 2, after: second.last, at: first.version });
    expect([...names(second.items), ...names(third.items)]).toEqual(['c', 'd', 'e']);
    expect(names(log.page('pods', {}).items)).toEqual(['a', 'b', 'bb', 'c', 'e']);
  });

  test('a namespace is a range of keys, and its neighbours stay out', () => {
    const log = newLog();
    for (const namespace of ['a', 'a-b', 'ab', 'b']) log.create('pods', pod('x', namespace));
    expect(log.page('pods', { namespace: 'a' }).items.map(({ metadata }) => metadata.namespace)).toEqual(['a']);
  });

  test('what fell out of the window is not remembered', () => {
    const log = newLog(2);
    for (const name of ['a', 'b', 'c', 'd']) log.create('pods', pod(name));
    expect([1, 2, 4].map(version => log.remembers('pods', version))).toEqual([false, true, true]);
    log.compact();
    expect(log.remembers('pods', 3)).toBe(false);
    expect(log.remembers('pods', 4)).toBe(true);
  });

  test('everybody hears of changes in their order, even when a listener writes', () => {
    const log = newLog();
    const heard: Change[] = [];
    log.subscribe('pods', ({ type, object }) => {
      if (type === 'ADDED') log.update('pods', { ...object, status: { phase: 'Running' } });
    });
    log.subscribe('pods', change => heard.push(change));
    log.create('pods', pod('a'));
    expect(heard.map(({ type, version }) => `${type} ${version}`)).toEqual(['ADDED 1', 'MODIFIED 2']);
  });

  test('a planted object is made when it is read, and kept only once it was changed', () => {
    const log = newLog();
    let made = 0;
    log.plant('pods', 'default', 'lazy', resourceVersion => {
      made += 1;
      const metadata = { name: 'lazy', namespace: 'default', uid: 'u', resourceVersion };
      return { apiVersion: 'v1', kind: 'Pod', metadata };
    });
    expect(made).toBe(0);
    expect(names(log.page('pods', {}).items)).toEqual(['lazy']);
    expect(made).toBe(1);
    log.update('pods', { ...log.get('pods', 'default', 'lazy')!, spec: {} });
    expect(made).toBe(3);
    expect(log.get('pods', 'default', 'lazy')).toMatchObject({ spec: {} });
    expect(made).toBe(3);
  });
});
