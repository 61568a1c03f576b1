import { get } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { type TestHost, testHost } from '../support/host.ts';

let demo: DemoCluster;
const NGINX = 'my-nginx-6-5f55fd588f-pzn5m';

beforeAll(async () => {
  demo = await startDemo({
    clock: systemClock,
    seed: 1,
    speed: 50,
    scenarios: ['new-nginx', 'kubia-ssl', 'pod-phase'],
  });
  await fetch(`${demo.url}/apis/apps/v1/namespaces/default/deployments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(DEPLOYMENT),
  });
  await until(async () => (await run(['exec', 'deploy/web', '--', 'true'])).code === 0);
  await until(async () => (await asked('pods/kubia-ssl')).status.containerStatuses?.every(each => each.ready) ?? false);
});
afterAll(() => demo.stop());

/** One pod behind it. */
const DEPLOYMENT = {
  metadata: { name: 'web' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    },
  },
};

interface Got {
  readonly spec: { readonly ephemeralContainers?: readonly { readonly name: string }[] };
  readonly status: { readonly containerStatuses?: readonly { readonly ready: boolean }[] };
}
const asked = async (what: string): Promise<Got> =>
  (await (await fetch(`${demo.url}/api/v1/namespaces/default/${what}`)).json()) as Got;

/** A command that goes on until it ends or is interrupted. */
function begin(args: readonly string[], stdin?: string): { host: TestHost; ended: Promise<number> } {
  const host = testHost({ clock: systemClock, ...(stdin === undefined ? {} : { stdin }) });
  const cut = args.indexOf('--');
  const [ours, theirs] = cut < 0 ? [args, []] : [args.slice(0, cut), args.slice(cut)];
  const where = ['-n', 'default', '--server', demo.url, '--kubeconfig', '/dev/null'];
  return { host, ended: runCommand([...ours, ...where, ...theirs], host) };
}
async function run(args: readonly string[], stdin?: string) {
  const { host, ended } = begin(args, stdin);
  const code = await ended;
  return { code, out: host.out(), err: host.err() };
}

describe('exec', () => {
  test.for([
    [['exec', NGINX, '--', 'hostname'], 0, `${NGINX}\n`, ''],
    [
      ['exec', `pod/${NGINX}`, '--', 'sh', '-c', 'echo a; cat b; exit 7'],
      7,
      'a\n',
      expect.stringMatching(/^cat: .*\bb\b.*No such file or directory\n$/),
    ],
    [['exec', 'deploy/web', '--', 'whoami'], 0, 'root\n', ''],
    [['exec', 'nobody', '--', 'ls'], 1, '', 'podscope: pods "nobody" not found\n'],
    [['exec', NGINX, '-c', 'nope', '--', 'ls'], 1, '', `podscope: container nope is not valid for pod ${NGINX}\n`],
    [
      ['exec', 'pod-phase', '--', 'ls'],
      1,
      '',
      'podscope: unable to upgrade connection: container not found ("pod-phase")\n',
    ],
    [
      ['exec', 'cm/x', '--', 'ls'],
      2,
      '',
      'podscope: "cm" is no kind with pods that podscope knows; use pod, deploy, sts, ds, rs, job, svc\n',
    ],
    [['exec', NGINX], 2, '', 'podscope: name a pod and a command: podscope exec web-0 -- ls /tmp\n'],
    [
      ['exec', '-t', NGINX, '--', 'sh'],
      2,
      '',
      'podscope: -t needs a terminal, but standard input or output is none; leave it out\n',
    ],
  ] as const)('%j', async ([args, code, out, err]) => {
    expect(await run(args)).toEqual({ code, out, err });
  });

  test('what does not exist in the container is the sentence of its runtime', async () => {
    const { code, err } = await run(['exec', NGINX, '--', 'vim']);
    expect(code).toBe(1);
    expect(err).toMatch(/exec: "vim": executable file not found in \$PATH\n$/);
  });

  test('hands on standard input to its end', async () => {
    expect(await run(['exec', '-i', NGINX, '--', 'sh'], 'echo in\nexit 5\n')).toEqual({
      code: 5,
      out: 'in\n',
      err: '',
    });
  });
});

describe('attach', () => {
  test('goes on with what the container says until interrupted', async () => {
    const { host, ended } = begin(['attach', NGINX]);
    await until(() => host.out() !== '');
    host.interrupt();
    expect(await ended).toBe(130);
    expect(host.err()).toBe('');
  });

  test.for([
    [['attach'], 2, 'podscope: name one pod: podscope attach web-0'],
    [['attach', NGINX, 'sh'], 2, 'podscope: name one pod'],
    [['attach', NGINX, '-i'], 2, `podscope: the container nginx of ${NGINX} takes no input; leave -i out`],
    [['attach', NGINX, '-c', 'nope'], 1, `podscope: container nope is not valid for pod ${NGINX}`],
    [['attach', 'pod-phase'], 1, 'podscope: unable to upgrade connection: container not found ("pod-phase")'],
  ] as const)('%j', async ([args, code, said]) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });
});

describe('debug', () => {
  const added = (name: string): string =>
    `podscope: adding the container ${name} to ${NGINX}, where it stays as long as the pod lives\n`;
  const statusOf = async (name: string) =>
    (await asked(`pods/${NGINX}`)).spec.ephemeralContainers?.find(each => each.name === name);

  test('prints all that its command says, and ends with its exit code', async () => {
    const { code, out, err } = await run(['debug', NGINX, '-c', 'look', '--', 'sh', '-c', 'echo one; exit 3']);
    expect([code, out]).toEqual([3, 'one\n']);
    expect(err).toMatch(new RegExp(`^${added('look')}(?:podscope: it waits: ContainerCreating\\n)?$`));
  });

  test('takes its input, in an image and beside a container that it is given', async () => {
    const line = ['debug', '-i', NGINX, '-c', 'tools', '--image', 'alpine', '--target', 'nginx', '--', 'sh'];
    const { code, out } = await run(line, 'hostname\nexit 5\n');
    expect([code, out]).toEqual([5, `${NGINX}\n`]);
    expect(await statusOf('tools')).toMatchObject({
      image: 'alpine',
      targetContainerName: 'nginx',
      command: ['sh'],
      stdin: true,
    });
  });

  test('can be given up while its image does not come', async () => {
    const { host, ended } = begin(['debug', NGINX, '-c', 'never', '--image', 'nonexistent']);
    await until(() => /it waits: (?:Err|ImagePull)/.test(host.err()));
    host.interrupt();
    expect(await ended).toBe(130);
  });

  test.for([
    [['debug'], 2, 'podscope: name a pod: podscope debug web-0'],
    [['debug', 'nobody'], 1, 'podscope: pods "nobody" not found'],
    [['debug', NGINX, '--target', 'nope'], 2, `podscope: the pod ${NGINX} has no container nope; it has nginx`],
    [['debug', NGINX, '-c', 'nginx'], 2, `podscope: the pod ${NGINX} has a container nginx already`],
    [['debug', '-t', NGINX], 2, 'podscope: -t needs a terminal'],
  ] as const)('%j', async ([args, code, said]) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });
});

describe('port-forward', () => {
  /** Ports as they were printed. */
  const portsOf = (host: TestHost) => [...host.out().matchAll(/127\.0\.0\.1:(\d+) -> (\d+)/g)].map(m => Number(m[1]));

  test('prints as kubectl does, serves, counts, and ends with ctrl-c', async () => {
    const { host, ended } = begin(['port-forward', NGINX, ':80']);
    await until(() => portsOf(host).length === 1);
    const [port] = portsOf(host);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain(NGINX);
    expect(host.out()).toMatch(
      /^Forwarding from 127\.0\.0\.1:\d+ -> 80\n(?:Forwarding from \[::1\]:\d+ -> 80\n)?Handling connection for \d+\n$/,
    );
    host.interrupt();
    expect(await ended).toBe(130);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test('for a program: where it listens, and each connection', async () => {
    const { host, ended } = begin(['port-forward', NGINX, ':80', '-o', 'json']);
    const events = () =>
      host
        .out()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line));
    await until(() => events().length > 0);
    const [{ local }] = events();
    expect(events()[0]).toEqual({ type: 'forwarding', address: `127.0.0.1:${local}`, local, remote: 80 });
    await fetch(`http://127.0.0.1:${local}/`);
    expect(events().at(-1)).toEqual({ type: 'connection', local, remote: 80 });
    host.interrupt();
    expect(await ended).toBe(130);
  });

  test('says what the kubelet says where nothing listens, and goes on', async () => {
    const { host, ended } = begin(['port-forward', NGINX, ':81']);
    await until(() => portsOf(host).length === 1);
    await expect(fetch(`http://127.0.0.1:${portsOf(host)[0]}/`)).rejects.toThrow();
    await until(() => host.err() !== '');
    expect(host.err()).toMatch(/^podscope: port 81: .*connection refused\n$/);
    host.interrupt();
    expect(await ended).toBe(130);
  });

  test('a busy port is one sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await until(() => other.listening);
    const { port } = other.address() as { port: number };
    const { code, err } = await run(['port-forward', NGINX, `${port}:80`]);
    expect(code).toBe(1);
    expect(err).toMatch(
      new RegExp(
        `^podscope: port ${port} of 127.0.0.1 is in use by another program; choose another one, such as \\d+:80, or :80`,
      ),
    );
    other.close();
  });

  test.for([
    [['port-forward'], 2, 'name a pod and its ports'],
    [['port-forward', NGINX], 2, 'podscope: name at least one port'],
    [['port-forward', NGINX, 'smtp'], 2, 'podscope: the pod has no port named "smtp"'],
    [['port-forward', 'nobody', '80'], 1, 'pods "nobody" not found'],
    [['port-forward', 'pod-phase', '80'], 1, 'the pod pod-phase is not running: it is Pending'],
    [['port-forward', NGINX, '80', '--address', '203.0.113.1'], 1, '203.0.113.1 is no address of this machine'],
  ] as const)('%j', async ([args, code, said]) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });

  test('goes on to the pod that takes the place of one that was deleted', async () => {
    const { host, ended } = begin(['port-forward', 'deploy/web', ':80']);
    await until(() => portsOf(host).length === 1);
    const url = `http://127.0.0.1:${portsOf(host)[0]}/`;
    // A connection goes with its pod, so each question has one of its own.
    const name = async () => /this is (\S+)\.\n/.exec(await ownConnection(url))?.[1];
    const before = await name();
    await fetch(`${demo.url}/api/v1/namespaces/default/pods/${before}`, { method: 'DELETE' });
    await until(() => host.err().includes('takes the place of'));
    expect(host.err()).toMatch(new RegExp(`podscope: web-\\S+ takes the place of ${before}\n`));
    await until(async () => (await name().catch(() => before)) !== before);
    host.interrupt();
    expect(await ended).toBe(130);
  });
});

