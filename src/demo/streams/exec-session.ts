/** A command in a container, a shell with somebody at it, or the output of process 1: whatever protocol carries the channels. */
import type { Clock } from '../../kube/clock.ts';
import type { ImageScripts } from '../machinery/images.ts';
import { isShell, scriptFor } from '../machinery/images.ts';
import type { DemoContainer, DemoPod } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { ContainerFiles } from './container-files.ts';
import { listenerOn } from './container-http.ts';
import { LineEditor } from './line-editor.ts';
import { writeLog } from './log-handler.ts';
import { runCommand, runLine, SHELLS } from './shell.ts';
import { PROGRAMS } from './shell-commands.ts';
import { type Io, type Place, ShellExit } from './shell-place.ts';

/** What a client and a container say to each other. */
export interface Channels {
  out(data: string | Buffer): void;
  err(data: string | Buffer): void;
  /** The last word: a `metav1.Status`. Closes everything. */
  finish(status: object): void;
  /** Set by the session: pieces of the standard input, an empty one at its end. */
  onStdin: (data: Buffer) => void;
  onResize: (columns: number, rows: number) => void;
  onClose: () => void;
}

export interface SessionOptions {
  readonly log: ResourceLog;
  readonly clock: Clock;
  readonly scripts: ImageScripts;
  /** Ends the container with this exit code. */
  readonly kill: (pod: DemoPod, container: string, exitCode: number) => void;
  /** SIGTERM to process 1. */
  readonly interrupt: (pod: DemoPod, container: string) => void;
}

export interface SessionRequest {
  readonly pod: DemoPod;
  readonly container: DemoContainer;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

export class Sessions {
  readonly #options: SessionOptions;
  /** What was written into containers, by their id: it is gone with the container. */
  readonly #files = new Map<string, ContainerFiles>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  exec(request: SessionRequest, channels: Channels): void {
    const end = this.#watchEnd(request, channels, () => channels.finish(exitStatus(137)));
    const place = this.#place(request);
    const interactive =
      request.stdin && SHELLS.includes(request.command[0]!) && !request.command.some(word => /^-\w*c$/.test(word));
    if (interactive) {
      converse(request.tty, place, channels, code => end(exitStatus(code)));
      return;
    }
    void run(request, place, channels).then(end);
  }

  attach(request: SessionRequest, channels: Channels): void {
    const { pod, container, stdin, tty } = request;
    const { log, clock, scripts, kill } = this.#options;
    const end = this.#watchEnd(request, channels, () => channels.finish(SUCCESS));
    if (stdin && isShell(container)) {
      converse(tty, this.#place(request), channels, code => {
        end(SUCCESS);
        kill(pod, container.name, code);
      });
      return;
    }
    const query = new URLSearchParams({ container: container.name, follow: 'true', tailLines: '0' });
    const newline = (text: string): string => (tty ? text.replaceAll('\n', '\r\n') : text);
    const stop = writeLog(log, clock, scripts, pod, query, {
      write: text => channels.out(newline(text)),
      end: () => end(SUCCESS),
    });
    const { onClose } = channels;
    channels.onClose = () => {
      stop();
      onClose();
    };
  }

  /** The session ends with its container. Answers how to end it before. */
  #watchEnd({ pod, container }: SessionRequest, channels: Channels, died: () => void): (status: object) => void {
    const id = containerId(pod, container.name);
    let over = false;
    const close = (): boolean => {
      if (over) return false;
      over = true;
      unsubscribe();
      return true;
    };
    const unsubscribe = this.#options.log.subscribe('pods', ({ type, object }) => {
      if (object.metadata.uid !== pod.metadata.uid) return;
      const runs = type !== 'DELETED' && containerId(object as DemoPod, container.name) === id;
      if (!runs && close()) died();
    });
    channels.onClose = () => void close();
    return status => {
      if (close()) channels.finish(status);
    };
  }

  #place({ pod, container }: SessionRequest): Place {
    const { log, clock, kill, interrupt, scripts } = this.#options;
    const id = containerId(pod, container.name) ?? pod.metadata.uid;
    let files = this.#files.get(id);
    if (files === undefined) {
      files = new ContainerFiles(log, pod, container, PROGRAMS);
      this.#files.set(id, files);
      if (this.#files.size > KEPT_CONTAINERS) this.#files.delete(this.#files.keys().next().value!);
    }
    return {
      pod,
      container,
      files,
      env: environment(pod, container),
      folder: '/',
      last: 0,
      size: [80, 24],
      now: () => clock.now(),
      sleep: (ms, signal) =>
        new Promise(resolve => {
          const cancel = clock.after(ms, resolve);
          const wake = (): void => {
            cancel();
            resolve();
          };
          signal.addEventListener('abort', wake, { once: true });
        }),
      signalMain: signal => {
        // Process 1 of its own namespace cannot be killed from inside; and without a handler it does not hear SIGTERM.
        const { stops } = scriptFor(container, scripts).runs?.[0] ?? {};
        if (signal === 'TERM' && stops !== 'ignores') interrupt(pod, container.name);
      },
      quit: port => {
        const owner = listenerOn(pod, port);
        if (owner) kill(pod, owner, 0);
      },
    };
  }
}

