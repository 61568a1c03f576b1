import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { ApiServer, json, status } from '../support/api-server.ts';
import { bytesOf } from '../support/key-bytes.ts';
import { recordingText } from '../support/recording.ts';
import {
  arrange,
  keysOf,
  pathTo,
  type Refused,
  refusedIn,
  SITUATIONS,
  SIZE,
  type Situation,
  STRANGE_EVENT,
  type StageName,
  takesWords,
} from '../support/refused.ts';
import { START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'podscope-refusals-'));
const server = new ApiServer();
const forbidding = new ApiServer();
const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

function beside(_: IncomingMessage, response: ServerResponse, { pathname, searchParams }: URL): boolean {
  if (pathname.endsWith('/events')) {
    const { regarding, ...event } = STRANGE_EVENT;
    const items = [{ ...event, metadata: { ...event, name: 'event' }, involvedObject: regarding }];
    response.setHeader('Content-Type', 'application/json');
    if (searchParams.has('watch')) response.flushHeaders();
    else response.end(JSON.stringify({ kind: 'EventList', metadata: { resourceVersion: '7' }, items }));
    return true;
  }
  if (/\/nodes\//.test(pathname)) {
    status(response, 403, 'Forbidden', 'nodes "node-1" is forbidden');
    return true;
  }
  return false;
}

const list = (): FeedEvent[] => [
  ...smallCluster().map((after): FeedEvent => ({ type: 'Added', after, via: 'list', receivedAt: START })),
  { type: 'Synced', count: 11, receivedAt: START },
];
const goes = (name: string, receivedAt: number): FeedEvent => {
  const last = smallCluster().find(({ metadata }) => metadata.name === name)!;
  return { type: 'Deleted', before: last, last, via: 'watch', receivedAt };
};
function recordingOf(name: string, events: readonly FeedEvent[]): readonly string[] {
  const path = join(folder, name);
  writeFileSync(path, recordingText('test', events));
  return ['replay', path];
}

/** How the program is started on each stage, and what it shows when all pods are there. */
const STARTS: Readonly<Record<StageName, { readonly args: () => readonly string[]; readonly shows: string }>> = {
  nothing: { args: () => ['--server', server.url, '-n', 'nowhere'], shows: 'live' },
  cluster: { args: () => ['--server', server.url, '-A'], shows: 'cart-0' },
  'read-only': { args: () => ['--server', server.url, '-A', '--readonly'], shows: 'cart-0' },
  forbidden: { args: () => ['--server', forbidding.url, '-A'], shows: 'cart-0' },
  recording: { args: () => recordingOf('run.jsonl', list()), shows: 'cart-0' },
  'old recording': {
    args: () => recordingOf('old.jsonl', [...list(), goes('db-0', START + 1_000), goes('cart-0', START + 3_600_000)]),
    shows: 'cart-0',
  },
  demo: { args: () => ['demo', '--scenario', 'kubia', '--seed', '7', '--speed', '20'], shows: '● Running' },
  'read-only demo': {
    args: () => ['demo', '--scenario', 'kubia', '--seed', '7', '--speed', '20', '--readonly'],
    shows: '● Running',
  },
};

const send = (terminal: TestTerminal, presses: readonly string[]): void =>
  terminal.keys(keysOf(presses).map(bytesOf).join(''));
const lastLine = (terminal: TestTerminal): string => terminal.screen.at(-1)!.trim();
const said = (terminal: TestTerminal, sentence: string): Promise<void> =>
  terminal.until(() => lastLine(terminal) === sentence.replaceAll(/\s+/g, ' '));

let nonsense = 0;
/** Something else is said, so that the next sentence is seen to come. */
async function wipe(terminal: TestTerminal): Promise<void> {
  const word = `no${++nonsense}`;
  send(terminal, [`:${word}`, 'enter']);
  await terminal.until(() => lastLine(terminal).includes(`"${word}"`));
}

let entered: Situation | undefined;
async function enter(terminal: TestTerminal, situation: Situation): Promise<void> {
  const { keys = [], at, gone, shows, stage } = situation;
  send(terminal, ['esc', 'esc', 'esc', 'esc', 'esc']);
  await wipe(terminal);
  if (entered?.stage === stage) send(terminal, entered.leave ?? []);
  entered = situation;
  send(terminal, ['g', ...(at === undefined ? [] : pathTo(at))]);
  if (gone !== undefined && server.pods.some(({ metadata }) => metadata.name === gone)) {
    server.delete(gone);
    await terminal.until(new RegExp(`${gone} .*→ gone`));
  }
  // What the person may do is asked while the cursor rests; a question shows when it is known.
  if (stage === 'forbidden') {
    send(terminal, ['K']);
    await terminal.until('The cluster does not let you evict');
    send(terminal, ['esc']);
    await wipe(terminal);
  }
  send(terminal, keys);
  if (shows !== undefined) await terminal.until(shows);
}

/** Each key and word once for each rule, where it is first refused so. */
const WALK = new Map<Situation, Refused[]>();
const walked = new Set<string>();
for (const situation of SITUATIONS) {
  for (const refused of refusedIn(situation)) {
    const key = `${refused.by} ${refused.rule}`;
    if (walked.has(key)) continue;
    walked.add(key);
    WALK.set(situation, [...(WALK.get(situation) ?? []), refused]);
  }
}

beforeAll(async () => {
  for (const each of [server, forbidding]) {
    await each.start();
    for (const { metadata, ...fields } of smallCluster())
      each.put(metadata.name, { ...fields, metadata }, metadata.namespace, metadata.uid);
  }
  server.always = beside;
  forbidding.always = (request, response, url) => {
    if (url.pathname !== REVIEWS) return beside(request, response, url);
    json(response, { kind: 'SelfSubjectAccessReview', status: { allowed: false } }, 201);
    return true;
  };
});
afterAll(async () => {
  await Promise.all([server.stop(), forbidding.stop()]);
  rmSync(folder, { recursive: true });
});

describe('refusals in the terminal', () => {
  test.for(Object.entries(STARTS))('%s', async ([stage, { args, shows }]) => {
    await using terminal = launchPodscope(args(), SIZE);
    await terminal.until(shows);
    for (const [situation, all] of WALK) {
      if (situation.stage !== stage) continue;
      const stays = takesWords(arrange(situation));
      await enter(terminal, situation);
      for (const { presses, sentence, by } of all) {
        if (lastLine(terminal) === sentence)
          if (stays) await wipe(terminal);
          else await enter(terminal, situation);
        send(terminal, presses);
        await said(terminal, sentence).catch((error: Error) =>
          expect.fail(`${situation.name}: ${by} does not say "${sentence}": ${error.message}`),
        );
        if (situation.tries?.includes(presses)) await enter(terminal, situation);
      }
    }
  });
});