describe('logs of an owner', () => {
  test('of all its pods; with -f those that come join', async () => {
    const { code, out } = await run(['logs', 'deploy/web', '--tail', '1']);
    expect(code).toBe(0);
    expect(out).not.toBe('');
    const { host, ended } = begin(['logs', 'deploy/web', '-f', '--tail', '1']);
    await until(() => host.out() !== '');
    const [, before] = /^(web-\S+)\/nginx {2}/.exec(host.out())!;
    await fetch(`${demo.url}/api/v1/namespaces/default/pods/${before}`, { method: 'DELETE' });
    await until(() => /podscope: the pod web-\S+ has come/.test(host.err()));
    const [, after] = /the pod (web-\S+) has come/.exec(host.err())!;
    await until(() => host.out().includes(`${after}/nginx  `));
    expect(after).not.toBe(before);
    host.interrupt();
    expect(await ended).toBe(130);
  });

  test.for([
    [['logs', 'deploy/nobody'], 1, 'deployments.apps "nobody" not found'],
    [['logs', 'deploy/web', 'web-0'], 2, 'name pods, or one owner: deploy/web goes with nothing else'],
  ] as const)('%j', async ([args, code, said]) => {
    const result = await run(args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });
});

const ownConnection = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, async response => {
      let body = '';
      for await (const piece of response) body += String(piece);
      resolve(body);
    });
    request.on('error', reject);
  });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 20));
}

