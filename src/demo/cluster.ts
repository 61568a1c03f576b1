/** The demo as a whole: log, scheduler, kubelets, stories, and the API server in front of them. */
import type { Clock } from '../kube/clock.ts';
import { type ApiServer, startApiServer } from './api/api-server.ts';
import { keepBudgets } from './api/disruption.ts';
import { tokenOf, USERS } from './api/users.ts';
import { plantFleet } from './fleet.ts';
import { fasterClock, SteeredClock } from './machinery/clocks.ts';
import { endReason } from './machinery/container-run.ts';
import { collectGarbage } from './machinery/garbage-collector.ts';
import type { ProbeKind } from './machinery/images.ts';
import { JobController } from './machinery/job-controller.ts';
import { Kubelets } from './machinery/kubelet.ts';
import type { Meddling } from './machinery/meddling.ts';
import { keepNamespaces } from './machinery/namespace-controller.ts';
import { NodeLifecycle } from './machinery/node-lifecycle.ts';
import { Scheduler } from './machinery/scheduler.ts';
import { Workloads } from './machinery/workloads.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { PRIORITY_CLASSES } from './store/admission.ts';
import { namespaceDraft, nodeDraft } from './store/nodes.ts';
import { seededRandom } from './store/random.ts';
import { ResourceLog } from './store/resource-log.ts';
import { playScenario } from './story.ts';

export interface DemoOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** Names of the scenarios to play; those of the first screen when absent. */
  readonly scenarios?: readonly string[] | undefined;
  /** Time of the demo runs so many times faster. */
  readonly speed?: number | undefined;
  /** 0 or absent: a free one. */
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  /** HTTPS with a certificate of its own. */
  readonly tls?: boolean | undefined;
  /** As which of `USERS` the kubeconfig comes; who may do everything when absent. */
  readonly user?: string | undefined;
  /** There is a metrics server. */
  readonly metrics?: boolean | undefined;
  /** A big quiet cluster beside the stories: so many pods … */
  readonly pods?: number | undefined;
  /** … in so many namespaces … */
  readonly namespaces?: number | undefined;
  /** … with so many changes per second … */
  readonly churn?: number | undefined;
  /** … of about so many bytes of JSON each. */
  readonly podBytes?: number | undefined;
  /** Tells what was recorded to the log, instead of scenarios, scheduler and kubelets; the answer ends it. Nobody can change it. */
  readonly recorded?: ((log: ResourceLog) => () => void) | undefined;
  /** Changes that the log remembers per resource. */
  readonly window?: number | undefined;
}

export interface DemoCluster extends Meddling {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly url: string;
  /** PEM of the authority of its certificate; undefined without TLS. */
  readonly ca: string | undefined;
  /** Of the user that was asked for. */
  readonly token: string;
  /** A kubeconfig for this cluster, as an object to write as JSON or YAML. */
  readonly kubeconfig: object;
  readonly scenarios: readonly string[];
  /** The time that its objects are written in. */
  readonly clock: Clock;
  stop(): Promise<void>;
}

export async function startDemo(options: DemoOptions): Promise<DemoCluster> {
  const machine = startMachine(options);
  const kill = (namespace: string, name: string, container: string, exitCode: number): boolean =>
    machine.worker(namespace, name)?.kill(container, { exitCode, reason: endReason(exitCode) }) ?? false;
  const deeds = {
    play: machine.play,
    kill,
    setProbe: (namespace: string, name: string, container: string, kind: ProbeKind, passes: boolean) =>
      machine.worker(namespace, name)?.forceProbe(container, kind, passes) ?? false,
    loseNode: (node: string) => machine.nodes.lose(node),
    findNode: (node: string) => machine.nodes.find(node),
    compact: () => machine.log.compact(),
    pause: () => machine.clock.pause(),
    step: (seconds: number) => machine.clock.step(seconds * 1000),
  };
  const server = await startApiServer({
    ...machine,
    port: options.port,
    token: options.token,
    tls: options.tls,
    metrics: options.metrics,
    recorded: options.recorded !== undefined,
    deeds,
    kill: ({ metadata }, container, exitCode) =>
      void kill(metadata.namespace ?? 'default', metadata.name, container, exitCode),
    interrupt: (pod, container) => void machine.kubelets.worker(pod)?.interrupt(container),
  });
  const { user = USERS[0]!.name } = options;
  return {
    ...deeds,
    url: server.url,
    ca: server.ca,
    token: tokenOf(user, options.token),
    kubeconfig: kubeconfigFor(server, user, options.token),
    scenarios: options.recorded ? [] : SCENARIOS.map(({ name }) => name),
    clock: machine.clock,
    cutConnections: () => server.cutConnections(),
    refuse: (code, times) => server.refuse(code, times),
    stop: async () => {
      machine.stop();
      await server.stop();
    },
  };
}

