import type { LogReader } from '../../app/reading/log-reader.ts';
import type { LogLine } from '../../history/logs/log-line.ts';
import { thousands } from '../../kube/thousands.ts';
import type { Line, PaneFrame, Role, Span } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { logText } from '../reading/log-text.ts';
import { cutSpans, foreign, line, span } from '../spans.ts';
import { clean, pad, widthOf, wrap } from '../text.ts';

/** Sources take turns; text and danger are left to the lines. */
const SOURCE_ROLES: readonly Role[] = ['accent', 'ok', 'notice', 'progressing', 'title', 'key'];
const WIDEST_SOURCE = 28;
/** Of one line so many characters are shown: what nobody can read must not keep a key waiting. */
const LONGEST_SHOWN = 4_000;

/** The logs over the panes: only what is in sight is looked at, however long they are. */
export function logsFrame(
  { session, marks }: Painting,
  logs: LogReader,
  kind: 'logs' | 'logsFilter' | 'logsFind',
): PaneFrame {
  const { width, height } = session.state;
  const rect = { x: 0, y: 1, width, height: height - 2 };
  const inner = rect.width - 2;
  logs.rows = Math.max(1, rect.height - 2);
  logs.settle();
  const { buffer, rows, top } = logs;
  const { shown, dropped, filter } = buffer;
  const isFiltered = kind === 'logsFilter' || logs.search.text !== '';
  const isSearched = kind === 'logsFind' || logs.wanted.text !== '';
  const typed = (mark: string, text: string, isTyping: boolean): Span[] => [
    foreign(`  ${mark}${text}`, 'accent'),
    span(isTyping ? '_' : '', 'accent'),
  ];
  return {
    id: 'logs',
    rect,
    border: true,
    focused: true,
    title: [
      ...titleOf(logs),
      ...(isFiltered ? typed('/', logs.search.text, kind === 'logsFilter') : []),
      ...(isSearched ? typed('find ', logs.wanted.text, kind === 'logsFind') : []),
    ],
    footer: [
      ...(filter.problem === undefined ? [] : [span('no regular expression: looked for as it stands  ', 'notice')]),
      ...(isSearched ? [span(matchText(logs), 'accent')] : []),
      ...(dropped > 0 ? [span(`${thousands(dropped)} older dropped  `, 'notice')] : []),
      ...(logs.follow ? [] : [span('paused, G follows  ', 'notice')]),
      span(
        isFiltered
          ? `${thousands(shown.length)} of ${thousands(buffer.size)} lines`
          : `${thousands(shown.length)} lines`,
        'muted',
      ),
    ],
    lines: windowLines(logs, shown.slice(top, top + rows), inner, marks.rule).map(each =>
      line(...cutSpans(each.spans, inner)),
    ),
    scroll: { offset: top, total: shown.length },
  };
}

function titleOf({ wish, targets }: LogReader): Span[] {
  const { command, owner, range, containers, previous } = wish;
  const first = targets[0]!;
  const names = owner
    ? `${owner.namespace}/${owner.kind}/${owner.name}`
    : targets.length === 1
      ? `${first.namespace}/${first.name}`
      : `${targets.length} pods`;
  if (command)
    return [span('Output of ', 'title'), foreign(command.join(' '), 'accent'), foreign(`  ${names}`, 'muted')];
  return [
    span(previous ? 'Log of the run before  ' : 'Log  ', 'title'),
    foreign(names, 'muted'),
    ...(containers ? [foreign(`  ${containers.join(', ')}`, 'accent')] : []),
    ...(range?.label ? [foreign(`  ${range.label}`, 'accent')] : []),
  ];
}

/** `match 3 of 17  ` */
function matchText({ buffer, ordinal }: LogReader): string {
  if (buffer.matches === 0) return 'no match  ';
  const of = `${thousands(buffer.matches)} ${buffer.matches === 1 ? 'match' : 'matches'}`;
  return ordinal === undefined ? `${of}  ` : `match ${thousands(ordinal)} of ${thousands(buffer.matches)}  `;
}

/** Of wrapped lines those at the end stay when it follows, else those at the start. */
function windowLines(logs: LogReader, shown: readonly LogLine[], width: number, rule: string): readonly Line[] {
  if (shown.length === 0)
    return [line(span(logs.search.text === '' ? ' Nothing has been written yet.' : ' No line fits.', 'muted'))];
  const lines = shown.flatMap(each => lineOf(logs, each, width, rule));
  return logs.follow ? lines.slice(-logs.rows) : lines.slice(0, logs.rows);
}

function lineOf(logs: LogReader, each: LogLine, width: number, rule: string): Line[] {
  const names = logs.sources;
  const column = Math.min(WIDEST_SOURCE, ...[Math.max(0, ...names.map(widthOf))]);
  const source = names[each.source] ?? '';
  const role = SOURCE_ROLES[each.source % SOURCE_ROLES.length]!;
  const prefix: Span[] = [
    ...(names.length > 1 ? [span(`${pad(clean(source), column)} `, role)] : []),
    ...(logs.timestamps && each.stamp !== '' ? [foreign(`${each.stamp.slice(0, 23)} `, 'muted')] : []),
  ];
  if (each.isNotice) return [line(...prefix, span(`${rule.repeat(2)} `, 'notice'), foreign(each.text, 'notice'))];
  const { text: whole, role: level } = logText(each.text, logs.pretty);
  const left = whole.length - LONGEST_SHOWN;
  const text =
    left > 0 ? `${whole.slice(0, LONGEST_SHOWN)} … (${thousands(left)} more characters: s saves them)` : whole;
  if (!logs.wrap) return [line(...prefix, ...marked(clean(text), level, logs))];
  const used = prefix.reduce((sum, one) => sum + widthOf(one.text), 0);
  return wrap(clean(text), Math.max(10, width - used)).map((part, i) =>
    line(...(i === 0 ? prefix : [span(' '.repeat(used))]), ...marked(part, level, logs)),
  );
}

/** The text with what the search and the filter fit marked in it. */
function marked(text: string, role: Role, { buffer }: LogReader): Span[] {
  const pattern = buffer.search.text === '' ? buffer.filter : buffer.search;
  const spans: Span[] = [];
  let at = 0;
  for (const [from, to] of pattern.ranges(text)) {
    if (to <= from) continue;
    if (from > at) spans.push(span(text.slice(at, from), role));
    spans.push(span(text.slice(from, to), 'match', true));
    at = to;
  }
  if (at < text.length || spans.length === 0) spans.push(span(text.slice(at), role));
  return spans;
}