/** A proxy beside an application is told to quit by the page of its admin port, which only a forwarded port reaches. */
test('the story of kubia-ssl: quitting through a forwarded port shows in the transition log, with the events beside it', async () => {
  const story = await startDemo({ clock: systemClock, seed: 3, speed: 4, scenarios: ['kubia-ssl'] });
  const where = ['-n', 'default', '--server', story.url, '--kubeconfig', '/dev/null'];
  const start = (...args: readonly string[]) => {
    const host = testHost({ clock: systemClock });
    return { host, ended: runCommand([...args, ...where], host) };
  };
  const watch = start('watch', 'kubia-ssl', '-o', 'jsonl');
  const statuses = (): string[] =>
    watch.host
      .out()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as { subject: string; to?: string })
      .filter(({ subject }) => subject === 'status')
      .map(({ to }) => to ?? '');
  await until(() => statuses().at(-1) === 'Running');
  const forward = start('port-forward', 'kubia-ssl', ':8080', ':8443', ':9901');
  await until(() => [...forward.host.out().matchAll(/127\.0\.0\.1:\d+ -> \d+/g)].length === 3);
  const to = (remote: number): string => {
    const [, port] = new RegExp(`127\\.0\\.0\\.1:(\\d+) -> ${remote}`).exec(forward.host.out())!;
    return `http://127.0.0.1:${port}`;
  };
  expect(await (await fetch(`${to(8080)}/`)).text()).toContain('kubia-ssl');
  const answer = await fetch(`${to(9901)}/quitquitquit`, { method: 'POST' });
  expect([answer.status, await answer.text()]).toEqual([200, 'OK\n']);
  await until(() => statuses().join(' → ').includes('Running → NotReady → CrashLoopBackOff → Running'));
  const events = start('events', 'kubia-ssl');
  expect(await events.ended).toBe(0);
  expect(events.host.out()).toMatch(/BackOff +pod default\/kubia-ssl +Back-off restarting failed container envoy/);
  for (const { host, ended } of [forward, watch]) {
    host.interrupt();
    expect(await ended).toBe(130);
  }
  await story.stop();
});
