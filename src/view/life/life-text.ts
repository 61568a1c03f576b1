import { outlivedText } from '../../history/ledger/stuck-watch.ts';
import type { KnownLife } from '../../history/life/life-story.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { humanDuration, preciseDuration } from '../../kube/duration.ts';
import { formatTime } from '../../kube/time.ts';
import type { Line } from '../frame.ts';
import { foreign, line, span } from '../spans.ts';
import { breakdownLines, graceText, legendLine, momentLines, restartLines } from './life-lines.ts';
import { timelineLines } from './timeline.ts';

export interface LifeSection {
  readonly title: string;
  readonly lines: readonly Line[];
}

type LifeClock = (ms: number, fine?: boolean) => string;

/** What of the drawing is looked at; without it, all of the life. */
export interface LifeLook {
  readonly window?: { readonly from: number; readonly to: number };
  /** ms */
  readonly cursor?: number | undefined;
  readonly clock?: LifeClock;
}

/** A life in sections, for a page that is as long as it needs to be. Empty sections are left out. */
export function lifeSections(
  story: KnownLife,
  width: number,
  ascii = false,
  { window = story.life, cursor, clock = formatTime }: LifeLook = {},
): LifeSection[] {
  const { life, startup, deletion, restarts, now, skew } = story;
  const sections: LifeSection[] = [
    {
      title: 'Timeline',
      lines: [
        ...timelineLines(life, { from: window.from, to: window.to, width, ascii, cursor }),
        legendLine(life, ascii, skew),
        ...(cursor === undefined ? [] : momentLines(life, cursor, clock)),
      ],
    },
    { title: 'Start', lines: breakdownLines('from creation to ready', startup, width, ascii) },
    {
      title: 'End',
      lines: deletion ? breakdownLines('from the request to the end', deletion, width, ascii, graceText(deletion)) : [],
    },
    { title: 'Ends of containers', lines: restarts.flatMap(one => restartLines(one, now, clock)) },
    { title: 'What happened', lines: happenedLines(story, clock, ascii) },
  ];
  return sections.filter(section => section.lines.length > 0);
}

/** Changes by our clock and Events by the cluster's, which have a mark, in one order. */
function happenedLines({ transitions, events, life, skew }: KnownLife, clock: LifeClock, ascii: boolean): Line[] {
  const mark = ascii ? 'e' : '▾';
  const told = [
    ...transitions.map(one => ({ at: one.receivedAt + skew, line: transitionLine(one, ascii ? '->' : '→', clock) })),
    ...events.flatMap(({ lastAt: at, type, reason, message, count }) => {
      if (at === undefined || at < life.from - 1_000) return [];
      const times = count > 1 ? ` (${count} times)` : '';
      const role = type === 'Warning' ? 'warning' : 'text';
      return [
        {
          at,
          line: line(
            span(`${clock(at, false)}  `, 'muted'),
            span(`${mark} `, role),
            foreign(`${reason}: ${message}${times}`, role),
          ),
        },
      ];
    }),
  ];
  const lines = told.sort((a, b) => a.at - b.at).map(each => each.line);
  const isMixed = events.length > 0 && transitions.length > 0;
  const note = `Changes by our clock; Events (${mark}) by the cluster's${skewText(skew)}.`;
  return isMixed || (skew !== 0 && lines.length > 0) ? [line(span(note, 'muted')), ...lines] : lines;
}

/** `, which is 7m ahead of it`; empty when it is not. */
const skewText = (skew: number): string =>
  skew === 0 ? '' : `, which is ${humanDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} it`;

/** How sure we are of the moment. */
const SURE: Readonly<Record<Transition['certainty'], string>> = {
  seen: '',
  derived: ' (from the object)',
  unknown: ' (time unknown)',
};

/** One transition on a line of its own: time, what changed, for how long it had been as it was. */
export function transitionLine(one: Transition, arrow = '→', clock: LifeClock = formatTime): Line {
  if (one.subject === 'asked')
    return line(
      span(`${clock(one.receivedAt, true)}  `, 'muted'),
      span(one.from === undefined ? 'you asked: ' : 'refused: ', 'muted'),
      foreign(one.from ?? one.to ?? '', one.severity),
      ...(one.reason ? [foreign(`  ${one.reason}`, 'muted')] : []),
    );
  if (one.subject === 'stuck')
    return line(
      span(`${clock(one.receivedAt, true)}  `, 'muted'),
      span('stuck: ', 'muted'),
      foreign(outlivedText(one), one.severity),
      span(SURE[one.certainty], 'muted'),
    );
  const what = [one.subject === 'pod' ? '' : one.subject, one.part].filter(Boolean).join(' ');
  const change = `${one.from ?? ''} ${arrow} ${one.to ?? 'gone'}`.trimStart();
  const lasted =
    one.lasted && one.from !== undefined
      ? ` after ${one.lasted.atLeast ? '>=' : ''}${preciseDuration(one.lasted.ms)}`
      : '';
  return line(
    span(`${clock(one.receivedAt, true)}  `, 'muted'),
    foreign(`${what} `.trimStart(), 'muted'),
    foreign(change, one.severity),
    span(`${lasted}${one.missed ? `, missed ${one.missed}` : ''}${SURE[one.certainty]}`, 'muted'),
    ...(one.reason && !one.to?.includes(one.reason) ? [foreign(`  ${one.reason}`, 'muted')] : []),
  );
}
