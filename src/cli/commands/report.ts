import { writeFile } from 'node:fs/promises';
import { type Report, reportOf } from '../../history/report.ts';
import { type GroupedRow, sharedText } from '../../history/transitions/groups.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { ProblemError } from '../../kube/problem.ts';
import { formatTime, parseTime } from '../../kube/time.ts';
import { transitionLine } from '../../view/life/life-text.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { outputOf, podNames } from '../options/pod-call.ts';
import { UsageError } from '../options/usage-error.ts';
import { lookBack, nobodyText } from '../pods/lives.ts';
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
  const from = timeOf(options.from, 'from');
  const until = timeOf(options.until, 'until');
  if (from !== undefined && until !== undefined && from > until) throw new UsageError('--from is later than --until');
  const names = podNames(call.args);
  const lookedBack = await lookBack(call, names);
  const { source, ...known } = lookedBack;
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

function timeOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time === undefined)
    throw new UsageError(`--${option} ${text} is no RFC 3339 time; write it like 2026-11-23T09:11:34Z`);
  return time;
}

function reportMarkdown(report: Report, source: string): string {
  const { from, to, transitions, pods, troubled, changes, stuck, warnings, dropped } = report;
  const lines = [
    '# Report of what pods went through',
    '',
    `From ${formatTime(from)} to ${formatTime(to)} (${preciseDuration(to - from)}), ${clean(source)}: ${transitions} changes of ${pods} pods, ${troubled.length} of them with trouble.`,
    ...(dropped > 0 ? ['', `${dropped} older changes were no longer held and are not in this report.`] : []),
    ...(stuck.length > 0 ? ['', '## Stuck at the end', ''] : []),
    ...stuck.map(({ entry: { row }, stuck: { row: rule, forMs, detail } }) =>
      clean(
        `- ${row.namespace}/${row.name} ${rule.meaning} for ${preciseDuration(forMs)}${detail ? `: ${detail}` : ''}`,
      ),
    ),
    ...['', '## What changed', ''],
    ...(changes.length === 0 ? ['Nothing.'] : ['```', ...changes.map(changeText), '```']),
    ...(warnings.length > 0 ? ['', '## Warning Events', ''] : []),
    ...warnings
      .slice(-MOST_EVENTS)
      .map(({ lastAt, count, regarding: { kind, namespace, name }, reason, message }) =>
        clean(
          `- ${formatTime(lastAt ?? Number.NaN)} ${kind} ${namespace}/${name}: ${reason}${count > 1 ? ` ×${count}` : ''}: ${message}`,
        ),
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

function changeText(one: GroupedRow): string {
  if (!('group' in one)) {
    if (one.subject === 'gap')
      return clean(
        `${formatTime(one.receivedAt)}  nothing was seen for ${preciseDuration(one.lasted?.ms ?? 0)}: ${one.reason ?? ''}`,
      );
    const { spans } = transitionLine(one);
    const [time, ...rest] = spans.map(each => each.text);
    return `${time}${clean(one.name)} ${rest.join('')}`;
  }
  const { group, transitions } = one;
  const { subject, from, to } = transitions[0]!;
  const shared = sharedText(group);
  const change = subject === 'stuck' ? `stuck: ${to}` : `${from ?? 'new'} → ${to ?? 'gone'}`;
  const what = `${group.pods.size} pods ${change}`;
  const took = preciseDuration(group.endedAt - group.startedAt);
  return clean(`${formatTime(group.startedAt)}  ${shared === '' ? '' : `${shared}: `}${what} in ${took}`);
}
