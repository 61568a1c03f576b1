import { eventFilter } from '../../app/filter/event-filter.ts';
import type { Reader, ReaderContent } from '../../app/reading/reader.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { thousands } from '../../kube/thousands.ts';
import { eventAge } from '../describe/describe-events.ts';
import type { Line } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { foreign, line, span } from '../spans.ts';
import { clean, cut, pad, wrap } from '../text.ts';
import { plainLines, type ReaderLine } from './reader-line.ts';

type EventContent = Extract<ReaderContent, { kind: 'events' }>;

/** Events, newest last: a line on what and when, and below it what it says. */
export function eventsLines(
  painting: Painting,
  reader: Reader,
  { events, problem, dropped = 0 }: EventContent,
  width: number,
): { readonly lines: readonly ReaderLine[]; readonly note: string; readonly problem?: string | undefined } {
  painting.reading.expires(painting.reading.now + 1000);
  const filter = eventFilter(reader.search.text);
  const shown = events.filter(filter.matches);
  const isWide = reader.kind === 'allEvents';
  const before: Line[] = [
    ...(problem === undefined ? [] : wrap(clean(problem), width - 2).map(part => line(span(` ${part}`, 'warning')))),
    ...(dropped === 0 ? [] : [line(span(` ${thousands(dropped)} older ones are no longer held.`, 'muted'))]),
    ...(events.length === 0 && problem === undefined ? [line(span(' There are no events.', 'muted'))] : []),
  ];
  return {
    lines: [
      ...plainLines(before),
      ...shown.flatMap(event =>
        (isWide ? wideLines : eventLines)(painting, event, width).map(each => ({
          section: event.uid,
          line: each,
          item: event.uid,
        })),
      ),
    ],
    note: `${shown.length === events.length ? '' : `${thousands(shown.length)} of `}${thousands(events.length)} ${events.length === 1 ? 'event' : 'events'}`,
    problem: filter.problem,
  };
}

function eventLines({ reading, session }: Painting, event: ClusterEvent, width: number): Line[] {
  const { regarding, type, reason, message } = event;
  const now = reading.now + session.grid.skew;
  const role = type === 'Warning' ? 'warning' : 'text';
  return [
    line(
      span(pad(` ${eventAge(event, now)} ago`, 26), 'muted'),
      span(pad(type, 9), role),
      foreign(pad(clean(reason), 24), role),
      foreign(`${regarding.kind} ${regarding.name}`, 'muted'),
      foreign(event.source === '' ? '' : `  ${event.source}`, 'muted'),
    ),
    ...wrap(clean(message), Math.max(10, width - 27)).map(part => line(span(' '.repeat(26)), span(part))),
  ];
}

const OBJECT = 34;

/** As a line of a log: when, how often, what, about whom, what it says; the message goes on below where it is long. */
function wideLines({ reading, clock, session }: Painting, event: ClusterEvent, width: number): Line[] {
  const { regarding, type, reason, message, count, lastAt } = event;
  const now = reading.now + session.grid.skew;
  const role = type === 'Warning' ? 'warning' : 'text';
  const isOne = session.world.target.namespaces.length === 1;
  const place = isOne || regarding.namespace === '' ? '' : `${regarding.namespace}/`;
  const lead = 11 + 16 + 22 + OBJECT;
  const at = lastAt === undefined ? '' : clock(lastAt - session.grid.skew);
  const about = clean(`${regarding.kind.toLowerCase()} ${place}${regarding.name}`);
  const first = [
    span(pad(` ${at}`, 11), 'muted'),
    span(pad(count > 1 ? eventAge(event, now).replace(/^\S+ /, '') : '', 16), 'muted'),
    foreign(pad(clean(reason), 21), role),
    span(' '),
  ];
  const beside = width - lead;
  // Where there is no room beside it, what it says stands below.
  if (beside < 30) {
    const room = width - 11 - 16 - 22;
    return [
      line(...first, span(cut(about, room, 'middle'), 'accent')),
      ...wrap(clean(message), Math.max(10, width - 12)).map(part => line(span(' '.repeat(11)), span(part, role))),
    ];
  }
  const subject = [span(pad(about, OBJECT - 1, 'left', 'middle'), 'accent'), span(' ')];
  return wrap(clean(message), beside).map((part, i) =>
    i === 0 ? line(...first, ...subject, span(part, role)) : line(span(' '.repeat(lead)), span(part, role)),
  );
}
