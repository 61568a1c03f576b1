import type { KnownLife } from '../history/life-story.ts';
import { formatTime } from '../kube/time.ts';
import { type LifeSection, lifeSections } from '../view/life/life-text.ts';
import { clean } from '../view/text.ts';
import type { Call } from './call.ts';
import { livesOf, lookBack } from './lives.ts';
import { outputOf } from './pod-call.ts';
import { transitionRecord } from './watch-lines.ts';

/** `podscope timeline`: the lives of pods, as text, Markdown or JSON. */
export async function run(call: Call): Promise<number> {
  const { host, args } = call;
  const output = outputOf(call, ['text', 'markdown', 'json']);
  const lives = livesOf(await lookBack(call), args);
  if (lives.length === 0) {
    host.stderr.write(`podscope: ${args.length === 0 ? 'there is no pod' : `no pod is named ${args.join(' or ')}`}\n`);
    return 1;
  }
  const width = Math.max(60, Math.min((host.stdout as { columns?: number }).columns ?? 100, 200));
  const ascii = call.options.ascii === true;
  for (const [i, life] of lives.entries()) {
    if (output === 'json') host.stdout.write(`${JSON.stringify(lifeRecord(life))}\n`);
    else
      host.stdout.write(
        `${i === 0 ? '' : '\n'}${output === 'text' ? lifeText(life, width, ascii) : lifeMarkdown(life, width, ascii)}`,
      );
  }
  return 0;
}

const titleOf = ({ life }: KnownLife): string => `${clean(life.namespace)}/${clean(life.name)}`;
const subtitleOf = ({ life }: KnownLife): string =>
  `${formatTime(life.from)} to ${formatTime(life.to)}, ${life.isOver ? 'gone' : 'still there'}, uid ${clean(life.uid)}`;
const plain = ({ lines }: LifeSection): string[] =>
  lines.map(({ spans }) =>
    spans
      .map(one => one.text)
      .join('')
      .trimEnd(),
  );

export function lifeText(known: KnownLife, width: number, ascii: boolean): string {
  const sections = lifeSections(known, width, ascii).flatMap(section => [
    '',
    section.title,
    ...plain(section).map(text => `  ${text}`),
  ]);
  return [titleOf(known), subtitleOf(known), ...sections, ''].join('\n');
}

export function lifeMarkdown(known: KnownLife, width: number, ascii: boolean): string {
  const sections = lifeSections(known, width, ascii).flatMap(section => [
    '',
    `### ${section.title}`,
    '',
    '```',
    ...plain(section),
    '```',
  ]);
  return [`## ${titleOf(known)}`, '', subtitleOf(known), ...sections, ''].join('\n');
}

/** Times as RFC 3339, durations in seconds. */
export function lifeRecord({ life, startup, deletion, restarts, transitions }: KnownLife): Record<string, unknown> {
  const steps = (breakdown: KnownLife['startup']) => ({
    seconds: breakdown.ms / 1000,
    complete: breakdown.complete,
    slowest: breakdown.slowest?.name,
    steps: breakdown.steps.map(({ name, from, to, detail }) => ({
      name,
      from: formatTime(from),
      seconds: (to - from) / 1000,
      detail,
    })),
  });
  return {
    namespace: life.namespace,
    name: life.name,
    uid: life.uid,
    from: formatTime(life.from),
    to: formatTime(life.to),
    isOver: life.isOver,
    startup: steps(startup),
    deletion: deletion && { ...steps(deletion), graceSeconds: deletion.graceMs / 1000 },
    lanes: life.lanes.map(({ kind, name, segments }) => ({
      kind,
      name: name || undefined,
      segments: segments.map(({ from, to, value, severity, certainty, open }) => ({
        from: formatTime(from),
        to: open ? undefined : formatTime(to),
        value: value || undefined,
        severity,
        certainty,
      })),
    })),
    marks: life.marks.map(({ at, kind, text, severity }) => ({ time: formatTime(at), kind, text, severity })),
    restarts: restarts.map(({ container, restarts, missed, ends, next }) => ({
      container,
      restarts,
      missed,
      ends: ends.map(({ startedAt, finishedAt, ...end }) => ({
        ...end,
        startedAt: startedAt === undefined ? undefined : formatTime(startedAt),
        finishedAt: formatTime(finishedAt),
      })),
      nextTryEstimated: next && { what: next.what, time: formatTime(next.at), backOffSeconds: next.backOffMs / 1000 },
    })),
    transitions: transitions.map(transitionRecord),
  };
}
