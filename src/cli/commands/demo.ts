import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { ClusterConfig } from '../../cluster/config/config.ts';
import { openCluster } from '../../cluster/open-cluster.ts';
import { USERS } from '../../demo/api/users.ts';
import { type DemoCluster, startDemo } from '../../demo/cluster.ts';
import { SCENARIOS } from '../../demo/scenarios/all.ts';
import type { ResourceLog } from '../../demo/store/resource-log.ts';
import { readRecording } from '../../files/recording-file.ts';
import { Replay } from '../../history/recording/replay.ts';
import { ProblemError } from '../../kube/problem.ts';
import { tellingStats } from '../../shell/stats-rows.ts';
import type { Call } from '../options/call.ts';
import type { Options } from '../options/options.ts';
import { scopeOf } from '../options/scope-of.ts';
import { UsageError } from '../options/usage-error.ts';
import { tellRecording } from '../pods/recorded-story.ts';
import { showScreen } from '../terminal/show-screen.ts';

/** `podscope demo`: the screen on a cluster that lives inside the program, or that cluster alone. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  if (options.list) {
    host.stdout.write(scenarioList());
    return 0;
  }
  const demo = options.from === undefined ? await start(call) : await startRecorded(call, options.from);
  try {
    return options.serve ? await serve(call, demo) : await show(call, demo);
  } finally {
    await demo.stop();
  }
}

async function start({ host, options }: Call): Promise<DemoCluster> {
  return listening(options, port =>
    startDemo({
      clock: host.clock,
      seed: numberOf(options, 'seed', 0, 2 ** 32 - 1, 1),
      speed: numberOf(options, 'speed', 1, 100, 1),
      scenarios: options.scenario?.map(knownScenario),
      port,
      token: options.token,
      tls: options.tls,
      user: knownUser(options.user),
      metrics: options.metrics,
      pods: numberOf(options, 'pods', 0, 1_000_000, 0),
      namespaces: numberOf(options, 'namespaces', 1, 1_000, 1),
      churn: numberOf(options, 'churn', 0, 10_000, 0),
      podBytes: numberOf(options, 'pod-bytes', 0, 1_000_000, 0),
    }),
  );
}

async function listening(options: Options, begin: (port: number) => Promise<DemoCluster>): Promise<DemoCluster> {
  const port = numberOf(options, 'port', 0, 65_535, 0);
  try {
    return await begin(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `port ${port} of 127.0.0.1 is taken by another program`;
    throw new ProblemError({ code: 'config', message, hint: 'name another with --port, or none for a free one' });
  }
}

/** Its time is that of the recording, which runs on from its beginning. */
async function startRecorded({ host, options }: Call, file: string): Promise<DemoCluster> {
  if (options.scenario || options.pods) throw new UsageError('--from serves a recording, without scenarios or pods');
  const recording = await readRecording(file, host.stdin);
  for (const warning of recording.warnings) host.stderr.write(`podscope: ${warning}\n`);
  const replay = new Replay(recording, host.clock, numberOf(options, 'speed', 1, 100, 1));
  const { clock } = replay;
  const recorded = (log: ResourceLog) => tellRecording(replay, log, clock.now);
  return listening(options, port =>
    startDemo({
      clock,
      seed: 1,
      port,
      token: options.token,
      tls: options.tls,
      user: knownUser(options.user),
      recorded,
    }),
  );
}

async function show({ host, options }: Call, demo: DemoCluster): Promise<number> {
  // Ages count in the time of the demo, which may run faster; waits of the screen stay those of a person.
  const clock = { now: () => demo.clock.now(), after: (ms: number, run: () => void) => host.clock.after(ms, run) };
  const { env, version } = host;
  const opened = openCluster(configFor(demo), { clock, env, version, random: Math.random });
  const cluster = options.stats ? tellingStats(opened, host.stderr) : opened;
  // Nobody has a context here: all there is, unless a namespace is named.
  const all = options.namespace === undefined;
  const scope = scopeOf(all ? { ...options, 'all-namespaces': true } : options, cluster.identity);
  const pace = numberOf(options, 'speed', 1, 100, 1);
  return showScreen({ host: { ...host, clock }, options }, { cluster, scope, demo, pace });
}

/** Until ctrl-c; the kubeconfig is readable by nobody else and goes when we go. */
async function serve({ host }: Call, demo: DemoCluster): Promise<number> {
  // What answers are made of lives a moment: a server is better off with the room for it that a screen does without (bin/load.cjs).
  setFlagsFromString('--semi-space-growth-factor=2');
  const signal = host.interruptible();
  const folder = await mkdtemp(join(tmpdir(), 'podscope-demo-'));
  try {
    const file = join(folder, 'kubeconfig');
    await writeFile(file, `${JSON.stringify(demo.kubeconfig, undefined, 2)}\n`, { mode: 0o600 });
    host.stdout.write(`demo cluster at ${demo.url}; use it with: export KUBECONFIG=${file}\n`);
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
    return 128 + Number(signal.reason);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function configFor({ url, ca, token }: DemoCluster): ClusterConfig {
  return {
    context: 'demo',
    cluster: 'demo',
    user: undefined,
    server: url,
    namespace: 'default',
    tls: { insecure: false, serverName: undefined, ca: ca === undefined ? undefined : { pem: ca } },
    proxyUrl: undefined,
    disableCompression: true,
    auth: { token },
    impersonate: { groups: [], extra: {} },
    requestTimeoutMs: undefined,
    origin: 'the demo',
  };
}

function scenarioList(): string {
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
  return SCENARIOS.map(
    ({ name, title, look }) => `${name.padEnd(width)}  ${title}\n${' '.repeat(width)}  ${look}\n`,
  ).join('');
}

function knownUser(name: string | undefined): string | undefined {
  if (name === undefined || USERS.some(user => user.name === name)) return name;
  const known = USERS.map(user => `${user.name} (${user.can})`).join(', ');
  throw new UsageError(`there is no user "${name}" in the demo; there are: ${known}`);
}

function knownScenario(name: string): string {
  if (SCENARIOS.some(row => row.name === name)) return name;
  throw new UsageError(`there is no scenario "${name}"; "podscope demo --list" lists them`);
}

function numberOf(
  options: Options,
  name: 'port' | 'seed' | 'speed' | 'pods' | 'namespaces' | 'churn' | 'pod-bytes',
  low: number,
  high: number,
  normally: number,
): number {
  const text = options[name];
  if (text === undefined) return normally;
  const value = Number(text);
  const whole = name === 'speed' || Number.isInteger(value);
  if (text.trim() !== '' && whole && value >= low && value <= high) return value;
  throw new UsageError(`--${name} takes a number from ${low} to ${high}, not "${text}"`);
}
