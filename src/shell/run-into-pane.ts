import { StringDecoder } from 'node:string_decoder';
import type { LogReader } from '../app/reading/log-reader.ts';
import type { ContainerPlace } from '../app/streams/containers.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { ProcessEnd } from '../kube/streams.ts';

const STREAMS = ['stdout', 'stderr'] as const;

interface Pane {
  readonly cluster: Cluster;
  /** Rejects when another pod has the name. */
  readonly isThere: () => Promise<unknown>;
  readonly onChange: () => void;
}

/**
 * Runs the command of `logs` in a container and shows its output there, a colour for each stream; at the end, its exit code.
 * Never rejects: what goes wrong is a notice among the lines.
 */
export async function runIntoPane(
  { namespace, pod, container }: ContainerPlace,
  logs: LogReader,
  { cluster, isThere, onChange }: Pane,
): Promise<void> {
  const say = (text: string): void => {
    logs.buffer.add({ source: 0, stamp: '', text, isNotice: true });
    onChange();
  };
  const lines = STREAMS.map((_, source) =>
    splitter(text => logs.buffer.add({ source, stamp: '', text, isNotice: false })),
  );
  logs.sources = STREAMS;
  try {
    await isThere();
    const process = await cluster.runProcess({
      namespace,
      pod,
      container,
      command: logs.wish.command ?? [],
      stdin: false,
      tty: false,
      onOutput(from, bytes) {
        lines[STREAMS.indexOf(from)]!.write(bytes);
        onChange();
      },
      signal: logs.closed,
    });
    const end = await process.ended;
    for (const each of lines) each.end();
    say(endText(end));
  } catch (error) {
    if (!logs.isClosed) say(cluster.problem(error).message);
  }
}

function endText(end: ProcessEnd): string {
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.code}`;
    case 'refused':
      return end.message;
    case 'lost':
      return `the connection was lost: ${end.problem.message}`;
    case 'closed':
      return 'left';
  }
}

/** Lines of bytes that come in any pieces; a line that never ends is told in parts. */
function splitter(emit: (line: string) => void): { write(bytes: Uint8Array): void; end(): void } {
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  return {
    write(bytes) {
      const lines = (rest + utf8.write(Buffer.from(bytes))).split('\n');
      rest = lines.pop()!;
      for (const line of lines) emit(line.replace(/\r$/, ''));
      if (rest.length > LONGEST_LINE) {
        emit(rest);
        rest = '';
      }
    },
    end() {
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}
const LONGEST_LINE = 1 << 20;
