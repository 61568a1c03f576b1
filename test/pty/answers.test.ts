import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Refusal, refuse } from '../../src/app/refusals.ts';
import { ApiServer, json, statusObject } from '../support/api-server.ts';
import { bytesOf } from '../support/key-bytes.ts';
import { ANSWERED, keysOf, pathTo, SIZE } from '../support/refused.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

const server = new ApiServer();

/** The body, with the code that a Status has; or the connection is cut. */
type Answer = Readonly<Record<string, unknown>> | 'cut';
/** What the server answers, by `METHOD` and the end of the path, one after the other; the last one stays. */
type Script = Readonly<Record<string, Answer | readonly Answer[]>>;

interface Case {
  /** The pod under the cursor. */
  readonly at: string;
  readonly script?: Script;
  /** Names of keys, and texts that are typed. */
  readonly presses: readonly string[];
  /** And then, once it `asks`, unless told whether that is meant. */
  readonly asks?: string;
  readonly yes?: readonly string[];
  readonly says: Refusal;
  /** What undoes that which would stay, pressed in the grid. */
  readonly leave?: readonly string[];
}

const status = (code: number, reason: string, message: string): Answer => statusObject(code, reason, message);
const set = (fields: { readonly uid?: string; readonly generation?: number } = {}): Answer => ({
  kind: 'StatefulSet',
  metadata: { name: 'db', uid: 'db', generation: 1, resourceVersion: '7', ...fields },
  spec: { replicas: 2 },
});
const scale = (replicas: number): Answer => ({
  kind: 'Scale',
  metadata: { name: 'db', uid: 'db', resourceVersion: '7' },
  spec: { replicas },
});
const replicaSet = (more: object = {}): Answer => ({
  kind: 'ReplicaSet',
  metadata: { name: 'web-7c9d8b6f5', uid: 'web-7c9d8b6f5', ...more },
});
const ofDeployment = replicaSet({
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'web', controller: true }],
});
const WEB = 'web-7c9d8b6f5-2xkqp';

