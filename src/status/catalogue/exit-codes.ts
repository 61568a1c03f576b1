/** What the exit code of a container tells. */
export interface ExitCodeRow {
  readonly code: number;
  /** As short as `SIGKILL: out of memory, or the grace period ran out`. */
  readonly meaning: string;
}

/** Codes with a meaning of their own; 128+n is the signal n. */
export const EXIT_CODES: readonly ExitCodeRow[] = [
  { code: 0, meaning: 'done without an error' },
  { code: 1, meaning: 'a general error of the program; its log tells which' },
  { code: 2, meaning: 'wrong use of a command, or an error of a shell or of Go (panic)' },
  { code: 125, meaning: 'the container runtime could not run the container' },
  { code: 126, meaning: 'the command was found but could not be run: no permission, or not a program' },
  { code: 127, meaning: 'the command was not found in the image' },
  { code: 128, meaning: 'the container could not be started, or exit was called with a wrong argument' },
  { code: 130, meaning: 'SIGINT: interrupted' },
  { code: 134, meaning: 'SIGABRT: the program aborted itself (an assertion, a failed allocation)' },
  { code: 135, meaning: 'SIGBUS: a wrong access to memory, or a mapped file that shrank' },
  { code: 136, meaning: 'SIGFPE: a division by zero or alike' },
  { code: 137, meaning: 'SIGKILL: out of memory, or still running when the grace period was over' },
  { code: 139, meaning: 'SIGSEGV: a wrong access to memory' },
  { code: 141, meaning: 'SIGPIPE: who read its output went away' },
  { code: 143, meaning: 'SIGTERM: asked to end, and ended' },
  { code: 255, meaning: 'an exit code out of range, or an error that says no more (ssh, exit(-1))' },
];

export interface SignalRow {
  readonly signal: number;
  readonly name: string;
  readonly meaning: string;
}

/** The signals of Linux on x86 and ARM. */
export const SIGNALS: readonly SignalRow[] = [
  { signal: 1, name: 'SIGHUP', meaning: 'the terminal hung up; often: read the configuration again' },
  { signal: 2, name: 'SIGINT', meaning: 'interrupted' },
  { signal: 3, name: 'SIGQUIT', meaning: 'asked to quit; nginx and others end gracefully' },
  { signal: 4, name: 'SIGILL', meaning: 'an instruction that the processor does not know: often a wrong architecture' },
  { signal: 5, name: 'SIGTRAP', meaning: 'a breakpoint' },
  { signal: 6, name: 'SIGABRT', meaning: 'the program aborted itself' },
  { signal: 7, name: 'SIGBUS', meaning: 'a wrong access to memory, or a mapped file that shrank' },
  { signal: 8, name: 'SIGFPE', meaning: 'a division by zero or alike' },
  { signal: 9, name: 'SIGKILL', meaning: 'killed: out of memory, or still running when the grace period was over' },
  { signal: 10, name: 'SIGUSR1', meaning: "a signal of the program's own" },
  { signal: 11, name: 'SIGSEGV', meaning: 'a wrong access to memory' },
  { signal: 12, name: 'SIGUSR2', meaning: "a signal of the program's own" },
  { signal: 13, name: 'SIGPIPE', meaning: 'who read its output went away' },
  { signal: 14, name: 'SIGALRM', meaning: 'a timer of the program ran out' },
  { signal: 15, name: 'SIGTERM', meaning: 'asked to end' },
  { signal: 16, name: 'SIGSTKFLT', meaning: 'a stack fault (unused)' },
  { signal: 17, name: 'SIGCHLD', meaning: 'a child process ended' },
  { signal: 18, name: 'SIGCONT', meaning: 'told to go on' },
  { signal: 19, name: 'SIGSTOP', meaning: 'stopped' },
  { signal: 20, name: 'SIGTSTP', meaning: 'stopped from the terminal' },
  { signal: 21, name: 'SIGTTIN', meaning: 'read from the terminal in the background' },
  { signal: 22, name: 'SIGTTOU', meaning: 'wrote to the terminal in the background' },
  { signal: 23, name: 'SIGURG', meaning: 'urgent data came on a socket' },
  { signal: 24, name: 'SIGXCPU', meaning: 'more CPU time than its limit' },
  { signal: 25, name: 'SIGXFSZ', meaning: 'a file larger than its limit' },
  { signal: 26, name: 'SIGVTALRM', meaning: 'a timer of CPU time ran out' },
  { signal: 27, name: 'SIGPROF', meaning: 'a timer of a profiler ran out' },
  { signal: 28, name: 'SIGWINCH', meaning: 'the terminal changed its size; Apache ends gracefully' },
  { signal: 29, name: 'SIGIO', meaning: 'a file became ready' },
  { signal: 30, name: 'SIGPWR', meaning: 'the power fails' },
  { signal: 31, name: 'SIGSYS', meaning: 'a system call that is forbidden, often by seccomp' },
];

const CODES = new Map(EXIT_CODES.map(row => [row.code, row]));
const BY_NUMBER = new Map(SIGNALS.map(row => [row.signal, row]));

/** `137 (SIGKILL: out of memory, or …)`; a code of the program's own stands alone. */
export function exitCodeText(code: number): string {
  const meaning = exitCodeMeaning(code);
  return meaning === undefined ? `${code}` : `${code} (${meaning})`;
}

export function exitCodeMeaning(code: number): string | undefined {
  const row = CODES.get(code);
  if (row !== undefined) return row.meaning;
  const signal = code > 128 ? BY_NUMBER.get(code - 128) : undefined;
  return signal === undefined ? undefined : `${signal.name}: ${signal.meaning}`;
}

/** `SIGKILL`, or `signal 40` for one without a name. */
export function signalName(signal: number): string {
  return BY_NUMBER.get(signal)?.name ?? `signal ${signal}`;
}

export function signalMeaning(signal: number): string | undefined {
  return BY_NUMBER.get(signal)?.meaning;
}
