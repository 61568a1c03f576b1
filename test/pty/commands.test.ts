import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/app/commands.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { ApiServer } from '../support/api-server.ts';
import { readablePods } from '../support/readable-pods.ts';
import { recordingText } from '../support/recording.ts';
import { START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { crashed, pod, running } from '../support/some-pods.ts';
import { launchPodscope, TestTerminal } from '../support/terminal.ts';

const server = new ApiServer();
server.always = readablePods;
const folder = mkdtempSync(join(tmpdir(), 'podscope-commands-'));

const UP = '\x1b[A';
const DOWN = '\x1b[B';
const ENTER = '\r';
const ESC = '\x1b';
const TAB = '\t';
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 96);

/** A command, the keys that give it, and what the screen shows then. */
type Step = readonly [
  command: string,
  keys: string,
  shows: RegExp | ((terminal: TestTerminal) => boolean),
  before?: (terminal: TestTerminal) => Promise<void>,
];

const SELECTED = 'p23';
const selectedRow = (terminal: TestTerminal): string =>
  terminal.screen.find((_, y) => terminal.look(2, y).bg === SELECTED) ?? '';
const onRow = (name: string) => (terminal: TestTerminal) => selectedRow(terminal).includes(name);
/** In a list over the panes. */
const onItem = (text: string) => (terminal: TestTerminal) =>
  terminal.screen.some((line, y) => line.includes(text) && terminal.look(line.indexOf(text), y).bg === SELECTED);
const first = (name: string) => (terminal: TestTerminal) => terminal.screen[4]!.includes(name);
const focused = (title: RegExp) => (terminal: TestTerminal) =>
  terminal.screen.some((line, y) =>
    [...line.matchAll(new RegExp(`┌─ (?=${title.source})`, 'g'))].some(
      found => terminal.look(found.index, y).fg === 'p111',
    ),
  );
const detailWidth = (terminal: TestTerminal): number =>
  terminal.screen.find(line => line.startsWith('┌─ db-0'))?.indexOf('┌─ Changes') ?? 0;
const gone = (word: string) => (terminal: TestTerminal) => !terminal.text.includes(word);
/** The first line inside the frame of what is read. */
const top = (word: string) => (terminal: TestTerminal) => terminal.screen[2]!.includes(word);
const wrote = (text: string) => (terminal: TestTerminal) => terminal.raw.includes(text);

