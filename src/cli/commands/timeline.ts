import type { KnownLife } from '../../history/life/life-story.ts';
import { formatTime } from '../../kube/time.ts';
import { type LifeSection, lifeSections } from '../../view/life/life-text.ts';
import { fenced, markdownText } from '../../view/markdown.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { outputOf, podNames } from '../options/pod-call.ts';
import { transitionRecord } from '../output/watch-lines.ts';
import { livesOf, lookBack, nobodyText, uidOf } from '../pods/lives.ts';

/** `podscope timeline`: the lives of pods, as text, Markdown or JSON. */
export async function run(call: Call): Promise<number> {
  const { host } = call;
  const output = outputOf(call, ['text', 'markdown', 'json']);
  const names = podNames(call.args);
  const known = await lookBack(call, names);
  const nobody = nobodyText(known, names);
  if (nobody !== undefined) host.stderr.write(`podscope: ${nobody}\n`);
  const lives = livesOf(known, names);
  const width = Math.max(60, Math.min((host.stdout as { columns?: number }).columns ?? 100, 200));
  const ascii = call.options.ascii === true;
  for (const [i, life] of lives.entries()) {
    if (output === 'json') host.stdout.write(`${JSON.stringify(lifeRecord(life))}\n`);
    else
      host.stdout.write(
        `${i === 0 ? '' : '\n'}${output === 'text' ? lifeText(life, width, ascii) : lifeMarkdown(life, width, ascii)}`,
      );
  }
  return nobody === undefined ? 0 : 1;
}

const titleOf = ({ life }: KnownLife): string => clean([life.namespace, life.name].filter(Boolean).join('/'));
const subtitleOf = ({ life }: KnownLife): string => {
  const uid = uidOf(life.uid);
  const end = life.isOver ? 'gone' : 'still there';
  return clean(
    [`${formatTime(life.from)} to ${formatTime(life.to)}`, end, uid && `uid ${uid}`].filter(Boolean).join(', '),
  );
};
const plain = ({ lines }: LifeSection): string[] =>
  lines.map(({ spans }) =>
    spans
      .map(one => one.text)
      .join('')
      .trimEnd(),
  );

/** A life without any time in it cannot be drawn: what is known of its one moment is told in words. */
const sectionsOf = (known: KnownLife, width: number, ascii: boolean): LifeSection[] =>
  lifeSections(known, width, ascii, known.life.from < known.life.to ? {} : { cursor: known.life.to });

export function lifeText(known: KnownLife, width: number, ascii: boolean): string {
  const sections = sectionsOf(known, width, ascii).flatMap(section => [
    '',
    section.title,
    ...plain(section).map(text => `  ${text}`),
  ]);
  return [titleOf(known), subtitleOf(known), ...sections, ''].join('\n');
}

export function lifeMarkdown(known: KnownLife, width: number, ascii: boolean): string {
  const sections = sectionsOf(known, width, ascii).flatMap(section => [
    '',
    `### ${section.title}`,
    '',
    ...fenced(plain(section)),
  ]);
  return [`## ${markdownText(titleOf(known))}`, '', markdownText(subtitleOf(known)), ...sections, ''].join('\n');
}

/** Times as RFC 3339, durations in seconds. */
export function lifeRecord({
  life,
  startup,
  deletion,
  restarts,
  transitions,
  skew,
}: KnownLife): Record<string, unknown> {
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
    uid: uidOf(life.uid),
    from: formatTime(life.from),
    to: formatTime(life.to),
    isOver: life.isOver,
    clusterAheadSeconds: skew === 0 ? undefined : skew / 1000,
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
