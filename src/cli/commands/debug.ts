import { containersOf } from '../../diagnosis/case.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { textAt } from '../../kube/json.ts';
import { ProblemError } from '../../kube/problem.ts';
import { addDebugContainer, type DebugWish, debugExitCode, debugName } from '../../tasks/debug-container.ts';
import { readLog } from '../../tasks/read-log.ts';
import { clean } from '../../view/text.ts';
import type { Call } from '../options/call.ts';
import { UsageError } from '../options/usage-error.ts';
import { withPod } from '../pods/with-pod.ts';
import { ownTerminal, talk } from '../terminal/talk.ts';
import { askedTerminal } from './exec.ts';

const USUAL_IMAGE = 'busybox';

/**
 * `podscope debug`: adds a container to a pod and is its terminal; where there is none, prints what it says. Ends with its exit
 * code.
 */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [named, ...command] = args;
  if (named === undefined) throw new UsageError('name a pod: podscope debug web-0 --image busybox --target app');
  const terminal = askedTerminal(call) ?? (options.stdin ? undefined : ownTerminal(host));
  const stdin = options.stdin === true || terminal !== undefined;
  return withPod(call, named, async ({ cluster, namespace, name, pod, signal }) => {
    const wish: DebugWish = {
      pod: { uid: textAt(pod, 'metadata', 'uid'), namespace, name },
      image: options.image ?? USUAL_IMAGE,
      target: options.target,
      name: options.container?.[0] ?? debugName(Math.random),
      ...(command.length > 0 && { command }),
      stdin,
      tty: terminal !== undefined,
    };
    refuseNames(pod, wish);
    const say = (sentence: string): void => void host.stderr.write(`podscope: ${clean(sentence)}\n`);
    say(`adding the container ${wish.name} to ${name}, where it stays as long as the pod lives`);
    try {
      return await ended(call, cluster, wish, { stdin, terminal, signal, say });
    } catch (error) {
      if (signal.aborted) return 128 + Number(signal.reason);
      if (error instanceof ProblemError) throw error;
      throw new ProblemError(cluster.problem(error), { cause: error });
    }
  });
}

/** @throws UsageError for what the server would refuse in more words */
function refuseNames(pod: unknown, { pod: { name }, target, name: added }: DebugWish): void {
  const known = containersOf(pod);
  if (known.some(each => each.name === added))
    throw new UsageError(`the pod ${name} has a container ${added} already; give another name with -c`);
  const targets = known.filter(each => each.kind === 'app' || each.kind === 'sidecar').map(each => each.name);
  if (target !== undefined && !targets.includes(target))
    throw new UsageError(`the pod ${name} has no container ${target}; it has ${targets.join(', ')}`);
}

interface Ways {
  readonly stdin: boolean;
  readonly terminal: ReturnType<typeof ownTerminal>;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

/** Answers the exit code of the container, or of ours when we are interrupted before. */
async function ended(
  { host }: Call,
  cluster: Cluster,
  wish: DebugWish,
  { stdin, terminal, signal, say }: Ways,
): Promise<number> {
  const { clock } = host;
  const { namespace, name: pod, uid } = wish.pod;
  const start = await addDebugContainer(cluster, clock, wish, reason => say(`it waits: ${reason}`), signal);
  if (start.kind === 'running' && stdin) {
    if (terminal) say('press enter if there is no prompt');
    const code = await talk(host, cluster, { namespace, pod, container: wish.name, stdin, terminal, signal });
    if (signal.aborted) return code;
  } else {
    // Who joins late misses the beginning; the log has all of it.
    const emit = ({ text, isNotice }: { readonly text: string; readonly isNotice: boolean }): void => {
      if (!isNotice) host.stdout.write(`${clean(text)}\n`);
    };
    const source = { namespace, pod, uid, container: wish.name };
    const options = { follow: start.kind === 'running', previous: false };
    await readLog({ cluster, clock, source, index: 0, options, emit, signal });
    if (signal.aborted) return 128 + Number(signal.reason);
  }
  const code = start.kind === 'ended' ? start.code : await debugExitCode(cluster, clock, wish);
  if (code === undefined)
    say(`the container ${wish.name} has not ended; podscope attach ${pod} -c ${wish.name} goes back`);
  return code ?? 0;
}