const KEPT_CONTAINERS = 50;
const SUCCESS = { metadata: {}, status: 'Success' };

function containerId({ status }: DemoPod, name: string): string | undefined {
  const all = [status.containerStatuses, status.initContainerStatuses, status.ephemeralContainerStatuses];
  const found = all.flatMap(list => list ?? []).find(row => row.name === name);
  return found?.state.running ? found.containerID : undefined;
}

function environment({ metadata }: DemoPod, { env = [] }: DemoContainer): Map<string, string> {
  return new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', metadata.name],
    ['HOME', '/root'],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ...env.map(({ name, value = '' }) => [name, value] as const),
  ]);
}

async function run({ command, stdin, tty }: SessionRequest, place: Place, channels: Channels): Promise<object> {
  const gone = new AbortController();
  const { onClose } = channels;
  channels.onClose = () => {
    onClose();
    gone.abort();
  };
  const pieces: Buffer[] = [];
  let isInterrupted = false;
  const whole = new Promise<Buffer>(resolve => {
    const end = (): void => resolve(Buffer.concat(pieces));
    const editor = new LineEditor({
      echo: channels.out,
      line: line => void pieces.push(Buffer.from(`${line}\n`)),
      interrupt: () => {
        isInterrupted = true;
        gone.abort();
        end();
      },
      end,
    });
    channels.onStdin = data => {
      if (data.length === 0) end();
      else if (tty) editor.type(data.toString());
      else pieces.push(data);
    };
    if (!stdin) end();
  });
  channels.onResize = (columns, rows) => {
    place.size = [columns, rows];
  };
  const io: Io = {
    stdin: () => whole,
    out: data => {
      if (!isInterrupted) channels.out(onTerminal(tty, data));
    },
    err: text => (tty ? channels.out : channels.err)(onTerminal(tty, text)),
    signal: gone.signal,
  };
  try {
    const code = await runCommand(command, place, io);
    if (isInterrupted) return exitStatus(130);
    return code === undefined ? notFoundStatus(command[0] ?? '') : exitStatus(code);
  } catch (error) {
    if (error instanceof ShellExit) return exitStatus(error.exitCode);
    throw error;
  }
}

/** A terminal returns to the first column where a line ends. */
const onTerminal = <T extends string | Buffer>(tty: boolean, data: T): T | string =>
  tty && data.includes('\n') ? data.toString().replace(/\r?\n/g, '\r\n') : data;

/** A shell: reads lines, answers each, ends with `exit` or the end of its input. */
function converse(tty: boolean, place: Place, channels: Channels, finish: (exitCode: number) => void): void {
  const waiting: string[] = [];
  let running: AbortController | undefined;
  let ended = false;
  const prompt = (): void => {
    if (tty) channels.out(`${place.folder} # `);
  };
  const next = async (): Promise<void> => {
    if (running) return;
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      running = new AbortController();
      const io: Io = {
        stdin: async () => Buffer.alloc(0),
        out: data => channels.out(onTerminal(tty, data)),
        err: text => (tty ? channels.out : channels.err)(onTerminal(tty, text)),
        signal: running.signal,
      };
      try {
        await runLine(line, place, io);
      } catch (error) {
        if (!(error instanceof ShellExit)) throw error;
        return finish(error.exitCode);
      }
      running = undefined;
      prompt();
    }
    if (ended) finish(place.last);
  };
  const add = (line: string): void => {
    waiting.push(line);
    void next();
  };
  const end = (): void => {
    ended = true;
    void next();
  };
  const interrupt = (): void => {
    waiting.length = 0;
    if (running) running.abort();
    else prompt();
  };
  const editor = new LineEditor({ echo: channels.out, line: add, interrupt, end });
  let pending = '';
  channels.onStdin = data => {
    if (data.length === 0) {
      if (pending !== '') add(pending);
      end();
    } else if (tty) editor.type(data.toString());
    else {
      const lines = (pending + data.toString()).split('\n');
      pending = lines.pop()!;
      for (const line of lines) add(line);
    }
  };
  channels.onResize = (columns, rows) => {
    place.size = [columns, rows];
  };
  const { onClose } = channels;
  channels.onClose = () => {
    onClose();
    running?.abort();
  };
  prompt();
}

function exitStatus(exitCode: number): object {
  if (exitCode === 0) return SUCCESS;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

function notFoundStatus(program: string): object {
  const message = `Internal error occurred: error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH`;
  return { metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 };
}