/** What the cluster, or the shell in its place, says to what a person asked for. */
const CASES: Readonly<Partial<Record<(typeof ANSWERED)[number], Case>>> = {
  goneAlready: {
    at: 'cart-0',
    script: { 'DELETE /cart-0': status(404, 'NotFound', 'pods "cart-0" not found') },
    presses: ['delete'],
    yes: ['y'],
    says: refuse('goneAlready', { pod: 'cart-0' }),
  },
  anotherPod: {
    at: 'cart-0',
    script: {
      'DELETE /cart-0': status(
        409,
        'Conflict',
        'Operation cannot be fulfilled on pods "cart-0": Precondition failed: UID in precondition: a, UID in object meta: b',
      ),
    },
    presses: ['delete'],
    yes: ['y'],
    says: refuse('anotherPod', { pod: 'cart-0' }),
  },
  answered: {
    at: 'cart-0',
    script: {
      'DELETE /cart-0': status(403, 'Forbidden', 'admission webhook "calm" denied the request: not on Fridays'),
    },
    presses: ['delete'],
    yes: ['y'],
    says: refuse('answered', { answer: 'admission webhook "calm" denied the request: not on Fridays.' }),
  },
  perhapsDone: {
    at: 'cart-0',
    script: { 'DELETE /cart-0': 'cut' },
    presses: ['delete'],
    yes: ['y'],
    says: refuse('perhapsDone', { problem: 'HOST closed the connection.' }),
  },
  heldByBudget: {
    at: 'cart-0',
    script: {
      'POST /cart-0/eviction': status(
        429,
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
      ),
    },
    presses: ['K'],
    yes: ['y'],
    says: refuse('heldByBudget', {
      pod: 'cart-0',
      answer: "Cannot evict pod as it would violate the pod's disruption budget.",
    }),
  },
  changedMeanwhile: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': [set(), set({ generation: 2 })] },
    presses: ['r'],
    yes: ['y'],
    says: refuse('changedMeanwhile', { owner: 'StatefulSet db' }),
  },
  anotherOwner: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': [set(), set({ uid: 'other' })] },
    presses: ['r'],
    yes: ['y'],
    says: refuse('anotherOwner', { owner: 'StatefulSet db' }),
  },
  scaledMeanwhile: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': set(), 'GET /statefulsets/db/scale': [scale(2), scale(5)] },
    presses: ['Z'],
    asks: 'Replicas:',
    yes: ['right', 'y'],
    says: refuse('scaledMeanwhile', { owner: 'StatefulSet db', present: 5, from: 2 }),
  },
  sameReplicas: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': set(), 'GET /statefulsets/db/scale': scale(2) },
    presses: ['Z'],
    says: refuse('sameReplicas', { wanted: 2 }),
  },
  anotherMaker: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': set({ uid: 'other' }) },
    presses: ['r'],
    says: refuse('anotherMaker', { owner: 'StatefulSet db', pod: 'db-0' }),
  },
  ownerHasNoRollout: {
    at: WEB,
    script: { 'GET /replicasets/web-7c9d8b6f5': replicaSet() },
    presses: ['r'],
    says: refuse('ownerHasNoRollout', { owner: 'ReplicaSet web-7c9d8b6f5' }),
  },
  rolloutPaused: {
    at: WEB,
    script: {
      'GET /replicasets/web-7c9d8b6f5': ofDeployment,
      'GET /deployments/web': { kind: 'Deployment', metadata: { name: 'web', uid: 'web' }, spec: { paused: true } },
    },
    presses: ['r'],
    says: refuse('rolloutPaused', { owner: 'Deployment web' }),
  },
  ownerUnknown: {
    at: WEB,
    script: { 'GET /replicasets/web-7c9d8b6f5': status(403, 'Forbidden', 'replicasets.apps is forbidden') },
    presses: ['r'],
    says: refuse('ownerUnknown', {
      pod: WEB,
      problem:
        'replicasets.apps is forbidden; ask for the right, or choose a namespace that you may read with --namespace',
    }),
  },
  ownerless: {
    at: 'db-0',
    script: { 'GET /statefulsets/db': set() },
    presses: ['space', 'G', 'space', 'r'],
    leave: ['g', 'space', 'G', 'space'],
    says: refuse('ownerless', { pod: 'cart-0' }),
  },
  severalOwners: {
    at: 'db-0',
    script: {
      'GET /statefulsets/db': set(),
      'GET /statefulsets/db/scale': scale(2),
      'GET /replicasets/web-7c9d8b6f5': replicaSet(),
      'GET /replicasets/web-7c9d8b6f5/scale': scale(2),
    },
    presses: ['space', 'j', 'j', 'space', 'Z'],
    leave: ['g', 'space', 'j', 'j', 'space'],
    says: refuse('severalOwners'),
  },
  noPortNamed: {
    at: 'cart-0',
    presses: ['F'],
    asks: 'ports of',
    yes: ['ctrl-u', 'enter'],
    says: refuse('noPortNamed'),
  },
  noSuchPort: {
    at: 'cart-0',
    presses: ['F'],
    asks: 'ports of',
    yes: ['ctrl-u', 'web', 'enter'],
    says: refuse('noSuchPort', { name: 'web', known: 'none of its ports has a name' }),
  },
  notAPort: {
    at: 'cart-0',
    presses: ['F'],
    asks: 'ports of',
    yes: ['ctrl-u', '8080/', 'enter'],
    says: refuse('notAPort', { typed: '8080/' }),
  },
  portOutOfRange: {
    at: 'cart-0',
    presses: ['F'],
    asks: 'ports of',
    yes: ['ctrl-u', '70000', 'enter'],
    says: refuse('portOutOfRange', { typed: '70000' }),
  },
  portTwice: {
    at: 'cart-0',
    presses: ['F'],
    asks: 'ports of',
    yes: ['ctrl-u', '8080', 'space', '8080:9', 'enter'],
    says: refuse('portTwice', { port: 8080 }),
  },
};

