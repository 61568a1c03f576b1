import { type GroupedRow, grouped, sharedText } from '../history/groups.ts';
import type { KnownLife } from '../history/life-story.ts';
import { stuckIn } from '../history/stuck.ts';
import type { Transition } from '../history/transition.ts';
import { preciseDuration } from '../kube/duration.ts';
import { formatTime, parseTime } from '../kube/time.ts';
import { transitionLine } from '../view/life-text.ts';
import { clean } from '../view/text.ts';
import type { Call } from './call.ts';
import { type LookBack, livesOf, lookBack } from './lives.ts';
import { lifeMarkdown } from './timeline.ts';
import { UsageError } from './usage-error.ts';

const WIDTH = 100;
/** What changed, as far as it is told line by line; what somebody asked for is the cause of others. */
const IN_REPORT: ReadonlySet<Transition['subject']> = new Set(['status', 'pod', 'asked', 'gap']);
/** A report is read by people: the lives of more pods than this are left to `podscope timeline`. */
const MOST_LIVES = 20;

/** `podscope report`: what happened in a stretch of time, as Markdown. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const since = timeOf(options.from, 'from');
  const until = timeOf(options.until, 'until');
  const known = await lookBack(call);
  const from = since ?? Number.NEGATIVE_INFINITY;
  const to = until ?? Number.POSITIVE_INFINITY;
  if (from > to) throw new UsageError('--from is later than --until');
  const inRange = [...known.ledger.log].filter(one => one.receivedAt >= from && one.receivedAt <= to);
  host.stdout.write(`${reportLines(known, inRange, livesOf(known, call.args)).join('\n').trimEnd()}\n`);
  return 0;
}

function timeOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time === undefined)
    throw new UsageError(`--${option} ${text} is no RFC 3339 time; write it like 2026-11-23T09:11:34Z`);
  return time;
}

function reportLines(
  { ledger, now }: LookBack,
  transitions: readonly Transition[],
  lives: readonly KnownLife[],
): string[] {
  const first = transitions[0]?.receivedAt ?? now;
  const last = transitions.at(-1)?.receivedAt ?? now;
  const bad = transitions.filter(
    ({ severity, subject }) => subject === 'gap' || severity === 'error' || severity === 'warning',
  );
  const uids = new Set(bad.map(one => one.uid));
  const concerned = lives.filter(({ life }) => uids.has(life.uid));
  const changes = grouped(
    transitions.filter(({ subject }) => IN_REPORT.has(subject)),
    uid => ledger.pods.get(uid),
  );
  const stuck = [...ledger.pods.values()].flatMap(entry =>
    stuckIn(entry, now).map(({ row, forMs, detail }) =>
      clean(
        `- ${entry.row.namespace}/${entry.row.name} ${row.meaning} for ${preciseDuration(forMs)}${detail ? `: ${detail}` : ''}`,
      ),
    ),
  );
  return [
    '# Report of what pods went through',
    '',
    `From ${formatTime(first)} to ${formatTime(last)} (${preciseDuration(last - first)}): ${transitions.length} changes of ${
      new Set(transitions.map(one => one.uid)).size
    } pods, ${uids.size} of them with trouble.`,
    ...(stuck.length > 0 ? ['', '## Stuck at the end', '', ...stuck] : []),
    '',
    '## What changed',
    '',
    '```',
    ...changes.map(changeText),
    '```',
    '',
    ...concerned.slice(0, MOST_LIVES).map(life => lifeMarkdown(life, WIDTH, false)),
    ...(concerned.length > MOST_LIVES
      ? [`And ${concerned.length - MOST_LIVES} more; "podscope timeline" prints them.`]
      : []),
  ];
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
  const { from, to } = transitions[0]!;
  const shared = sharedText(group);
  const what = `${group.pods.size} pods ${from ?? 'new'} → ${to ?? 'gone'}`;
  const took = preciseDuration(group.endedAt - group.startedAt);
  return clean(`${formatTime(group.startedAt)}  ${shared === '' ? '' : `${shared}: `}${what} in ${took}`);
}
