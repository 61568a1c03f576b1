import { type LogFilter, logFilter } from '../../history/logs/log-filter.ts';
import { parseTime } from '../../kube/time.ts';
import { type Generation, generationFor, parseServerMinor } from '../../status/generation.ts';
import type { Call } from './call.ts';
import type { OptionName } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Options that ask a cluster, and so cannot go with a file. */
const CLUSTER_ONLY = ['namespace', 'selector', 'field-selector', 'context', 'server'] as const satisfies OptionName[];

const POD_PREFIX = /^(?:pods?|po)\//i;

/** The names of the pods that are meant by `web-0` or `pod/web-0`. @throws UsageError for what is no pod */
export function podNames(args: readonly string[]): string[] {
  const names = args.map(arg => arg.replace(POD_PREFIX, ''));
  const other = names.find(name => name.includes('/'));
  if (other !== undefined)
    throw new UsageError(`"${other}" names no pod; write NAME or pod/NAME, or -l for all of an owner`);
  return names;
}

/** The moment that ages count from, ms: `--now`, or the present. */
export function nowOf({ options, host }: Call): number {
  if (options.now === undefined) return host.clock.now();
  const now = parseTime(options.now);
  if (now === undefined) {
    throw new UsageError(`--now ${options.now} is no RFC 3339 time; write it like 2026-11-23T09:11:34Z`);
  }
  return now;
}

/** The rules that `--server-version` names; undefined when it is not given. */
export function givenGeneration({ options }: Call): Generation | undefined {
  const version = options['server-version'];
  if (version === undefined) return undefined;
  const minor = parseServerMinor(version);
  if (minor === undefined) {
    throw new UsageError(`--server-version ${version} is no version of Kubernetes; write it like 1.34`);
  }
  return generationFor(minor);
}

/** The format, one of `formats`; the first when none is given. */
export function outputOf<F extends string>({ options }: Call, formats: readonly [F, ...F[]]): F {
  if (options.output === undefined) return formats[0];
  const format = formats.find(each => each === options.output);
  if (format === undefined)
    throw new UsageError(`there is no output format ${options.output}; use ${formats.join(', ')}`);
  return format;
}

/** The lines that `--grep` wants; without it, all. @throws UsageError: nobody sees in a pipe that it was taken otherwise. */
export function grepOf({ options: { grep = '' } }: Call): LogFilter {
  const filter = logFilter(grep);
  if (filter.problem === undefined) return filter;
  throw new UsageError(`--grep ${grep} is no regular expression; put a backslash before what stands for itself`);
}

/** The files of `-f`; empty when a cluster is asked. @throws UsageError for options that do not go together. */
export function filesOf({ options, args }: Call): readonly string[] {
  const files = options.filename ?? [];
  if (files.length === 0) return files;
  if (args.length > 0) throw new UsageError(`name pods or a file, not both: "${args[0]}" and -f ${files[0]}`);
  const given = CLUSTER_ONLY.find(name => options[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} asks a cluster, and -f reads a file; give one of them`);
  return files;
}
