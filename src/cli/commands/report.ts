import { writeFile } from 'node:fs/promises';
import { momentOf } from '../../app/life/replay-time.ts';
import { type Report, reportOf } from '../../history/report.ts';
import { type GroupedRow, sharedText } from '../../history/transitions/groups.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { ProblemError } from '../../kube/problem.ts';
import { formatTime } from '../../kube/time.ts';
import { transitionLine } from '../../view/life/life-text.ts';
import { fenced, markdownText } from '../../view/markdown.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { outputOf, podNames } from '../options/pod-call.ts';
import { UsageError } from '../options/usage-error.ts';
import { type LookBack, lookBack, nobodyText } from '../pods/lives.ts';
import { reportPage } from '../report/report-page.ts';
import { lifeMarkdown } from './timeline.ts';

const WIDTH = 100;
/** A report is read by people: more than this is left to the commands that print all of it. */
const MOST_LIVES = 20;
const MOST_EVENTS = 50;

/** `podscope report`: what happened in a stretch of time, as Markdown or as one HTML file. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const file = options.to;
  const output = outputOf(
    call,
    file !== undefined && /\.html?$/i.test(file) ? ['html', 'markdown'] : ['markdown', 'html'],
  );
  const names = podNames(call.args);
  // A slip is said before a long recording is read.
  stretchOf(call, { since: 0, now: 0 });
  const lookedBack = await lookBack(call, names);
  const { source, ...known } = lookedBack;
  const { from, until } = stretchOf(call, known);
  if (from !== undefined && until !== undefined && from > until) throw new UsageError('--from is later than --until');
  if ((from ?? known.now) > known.now || (until ?? known.since) < known.since)
    host.stderr.write(
      `podscope: nothing is known of that time; ${source} goes from ${formatTime(known.since)} to ${formatTime(known.now)}\n`,
    );
  const nobody = nobodyText(lookedBack, names);
  // That nothing was there is a report, too.
  const status = nobody === undefined || names.length === 0 ? 0 : 1;
  if (nobody !== undefined) host.stderr.write(`podscope: ${nobody}\n`);
  const report = reportOf({ ...known, from, until, names });
  const program = `podscope ${host.version}`;
  const text = output === 'html' ? reportPage(report, { source, program }) : reportMarkdown(report, source);
  if (file === undefined) {
    host.stdout.write(text);
    return status;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new ProblemError({ code: 'invalid', message: `cannot write ${file}: ${(error as Error).message}` });
  }
  host.stderr.write(`podscope: the report is in ${file}\n`);
  return status;
}

/** What `--from` and `--until` say, ms; `-30m` is before the end of what is known. @throws UsageError for what is no time */
function stretchOf({ options }: Call, { since, now }: Pick<LookBack, 'since' | 'now'>) {
  const timeOf = (option: 'from' | 'until'): number | undefined => {
    const text = options[option];
    const time = text === undefined ? undefined : momentOf(text, { from: since, to: now, at: now });
    if (text !== undefined && time === undefined)
      throw new UsageError(`--${option} ${text} is no time; write it like 2026-11-23T09:11:34Z, 09:11 or =-30m`);
    return time;
  };
  return { from: timeOf('from'), until: timeOf('until') };
}

function reportMarkdown(report: Report, source: string): string {
  const { from, to, transitions, pods, troubled, changes, stuck, warnings, dropped } = report;
  const lines = [
    '# Report of what pods went through',
    '',
    `From ${formatTime(from)} to ${formatTime(to)} (${preciseDuration(to - from)}), ${foreign(source)}: ${counted(transitions, 'change')} of ${counted(pods, 'pod')}, ${troubled.length} of them with trouble.`,
    ...(dropped > 0 ? ['', `${dropped} older changes were no longer held and are not in this report.`] : []),
    ...(stuck.length > 0 ? ['', '## Stuck at the end', ''] : []),
    ...stuck.map(
      ({ entry: { row }, stuck: { row: rule, forMs, detail } }) =>
        `- ${foreign(`${row.namespace}/${row.name} ${rule.meaning} for ${preciseDuration(forMs)}${detail ? `: ${detail}` : ''}`)}`,
    ),
    ...['', '## What changed', ''],
    ...(changes.length === 0 ? ['Nothing.'] : fenced(changes.map(changeText))),
    ...(warnings.length > 0 ? ['', '## Warning Events', ''] : []),
    ...warnings
      .slice(-MOST_EVENTS)
      .map(
        ({ lastAt, count, regarding: { kind, namespace, name }, reason, message }) =>
          `- ${formatTime(lastAt ?? Number.NaN)} ${foreign(`${kind} ${namespace}/${name}: ${reason}${count > 1 ? ` ×${count}` : ''}: ${message}`)}`,
      ),
    ...(warnings.length > MOST_EVENTS ? [`- and ${warnings.length - MOST_EVENTS} before them`] : []),
    '',
    ...troubled.slice(0, MOST_LIVES).map(life => lifeMarkdown(life, WIDTH, false)),
    ...(troubled.length > MOST_LIVES
      ? [`And ${troubled.length - MOST_LIVES} more; "podscope timeline" prints them.`]
      : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const foreign = (text: string): string => markdownText(clean(text));
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function changeText(one: GroupedRow): string {
  if (!('group' in one)) {
    if (one.subject === 'gap')
      return clean(
        `${formatTime(one.receivedAt)}  nothing was seen for ${preciseDuration(one.lasted?.ms ?? 0)}: ${one.reason ?? ''}`,
      );
    const { spans } = transitionLine(one);
    const [time, ...rest] = spans.map(each => each.text);
    return `${time}${clean([one.namespace, one.name].filter(Boolean).join('/'))} ${rest.join('')}`;
  }
  const { group, transitions } = one;
  const { subject, from, to } = transitions[0]!;
  const shared = sharedText(group);
  const change = subject === 'stuck' ? `stuck: ${to}` : `${from ?? 'new'} → ${to ?? 'gone'}`;
  const what = `${group.pods.size} pods ${change}`;
  const took = preciseDuration(group.endedAt - group.startedAt);
  return clean(`${formatTime(group.startedAt)}  ${shared === '' ? '' : `${shared}: `}${what} in ${took}`);
}
