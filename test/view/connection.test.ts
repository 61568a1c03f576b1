import { expect, test } from 'vitest';
import type { ConnectionState } from '../../src/kube/feed.ts';
import { Robot, START } from '../support/robot.ts';

const problem = {
  code: 'network',
  message: 'the connection to 10.0.0.1:6443 was cut',
  hint: 'it is tried again',
} as const;
const [since, staleSince] = [START - 60_000, START - 23_000];

/** What the right end of the header says of the connection, and the line below it where that says why. */
test.for<{ name: string; connection: ConnectionState; says: string; why?: string }>([
  { name: 'connecting', connection: { state: 'connecting', since }, says: 'connecting' },
  {
    name: 'connecting again, with what was there before',
    connection: { state: 'connecting', since, staleSince },
    says: 'connecting, stale since 11:59:37 (23s)',
  },
  {
    name: 'connecting, as soon as there is a credential',
    connection: { state: 'connecting', since, staleSince, waitsFor: 'the credential plugin kubelogin' },
    says: 'connecting, stale since 11:59:37 (23s)',
    why: 'waiting for the credential plugin kubelogin',
  },
  {
    name: 'listing, with an estimate',
    connection: { state: 'listing', since, received: 4500, total: 10_000 },
    says: 'listing again 4,500 of ~10,000',
  },
  {
    name: 'listing, without one',
    connection: { state: 'listing', since, received: 500 },
    says: 'listing again 500 of ~500',
  },
  {
    name: 'listing after a gap',
    connection: { state: 'listing', since, received: 500, total: 1000, staleSince },
    says: 'listing again 500 of ~1,000, stale since 11:59:37 (23s)',
  },
  { name: 'live', connection: { state: 'live', since }, says: 'live since 11:59:00' },
  {
    name: 'live, but for namespaces that may not be read',
    connection: { state: 'live', since, without: ['shop', 'web'] },
    says: 'live since 11:59:00, without shop, web',
  },
  {
    name: 'live, of all namespaces only those that may be read',
    connection: { state: 'live', since, only: ['shop'] },
    says: 'live since 11:59:00, only shop',
  },
  {
    name: 'live, with more of them than there is room for',
    connection: { state: 'live', since, only: Array.from({ length: 12 }, (_, i) => `team-${i}`) },
    says: 'live since 11:59:00, only 12 namespaces',
  },
  {
    name: 'reconnecting',
    connection: { state: 'reconnecting', since: START, staleSince, retryAt: START + 3_200, problem },
    says: 'stale since 11:59:37 (23s), reconnecting in 4s',
    why: 'the connection to 10.0.0.1:6443 was cut  it is tried again',
  },
  {
    name: 'reconnecting before anything was there',
    connection: { state: 'reconnecting', since: START, retryAt: START + 3_200, problem },
    says: 'not connected, reconnecting in 4s',
    why: 'the connection to 10.0.0.1:6443 was cut  it is tried again',
  },
  {
    name: 'failed before anything was there',
    connection: { state: 'failed', since, problem: { ...problem, code: 'unauthorized' }, retryAt: START + 30_000 },
    says: 'not connected',
    why: 'the connection to 10.0.0.1:6443 was cut  it is tried again',
  },
  {
    name: 'failed later: how old the rest is stays',
    connection: { state: 'failed', since, problem: { ...problem, code: 'forbidden' }, staleSince },
    says: 'not connected, stale since 11:59:37 (23s)',
    why: 'the connection to 10.0.0.1:6443 was cut  it is tried again',
  },
])('$name: $says', ({ connection, says, why }) => {
  const robot = new Robot({ width: 160, height: 30 });
  robot.connection = connection;
  const [header, below] = robot.screen().split('\n');
  expect(header!.trimEnd().endsWith(` ${says}`)).toBe(true);
  if (why !== undefined) expect(below!.trim()).toBe(why);
  // The age of what is shown is there on the smallest screen, too.
  const small = new Robot({ width: 80, height: 24 });
  small.connection = connection;
  const age = says.replace(/^.*(stale since \S+ \(\w+\)).*$/, '$1');
  if (age.startsWith('stale')) expect(small.screen().split('\n')[0]).toContain(age);
});

const message =
  'pods is forbidden: User "system:serviceaccount:payments:reader" cannot list resource "pods" in API group "" at the cluster scope';
const next = 'ask for the right, or choose a namespace that you may read with --namespace';
test.for<{ name: string; connection: ConnectionState; says: string }>([
  {
    name: 'failed',
    connection: { state: 'failed', since, problem: { code: 'forbidden', message, hint: next } },
    says: `${message} ${next}`,
  },
  {
    name: 'reconnecting',
    connection: { state: 'reconnecting', since, retryAt: START + 3_200, problem },
    says: `${problem.message} ${problem.hint} next try in 4s`,
  },
  {
    name: 'waiting for a credential',
    connection: { state: 'connecting', since, waitsFor: 'the credential plugin kubelogin' },
    says: 'Waiting for the credential plugin kubelogin …',
  },
])('without a pod the whole sentence stands in their place, however narrow it is: $name', ({ connection, says }) => {
  for (const width of [80, 40]) {
    const robot = new Robot({ width, height: 24 });
    robot.connection = connection;
    const below = robot.screen().split('\n').slice(3).join('');
    expect(below.replaceAll(/\s/g, '')).toContain(says.replaceAll(' ', ''));
  }
});
