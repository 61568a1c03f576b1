import type { PodEntry } from '../history/entry.ts';
import { Ledger } from '../history/ledger.ts';
import { statusReader } from '../history/reader.ts';
import type { Transition } from '../history/transition.ts';
import type { FeedEvent } from '../kube/feed.ts';
import { problemText } from '../kube/problem.ts';
import type { Call } from './call.ts';
import { outputOf } from './pod-call.ts';
import { openPodStream } from './pod-stream.ts';
import { transitionRecord, WatchTable } from './watch-lines.ts';

/** `podscope watch`: a line for each change, until it is interrupted or the recording ends. */
export async function run(call: Call): Promise<number> {
  const output = outputOf(call, ['text', 'json', 'jsonl']);
  const stream = await openPodStream(call);
  const signal = call.host.interruptible();
  const ledger = new Ledger(statusReader(stream.generation));
  const { stdout } = call.host;
  const writer = output === 'text' ? textWriter(call, ledger) : jsonWriter(output);
  stdout.write(writer.begin);
  try {
    await stream.run(event => {
      if (event.type === 'Notice') call.host.stderr.write(`podscope: ${problemText(event.problem)}\n`);
      const transitions = ledger.apply(event).filter(one => isMeant(one, call.args));
      const text = writer.lines(event, transitions);
      if (text !== '') stdout.write(text);
    }, signal);
  } finally {
    stream.close();
    stdout.write(writer.end());
  }
  return signal.aborted ? 128 + Number(signal.reason) : 0;
}

const isMeant = ({ name, subject }: Transition, names: readonly string[]): boolean =>
  names.length === 0 || subject === 'gap' || names.includes(name);

interface Writer {
  readonly begin: string;
  lines(event: FeedEvent, transitions: readonly Transition[]): string;
  end(): string;
}

/** With names, it begins with how each of them is, as `kubectl get pods NAME -w` does. */
function textWriter({ args, options }: Call, ledger: Ledger): Writer {
  const table = new WatchTable({ namespaces: options['all-namespaces'] === true });
  const greeted = new Set<string>();
  const greet = (entry: PodEntry | undefined, at: number): string => {
    if (!entry || greeted.has(entry.uid) || !args.includes(entry.row.name)) return '';
    greeted.add(entry.uid);
    return `${table.present(entry, at)}\n`;
  };
  return {
    begin: options['no-headers'] ? '' : `${table.header()}\n`,
    lines(event, transitions) {
      if (event.type === 'Asked') return transitions.map(one => `${table.asked(one)}\n`).join('');
      if (event.type === 'Gap') return transitions.map(one => `${table.gap(one)}\n`).join('');
      if (event.type === 'Synced' || !('receivedAt' in event) || event.type === 'Notice') return '';
      const uid = (event.type === 'Deleted' ? event.last : event.after).metadata.uid;
      const entry = ledger.pods.get(uid);
      if (transitions.length === 0) return event.type === 'Added' ? greet(entry, event.receivedAt) : '';
      greeted.add(uid);
      const line = entry && table.change(entry, transitions);
      return line === undefined ? '' : `${line}\n`;
    },
    end: () => '',
  };
}

/** Every transition, of conditions and containers too: one object a line, or all of them in one array. */
function jsonWriter(output: 'json' | 'jsonl'): Writer {
  let count = 0;
  const separator = () => (count++ === 0 ? '\n' : ',\n');
  return {
    begin: output === 'json' ? '[' : '',
    lines: (_, transitions) =>
      transitions
        .map(one => JSON.stringify(transitionRecord(one)))
        .map(text => (output === 'json' ? `${separator()}${text}` : `${text}\n`))
        .join(''),
    end: () => (output === 'json' ? '\n]\n' : ''),
  };
}
