// A program for the tests of the terminal: it shows a sample frame and does what it is told by keys.
import { openTerminal } from '../../src/ui/open-terminal.ts';
import { FrameScheduler } from '../../src/ui/scheduler.ts';
import { sampleFrame } from '../support/sample-frame.ts';

const clock = {
  now: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const state = { selected: 0, overlay: false, note: '' };

const terminal = await openTerminal({
  process,
  clock,
  mouse: !process.argv.includes('--no-mouse'),
  onEnd: ending => {
    // As the program does, which closes what it opened whatever the reason.
    terminal.close();
    if (ending.reason === 'crash') console.error(`crashed: ${(ending.error as Error).message}`);
    process.exit(ending.exitCode);
  },
}).catch((error: Error) => {
  console.error(`program: ${error.message}`);
  process.exit(1);
});
const scheduler = new FrameScheduler(clock, () =>
  terminal.paint(sampleFrame(terminal.size.width, terminal.size.height, state)),
);
const actions: Record<string, () => void> = {
  q: () => {
    terminal.close();
    process.exit(0);
  },
  'ctrl-c': () => actions['q']?.(),
  'ctrl-z': () => terminal.suspend(),
  j: () => {
    state.selected++;
  },
  k: () => {
    state.selected--;
  },
  o: () => {
    state.overlay = !state.overlay;
  },
  t: () => {
    throw new Error('thrown on purpose');
  },
  r: () => {
    void Promise.reject(new Error('rejected on purpose'));
  },
  p: () => {
    console.log('STRAY log');
    console.error('STRAY error');
    process.emitWarning('STRAY warning');
  },
  y: () => terminal.copy('web-0'),
};
terminal.onInput(event => {
  if (event.type === 'key') actions[event.key]?.();
  state.note =
    event.type !== 'key' ? JSON.stringify(event) : event.key === 'i' ? `pid ${process.pid}` : `key ${event.key}`;
  scheduler.request(true);
});
scheduler.request(true);
