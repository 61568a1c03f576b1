import type { KnownLife } from '../../history/life/life-story.ts';
import type { Report } from '../../history/report.ts';
import { type GroupedRow, sharedText } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import type { ClusterEvent } from '../../kube/cluster-event.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { thousands } from '../../kube/thousands.ts';
import { formatTime } from '../../kube/time.ts';
import type { Severity } from '../../status/row.ts';
import { countsSvgs } from '../../view/life/counts-svg.ts';
import { lifeSvg } from '../../view/life/life-svg.ts';
import { lifeSections } from '../../view/life/life-text.ts';
import { foreignText, joined, type Markup, tag } from '../../view/life/markup.ts';
import { uidOf } from '../pods/lives.ts';
import { REPORT_STYLE } from './report-style.ts';

/** What the report is of, as its reader must know it: `recording run.jsonl of prod, v1.37.2`. */
export interface ReportOrigin {
  readonly source: string;
  readonly program: string;
}

/** Rows beyond this make a page that no browser shows with pleasure; the page says how many are left out. */
const MOST_ROWS = 2_000;
const MOST_LIVES = 50;
/** Of a life, so much beyond the stretch of the report is drawn on either side, as a share of it. */
const AROUND = 0.05;

/** A report as one HTML file: pictures inside, no script, nothing loaded from anywhere, light or dark as the reader has it. */
export function reportPage(report: Report, { source, program }: ReportOrigin): string {
  const title = `What pods went through, ${formatTime(report.from)}`;
  return `<!doctype html>\n${tag(
    'html',
    { lang: 'en' },
    tag(
      'head',
      {},
      '<meta charset="utf-8">' as Markup,
      '<meta name="viewport" content="width=device-width, initial-scale=1">' as Markup,
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` as Markup,
      tag('title', {}, foreignText(title)),
      tag('style', {}, REPORT_STYLE as Markup),
    ),
    tag('body', {}, hatch(), tag('main', {}, head(report, source), ...sections(report), foot(program))),
  )}\n`;
}

/** The pattern of what is not known, for all pictures of the page. */
function hatch(): Markup {
  const line = tag('path', { class: 'hatch', d: 'M0 6L6 0' });
  const pattern = tag('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, line);
  return tag('svg', { width: 0, height: 0, 'aria-hidden': 'true' }, tag('defs', {}, pattern));
}

function head({ from, to, transitions, pods, troubled, gaps, warnings, dropped }: Report, source: string): Markup {
  const fact = (value: string, name: string): Markup =>
    tag('div', { class: 'fact' }, tag('b', {}, foreignText(value)), tag('span', {}, foreignText(name)));
  return joined(
    tag('h1', {}, foreignText('What pods went through')),
    tag('p', { class: 'muted' }, foreignText(`${formatTime(from)} to ${formatTime(to)}, ${source}. Times are UTC.`)),
    tag(
      'div',
      { class: 'facts' },
      fact(preciseDuration(to - from), 'long'),
      fact(thousands(transitions), transitions === 1 ? 'change' : 'changes'),
      fact(thousands(pods), pods === 1 ? 'pod changed' : 'pods changed'),
      fact(thousands(troubled.length), 'of them with trouble'),
      fact(thousands(warnings.length), warnings.length === 1 ? 'Warning Event' : 'Warning Events'),
      fact(thousands(gaps.length), gaps.length === 1 ? 'gap in what was seen' : 'gaps in what was seen'),
    ),
    dropped > 0
      ? tag(
          'p',
          { class: 'warning' },
          foreignText(`${thousands(dropped)} older changes were no longer held and are not in this report.`),
        )
      : undefined,
  );
}

function sections(report: Report): Markup[] {
  const { counts, gaps, to, stuck, changes, warnings, troubled } = report;
  const hasMoment = to > report.from;
  return [
    ...(hasMoment
      ? [
          section(
            'How many pods were well',
            legend(),
            ...countsSvgs(counts, to, gaps).map(({ title, svg }) =>
              tag('figure', {}, tag('figcaption', {}, foreignText(title)), svg),
            ),
          ),
        ]
      : []),
    ...(stuck.length === 0
      ? []
      : [
          section(
            'Stuck at the end',
            table(
              ['Pod', 'What', 'For', 'Held by'],
              stuck.map(({ entry, stuck: { row, forMs, detail } }) => [
                cell(`${entry.row.namespace}/${entry.row.name}`),
                cell(row.meaning, 'error'),
                cell(preciseDuration(forMs)),
                cell(detail ?? ''),
              ]),
            ),
          ),
        ]),
    section('What changed', table(['Time', 'Pod', 'Change', 'After', 'Reason'], changes.map(changeRow))),
    ...(warnings.length === 0
      ? []
      : [section('Warning Events', table(['Last', 'Times', 'Object', 'Reason', 'Message'], warnings.map(eventRow)))]),
    ...troubled.slice(0, MOST_LIVES).map(known => lifeSection(known, report)),
    ...(troubled.length > MOST_LIVES
      ? [
          tag(
            'p',
            {},
            foreignText(
              `And ${troubled.length - MOST_LIVES} more pods with trouble; "podscope timeline" prints their lives.`,
            ),
          ),
        ]
      : []),
  ];
}

const section = (title: string, ...content: readonly Markup[]): Markup =>
  tag('section', {}, tag('h2', {}, foreignText(title)), ...content);

function legend(): Markup {
  const entry = (name: Severity): Markup => tag('span', { class: `key ${name}` }, foreignText(name));
  return tag(
    'p',
    { class: 'legend' },
    ...(['error', 'warning', 'unknown', 'progressing', 'ok', 'done'] as const).map(entry),
    tag('span', { class: 'key gap' }, foreignText('not seen')),
  );
}

const cell = (text: string, severity?: Severity | 'muted'): Markup => tag('td', { class: severity }, foreignText(text));

function table(titles: readonly string[], rows: readonly (readonly Markup[])[]): Markup {
  if (rows.length === 0) return tag('p', { class: 'muted' }, foreignText('nothing'));
  return joined(
    tag(
      'div',
      { class: 'scroll' },
      tag(
        'table',
        {},
        tag('thead', {}, tag('tr', {}, ...titles.map(title => tag('th', {}, foreignText(title))))),
        tag('tbody', {}, ...rows.slice(0, MOST_ROWS).map(row => tag('tr', {}, ...row))),
      ),
    ),
    rows.length > MOST_ROWS
      ? tag('p', { class: 'muted' }, foreignText(`and ${thousands(rows.length - MOST_ROWS)} more`))
      : undefined,
  );
}

function changeRow(one: GroupedRow): Markup[] {
  if ('group' in one) {
    const { group, transitions } = one;
    const [first] = transitions as [Transition];
    return [
      cell(formatTime(group.startedAt)),
      cell(`${group.pods.size} pods`),
      cell(`${first.from ?? 'new'} → ${first.to ?? 'gone'}`, first.severity),
      cell(`within ${preciseDuration(group.endedAt - group.startedAt)}`, 'muted'),
      cell(sharedText(group)),
    ];
  }
  const { receivedAt, subject, namespace, name, from, to, lasted, severity, reason, message, certainty } = one;
  const time = cell(formatTime(receivedAt));
  const atLeast = lasted?.atLeast ? '>=' : '';
  const long = lasted && (subject === 'gap' || from !== undefined) ? `${atLeast}${preciseDuration(lasted.ms)}` : '';
  if (subject === 'gap')
    return [time, cell(''), cell('nothing was seen', 'unknown'), cell(long, 'muted'), cell(reason ?? '')];
  const sure = { seen: '', derived: ' (from the object)', unknown: ' (time unknown)' }[certainty];
  return [
    time,
    cell(`${namespace}/${name}`),
    cell(`${from === undefined ? '' : `${from} `}→ ${to ?? 'gone'}`, severity),
    cell(`${long}${sure}`, 'muted'),
    cell([reason === to ? '' : reason, message].filter(Boolean).join(': ')),
  ];
}

function eventRow({ lastAt, count, firstAt, regarding, reason, message }: ClusterEvent): Markup[] {
  const over =
    count > 1 && firstAt !== undefined && lastAt !== undefined ? ` in ${preciseDuration(lastAt - firstAt)}` : '';
  return [
    cell(lastAt === undefined ? '' : formatTime(lastAt)),
    cell(`${count}${over}`, 'muted'),
    cell(`${regarding.kind} ${regarding.namespace === '' ? '' : `${regarding.namespace}/`}${regarding.name}`),
    cell(reason, 'warning'),
    cell(message),
  ];
}

/** The drawing, and below it what the text of a life says, but for its own drawing. */
function lifeSection(known: KnownLife, report: Report): Markup {
  const { life, skew } = known;
  // Of a pod that is weeks old, only what the report is about can be seen.
  const { from, to } = { from: report.from + skew, to: report.to + skew };
  const around = (to - from) * AROUND;
  const window = { from: Math.max(life.from, from - around), to: Math.min(life.to, to + around) };
  const told = lifeSections(known, 100).slice(1);
  const end = life.isOver ? 'gone' : 'still there';
  return section(
    `${life.namespace}/${life.name}`,
    tag(
      'p',
      { class: 'muted' },
      foreignText(`${formatTime(life.from)} to ${formatTime(life.to)}, ${end}, uid ${uidOf(life.uid) ?? 'unknown'}`),
    ),
    tag('figure', {}, lifeSvg(life, window)),
    ...told.map(({ title, lines }) =>
      tag(
        'details',
        { open: title !== 'What happened' && title !== 'Events' },
        tag('summary', {}, foreignText(title)),
        tag(
          'pre',
          {},
          ...lines.map(({ spans }) =>
            joined(...spans.map(({ text, role }) => tag('span', { class: role }, foreignText(text))), '\n' as Markup),
          ),
        ),
      ),
    ),
  );
}

const foot = (program: string): Markup => tag('footer', { class: 'muted' }, foreignText(`Written by ${program}.`));
