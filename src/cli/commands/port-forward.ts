import { readPorts } from '../../app/streams/port-spec.ts';
import { Ledger } from '../../history/ledger/ledger.ts';
import { statusReader } from '../../history/ledger/reader.ts';
import type { Cluster } from '../../kube/cluster.ts';
import { textAt } from '../../kube/json.ts';
import { ProblemError, problemText } from '../../kube/problem.ts';
import type { Host } from '../../shell/host.ts';
import { NEWEST } from '../../status/generation.ts';
import { Forwarding } from '../../tasks/forwarding.ts';
import { type PodName, PodPlace } from '../../tasks/pod-place.ts';
import { portsOf } from '../../tasks/pod-ports.ts';
import type { Call } from '../options/call.ts';
import { outputOf } from '../options/pod-call.ts';
import { asUsage, UsageError } from '../options/usage-error.ts';
import { targetPort } from '../pods/find-pod.ts';
import { type PodAtHand, withPod } from '../pods/with-pod.ts';

/** `podscope port-forward`: ports of this machine that lead to those of a pod, and to the one that takes its place. */
export async function run(call: Call): Promise<number> {
  const [target, ...words] = call.args;
  if (target === undefined)
    throw new UsageError('name a pod and its ports: podscope port-forward web-0 8080 18443:8443');
  const tell = TELLING[outputOf(call, ['text', 'json'])];
  return withPod(call, target, found =>
    forward(call, found, words, event => call.host.stdout.write(`${tell(event)}\n`)),
  );
}

type Told =
  | { readonly type: 'forwarding'; readonly address: string; readonly local: number; readonly remote: number }
  | { readonly type: 'connection'; readonly local: number; readonly remote: number };

const TELLING = {
  text: (event: Told): string =>
    event.type === 'forwarding'
      ? `Forwarding from ${event.address} -> ${event.remote}`
      : `Handling connection for ${event.local}`,
  json: (event: Told): string => JSON.stringify(event),
};

async function forward(
  { host, options }: Call,
  { cluster, namespace, name, pod, service, signal }: PodAtHand,
  words: readonly string[],
  tell: (event: Told) => void,
): Promise<number> {
  const pairs = readPorts(words, portsOf(service ?? pod));
  if (typeof pairs === 'string') throw asUsage(pairs);
  const phase = textAt(pod, 'status', 'phase');
  if (phase !== 'Running')
    throw new ProblemError({ code: 'invalid', message: `the pod ${name} is not running: it is ${phase}` });
  const following = new Following(cluster, host, { uid: textAt(pod, 'metadata', 'uid'), namespace, name });
  const forwardings: Forwarding[] = [];
  try {
    for (const pair of pairs) {
      const remote = service ? targetPort(service, pair.remote, pod) : pair.remote;
      const forwarding = await Forwarding.open({
        cluster,
        clock: host.clock,
        pair: { local: pair.local, remote },
        addresses: options.address ?? ['localhost'],
        pod: following.now,
        onConnection: local => tell({ type: 'connection', local, remote }),
        onProblem: sentence => host.stderr.write(`podscope: port ${pair.remote}: ${sentence}\n`),
        onChange: () => {},
      });
      forwardings.push(forwarding);
      for (const address of forwarding.endpoints)
        tell({ type: 'forwarding', address, local: forwarding.local, remote });
    }
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    return 128 + Number(signal.reason);
  } finally {
    for (const forwarding of forwardings) forwarding.close();
    following.close();
  }
}

/** Watches the pods of the namespace, so that what leads to a pod leads to its successor once it is replaced. */
class Following {
  readonly #feed: ReturnType<Cluster['podFeed']>;
  #place: PodPlace | undefined;

  constructor(cluster: Cluster, { stderr }: Host, pod: PodName) {
    const ledger = new Ledger(statusReader(NEWEST));
    const known = {
      pods: ledger.pods,
      subscribe: (listener: (uids: Iterable<string>) => void) => ledger.subscribe(({ uids }) => listener(uids)),
    };
    this.#feed = cluster.podFeed({ namespaces: [pod.namespace] });
    this.#feed.subscribe(event => {
      if (event.type === 'Connection') {
        const { connection } = event;
        if (connection.state === 'failed')
          stderr.write(
            `podscope: when ${pod.name} is replaced, this does not follow: ${problemText(connection.problem)}\n`,
          );
        return;
      }
      ledger.apply(event);
      const entry = ledger.pods.get(pod.uid);
      this.#place ??=
        entry &&
        new PodPlace(known, entry, (from, to) =>
          stderr.write(`podscope: ${to.name} takes the place of ${from.name}\n`),
        );
      if (event.type === 'Deleted' && event.last.metadata.uid === this.#place?.pod.uid)
        stderr.write(`podscope: ${this.#place.pod.name} is gone; the ports wait for what takes its place\n`);
    });
    this.#feed.start();
    this.now = () => (this.#place ? (this.#place.isFree ? undefined : this.#place.pod) : pod);
  }

  /** Where the pod is now. */
  readonly now: () => PodName | undefined;

  close(): void {
    this.#place?.close();
    this.#feed.stop();
  }
}