const STORIES: Readonly<Record<string, readonly Step[]>> = {
  'moving in the grid': [
    ['move.down', 'j', onRow('db-1')],
    ['move.up', 'k', onRow('db-0')],
    ['move.last', 'G', onRow('cart-0')],
    ['move.first', 'g', onRow('db-0')],
    ['move.pageDown', '\x1b[6~', onRow('cart-0')],
    ['move.pageUp', '\x1b[5~', onRow('db-0')],
    ['move.pageDown', ctrl('f'), onRow('cart-0')],
    ['move.halfPageUp', ctrl('u'), gone('11 of 11')],
  ],
  sorting: [
    ['sort.name', 'N', first('api-6f5c-abcde')],
    ['sort.reverse', '=', first('web-7c9d8b6f5-zz8ln')],
    ['sort.restarts', 'T', first('web-7c9d8b6f5-zz8ln')],
    ['sort.namespace', 'P', first('db-0')],
    ['sort.nextColumn', '>', first('api-6f5c-abcde')],
    ['sort.previousColumn', '<', first('db-0')],
    ['sort.severity', 'W', t => /CrashLoopBackOff|ImagePullBackOff/.test(t.screen[4]!)],
    ['sort.ready', 'R', t => /READY[▴▾]/.test(t.text) && first('db-1')(t)],
    ['sort.status', 'S', /STATUS[▴▾]/],
    ['sort.in-status', 'D', /IN STATUS[▴▾]|[▴▾] *IN STATUS/],
    ['sort.age', 'A', /AGE[▴▾]/],
    ['grid.wide', 'w', /NODE/],
    ['view.earlier', '[', t => /AGE[▴▾]/.test(t.text) && gone('NODE')(t)],
    ['view.later', ']', /NODE/],
    ['sort.node', 'O', /NODE[▴▾]/],
    [
      'sort.ip',
      'I',
      /IP[▴▾]/,
      async terminal => {
        terminal.resize(160, 40);
        await terminal.until(/\bIP\b/);
      },
    ],
  ],
  filters: [
    ['filter.type', '/cart', gone('coredns')],
    ['prompt.cancel', ESC, /coredns/],
    ['filter.type', '/core', gone('cart-0')],
    ['prompt.accept', ENTER, gone('cart-0')],
    ['filter.none', '0', /cart-0/],
    ['prompt.older', `/${UP}`, gone('cart-0')],
    ['prompt.newer', DOWN, /cart-0/],
    ['prompt.cancel', ctrl('g'), /coredns/],
    ['filter.unhealthy', '!', gone('coredns')],
    ['filter.unhealthy', '!', /coredns/],
    ['filter.nextStatus', 'f', gone('coredns')],
    ['filter.previousStatus', '\x1bf', /coredns/],
    ['filter.status1', '1', t => gone('coredns')(t) && t.text.includes('zz8ln')],
    ['filter.status2', '2', t => gone('zz8ln')(t) && t.text.includes('fghij')],
    ['filter.status3', '3', t => gone('fghij')(t) && t.text.includes('db-1')],
    ['filter.status4', '4', t => gone('fghij')(t) && t.text.includes('coredns')],
    ['filter.status5', '5', t => gone('coredns')(t) && t.text.includes('nightly')],
    ['filter.status5', '5', /coredns/],
    ...['6', '7', '8', '9'].map((digit): Step => [`filter.status${digit}`, digit, /no status|There are only/i]),
    ['filter.type', '/cart', gone('coredns')],
    ['prompt.accept', ENTER, gone('coredns')],
    ['view.back', ESC, /coredns/],
  ],
  'panes and their sizes': [
    ['pane.next', TAB, focused(/db-0/)],
    ['move.halfPageDown', ctrl('d'), focused(/db-0/)],
    ['pane.previous', '\x1b[Z', focused(/Pods/)],
    ['detail.open', 'd', gone('┌─ Changes')],
    ['view.back', ESC, /┌─ Changes/],
    ['pane.zoom', 'z', gone('┌─ Changes')],
    ['pane.zoom', 'z', /┌─ Changes/],
    ['pane.larger', '+', t => !t.screen[21]!.includes('─ db-0')],
    ['pane.smaller', '-', /┌─ Changes/],
    ['pane.borderLeft', '{', t => detailWidth(t) < 50],
    ['pane.borderRight', '}', t => detailWidth(t) === 50],
    ['pane.split', '|', t => !t.screen.some(line => /┌─ db-0.*┌─ Changes/.test(line))],
    ['pane.hide', 'v', gone('─ Changes')],
  ],
  following: [
    ['pod.follow', 'H', /following db-0/],
    ['pod.follow', 'H', gone('following')],
    ['command.type', `:follow db-1${ENTER}`, /db-1 \(followed\)/],
  ],
  'lives beside each other': [
    ['command.type', `:follow -l !none${ENTER}`, /┌─ Lives {2}-l !none[\s\S]*11 lives, 0 over/],
    ['lives.right', '\x1b[C', /At .* after the start/],
    ['lives.fit', '0', gone('after the start')],
    ['lives.left', '\x1b[D', /after the start/],
    ['lives.previous', '<', /after the start/],
    ['lives.next', '>', /after the start/],
    ['lives.in', '+', /after the start/],
    ['lives.earlier', '{', /after the start/],
    ['lives.later', '}', /after the start/],
    ['lives.out', '-', /after the start/],
    ['lives.difference', 'd', /No pod is known whose place/],
    ['lives.open', ENTER, /Timeline/],
    ['lives.close', ESC, /11 lives, 0 over/],
    ['lives.jump', TAB, /┌─ Pods.*following -l !none, 11 lives/],
    ['command.type', `:lives${ENTER}`, /┌─ Lives/],
  ],
  'the life of a pod': [
    ['pod.life', 'h', /Timeline/],
    ['life.left', '\x1b[D', /after the start/],
    ['life.fit', '0', gone('after the start')],
    ['life.right', '\x1b[C', /after the start/],
    ['life.next', '>', /after the start/],
    ['life.previous', '<', /after the start/],
    ['life.in', '+', /after the start/],
    ['life.earlier', '{', /after the start/],
    ['life.later', '}', /after the start/],
    ['life.out', '-', /after the start/],
  ],
  'the log': [
    ['pane.next', TAB + TAB, focused(/Changes/)],
    ['log.verbose', 'a', /all changes|every|verbose|all kinds/i],
    [
      'log.jump',
      ENTER,
      onRow('db-1'),
      async terminal => {
        server.delete('db-1');
        await terminal.until(/db-1 .*→/);
      },
    ],
    ['view.back', ESC, focused(/Changes/)],
    ['change.around', 'i', /┌─ Around {2}default\/db-1[\s\S]*by our clock/],
    ['moment.earlier', '[', /┌─ Around[\s\S]*(?:No earlier change|> )/],
    ['moment.later', ']', /┌─ Around[\s\S]*> /],
    ['moment.difference', 'd', /┌─ Difference/],
    ['comparison.close', ESC, /┌─ Around/],
    ['moment.close', ESC, gone('┌─ Around')],
    ['change.difference', 'd', /┌─ Difference[\s\S]*The pod is gone/],
    ['comparison.earlier', '[', /No earlier version is held/],
    ['comparison.later', ']', /There is no version between/],
    ['comparison.close', 'q', gone('┌─ Difference')],
    ['change.around', 'i', /┌─ Around/],
    ['moment.jump', ENTER, onRow('db-1')],
    ['view.back', ESC, focused(/Changes/)],
    ['log.clock', 't', /the cluster's clock/],
    ['log.clock', 't', /our clock/],
    ['log.logs', 'l', /Log {2}default\/db-1 {2}around the change/],
    ['logs.close', 'q', focused(/Changes/)],
    ['log.pause', ' ', /paused, G follows/],
    ['log.pause', ' ', gone('paused')],
    [
      'log.open',
      '\x1b[C',
      /▾.*3 pods new ● Running/,
      async terminal => {
        for (const { metadata, ...fields } of ['new-0', 'new-1', 'new-2'].map(name => pod(name, { created: START })))
          server.put(metadata.name, fields, metadata.namespace);
        await terminal.until(/▸.*3 pods new ● Running/);
      },
    ],
    ['log.close', '\x1b[D', /▸.*3 pods new ● Running/],
    ['log.groups', 'b', /not grouped/],
    [
      'log.groups',
      'b',
      gone('not grouped'),
      async () => {
        for (const name of ['new-0', 'new-1', 'new-2']) server.delete(name);
      },
    ],
    ['pane.next', TAB, focused(/Pods/)],
    ['log.scope', `${TAB}${TAB}p`, /db-0 only|only db-0|of db-0|this pod|Changes +db-0/i],
  ],
  'what is read': [
    ['pod.yaml', 'y', /┌─ YAML[\s\S]*kind: Pod/],
    ['reader.everything', 'm', /managedFields/],
    ['reader.everything', 'm', gone('managedFields')],
    ['reader.down', 'j', top('kind: Pod')],
    ['reader.up', 'k', top('apiVersion')],
    ['reader.pageDown', ' ', top('note-2')],
    ['reader.pageUp', '\x1b[5~', top('apiVersion')],
    ['reader.halfPageDown', ctrl('d'), top('note-')],
    ['reader.halfPageUp', ctrl('u'), top('apiVersion')],
    ['reader.last', 'G', gone('apiVersion')],
    ['reader.first', 'g', top('apiVersion')],
    ['reader.copy', 'c', wrote('\x1b]52;c;YXBpVmVyc2lvbjogdjEK')],
    ['reader.format', 'J', /"kind": "Pod"/],
    ['reader.format', 'J', /kind: Pod/],
    ['reader.search', '/note-07', /1 of 1 line /],
    ['typed.keep', ENTER, /\/note-07(?!_)/],
    ['reader.onlyMatches', '&', gone('note-08')],
    ['reader.onlyMatches', '&', /note-08/],
    ['reader.close', ESC, gone('/note-07')],
    ['reader.nextMatch', 'n', /Nothing is searched for/],
    ['reader.search', '/note', /1 of \d+ lines/],
    ['typed.keep', ENTER, /\/note(?!_)/],
    ['reader.nextMatch', 'n', /2 of \d+ lines/],
    ['reader.lastMatch', 'N', /1 of \d+ lines/],
    ['reader.search', '/', /\/note_/],
    ['typed.cancel', ESC, gone('/note')],
    ['reader.path', 'p.metadata.name', /db-0 {2}# \.metadata\.name/],
    ['typed.keep', ENTER, /path \.metadata\.name(?!_)/],
    ['reader.copy', 'c', wrote('\x1b]52;c;ZGItMAo=')],
    ['reader.close', ESC, /apiVersion/],
    ['reader.difference', 'D', /There is one version so far/],
    ['reader.difference', 'D', /apiVersion/],
    ['reader.save', 's', /save the YAML of db-0 to/],
    ['prompt.accept', ENTER, /Saved db-0\.yaml/],
    ['reader.close', 'q', /┌─ Changes/],
    ['pod.describe', 'd', /┌─ Description[\s\S]*▾ Pod/],
    ['reader.nextSection', TAB, top('▾ Container app')],
    ['reader.lastSection', '[', top('▾ Pod')],
    ['reader.enter', ENTER, top('▴ Pod')],
    ['reader.path', 'p', /Only an object has it/],
    ['reader.foldAll', 'z', top('▾ Pod')],
    ['reader.close', ESC, /┌─ Changes/],
    ['pod.diagnose', 'x', /┌─ Diagnosis[\s\S]*(?:Nothing is found wrong|restart|exit)/],
    ['pod.diagnose', 'x', /┌─ Changes/],
    ['pod.events', 'E', /┌─ Events[\s\S]*There are no events/],
    ['pod.diagnose', 'x', /┌─ Diagnosis/],
    ['reader.close', ESC, /┌─ Events/],
    ['reader.log', 'l', /┌─ Log/],
    ['logs.close', ESC, /┌─ Events/],
    ['reader.close', ESC, /┌─ Changes/],
    ['events.open', ctrl('e'), /┌─ Events {2}all namespaces/],
    ['reader.log', 'l', /What is read here has no log/],
    ['pod.yaml', 'y', /What is read here is no pod/],
    ['command.type', `:events${ENTER}`, /┌─ Events {2}all namespaces/],
    ['command.type', `:save seen.txt${ENTER}`, /Saved seen\.txt/],
    ['reader.close', ESC, /┌─ Changes/],
  ],
  'the logs': [
    ['pod.logs', 'l', /┌─ Log {2}[\s\S]*ready to serve/],
    ['logs.pretty', 'J', /\{"level"/],
    ['logs.pretty', 'J', gone('{"level"')],
    ['logs.wrap', 'w', /the end/],
    ['logs.wrap', 'w', gone('the end')],
    ['logs.timestamps', 't', /11:00:59.*present line 59/],
    ['logs.up', 'k', /paused, G follows/],
    ['logs.last', 'G', gone('paused')],
    ['logs.first', 'g', top('present line 01')],
    ['logs.down', 'j', top('present line 02')],
    ['logs.pageDown', ' ', gone('present line 02')],
    ['logs.pageUp', '\x1b[5~', /present line 02/],
    ['logs.halfPageDown', ctrl('d'), gone('present line 05')],
    ['logs.halfPageUp', ctrl('u'), /present line 05/],
    ['logs.filter', '/line 07', gone('line 08')],
    ['typed.keepFilter', ENTER, /\/line 07(?!_)/],
    ['logs.save', 's', /Saved /],
    ['logs.close', ESC, /line 58/],
    ['logs.filter', '/line 07', gone('line 58')],
    ['typed.dropFilter', ESC, /line 58/],
    ['logs.find', 'f', /find _/],
    ['typed.dropFind', ESC, gone('find _')],
    ['logs.find', 'fline 5', /find line 5_/],
    ['typed.keepFind', ENTER, /match 10 of 10/],
    ['logs.findPrevious', 'N', /match 9 of 10/],
    ['logs.findNext', 'n', /match 10 of 10/],
    ['logs.close', ESC, gone('match 10')],
    ['logs.pause', 'u', gone('paused')],
    ['logs.containers', 'c', /Containers to read/],
    ['picker.close', ESC, gone('Containers to read')],
    ['logs.owner', 'o', /This pod has no owner/],
    ['logs.since', 'T', /logs since: /],
    ['prompt.accept', `10:30..10:45${ENTER}`, /10:30 to 10:45/],
    ...[1, 2, 3, 4, 5, 6, 0].map(
      (digit): Step => [
        `logs.range${digit}`,
        String(digit),
        digit === 0
          ? gone('the last')
          : new RegExp(['', 'from the first line', '1m', '5m', '15m', '30m', '1h'][digit]!),
      ],
    ),
    ['logs.previous', 'p', /Log of the run before[\s\S]*earlier line 59/],
    ['logs.close', 'q', /┌─ Changes/],
  ],
  'what connects to containers': [
    ['pod.shell', 's', /no stream at \/api\/v1\/namespaces\/default\/pods\/db-0\/exec/],
    ['pod.attach', 'a', /no stream at \S+\/attach/],
    ['pod.forward', 'F', /ports of db-0: /],
    ['prompt.accept', `\x15:8080 :9090${ENTER}`, /Forwarding 127\.0\.0\.1:\d+ to 8080[\s\S]*of db-0/],
    ['forwards.open', 'L', /┌─ Forwarded ports[\s\S]*db-0 +9090/],
    ['forwards.down', 'j', onItem('9090')],
    ['forwards.up', 'k', onItem('8080')],
    ['forwards.copy', 'c', /Copied the address of db-0:8080/],
    ['forwards.stop', 'x', gone('8080 ')],
    ['forwards.close', 'q', gone('Forwarded ports')],
    ['command.type', `:forwards${ENTER}`, /┌─ Forwarded ports/],
    ['forwards.close', 'L', gone('Forwarded ports')],
  ],
  'pages and the trend': [
    ['pod.life', 'h', /┌─ db-0 [\s\S]*Timeline/],
    ['detail.nextPage', ']', gone('Timeline')],
    ['detail.previousPage', '[', /Timeline/],
    ['pod.why', 'X', gone('Timeline')],
    ['detail.nextPage', ']', /why · all ─[\s\S]*▾ Pod[\s\S]*▾ Container app/],
    ['view.back', ESC, /┌─ Changes/],
    ['trend.open', '#', /┌─ Trend {2}of the last[\s\S]*[\u2801-\u28ff]{20}/],
    ['filter.unhealthy', '!', /not healthy +\d+ shown/],
    ['trend.close', ESC, gone('┌─ Trend')],
    ['stats.open', '%', /┌─ Stats[\s\S]*requests/i],
    ['stats.close', ESC, gone('┌─ Stats')],
    ['command.type', `:trend${ENTER}`, /┌─ Trend/],
  ],
  'what is copied': [
    ['pod.edit', 'e', /db-0 is not edited: nothing was changed/],
    ['pod.copyName', 'c', wrote('\x1b]52;c;ZGItMA==\x07')],
    ['pod.copy', 'C', /namespace|kubectl/i],
    ['picker.down', DOWN, /kubectl/i],
    ['picker.up', UP, /kubectl/i],
    ['picker.choose', ENTER, /Copied/],
  ],
  'marks and pickers': [
    ['pod.mark', ' ', /▪default +db-0/],
    ['pod.markAll', ctrl('a'), /▪shop +cart-0/],
    ['grid.columns', 'o', /NODE[\s\S]*IP|node[\s\S]*ip/i],
    ['picker.pageDown', '\x1b[6~', /NODE|node/],
    ['picker.pageUp', '\x1b[5~', /NODE|node/],
    ['picker.itemDown', '\x1b[1;2B', t => t.screen[3]!.indexOf('NAME ') < t.screen[3]!.indexOf('NAMESPACE')],
    ['picker.itemUp', '\x1b[1;2A', t => t.screen[3]!.indexOf('NAMESPACE') < t.screen[3]!.indexOf('NAME ')],
    ['picker.wider', '\x1b[1;2C', /NAMESPACE[▴▾]? {3,}NAME/],
    ['picker.narrower', '\x1b[1;2D'.repeat(4), /NAMESPA\w?…/],
    ['picker.mark', ' ', /NODE|node/],
    ['picker.close', ESC, gone('┌─ Columns')],
    ['namespace.pick', 'n', /kube-system[\s\S]*shop/],
    ['picker.close', ctrl('g'), /┌─ Changes/],
    ['context.pick', '@', /context/i],
  ],
  'what only the demo has': [['demo.meddle', 'M', /Only the demo lets you meddle/]],
  'help and the command line': [
    ['help.open', '?', /┌─ (?:Keys|Help)/],
    ['help.search', '/zoom', /zoom/],
    ['prompt.accept', ENTER, /zoom/],
    ['help.close', 'q', /┌─ Changes/],
    ['grid.save', ctrl('s'), /:save pods\.csv/],
    ['prompt.accept', ENTER, /Saved 1\d pods to pods\.csv\./],
    ['command.type', `:ns shop${ENTER}`, t => /all namespaces/.test(t.text) === false && gone('db-0')(t)],
    ['view.earlier', '[', /all namespaces[\s\S]*db-0/],
    ['view.later', ']', t => gone('db-0')(t) && t.text.includes('cart-0')],
    ['view.earlier', '[', /all namespaces[\s\S]*db-0/],
    ['command.type', ':sor', /:sor/],
    ['prompt.complete', TAB, /:sort/],
    ['prompt.cancel', ESC, gone(':sort')],
    ['pod.delete', '\x1b[3~', /delete[\s\S]*db-0/i],
    ['confirm.no', 'n', /┌─ Changes/],
    ['pod.delete', '\x1b[3~', /delete[\s\S]*db-0/i],
    ['confirm.more', '\x1b[C\x1b[C', /Grace period: 1 s/],
    ['confirm.less', '\x1b[D', /Grace period: 0 s_[\s\S]*By force/],
    ['confirm.yes', 'y', /you asked: delete by force[\s\S]*db-0 is deleted/],
    ['answers.open', '&', /┌─ Answers[\s\S]*default\/db-0[\s\S]*db-0 is deleted/],
    ['answers.close', 'q', /┌─ Changes/],
    ['pod.force', ctrl('k'), /Delete by force[\s\S]*db-0/],
    ['confirm.no', ESC, gone('Delete by force')],
    ['pod.evict', 'K', /Evict[\s\S]*db-0/],
    ['confirm.no', ESC, gone('Evict')],
    ['pod.menu', 'm', /┌─ Actions on default\/db-0[\s\S]*evict/],
    ['picker.choose', `force${ENTER}`, /┌─ Delete by force/],
    ['confirm.no', ESC, gone('Delete by force')],
    ['pod.kill', '\x1bk', /Send SIGTERM to process 1 of container app/],
    ['confirm.no', ESC, gone('SIGTERM')],
    ['pod.restart', 'r', /Nothing is restarted: \S+ has no owner/],
    ['pod.scale', 'Z', /Nothing is scaled: \S+ has no owner/],
    [
      'grid.tombstones',
      't',
      gone('†'),
      async terminal => {
        server.delete('cart-0', 'shop');
        await terminal.until('†');
      },
    ],
    ['screen.redraw', ctrl('l'), t => (t.raw.match(/\x1b\[2J/g) ?? []).length > 2],
    ['cells.verify', 'V', () => server.requests.some(({ headers }) => headers.accept?.includes('as=Table'))],
  ],
};

/** Of a pod that runs, crashes, recovers and crashes again within ten minutes. */
const RECORDING: readonly FeedEvent[] = [0, 100, 200, 300, 400, 600].flatMap((seconds, i, all): FeedEvent[] => {
  const at = (second: number) => START + second * 1_000;
  const version = (index: number) =>
    pod('web-0', {
      created: START - 60_000,
      containers: [index === 2 || index === 4 ? crashed('app', at(all[index]!), index) : running('app', START)],
      ip: `10.0.0.${index}`,
    });
  const receivedAt = at(seconds);
  if (i === 0) {
    return [
      { type: 'Added', after: version(0), via: 'list', receivedAt },
      { type: 'Synced', count: 1, receivedAt },
    ];
  }
  return [{ type: 'Updated', before: version(i - 1), after: version(i), via: 'watch', receivedAt }];
});

/** On a recording, whose times are fixed. */
const REPLAY: readonly Step[] = [
  ['replay.pause', 'u', / paused/],
  ['replay.step', '.', /12:01:40 of 12:10:00 paused/],
  ['replay.forward', ';', /12:02:10 of/],
  ['replay.back', ',', /12:01:40 of/],
  ['replay.nextProblem', 'U', /12:03:20 of/],
  ['replay.pause', 'u', gone(' paused')],
  ['replay.faster', ')', / x2/],
  ['replay.slower', '(', gone(' x2')],
];

/** What ends the program. */
const ENDINGS: readonly (readonly [command: string, keys: string])[] = [
  ['program.quit', 'q'],
  ['program.interrupt', ctrl('c')],
];
const SUSPEND = 'program.suspend';

async function play(terminal: TestTerminal, steps: readonly Step[]): Promise<void> {
  for (const [command, keys, shows, before] of steps) {
    await before?.(terminal);
    terminal.keys(keys);
    await terminal
      .until(typeof shows === 'function' ? () => shows(terminal) : shows)
      .catch((error: Error) => expect.fail(`${command}: ${error.message}`));
  }
}

describe('commands in the terminal', () => {
  beforeAll(() => server.start());
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const { metadata, ...fields } of smallCluster()) server.put(metadata.name, fields, metadata.namespace);
  });

  test('every command of the table is among these', () => {
    const tried = [...Object.values(STORIES).flat(), ...REPLAY, ...ENDINGS].map(([command]) => command);
    expect([...new Set([...tried, SUSPEND])].sort()).toEqual(COMMANDS.map(({ id }) => id).sort());
  });

  test.for(Object.entries(STORIES))('%s', async ([, steps]) => {
    await using terminal = launchPodscope(['--server', server.url, '-A'], {
      width: 120,
      height: 40,
      cwd: folder,
      env: { KUBE_EDITOR: 'true' },
    });
    await terminal.until('live');
    await terminal.until('cart-0');
    await play(terminal, steps);
  });

  test('a log that was saved holds the lines that were shown', () => {
    expect(readFileSync(join(folder, 'db-0.log'), 'utf8')).toMatch(/^\S* ?present line 07\n$/);
  });

  test('a recording', async () => {
    const path = join(folder, 'run.jsonl');
    writeFileSync(path, recordingText('test', RECORDING));
    await using terminal = launchPodscope(['replay', path], { width: 120, height: 40, env: { TZ: 'UTC' } });
    await terminal.until(/REPLAY[\s\S]*web-0/);
    await play(terminal, REPLAY);
    terminal.keys(':at 12:05:30\r');
    await terminal.until(/12:05:3\d of/);
  });

  test.for(ENDINGS)('%s', async ([, keys]) => {
    await using terminal = launchPodscope(['--server', server.url, '-A']);
    await terminal.until('cart-0');
    terminal.keys(keys);
    expect(await terminal.exited).toBe(0);
  });

  test(SUSPEND, async () => {
    await using terminal = new TestTerminal('/bin/sh', ['-i'], { env: { PS1: 'shell> ', ENV: undefined } });
    await terminal.until('shell>');
    terminal.keys(`'${process.execPath}' bin/podscope --server ${server.url} -A\r`);
    await terminal.until('cart-0');
    terminal.keys(ctrl('z'));
    await terminal.until(/Stopped|Suspended/);
    terminal.keys('fg\r');
    await terminal.until(screen => screen.includes('cart-0') && screen.includes('help'));
    terminal.keys('q');
    await terminal.until(screen => !screen.includes('cart-0'));
  });
});