/** Everything but the HTTP server; tests drive it with a clock of their own. */
export function startMachine(options: DemoOptions) {
  const clock = new SteeredClock(fasterClock(options.clock, options.speed ?? 1));
  const random = seededRandom(options.seed);
  const log = new ResourceLog({ clock, random, window: options.window });
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    log.create('namespaces', namespaceDraft(name, clock.now()));
  }
  for (const draft of PRIORITY_CLASSES) log.create('priorityclasses', draft);
  const { recorded } = options;
  if (!recorded) for (const index of [1, 2, 3]) log.create('nodes', nodeDraft(index, clock.now()));
  const scheduler = recorded ? undefined : new Scheduler({ log, clock, random });
  const scripts = Object.assign({}, ...SCENARIOS.map(({ images }) => images ?? {}));
  const { seed, pods = 0, namespaces = 1, churn = 0, podBytes } = options;
  const fleet = pods > 0 ? plantFleet({ log, clock, seed, pods, namespaces, churn, podBytes }) : undefined;
  const kubelets = new Kubelets({
    log,
    clock,
    random,
    scripts,
    asleep: pod => recorded !== undefined || (fleet?.has(pod) ?? false),
  });
  const nodes = new NodeLifecycle(kubelets);
  const workloads = new Workloads({ log, clock, random });
  const jobs = new JobController({ log, clock, random });
  const ends: (() => void)[] = [keepBudgets(log, clock)];
  if (!recorded) ends.push(keepNamespaces(log, clock, seededRandom(seed + 2)), collectGarbage(log, clock));
  const play = (name: string): void => {
    const scenario = SCENARIOS.find(row => row.name === name);
    if (!scenario)
      throw new Error(`there is no scenario ${name}; there are: ${SCENARIOS.map(row => row.name).join(', ')}`);
    ends.push(playScenario(scenario, kubelets, nodes));
  };
  if (recorded) ends.push(recorded(log));
  else for (const name of options.scenarios ?? FIRST_SCREEN) play(name);
  return {
    clock,
    log,
    scripts,
    kubelets,
    nodes,
    play,
    worker: (namespace: string, name: string) => {
      const pod = recorded ? undefined : log.get('pods', namespace, name);
      return pod && kubelets.worker(pod);
    },
    stop: () => {
      for (const end of ends) end();
      fleet?.stop();
      scheduler?.stop();
      workloads.stop();
      jobs.stop();
      nodes.stop();
      kubelets.stop();
      clock.stop();
    },
  };
}

/** Interesting at once, and calm enough to follow. */
const FIRST_SCREEN = [
  'new-nginx',
  'kubia',
  'busybox',
  'pod-phase',
  'kubia-ssl',
  'oom-killed',
  'init-retry',
  'no-memory',
];

/** A context for each user, so that `--context` changes who one is. */
function kubeconfigFor({ url, ca }: ApiServer, user: string, token: string | undefined): object {
  const authority = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  const titled = USERS.map(({ name }) => ({ name, title: name === USERS[0]!.name ? CLUSTER : `${CLUSTER}-${name}` }));
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': titled.find(({ name }) => name === user)!.title,
    clusters: [{ name: CLUSTER, cluster: { server: url, ...authority } }],
    contexts: titled.map(({ title }) => ({
      name: title,
      context: { cluster: CLUSTER, user: title, namespace: 'default' },
    })),
    users: titled.map(({ name, title }) => ({ name: title, user: { token: tokenOf(name, token) } })),
  };
}

const CLUSTER = 'podscope-demo';