let script = new Map<string, Answer[]>();

/** What the server answers beside pods. */
function beside(request: IncomingMessage, response: ServerResponse, { pathname }: URL): boolean {
  const asked = `${request.method} ${pathname}`;
  const found = [...script].find(([end]) => asked.startsWith(end.split(' ')[0]!) && asked.endsWith(end.split(' ')[1]!));
  if (!found) return false;
  const [, answers] = found;
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
  if (answer === 'cut') request.socket.destroy();
  else json(response, answer, typeof answer['code'] === 'number' ? answer['code'] : 200);
  return true;
}

const send = (terminal: TestTerminal, presses: readonly string[]): void =>
  terminal.keys(keysOf(presses).map(bytesOf).join(''));
/** What is said at the bottom, or asked over the panes, as one line. */
function said({ screen }: TestTerminal): string {
  const top = screen.findIndex(line => BOX.test(line));
  if (top < 0) return screen.at(-1)!.trim();
  const [edge = ''] = BOX.exec(screen[top]!) ?? [];
  const from = screen[top]!.indexOf(edge);
  const box = screen.slice(top + 1).map(line => line.slice(from + 1, from + edge.length - 1));
  return box.join(' ').replaceAll(/\s+/g, ' ');
}
/** The upper edge of a question or a prompt; panes have others. */
const BOX = /┌─ (?:Delete|Evict|Restart|Scale|Forward)\b[^┐]*┐/;

let terminal: TestTerminal;
beforeAll(async () => {
  await server.start();
  for (const { metadata, ...fields } of smallCluster())
    server.put(metadata.name, { ...fields, metadata }, metadata.namespace, metadata.uid);
  server.always = beside;
  terminal = launchPodscope(['--server', server.url, '-A'], SIZE);
  await terminal.until('cart-0');
});
afterAll(async () => {
  await terminal[Symbol.asyncDispose]();
  await server.stop();
});

/** What the demo answers to who meddles with it. */
const IN_THE_DEMO = {
  noSuchProbe: [
    ':probe startup fails',
    refuse('noSuchProbe', { container: 'nginx', pod: 'my-nginx-6-5f55fd588f-pzn5m', probe: 'startup' }),
  ],
  noSuchNode: [':lose node-99', refuse('noSuchNode', { name: 'node-99' })],
} as const satisfies Partial<Record<(typeof ANSWERED)[number], readonly [typed: string, says: Refusal]>>;

describe('what the cluster refuses, in the terminal', () => {
  test('each such row of the table is provoked', () => {
    expect([...Object.keys(CASES), ...Object.keys(IN_THE_DEMO)].sort()).toEqual([...ANSWERED].sort());
  });

  test.for(Object.entries(CASES))(
    '%s',
    async ([, { at, presses, asks = 'y yes', yes, says, leave = [], script: answers = {} }]) => {
      script = new Map(Object.entries(answers).map(([end, answer]) => [end, [answer].flat() as Answer[]]));
      send(terminal, ['g', ...pathTo(at), ...presses]);
      if (yes) {
        await terminal.until(asks);
        send(terminal, yes);
      }
      const sentence = says.replace('HOST', new URL(server.url).host);
      await terminal.until(() => said(terminal).includes(sentence), 6_000);
      send(terminal, ['esc', 'esc', 'g', ...leave]);
    },
  );

  test('of the demo', async () => {
    await using demo = launchPodscope(['demo', '--scenario', 'new-nginx', '--seed', '7'], SIZE);
    await demo.until('my-nginx-6');
    for (const [typed, says] of Object.values(IN_THE_DEMO)) {
      send(demo, [typed, 'enter']);
      await demo.until(() => said(demo).includes(says), 6_000);
    }
  });
});
