import type { PodEntry } from '../../history/transitions/entry.ts';
import { closesAt, type Group, Grouping, sharedText } from '../../history/transitions/groups.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import { preciseDuration } from '../../kube/duration.ts';
import { formatTime } from '../../kube/time.ts';
import { clean } from '../../view/text.ts';

interface HeldLine {
  readonly text: string;
  readonly at: number;
  readonly told: Transition | undefined;
  /** Those with which it may come to be one line. */
  readonly company: Group | undefined;
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
    this.#lines.push({ text, at, told, company: told && this.#grouping.add(told, entry) });
  }

  /** When the first can be printed, ms. */
  get dueAt(): number | undefined {
    const [first] = this.#lines;
    return first && settlesAt(first);
  }

  /** Those that are complete at `now`, in the order in which they came. */
  take(now: number): string[] {
    let count = 0;
    while (count < this.#lines.length && settlesAt(this.#lines[count]!) <= now) count++;
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
}

/** From when on no other line can join it. */
const settlesAt = ({ at, company }: HeldLine): number => (company ? closesAt(company) + 1 : at);

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
