import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LogReader } from '../../src/app/reading/log-reader.ts';
import { Session } from '../../src/app/session.ts';
import type { World } from '../../src/app/world.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import { fillLogs } from '../../src/shell/fill-logs.ts';
import { systemClock } from '../../src/shell/host.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { Painter } from '../../src/ui/painter.ts';
import { FrameScheduler } from '../../src/ui/scheduler.ts';
import { styleSheet } from '../../src/ui/style-sheet.ts';
import { builtInTheme } from '../../src/ui/themes.ts';
import { frameOf } from '../../src/view/frame-of.ts';

const RATES = [1_000, 10_000, 50_000];
const SIZE = { width: 120, height: 40 };
const KEY_EVERY = 100;

/** A kubelet that writes so many lines a second, every other one JSON; a process of its own, so that its CPU is not counted. */
const SERVER = `
const rate = Number(process.argv[1]);
const pod = { metadata: { name: 'web-0', namespace: 'default', uid: 'uid-web-0' }, spec: { containers: [{ name: 'app' }] },
  status: { phase: 'Running', containerStatuses: [{ name: 'app', state: { running: {} } }] } };
require('http').createServer((request, response) => {
  if (!request.url.includes('/log')) return response.end(JSON.stringify(pod));
  let n = 0;
  const begun = Date.now();
  const timer = setInterval(() => {
    let text = '';
    const now = Date.now();
    for (const due = Math.floor((now - begun) * rate / 1000); n < due; n++) {
      const stamp = new Date(now).toISOString().replace('Z', String(n % 1000000).padStart(6, '0') + 'Z');
      text += stamp + (n % 2 ? ' GET /api/orders/' + n + ' 200 12ms' : ' {"level":"info","msg":"order taken","order":' + n + '}') + '\\n';
    }
    response.write(text);
  }, 10);
  response.on('close', () => clearInterval(timer));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

/** What a busy log costs while it is followed on the screen, with a filter and a search at work, and how long a key waits. */
export async function run({ seconds }: { readonly seconds: number }, print: (line: string) => void): Promise<void> {
  print(`${SIZE.width}x${SIZE.height}, ${seconds} s each, a key every ${KEY_EVERY} ms`);
  print('   lines/s      read   dropped   CPU of one core   longest stall   frames');
  for (const rate of RATES) print(await measure(rate, seconds));
}

async function measure(rate: number, seconds: number): Promise<string> {
  const server = spawn(process.execPath, ['-e', SERVER, String(rate)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const cluster = openCluster(
    {
      context: 'bench',
      cluster: 'bench',
      user: undefined,
      server: `http://127.0.0.1:${String(port).trim()}`,
      namespace: 'default',
      tls: { insecure: false, serverName: undefined, ca: undefined },
      proxyUrl: undefined,
      disableCompression: false,
      auth: {},
      impersonate: { groups: [], extra: {} },
      requestTimeoutMs: undefined,
      origin: 'bench',
    },
    { clock: systemClock, random: Math.random, env: {}, version: 'bench' },
  );
  const session = new Session({ world: quietWorld(), ...SIZE });
  const logs = new LogReader([{ uid: 'uid-web-0', namespace: 'default', name: 'web-0' }]);
  session.overlays.show({ kind: 'logs', logs });
  const painter = new Painter(SIZE, { sheet: styleSheet(builtInTheme('dark')!, 'truecolor'), ascii: false });
  let frames = 0;
  const scheduler = new FrameScheduler(systemClock, () => {
    painter.paint(frameOf(session, Date.now()));
    frames++;
  });
  const stop = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = process.cpuUsage();
  const filled = fillLogs(logs, {
    cluster,
    clock: systemClock,
    signal: stop.signal,
    onChange: () => scheduler.request(),
  });
  for (const key of ['/', '!', 'x', 'x', 'enter', 'f', '9', '9', 'enter']) press(session, key);
  const keys = setInterval(() => press(session, frames % 2 ? 'k' : 'G'), KEY_EVERY);
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  clearInterval(keys);
  stop.abort();
  await filled;
  scheduler.stop();
  cluster.close();
  server.kill();
  const { size, dropped } = logs.buffer;
  const cpu = `${((user + system) / 10_000 / seconds).toFixed(0)} %`;
  const stall = `${(delay.max / 1e6).toFixed(0)} ms`;
  return `  ${String(rate).padStart(8)}${String(size + dropped).padStart(10)}${String(dropped).padStart(10)}${cpu.padStart(18)}${stall.padStart(16)}${String(frames).padStart(9)}`;
}

const press = (session: Session, key: string): void =>
  void session.handle({ type: 'key', key, text: key.length === 1 ? key : undefined }, Date.now());

function quietWorld(): World {
  const ledger = new Ledger(statusReader(NEWEST));
  return {
    pods: ledger.pods,
    log: ledger.log,
    versions: ledger.versions,
    connection: { state: 'live', since: 0 },
    target: {
      context: 'bench',
      cluster: 'bench',
      namespaces: [],
      serverVersion: undefined,
      demo: false,
      readOnly: true,
    },
  };
}
