import { Ledger } from '../../history/ledger/ledger.ts';
import { statusReader } from '../../history/ledger/reader.ts';
import type { PodEntry } from '../../history/transitions/entry.ts';
import {
  type Goal,
  judge,
  meantCondition,
  meantWord,
  parseWanted,
  type Verdict,
  wantedText,
} from '../../history/wait-goal.ts';
import { parseDuration, preciseDuration } from '../../kube/duration.ts';
import { problemText } from '../../kube/problem.ts';
import { explainStatus } from '../../status/explain.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { podNames } from '../options/pod-call.ts';
import { UsageError } from '../options/usage-error.ts';
import { explanationLines } from '../output/explain-text.ts';
import { openPodStream, type PodStream } from '../pods/pod-stream.ts';

/** As timeout(1) ends. */
const TIMED_OUT = 124;
/** So many pods that are not as wanted are told. */
const MOST_MISSING = 5;

/** `podscope wait`: 0 when the pods are as wanted, 1 when they fail, 124 when the time is over, 128+n on a signal. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const goal = goalOf(call);
  const within = withinOf(call);
  const stream = await openPodStream(call);
  const signal = host.interruptible();
  const ledger = new Ledger(statusReader(stream.generation, stream.skew));
  const ended = new AbortController();
  signal.addEventListener('abort', () => ended.abort());
  const cancel = within === undefined || within === 0 ? () => {} : host.clock.after(within, () => ended.abort());
  const began = stream.now();
  let endedAt = began;
  let latest: Verdict | undefined;
  /** Once it is known which pods there are. */
  let meant: Goal | undefined;
  try {
    await stream.run(event => {
      if (event.type === 'Notice') host.stderr.write(`podscope: ${problemText(event.problem)}\n`);
      if (ended.signal.aborted) return;
      ledger.apply(event);
      if (event.type === 'Synced')
        meant ??= { ...goal, uids: goal.wanted.kind === 'deleted' ? livesIn(ledger) : undefined };
      if (meant === undefined) return;
      latest = judge(ledger.pods.values(), meant);
      if (latest.state === 'waiting' && within !== 0) return;
      endedAt = stream.now();
      ended.abort();
    }, ended.signal);
  } finally {
    cancel();
    stream.close();
  }
  const verdict = (latest as Verdict | undefined) ?? { state: 'waiting', missing: ['nothing is known yet'] };
  if (verdict.state === 'met') {
    const wanted = wantedText(goal.wanted);
    const took = preciseDuration(Math.max(0, endedAt - began));
    if (verdict.pods.length === 0) host.stdout.write('no such pod is there\n');
    for (const { row } of verdict.pods) host.stdout.write(`${clean(row.name)} ${wanted} after ${took}\n`);
    return 0;
  }
  if (verdict.state === 'failed') {
    host.stderr.write(`podscope: ${clean(verdict.pod.row.name)} ${clean(verdict.why)}\n`);
    host.stdout.write(`${explained(verdict.pod, stream)}\n`);
    return 1;
  }
  if (signal.aborted) return 128 + Number(signal.reason);
  const after = options.recording === undefined ? `timed out after ${options.within}` : 'the recording ended';
  const missing = verdict.missing.map(clean).slice(0, MOST_MISSING).join(', ');
  const more = verdict.missing.length - MOST_MISSING;
  const known = new Set([...ledger.pods.values()].map(({ row }) => row.name));
  const isElsewhere = meant !== undefined && stream.place !== undefined && goal.names.some(name => !known.has(name));
  host.stderr.write(
    `podscope: ${after}: ${missing}${more > 0 ? ` and ${more} more` : ''}${isElsewhere ? `; looked in the ${stream.place}` : ''}\n`,
  );
  return TIMED_OUT;
}

const explained = ({ pod }: PodEntry, stream: PodStream): string =>
  explanationLines(pod, explainStatus(pod, stream.generation), stream.now()).join('\n');

const livesIn = ({ pods }: Ledger): Set<string> =>
  new Set([...pods.values()].filter(({ goneAt }) => goneAt === undefined).map(({ uid }) => uid));

function goalOf({ options, args }: Call): Goal {
  const wanted = parseWanted(options.for ?? 'Ready');
  if (wanted === undefined) {
    throw new UsageError(
      `--for ${options.for} is nothing to wait for; write Ready, condition=NAME, condition=NAME=STATUS, status=WORD or deleted`,
    );
  }
  // A condition that is written out may be one of a controller's own, however near it is to another.
  const isBare = !options.for?.includes('=');
  if (wanted.kind === 'condition' && isBare)
    refuseSlip('for', wanted.type, meantCondition, ' If not, write condition=');
  if (wanted.kind === 'status') refuseSlip('for', wanted.word, meantWord);
  if (args.length === 0 && options.selector === undefined && options.recording === undefined) {
    throw new UsageError('name the pods to wait for, or select them with -l');
  }
  const failOn = (options['fail-on'] ?? '')
    .split(',')
    .map(word => word.trim())
    .filter(word => word !== '');
  for (const word of failOn) refuseSlip('fail-on', word, meantWord);
  return { wanted, failOn, names: podNames(args) };
}

/** Who mistypes a word would wait for it until the time is over. */
function refuseSlip(option: string, word: string, meant: (word: string) => string | undefined, otherForm = ''): void {
  const near = meant(word);
  const otherwise = otherForm === '' ? '' : `${otherForm}${word}`;
  if (near !== undefined) throw new UsageError(`--${option} ${word} is not known; did you mean ${near}?${otherwise}`);
}

/** ms; 0: as it is now, without waiting. */
function withinOf({ options }: Call): number | undefined {
  if (options.within === undefined) return undefined;
  const within = options.within === '0' ? 0 : parseDuration(options.within);
  if (within === undefined) throw new UsageError(`--within ${options.within} is no time; write it like 90s or 2m`);
  return within;
}
