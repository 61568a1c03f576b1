import type { Lives } from '../../app/life/lives.ts';
import type { Life } from '../../history/life/life.ts';
import { type KnownLife, knownLife } from '../../history/life/life-story.ts';
import { stepStatistics } from '../../history/life/steps.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { thousands } from '../../kube/thousands.ts';
import { ClockMemo } from '../clock-memo.ts';
import type { Line, PaneFrame, Span } from '../frame.ts';
import { momentLines } from '../life/life-lines.ts';
import { lifeSections } from '../life/life-text.ts';
import { livesLines, timelineCells } from '../life/timeline.ts';
import type { Painting } from '../painting.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { clean } from '../text.ts';
import { heading } from './detail-pane.ts';
import { startLines } from './owner-starts.ts';

/** All lives of what is followed beside each other, one line a life; or the one that is opened. */
export function livesFrame(painting: Painting, lives: Lives): PaneFrame {
  const { width, height } = painting.session.state;
  const rect = { x: 0, y: 1, width, height: height - 2 };
  const rows = Math.max(1, rect.height - 2);
  const inner = rect.width - 2;
  const opened = lives.opened === undefined ? undefined : lives.get(lives.opened);
  const shown = opened ? openedLines(painting, lives, opened, inner, rows) : allLines(painting, lives, inner, rows);
  return {
    id: 'lives',
    rect,
    border: true,
    focused: true,
    title: [
      span('Lives  ', 'title'),
      foreign(lives.followed.title, 'accent'),
      ...(opened ? [foreign(`  ${opened.row.namespace}/${opened.row.name}`, 'muted')] : []),
    ],
    footer: shown.footer,
    lines: shown.lines.slice(0, rows).map(each => ({ ...each, spans: cutSpans(each.spans, inner) })),
    scroll: shown.scroll,
  };
}

type Content = Pick<PaneFrame, 'footer' | 'scroll'> & { readonly lines: readonly Line[] };

/** What is over stays as it was; what goes on is told anew every second, or when something happened. */
const stories = new ClockMemo<PodEntry, KnownLife | undefined>(1_000);

/** What the ledger has forgotten is told from what is kept of it. */
function storyOf({ session, reading }: Painting, entry: PodEntry): KnownLife | undefined {
  const { pods, log, skew } = session.world;
  const known = pods.has(entry.uid) ? pods : new Map([[entry.uid, entry]]);
  return stories.read(entry, `${session.events.version}`, reading, own => {
    if (entry.goneAt === undefined) own.expires(own.now + 1_000);
    return knownLife({ pods: known, log, skew }, entry.uid, session.events.about(entry.uid), own.now);
  });
}

function openedLines(painting: Painting, lives: Lives, entry: PodEntry, width: number, rows: number): Content {
  const { marks, ascii, clock } = painting;
  const story = storyOf(painting, entry);
  const { view } = lives;
  const all: Line[] = [];
  if (story) {
    view.drawn(story.life, timelineCells(width - 2), momentsOf([story.life]));
    const look = { window: view.window, cursor: view.cursor, clock };
    for (const { title, lines } of lifeSections(story, width - 2, ascii, look))
      all.push(...(all.length === 0 ? [] : [line()]), heading(title, width - 2, marks.rule), ...lines);
  }
  lives.drawn(all.length, rows);
  return {
    lines: all.slice(lives.top, lives.top + rows).map(({ spans }) => line(span(' '), ...spans)),
    footer: [span(`${Math.min(lives.top + rows, all.length)} of ${all.length} lines`, 'muted')],
    scroll: { offset: lives.top, total: all.length },
  };
}

function allLines(painting: Painting, lives: Lives, width: number, rows: number): Content {
  const { marks, ascii, clock, session } = painting;
  const entries = lives.all;
  if (entries.length === 0)
    return { lines: [line(span(' No pod of these is known yet; the first that comes is shown.', 'muted'))] };
  const known = entries.map(entry => storyOf(painting, entry)).filter(story => story !== undefined);
  const drawn = known.map(({ life }) => life);
  const whole = {
    from: Math.min(...drawn.map(({ from }) => from)),
    to: Math.max(...drawn.map(({ to }) => to)),
  };
  const { view } = lives;
  view.drawn(whole, timelineCells(width - 1), momentsOf(drawn));
  const { axis, lives: lines } = livesLines(drawn, { ...view.window, width: width - 1, ascii, cursor: view.cursor });
  const at = drawn.findIndex(({ uid }) => uid === lives.current?.uid);
  const starts = startLines(
    clean(lives.followed.title),
    stepStatistics(known.map(({ startup }) => startup)),
    width - 2,
    marks.rule,
  );
  const about = [
    line(),
    ...aboutLines(painting, known[at]!, entries[at]!, width),
    ...(view.cursor === undefined ? [] : momentLines(drawn[at]!, view.cursor, clock)),
    ...starts.map(({ spans }) => line(span(' '), ...spans)),
  ];
  // The lives have what they need, and at least half of the room when that is not there.
  const room = Math.max(1, Math.min(lines.length, Math.max(rows - axis.length - about.length, Math.floor(rows / 2))));
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), lines.length - room));
  lives.drawn(lines.length, room);
  const { dropped } = lives;
  return {
    lines: [
      ...lines
        .slice(top, top + room)
        .map(
          ({ spans }, i): Line =>
            top + i === at
              ? { spans: [span('>', 'accent'), ...spans], highlight: 'selected' }
              : line(span(' '), ...spans),
        ),
      ...axis.map(({ spans }) => line(span(' '), ...spans)),
      ...about,
    ],
    footer: [
      ...(dropped > 0 ? [span(`${thousands(dropped)} ended earlier  `, 'muted')] : []),
      span(`${session.world.connection.state === 'live' ? '' : 'not live  '}${countText(entries)}`, 'muted'),
    ],
    scroll: { offset: top, total: lines.length },
  };
}

function countText(entries: readonly PodEntry[]): string {
  const gone = entries.filter(({ goneAt }) => goneAt !== undefined).length;
  return `${entries.length} ${entries.length === 1 ? 'life' : 'lives'}, ${gone} over`;
}

/** The life under the cursor in a few words. */
function aboutLines({ clock, marks }: Painting, { life, startup }: KnownLife, entry: PodEntry, width: number): Line[] {
  const { row, goneAt } = entry;
  const lived = preciseDuration(life.to - life.from);
  const slowest = startup.slowest;
  const spans: Span[] = [
    foreign(row.name, 'title'),
    span(`  created ${clock(life.from)}, `, 'muted'),
    span(goneAt === undefined ? `lives for ${lived}` : `gone ${clock(life.to)}, lived ${lived}`, 'muted'),
    span('  '),
    foreign(row.status, goneAt === undefined ? 'text' : 'done'),
  ];
  const start: Span[] =
    slowest === undefined
      ? []
      : [
          span(`  start ${preciseDuration(startup.ms)}${startup.complete ? '' : ' so far'}, slowest `, 'muted'),
          foreign(slowest.name, 'warning'),
          span(` ${preciseDuration(slowest.to - slowest.from)}`, 'muted'),
        ];
  return [
    line(span(' '), ...heading('Under the cursor', width - 2, marks.rule).spans),
    line(span(' '), ...spans),
    line(...start),
  ];
}

const momentsOf = (lives: readonly Life[]): number[] =>
  lives.flatMap(({ lanes, marks }) => [
    ...lanes.flatMap(({ segments }) => segments.map(({ from }) => from)),
    ...marks.map(({ at }) => at),
  ]);
