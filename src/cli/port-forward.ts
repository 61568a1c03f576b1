import { readPorts } from '../app/streams/port-spec.ts';
import { Ledger } from '../history/ledger.ts';
import { statusReader } from '../history/reader.ts';
import type { Cluster } from '../kube/cluster.ts';
import { textAt } from '../kube/json.ts';
import { ProblemError, problemText } from '../kube/problem.ts';
import type { Host } from '../shell/host.ts';
import { NEWEST } from '../status/generation.ts';
import { Forwarding } from '../tasks/forwarding.ts';
import { type PodName, PodPlace } from '../tasks/pod-place.ts';
import { portsOf } from '../tasks/pod-ports.ts';
import type { Call } from './call.ts';
import { connect } from './connect.ts';
import { findPod, targetPort } from './find-pod.ts';
import { scopeOf } from './scope-of.ts';
import { UsageError } from './usage-error.ts';

/** `podscope port-forward`: ports of this machine that lead to those of a pod, and to the one that takes its place. */
export async function run(call: Call): Promise<number> {
  const { host, options, args } = call;
  const [target, ...words] = args;
  if (target === undefined)
    throw new UsageError('name a pod and its ports: podscope port-forward web-0 8080 18443:8443');
  const cluster = connect(call);
  const forwardings: Forwarding[] = [];
  let following: Following | undefined;
  try {
    const namespace = oneNamespace(call, cluster);
    const { pod, service } = await findPod(cluster, namespace, target);
    const pairs = readPorts(words, portsOf(service ?? pod));
    if (typeof pairs === 'string') throw new UsageError(pairs.replace(/\.$/, ''));
    const name = textAt(pod, 'metadata', 'name');
    const phase = textAt(pod, 'status', 'phase');
    if (phase !== 'Running')
      throw new ProblemError({ code: 'invalid', message: `the pod ${name} is not running: it is ${phase}` });
    const signal = host.interruptible();
    following = new Following(cluster, host, { uid: textAt(pod, 'metadata', 'uid'), namespace, name });
    const { now } = following;
    for (const pair of pairs) {
      const forwarding = await Forwarding.open({
        cluster,
        clock: host.clock,
        pair: service ? { local: pair.local, remote: targetPort(service, pair.remote, pod) } : pair,
        addresses: options.address ?? ['localhost'],
        pod: now,
        onConnection: local => host.stdout.write(`Handling connection for ${local}\n`),
        onProblem: sentence => host.stderr.write(`podscope: port ${pair.remote}: ${sentence}\n`),
        onChange: () => {},
      });
      forwardings.push(forwarding);
      for (const endpoint of forwarding.endpoints)
        host.stdout.write(`Forwarding from ${endpoint} -> ${forwarding.remote}\n`);
    }
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    return 128 + Number(signal.reason);
  } finally {
    for (const forwarding of forwardings) forwarding.close();
    following?.close();
    cluster.close();
  }
}

/** The namespace of a call that is about one pod. @throws UsageError */
export function oneNamespace({ options }: Pick<Call, 'options'>, { identity }: Pick<Cluster, 'identity'>): string {
  const { namespaces } = scopeOf(options, identity);
  const [namespace] = namespaces;
  if (namespace === undefined || namespaces.length > 1)
    throw new UsageError('a pod is named within one namespace; give one with -n');
  return namespace;
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
