import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiServer } from '../support/api-server.ts';
import { smallCluster } from '../support/small-cluster.ts';
import { launchPodscope, type TestTerminal } from '../support/terminal.ts';

const server = new ApiServer();

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
    ['filter.previousStatus', 'F', /coredns/],
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
    ['pane.borderLeft', '{', t => detailWidth(t) < 60],
    ['pane.borderRight', '}', t => detailWidth(t) === 60],
    ['pane.split', '|', t => !t.screen.some(line => /┌─ db-0.*┌─ Changes/.test(line))],
    ['pane.hide', 'v', gone('─ Changes')],
  ],
  following: [
    ['pod.follow', 'H', /following db-0/],
    ['pod.follow', 'H', gone('following')],
    ['command.type', `:follow db-1${ENTER}`, /db-1 \(followed\)/],
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
    ['pane.next', TAB, focused(/Pods/)],
    ['log.scope', `${TAB}${TAB}p`, /db-0 only|only db-0|of db-0|this pod|Changes +db-0/i],
  ],
  'what is copied': [
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
  'help and the command line': [
    ['help.open', '?', /┌─ (?:Keys|Help)/],
    ['help.search', '/zoom', /zoom/],
    ['prompt.accept', ENTER, /zoom/],
    ['help.close', 'q', /┌─ Changes/],
    ['command.type', ':sor', /:sor/],
    ['prompt.complete', TAB, /:sort/],
    ['prompt.cancel', ESC, gone(':sort')],
    ['pod.delete', '\x1b[3~', /delete[\s\S]*db-0/i],
    ['confirm.no', 'n', /┌─ Changes/],
    ['pod.delete', '\x1b[3~', /delete[\s\S]*db-0/i],
    ['confirm.yes', 'y', () => server.requests.some(request => request.method === 'DELETE')],
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
    ['cells.verify', 'V', /compar|agree|differ|same|verif|cells/i],
  ],
};

describe('commands in the terminal', () => {
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    for (const { metadata, ...fields } of smallCluster()) server.put(metadata.name, fields, metadata.namespace);
  });

  test.for(Object.entries(STORIES))('%s', async ([, steps]) => {
    await using terminal = launchPodscope(['--server', server.url, '-A'], { width: 120, height: 40 });
    await terminal.until('live');
    await terminal.until('cart-0');
    for (const [command, keys, shows, before] of steps) {
      await before?.(terminal);
      terminal.keys(keys);
      await terminal
        .until(typeof shows === 'function' ? () => shows(terminal) : shows)
        .catch((error: Error) => expect.fail(`${command}: ${error.message}`));
    }
  });
});
