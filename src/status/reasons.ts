import { END_REASONS } from './catalogue/end-reasons.ts';
import { EXIT_CODES, exitCodeMeaning, signalMeaning, signalName } from './catalogue/exit-codes.ts';
import { IMAGE_REASONS } from './catalogue/image-reasons.ts';
import { POD_REASONS } from './catalogue/pod-reasons.ts';
import { DESCRIBE, LOGS, type ReasonRow } from './catalogue/reason-row.ts';
import { START_REASONS } from './catalogue/start-reasons.ts';
import type { Severity } from './row.ts';

/** Every reason that has a row, by where it is met: a pod's words, images, starts, ends. */
export const REASONS: readonly ReasonRow[] = [...END_REASONS, ...IMAGE_REASONS, ...START_REASONS, ...POD_REASONS];

/** What is said of a word, whether it is in the catalogue or not. */
export interface WordInfo extends Omit<ReasonRow, 'origin'> {
  /** The word itself: `Init:ImagePullBackOff`. `reason` is what it comes from: `ImagePullBackOff`. */
  readonly word: string;
  /** False when nothing but the shape of the word is known. */
  readonly known: boolean;
  readonly origin: ReasonRow['origin'] | 'unknown';
}

const BY_REASON = new Map(REASONS.map(row => [row.reason, row]));

/** The entry of a STATUS word, or of any reason. A word without an entry is judged by its shape, and says so. */
export function reasonFor(word: string): WordInfo {
  const row = BY_REASON.get(word);
  if (row !== undefined) return { ...row, word, known: true };
  if (word.startsWith('Init:')) return initWord(word, word.slice('Init:'.length));
  const exit = /^ExitCode:(-?\d+)$/.exec(word);
  if (exit !== null) return exitWord(word, Number(exit[1]));
  const signal = /^Signal:(-?\d+)$/.exec(word);
  if (signal !== null) return signalWord(word, Number(signal[1]));
  return word === '' ? NO_WORD : unknownWord(word);
}

/** The severity of a word alone; a pod's health (health.ts) also sees time, readiness and messages. */
export function wordSeverity(word: string): Severity {
  return BY_REASON.get(word)?.severity ?? reasonFor(word).severity;
}

const NO_WORD: WordInfo = {
  word: '',
  reason: '',
  origin: 'phase',
  severity: 'unknown',
  meaning: 'The pod has no phase yet: nobody has written its status.',
  causes: ['it was made a moment ago', 'it was read from a file without a status'],
  next: { step: 'Look again in a moment.', command: DESCRIBE },
  known: true,
};

function initWord(word: string, rest: string): WordInfo {
  const progress = /^(\d+)\/(\d+)$/.exec(rest);
  if (progress !== null) {
    return {
      word,
      reason: 'Init',
      origin: 'printer',
      severity: 'progressing',
      meaning: `${progress[1]} of ${progress[2]} init containers are done; the next one is at work.`,
      causes: ['a normal start', 'an init container that waits for something which does not come'],
      next: { step: 'If it stays so, read the log of the init container that runs.', command: LOGS },
      known: true,
    };
  }
  const inner = reasonFor(rest);
  // An init container that is done is not mentioned; one that "Completed" here ended with an error code.
  const severity = inner.severity === 'done' || inner.severity === 'ok' ? 'error' : inner.severity;
  return {
    ...inner,
    word,
    severity,
    meaning: `In an init container: ${inner.meaning.charAt(0).toLowerCase()}${inner.meaning.slice(1)}`,
  };
}

function exitWord(word: string, code: number): WordInfo {
  return {
    word,
    reason: 'ExitCode',
    origin: 'printer',
    severity: code === 0 ? 'done' : 'error',
    meaning: `A container ended with exit code ${code} and no reason: ${exitCodeMeaning(code) ?? "a code of the program's own"}.`,
    causes: EXIT_CODES.some(row => row.code === code) ? [] : ['the program chose this code; its manual or log tells'],
    next: { step: 'Read the log of the container.', command: LOGS },
    known: true,
  };
}

function signalWord(word: string, signal: number): WordInfo {
  const meaning = signalMeaning(signal);
  return {
    word,
    reason: 'Signal',
    origin: 'printer',
    severity: 'error',
    meaning: `A container was ended by ${signalName(signal)}${meaning === undefined ? '' : `: ${meaning}`}.`,
    causes: [],
    next: { step: 'Read the log of the container.', command: LOGS },
    known: true,
  };
}

/** Shapes of words, first match counts: what the ending of a CamelCase word usually tells. */
const SHAPES: readonly { readonly shape: RegExp; readonly severity: Severity }[] = [
  { shape: /BackOff$/, severity: 'error' },
  {
    shape: /^(?:Err|OutOf|Invalid|Failed)|(?:Err|Error|Errors|Failed|Failure|Killed|Exceeded|Forbidden)$/,
    severity: 'error',
  },
  {
    shape: /(?:Denied|Rejected|Unsupported|NotSupported|Unavailable|Missing|NotFound|Lost|Evicted)$/,
    severity: 'error',
  },
  {
    shape: /^(?:Un|Not)|(?:NotReady|Unhealthy|Degraded|Expired|Terminated|Shutdown|Stopped|Stuck)$/,
    severity: 'warning',
  },
  { shape: /(?:Succeeded|Completed|Done|Finished)$/, severity: 'done' },
  { shape: /(?:Ready|Healthy|Running)$/, severity: 'ok' },
  { shape: /(?:ing|Pending|InProgress|Gated)$/, severity: 'progressing' },
];

function unknownWord(word: string): WordInfo {
  return {
    word,
    reason: word,
    origin: 'unknown',
    severity: SHAPES.find(({ shape }) => shape.test(word.slice(0, 200)))?.severity ?? 'unknown',
    meaning: 'This reason is not in the catalogue: a controller, a runtime or a newer Kubernetes wrote it.',
    causes: [],
    next: { step: 'Read the message that came with it.', command: DESCRIBE },
    known: false,
  };
}
