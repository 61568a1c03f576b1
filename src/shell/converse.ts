import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import type { ContainerName, ProcessEnd, RemoteProcess } from '../kube/streams.ts';
import type { RawLine, Terminal } from '../ui/terminal.ts';
import { clean } from '../view/text.ts';
import { EscapeWatch } from './escape-watch.ts';

export interface Conversation {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly terminal: Pick<Terminal, 'lendRaw'>;
  readonly container: ContainerName;
  /** Absent: what the container runs. */
  readonly command?: readonly string[] | undefined;
  readonly stdin: boolean;
  /** Whether the process has a terminal of its own; without one, lines are ours to echo. */
  readonly tty: boolean;
  /** The first line on the person's terminal. */
  readonly greeting: string;
}

/** `left`: by the person, who leaves the process to itself. */
export type ConversationEnd = ProcessEnd | { readonly kind: 'left' };

/** So long a process may be silent before the terminal is given to it all the same, ms. */
const PATIENCE = 1_000;
const CTRL_C = 0x03;
const CTRL_D = 0x04;

/**
 * Lets a person speak with a process in a container on their whole terminal until it ends, the connection is lost, or they leave.
 * The screen is not given up before there is something to say: a refusal stays a notice on it.
 */
export async function converse(conversation: Conversation): Promise<ConversationEnd> {
  const { cluster, clock, terminal, container, command, stdin, tty } = conversation;
  let begin = (_: RawLine): void => {};
  const line = new Promise<RawLine>(resolve => {
    begin = resolve;
  });
  let heard = (): void => {};
  const firstWord = new Promise<void>(resolve => {
    heard = resolve;
  });
  const process = await cluster.runProcess({
    ...container,
    command,
    stdin,
    tty,
    onOutput: async (_, bytes) => {
      heard();
      await (await line).write(tty ? bytes : withReturns(bytes));
    },
  });
  const patience = new Promise<void>(resolve => void clock.after(PATIENCE, resolve));
  const early = await Promise.race([process.ended, firstWord, patience]);
  if (early) return early;
  return terminal.lendRaw(async raw => {
    await raw.write(`${clean(conversation.greeting)}\r\n`);
    const end = connect(raw, process, conversation);
    begin(raw);
    return await end;
  });
}

function connect(raw: RawLine, process: RemoteProcess, { stdin, tty }: Conversation): Promise<ConversationEnd> {
  const watch = new EscapeWatch();
  return new Promise(resolve => {
    const leave = (): void => {
      resolve({ kind: 'left' });
      process.close();
    };
    const size = (): void => {
      const { width, height } = raw.size();
      process.resize({ columns: width, rows: height });
    };
    raw.onKeys(bytes => {
      const { pass, leaves } = watch.feed(bytes);
      if (pass.length > 0) {
        if (tty) void process.write(pass);
        else if (pass.includes(CTRL_C)) return leave();
        else if (stdin) typeWithoutTerminal(raw, process, pass);
      }
      if (leaves) leave();
    });
    if (tty) {
      raw.onResize(size);
      // Two different sizes make a program that was there before draw itself anew.
      const { width, height } = raw.size();
      process.resize({ columns: width + 1, rows: height });
      size();
    }
    void process.ended.then(resolve);
  });
}

/** Nobody on the other side echoes or ends lines, so we do. */
function typeWithoutTerminal(raw: RawLine, process: RemoteProcess, bytes: Uint8Array): void {
  if (bytes.includes(CTRL_D)) process.endInput();
  const typed = Buffer.from(bytes.filter(byte => byte !== CTRL_D))
    .toString('latin1')
    .replaceAll('\r', '\n');
  if (typed === '') return;
  void raw.write(withReturns(Buffer.from(typed, 'latin1')));
  void process.write(Buffer.from(typed, 'latin1'));
}

const withReturns = (bytes: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
