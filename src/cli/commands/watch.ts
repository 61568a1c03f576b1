import { Ledger } from '../../history/ledger/ledger.ts';
import { statusReader } from '../../history/ledger/reader.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import type { Transition } from '../../history/transitions/transition.ts';
import type { Clock } from '../../kube/clock.ts';
import type { FeedEvent } from '../../kube/feed.ts';
import { problemText } from '../../kube/problem.ts';
import type { Call } from '../options/call.ts';
import { outputOf, podNames } from '../options/pod-call.ts';
import { UsageError } from '../options/usage-error.ts';
import { HeldLines } from '../output/held-lines.ts';
import { transitionRecord, WatchTable } from '../output/watch-lines.ts';
import { openPodStream, type PodStream } from '../pods/pod-stream.ts';

/** `podscope watch`: a line for each change, until it is interrupted or the recording ends. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const output = outputOf(call, ['text', 'json', 'jsonl']);
  const names = podNames(call.args);
  if (options.group && output !== 'text') throw new UsageError('--group is for -o text; programs get every change');
  const stream = await openPodStream(call);
  const signal = host.interruptible();
  const ledger = new Ledger(statusReader(stream.generation, stream.skew));
  const writer = output === 'text' ? textWriter({ options, names, skew: stream.skew }, ledger) : jsonWriter(output);
  const write = (text: string): void => {
    if (text !== '') host.stdout.write(text);
  };
  const meant = (all: readonly Transition[]): readonly Transition[] => all.filter(one => isMeant(one, names));
  const alarm = options.recording === undefined ? new Alarm(host.clock) : undefined;
  const wake = (): void => {
    alarm?.set(earliest(writer.dueAt, ledger.dueAt), now => {
      write(writer.outlived(meant(ledger.advance(now))));
      write(writer.settled(now));
      wake();
    });
  };
  /** Who mistypes a name, or its namespace, would watch nothing for ever. */
  const tellAbsent = (): void => {
    const known = new Set([...ledger.pods.values()].map(({ row }) => row.name));
    const absent = names.filter(name => !known.has(name));
    if (absent.length === 0) return;
    const where = stream.place === undefined ? '' : `; looked in the ${stream.place}`;
    host.stderr.write(`podscope: ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not there yet${where}\n`);
  };
  let isKnown = options.recording !== undefined;
  write(writer.begin);
  try {
    await stream.run(event => {
      if (event.type === 'Notice') host.stderr.write(`podscope: ${problemText(event.problem)}\n`);
      write(writer.lines(event, meant(ledger.apply(event))));
      if (event.type === 'Synced' && !isKnown) {
        isKnown = true;
        tellAbsent();
      }
      if ('receivedAt' in event) write(writer.settled(event.receivedAt));
      wake();
    }, signal);
  } finally {
    alarm?.clear();
    stream.close();
    write(writer.settled(Number.POSITIVE_INFINITY));
    write(writer.end());
  }
  return signal.aborted ? 128 + Number(signal.reason) : 0;
}

const isMeant = ({ name, subject }: Transition, names: readonly string[]): boolean =>
  names.length === 0 || subject === 'gap' || names.includes(name);

const earliest = (...times: readonly (number | undefined)[]): number | undefined =>
  times.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.min(a, b)));

/** Wakes at one time at most. */
class Alarm {
  readonly #clock: Clock;
  #cancel = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(at: number | undefined, wake: (now: number) => void): void {
    this.#cancel();
    if (at === undefined) return;
    this.#cancel = this.#clock.after(Math.max(0, at - this.#clock.now()), () => wake(this.#clock.now()));
  }

  clear(): void {
    this.#cancel();
  }
}

interface Writer {
  readonly begin: string;
  lines(event: FeedEvent, transitions: readonly Transition[]): string;
  /** Of pods that outlived a budget while nothing came. */
  outlived(transitions: readonly Transition[]): string;
  /** When something that is held can be written, ms. */
  readonly dueAt: number | undefined;
  /** What was held and can be written at `now`. */
  settled(now: number): string;
  end(): string;
}

/** With names, it begins with how each of them is, as `kubectl get pods NAME -w` does. */
function textWriter(
  { options, names, skew }: Pick<Call, 'options'> & Pick<PodStream, 'skew'> & { readonly names: readonly string[] },
  ledger: Ledger,
): Writer {
  const table = new WatchTable({ namespaces: options['all-namespaces'] === true, skew });
  const held = options.group ? new HeldLines() : undefined;
  const greeted = new Set<string>();
  const lineOf = (text: string, at: number, transitions: readonly Transition[] = [], entry?: PodEntry): string => {
    if (!held) return `${text}\n`;
    held.add(text, at, transitions, entry);
    return '';
  };
  const outlived = (transitions: readonly Transition[]): string =>
    transitions.map(one => lineOf(table.stuck(one), one.receivedAt, [one], ledger.pods.get(one.uid))).join('');
  const greet = (entry: PodEntry | undefined, at: number): string => {
    if (!entry || greeted.has(entry.uid) || !names.includes(entry.row.name)) return '';
    greeted.add(entry.uid);
    return lineOf(table.present(entry, at), at);
  };
  const changed = (event: FeedEvent, transitions: readonly Transition[]): string => {
    const alone = event.type === 'Asked' ? 'asked' : event.type === 'Gap' ? 'gap' : undefined;
    if (alone) return transitions.map(one => lineOf(table[alone](one), one.receivedAt)).join('');
    if (event.type === 'Synced' || !('receivedAt' in event) || event.type === 'Notice' || event.type === 'Asked')
      return '';
    const uid = (event.type === 'Deleted' ? event.last : event.after).metadata.uid;
    const entry = ledger.pods.get(uid);
    if (transitions.length === 0) return event.type === 'Added' ? greet(entry, event.receivedAt) : '';
    greeted.add(uid);
    const line = entry && table.change(entry, transitions);
    return line === undefined ? '' : lineOf(line, event.receivedAt, transitions, entry);
  };
  return {
    begin: options['no-headers'] ? '' : `${table.header()}\n`,
    lines(event, transitions) {
      const stuck = transitions.filter(one => one.subject === 'stuck');
      const rest = stuck.length === 0 ? transitions : transitions.filter(one => one.subject !== 'stuck');
      // What a pod outlived before it changed stands above that change.
      const at = 'receivedAt' in event ? event.receivedAt : Number.POSITIVE_INFINITY;
      const before = outlived(stuck.filter(one => one.receivedAt < at));
      return before + changed(event, rest) + outlived(stuck.filter(one => one.receivedAt >= at));
    },
    outlived,
    get dueAt() {
      return held?.dueAt;
    },
    settled: now => (held?.take(now) ?? []).map(text => `${text}\n`).join(''),
    end: () => '',
  };
}

/** Every transition, of conditions and containers too: one object a line, or all of them in one array. */
function jsonWriter(output: 'json' | 'jsonl'): Writer {
  let count = 0;
  const separator = () => (count++ === 0 ? '\n' : ',\n');
  const outlived = (transitions: readonly Transition[]): string =>
    transitions
      .map(one => JSON.stringify(transitionRecord(one)))
      .map(text => (output === 'json' ? `${separator()}${text}` : `${text}\n`))
      .join('');
  return {
    begin: output === 'json' ? '[' : '',
    lines: (_, transitions) => outlived(transitions),
    outlived,
    dueAt: undefined,
    settled: () => '',
    end: () => (output === 'json' ? '\n]\n' : ''),
  };
}
