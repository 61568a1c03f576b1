import { Recorder } from '../../files/recorder.ts';
import { problemText } from '../../kube/problem.ts';
import type { Call } from '../options/call.ts';
import { UsageError } from '../options/usage-error.ts';
import { openLiveStream } from '../pods/pod-stream.ts';

/** `podscope record`: writes what the feeds of pods and Events tell to a file until it is interrupted. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [path, ...more] = args;
  if (path === undefined || more.length > 0) throw new UsageError('name one file to record to, such as run.jsonl.gz');
  const maxBytes = sizeOf(options['max-size']);
  const keep = countOf(options.keep);
  if (keep !== undefined && maxBytes === undefined)
    throw new UsageError('--keep is of a recording in parts; say how large one gets with --max-size 500MB');
  const stream = await openLiveStream(call);
  const { cluster, server, scope } = stream;
  const ended = new AbortController();
  const signal = host.interruptible();
  signal.addEventListener('abort', () => ended.abort());
  let problem: string | undefined;
  try {
    const recorder = new Recorder({
      path,
      header: {
        context: cluster.identity.context,
        cluster: cluster.identity.cluster,
        serverVersion: server.gitVersion,
        namespaces: scope.namespaces,
      },
      skew: cluster.clockSkew,
      redact: !options['no-redact'],
      maxBytes,
      keep,
      clock: host.clock,
      onProblem: message => {
        problem = message;
        ended.abort();
      },
    });
    let count = 0;
    const events = cluster.eventFeed({ namespaces: scope.namespaces });
    events.subscribe(news => {
      recorder.record({ type: 'Event', news });
      count++;
      if (news.type === 'Notice') host.stderr.write(`podscope: ${problemText(news.problem)}\n`);
    });
    host.stderr.write(`podscope: recording to ${path}; ctrl-c ends it\n`);
    events.start();
    try {
      await stream.run(event => {
        recorder.record(event);
        count++;
      }, ended.signal);
    } finally {
      events.stop();
      await recorder.close();
      if (problem === undefined) host.stderr.write(`podscope: ${count} records in ${path}\n`);
    }
  } finally {
    stream.close();
  }
  if (problem === undefined) return 0;
  host.stderr.write(`podscope: ${problem}\n`);
  return 1;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text);
  const size = match ? Number(match[1]) * UNITS[match[2]!.toLowerCase()]! : 0;
  if (size < 1) throw new UsageError(`--max-size ${text} is no size; write it like 500MB`);
  return size;
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new UsageError(`--keep ${text} is no number of files`);
  return Number(text);
}
