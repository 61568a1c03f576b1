import type { PodEntry } from '../history/entry.ts';
import { GROUP_RULES, type Group, Grouping, sharedText } from '../history/groups.ts';
import type { Transition } from '../history/transition.ts';
import { preciseDuration } from '../kube/duration.ts';
import { formatTime } from '../kube/time.ts';
import { clean } from '../view/text.ts';

interface HeldLine {
  readonly text: string;
  readonly at: number;
  /** By what it finds its group. */
  readonly told: Transition | undefined;
}

/** Of one line the most telling change. */
const TELLING: readonly Transition['subject'][] = ['stuck', 'status', 'pod', 'restarts'];

/** Lines that wait until no other can join them, so that one can stand for many: `node-7: 40 pods Running → Unknown in 5.0s`. */
export class HeldLines {
  readonly #grouping = new Grouping();
  readonly #told = new WeakSet<Group>();
  #lines: HeldLine[] = [];

  /** @param entry of the pod whose line it is; undefined for a line that stands alone */
  add(text: string, at: number, transitions: readonly Transition[], entry: PodEntry | undefined): void {
    const told = TELLING.flatMap(subject => transitions.find(one => one.subject === subject) ?? [])[0];
    if (told) this.#grouping.add(told, entry);
    this.#lines.push({ text, at, told });
  }

  /** When the first can be printed, ms. */
  get dueAt(): number | undefined {
    const [first] = this.#lines;
    return first && this.#settlesAt(first);
  }

  /** Those that are complete at `now`, in the order in which they came. */
  take(now: number): string[] {
    let count = 0;
    while (count < this.#lines.length && this.#settlesAt(this.#lines[count]!) <= now) count++;
    const lines = this.#lines.slice(0, count);
    this.#lines = this.#lines.slice(count);
    return lines.flatMap(line => {
      const group = line.told && this.#grouping.groupOf(line.told.seq);
      if (!group) return [line.text];
      if (this.#told.has(group)) return [];
      this.#told.add(group);
      return [groupText(group, line.told!)];
    });
  }

  /** A group takes changes that come soon after its last, and not for ever. */
  #settlesAt({ at, told }: HeldLine): number {
    const { windowMs, spanMs } = GROUP_RULES;
    const group = told && this.#grouping.groupOf(told.seq);
    return group ? Math.min(group.endedAt + windowMs, group.startedAt + spanMs) + 1 : at + windowMs + 1;
  }
}

/** `2026-01-05T08:00:00.000Z   -- node-7: 40 pods Running → Unknown in 5.0s --` */
function groupText(group: Group, { subject, from, to }: Transition): string {
  const who = sharedText(group);
  const what: Partial<Record<Transition['subject'], string>> = {
    restarts: 'restarted',
    stuck: `stuck: ${to}`,
    pod: from === undefined ? `new, ${to}` : 'gone',
  };
  const change = what[subject] ?? `${from} → ${to ?? 'gone'}`;
  const { shared, startedAt, endedAt, pods } = group;
  const reason = shared.reason === undefined || shared.reason === to ? '' : `, ${shared.reason}`;
  const took = preciseDuration(endedAt - startedAt);
  const text = `${who === '' ? '' : `${who}: `}${pods.size} pods ${change} in ${took}${reason}`;
  return `${formatTime(startedAt)}   -- ${clean(text)} --`;
}
