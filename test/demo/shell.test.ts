import { describe, expect, test } from 'vitest';
import type { DemoPod } from '../../src/demo/store/objects.ts';
import { seededRandom } from '../../src/demo/store/random.ts';
import { ResourceLog } from '../../src/demo/store/resource-log.ts';
import { ContainerFiles } from '../../src/demo/streams/container-files.ts';
import { LineEditor } from '../../src/demo/streams/line-editor.ts';
import { runScript } from '../../src/demo/streams/shell.ts';
import { PROGRAMS } from '../../src/demo/streams/shell-commands.ts';
import type { Place } from '../../src/demo/streams/shell-place.ts';
import { packTar, unpackTar } from '../../src/demo/streams/tar.ts';
import { FakeClock } from '../support/fake-clock.ts';

const clock = new FakeClock(Date.parse('2026-01-05T08:00:00Z'));

/** A web server with a settings file mounted, and a proxy with an admin port beside it. */
function place(): Place & { heard: string[] } {
  const log = new ResourceLog({ clock, random: seededRandom(1) });
  log.create('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    ...{ data: { 'app.yaml': 'colour: blue\n' } },
  });
  const running = (name: string) => ({ name, state: { running: {} } });
  const pod = {
    metadata: { name: 'web-0', namespace: 'default' },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'nginx',
          ports: [{ containerPort: 80 }],
          volumeMounts: [{ name: 'settings', mountPath: '/etc/app' }],
        },
        { name: 'proxy', image: 'envoy', ports: [{ containerPort: 9901 }] },
      ],
      volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
    },
    status: { podIP: '10.0.0.7', containerStatuses: [running('web'), running('proxy')] },
  } as unknown as DemoPod;
  const [container] = pod.spec.containers;
  const heard: string[] = [];
  return {
    pod,
    container: container!,
    files: new ContainerFiles(log, pod, container!, PROGRAMS),
    env: new Map([['HOSTNAME', 'web-0']]),
    folder: '/',
    last: 0,
    size: [100, 30],
    heard,
    now: () => clock.now(),
    sleep: async ms => void heard.push(`slept ${ms}`),
    signalMain: signal => heard.push(signal),
    quit: port => heard.push(`quit ${port}`),
  };
}

async function shell(script: string, there = place()): Promise<{ out: string; err: string; code: number }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = {
    stdin: async () => Buffer.alloc(0),
    out: (data: string | Buffer) => void out.push(String(data)),
    err: (text: string) => void err.push(text),
    signal: new AbortController().signal,
  };
  const code = await runScript(script, there, io);
  return { out: out.join(''), err: err.join(''), code };
}

describe('the shell of a scripted container', () => {
  test.for<[script: string, out: string, code?: number, err?: string]>([
    ['cat /etc/hostname', 'web-0\n'],
    ['echo $HOSTNAME "$HOSTNAME" \'$HOSTNAME\'', 'web-0 web-0 $HOSTNAME\n'],
    ['cat /etc/app/app.yaml | grep colour | wc -l', '1\n'],
    ['ls /etc/app', 'app.yaml\n'],
    ['cd /etc/app && pwd && cat app.yaml', '/etc/app\ncolour: blue\n'],
    ['echo one > /tmp/x; echo two >> /tmp/x; cat /tmp/x', 'one\ntwo\n'],
    ['mkdir -p /tmp/a/b; touch /tmp/a/b/c; ls /tmp/a; rm -r /tmp/a/b; ls /tmp/a/b', 'b\n'],
    ['false || echo otherwise', 'otherwise\n'],
    ['false && echo never; echo $?', '1\n'],
    ['test -d /etc && [ -f /etc/hosts ] && echo both', 'both\n'],
    ['curl -s localhost', 'Hey there, this is web-0.\n'],
    ['wget -qO- http://10.0.0.7:80/', 'Hey there, this is web-0.\n'],
    ['stty size', '30 100\n'],
    ['A=5; echo $A', '5\n'],
    ['exit 3; echo never', '', 3],
    ['sh -c "exit 4"; echo $?', '4\n'],
    ['ls /nowhere', '', 1, 'ls: /nowhere: No such file or directory\n'],
    ['nosuch', '', 127, 'sh: nosuch: not found\n'],
    ['nosuch 2>/dev/null', '', 127],
    [
      'curl localhost:81',
      '',
      7,
      'curl: (7) Failed to connect to localhost port 81 after 0 ms: Could not connect to server\n',
    ],
    ['cat /etc', '', 1, 'cat: /etc: read error: Is a directory\n'],
    ['kill 7', '', 1, "kill: can't kill pid 7: No such process\n"],
    ['echo "open', '', 2, 'sh: syntax error: unterminated quoted string\n'],
    ['while true', '', 2, 'sh: while: the shell of the demo knows no loops and conditions\n'],
  ])('%s', async ([script, out, code = 0, err = '']) => {
    expect(await shell(script)).toEqual({ out, err, code });
  });

  test.for([
    ['kill 1', 'TERM'],
    ['kill -9 1', 'KILL'],
    ['sleep 2', 'slept 2000'],
    ['curl -X POST http://localhost:9901/quitquitquit', 'quit 9901'],
  ])('%s is heard outside as %s', async ([script, heard]) => {
    const there = place();
    await shell(script!, there);
    expect(there.heard).toEqual([heard]);
  });

  test('files go out and in as tar', async () => {
    const there = place();
    const chunks: Buffer[] = [];
    const io = { err: () => {}, signal: new AbortController().signal, stdin: async () => Buffer.alloc(0) };
    const out = (data: string | Buffer): void => void chunks.push(Buffer.from(data as string));
    await runScript('cd /etc; tar cf - app', there, { ...io, out });
    expect((await unpackTar(Buffer.concat(chunks))).map(({ path }) => path)).toEqual(['app/app.yaml']);
    const long = `${'folder/'.repeat(20)}file.txt`;
    const packed = await packTar([{ path: long, content: Buffer.from('deep') }], clock.now());
    expect(await runScript('tar xf - -C /tmp', there, { ...io, out, stdin: async () => packed })).toBe(0);
    expect(there.files.read(`/tmp/${long}`)?.toString()).toBe('deep');
    const cut = packed.subarray(0, 514);
    expect(await runScript('tar xf - -C /tmp', there, { ...io, out, stdin: async () => cut })).toBe(1);
  });
});

describe('the line at its prompt', () => {
  test.for<[keys: string, lines: string[]]>([
    ['hostname\r', ['hostname']],
    ['hostx\x7fname\r', ['hostname']],
    ['wrong\x15right\r', ['right']],
    ['two words\x17more\r', ['two more']],
    ['first\rsecond\r\x1b[A\x1b[A\r', ['first', 'second', 'first']],
    ['first\r\x1b[A\x1b[B\r', ['first', '']],
    ['dropped\x03kept\r', ['(interrupt)', 'kept']],
    ['\x04', ['(end)']],
    ['Größe 🐳\x7f!\r', ['Größe !']],
  ])('%j gives %j', ([keys, lines]) => {
    const found: string[] = [];
    const editor = new LineEditor({
      echo: () => {},
      line: text => found.push(text),
      interrupt: () => found.push('(interrupt)'),
      end: () => found.push('(end)'),
    });
    editor.type(keys);
    expect(found).toEqual(lines);
  });
});
