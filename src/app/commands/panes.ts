import { cycleHidden, cycleSplit, moveColumnBorder, resizePane } from '../arrange.ts';
import type { Command } from '../command.ts';
import { refuse } from '../refusals.ts';
import type { DetailPage } from '../state.ts';

const PAGE_KEYS: readonly {
  readonly key: string;
  readonly page: DetailPage;
  readonly id: string;
  readonly title: string;
  readonly help: string;
}[] = [
  {
    key: 'h',
    page: 'life',
    id: 'pod.life',
    title: 'life',
    help: 'What the pod went through: a timeline, its start, its restarts, every change.',
  },
  {
    key: 'X',
    page: 'why',
    id: 'pod.why',
    title: 'why',
    help: 'Why the pod has its STATUS: what the word means, and the rules and fields that gave it.',
  },
];

const VIEW_STEPS: readonly {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly help: string;
  readonly by: 1 | -1;
  readonly refusal: 'noEarlierView' | 'noLaterView';
}[] = [
  {
    id: 'view.earlier',
    key: '[',
    title: 'view before',
    help: 'Back to the view before: its context, namespaces, filters, order and columns.',
    by: -1,
    refusal: 'noEarlierView',
  },
  {
    id: 'view.later',
    key: ']',
    title: 'view after',
    help: 'Forth again to the view after this one.',
    by: 1,
    refusal: 'noLaterView',
  },
];

export const PANE_COMMANDS: readonly Command[] = [
  {
    id: 'pane.next',
    group: 'Panes',
    title: 'next pane',
    help: 'To the next pane: grid, detail, log.',
    keys: ['tab'],
    contexts: ['pane'],
    hint: 40,
    run: session => session.focusNext(1),
  },
  {
    id: 'pane.previous',
    group: 'Panes',
    title: 'previous pane',
    help: 'To the previous pane.',
    keys: ['shift-tab'],
    contexts: ['pane'],
    run: session => session.focusNext(-1),
  },
  {
    id: 'detail.open',
    group: 'Pod',
    title: 'detail',
    help: 'Enlarge the detail of the pod under the cursor.',
    keys: ['enter'],
    contexts: ['grid'],
    hint: 10,
    disabled: session => (session.grid.selectedItem() ? undefined : refuse('noPod')),
    run: session => session.openPage('summary'),
  },
  {
    id: 'detail.nextPage',
    group: 'Pod',
    title: 'next page',
    help: 'The next page of the detail: summary, life, why, all; enlarges it first.',
    keys: ['enter', 'right', ']'],
    contexts: ['detail'],
    hint: 10,
    disabled: session => (session.grid.selectedItem() ? undefined : refuse('noPod')),
    run: session => (session.state.layout.zoomed ? session.turnPage(1) : session.zoom('detail')),
  },
  {
    id: 'detail.previousPage',
    group: 'Pod',
    title: 'previous page',
    help: 'The previous page of the detail.',
    keys: ['left', '['],
    contexts: ['detail'],
    run: session => session.turnPage(-1),
  },
  ...PAGE_KEYS.map(
    ({ key, page, id, title, help }): Command => ({
      id,
      group: 'Pod',
      title,
      help,
      keys: [key],
      contexts: ['grid', 'detail'],
      hint: 12,
      disabled: session => (session.grid.selectedItem() ? undefined : refuse('noPod')),
      run: session => session.openPage(page),
    }),
  ),
  {
    id: 'pane.zoom',
    group: 'Panes',
    title: 'zoom',
    help: 'The focused pane takes the whole screen, or its place again.',
    keys: ['z'],
    contexts: ['pane'],
    hint: 45,
    run: session => session.toggleZoom(),
  },
  {
    id: 'pane.larger',
    group: 'Panes',
    title: 'larger',
    help: 'The focused pane gets higher.',
    keys: ['+'],
    contexts: ['pane'],
    run: session => resizePane(session, 0.05),
  },
  {
    id: 'pane.smaller',
    group: 'Panes',
    title: 'smaller',
    help: 'The focused pane gets lower.',
    keys: ['-'],
    contexts: ['pane'],
    run: session => resizePane(session, -0.05),
  },
  {
    id: 'pane.borderLeft',
    group: 'Panes',
    title: 'border left',
    help: 'The border between panes side by side goes to the left.',
    keys: ['{'],
    contexts: ['pane'],
    run: session => moveColumnBorder(session, -0.05),
  },
  {
    id: 'pane.borderRight',
    group: 'Panes',
    title: 'border right',
    help: 'The border between panes side by side goes to the right.',
    keys: ['}'],
    contexts: ['pane'],
    run: session => moveColumnBorder(session, 0.05),
  },
  {
    id: 'pane.split',
    group: 'Panes',
    title: 'split',
    help: 'Panes below each other, side by side, or as the width suggests.',
    keys: ['|'],
    contexts: ['pane'],
    run: (session, now) => cycleSplit(session, now),
  },
  {
    id: 'pane.hide',
    group: 'Panes',
    title: 'hide panes',
    help: 'Hide the log, the detail, both, or none.',
    keys: ['v'],
    contexts: ['pane'],
    run: session => cycleHidden(session),
  },
  {
    id: 'view.back',
    group: 'Panes',
    title: 'back',
    help: 'One step back: out of the enlarged pane, then to the grid, then away with the filters.',
    keys: ['esc'],
    contexts: ['pane'],
    hint: 60,
    run: (session, now) => session.back(now),
  },
  ...VIEW_STEPS.map(
    ({ id, key, title, help, by, refusal }): Command => ({
      id,
      group: 'Panes',
      title,
      help,
      keys: [key],
      contexts: ['grid'],
      disabled: ({ views }) => (views[by < 0 ? 'earlier' : 'later'] > 0 ? undefined : refuse(refusal)),
      run: (session, now) => session.stepView(by, now),
    }),
  ),
  {
    id: 'trend.open',
    group: 'Panes',
    title: 'trend',
    help: 'How the counts of what is not healthy went in the last five minutes; !, 0 and the digits filter there, too.',
    keys: ['#'],
    contexts: ['pane'],
    hint: 58,
    run: session => session.overlays.show({ kind: 'trend' }),
  },
  {
    id: 'trend.close',
    group: 'Panes',
    title: 'close',
    help: 'Close the trend.',
    keys: ['esc', 'q', '#', 'enter'],
    contexts: ['trend'],
    hint: 10,
    run: session => session.overlays.close(),
  },
];
