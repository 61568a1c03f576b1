import { connect, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { launchPodscope, TestTerminal } from '../support/terminal.ts';

const ENTER = '\r';
const ESC = '\x1b';

/** The demo with one pod under the cursor. */
async function demo(pod: string, scenario: string, ...more: string[]): Promise<TestTerminal> {
  const args = ['demo', '--seed', '7', '--speed', '5', '--scenario', scenario, ...more];
  const terminal = launchPodscope(args, { width: 120, height: 40 });
  await terminal.until(new RegExp(`${pod} .*Running`));
  terminal.keys(`/${pod}${ENTER}`);
  await terminal.until(new RegExp(`/${pod} +1 shown`));
  return terminal;
}
/** What stands still: the panes, without header, strip and notice. */
const panes = (terminal: TestTerminal): string => terminal.screen.slice(3, 20).join('\n');

describe('a shell', () => {
  test('takes the whole terminal, and gives the screen back as it was', async () => {
    await using terminal = await demo('kubia', 'kubia');
    await terminal.until('live');
    const before = panes(terminal);
    terminal.keys('s');
    await terminal.until(/bash in kubia\/\S+ of default; exit ends it[\s\S]*\/ #/);
    expect(terminal.onAlternateScreen).toBe(false);
    terminal.keys(`ls${ENTER}`);
    await terminal.until(/proc\s+root/);
    // Inside, ctrl-c and q are the shell's.
    terminal.keys('q\x03');
    terminal.keys(`${ENTER}exit 3${ENTER}`);
    await terminal.until(/bash in kubia\/\S+ ended with exit code 3\./);
    expect(terminal.onAlternateScreen).toBe(true);
    await terminal.until(() => panes(terminal).replaceAll(/\d+[smh]/g, '') === before.replaceAll(/\d+[smh]/g, ''));
    terminal.keys('q');
    expect(await terminal.exited).toBe(0);
  });

  test('can be left when it does not answer, and asks which container', async () => {
    await using terminal = await demo('kubia-ssl', 'kubia-ssl');
    terminal.keys('s');
    await terminal.until(/┌─ Shell in a container of kubia-ssl[\s\S]*envoy/);
    terminal.keys(`envoy${ENTER}`);
    await terminal.until(/bash in kubia-ssl\/envoy of default/);
    terminal.keys(`${ENTER}~.`);
    await terminal.until(/Left bash in kubia-ssl\/envoy\./);
  });

  test('stopped from outside and continued, is there as before', async () => {
    await using terminal = new TestTerminal('/bin/sh', ['-i'], {
      width: 100,
      env: { PS1: 'here> ', ENV: undefined },
    });
    await terminal.until('here>');
    terminal.keys(
      `sh -c 'echo pid $$; exec "${process.execPath}" bin/podscope demo --scenario kubia --speed 5 --seed 7'\r`,
    );
    await terminal.until(/kubia .*Running/);
    const pid = Number(/^pid (\d+)/m.exec(terminal.raw)![1]);
    terminal.keys('s');
    await terminal.until(/^\/ #/m);
    process.kill(pid, 'SIGTSTP');
    await terminal.until(screen => /(?:Stopped|Suspended)[\s\S]*here> *$/.test(screen.trimEnd()));
    terminal.keys('fg\r');
    terminal.keys('echo again\r');
    await terminal.until(/^again\n\/ #/m);
    // Each key is echoed once, by the shell in the container.
    terminal.keys('echo once\r');
    await terminal.until(/^\/ # echo once\nonce\n\/ #/m);
    terminal.keys('exit\r');
    await terminal.until(/bash in kubia\/\S+ ended/);
    terminal.keys('q');
    await terminal.until(() => !terminal.onAlternateScreen);
  });

  test('is refused where the cluster is read-only, with the reason', async () => {
    await using terminal = await demo('kubia', 'kubia', '--readonly');
    for (const key of ['s', 'a', `:exec ls${ENTER}`]) {
      terminal.keys(key);
      await terminal.until(
        /No process (?:is begun in|of) a container(?: is joined)?: podscope was told to change nothing/,
      );
      terminal.keys(`:nothing${ENTER}`);
      await terminal.until('There is no command "nothing"');
    }
    terminal.keys(`:debug busybox${ENTER}`);
    await terminal.until(/No container is added: podscope was told to change nothing/);
  });

  test('is not looked for in a pod where nothing runs', async () => {
    await using terminal = launchPodscope(['demo', '--seed', '7', '--speed', '20', '--scenario', 'pod-phase'], {
      width: 120,
      height: 40,
    });
    await terminal.until(/pod-phase .*(?:Err|ImagePull|ContainerCreating)/);
    terminal.keys('s');
    await terminal.until(/No container of pod-phase runs: it is \w+/);
  });
});

describe('what a container runs', () => {
  test('is joined, and left running', async () => {
    await using terminal = await demo('kubia', 'kubia');
    const before = panes(terminal);
    terminal.keys('a');
    await terminal.until(/attached to kubia\/\S+ of default; enter ~ \. leaves it, and so does ctrl-c/);
    expect(terminal.onAlternateScreen).toBe(false);
    terminal.keys('\x03');
    await terminal.until(/Left kubia\/\S+\./);
    expect(terminal.onAlternateScreen).toBe(true);
    await terminal.until(() => panes(terminal).replaceAll(/\d+[smh]/g, '') === before.replaceAll(/\d+[smh]/g, ''));
  });

  test('a debug container is asked for, added, joined as soon as it runs, and its end told', async () => {
    await using terminal = await demo('kubia', 'kubia');
    terminal.keys(`:debug busybox nothing${ENTER}`);
    await terminal.until(/No container "nothing" runs in kubia; there is \S+\./);
    terminal.keys(`:debug alpine${ENTER}`);
    await terminal.until(/Add a debug container with the image alpine to pod default\/kubia[\s\S]*It stays in the pod/);
    terminal.keys('n');
    await terminal.until(screen => !screen.includes('Add a debug container'));
    terminal.keys(`:debug alpine${ENTER}y`);
    await terminal.until(/The debug container debugger-\w+ waits: ContainerCreating/);
    await terminal.until(/attached to kubia\/debugger-\w+ of default; enter ~ \. leaves it[\s\S]*\/ #/);
    terminal.keys(`hostname${ENTER}`);
    await terminal.until(/hostname\nkubia\n/);
    terminal.keys(`exit 3${ENTER}`);
    await terminal.until(/kubia\/debugger-\w+ has ended\./);
    terminal.keys('d');
    await terminal.until(/┌─ Description[\s\S]*▾ Pod/);
    terminal.keys('/Ephemeral');
    await terminal.until(/Ephemeral container debugger-\w+/);
  });
});

test('the output of one command in a pane, with its exit code', async () => {
  await using terminal = await demo('kubia', 'kubia');
  terminal.keys(`:exec sh -c 'echo "two words"; cat nothing; exit 4'${ENTER}`);
  await terminal.until(/┌─ Output of sh -c[\s\S]*two words[\s\S]*nothing\b.*No such file[\s\S]*ended with exit code 4/);
  terminal.keys(ESC);
  await terminal.until(/┌─ Changes/);
  terminal.keys(`:exec nonsense${ENTER}`);
  await terminal.until(/exec failed|failed to exec/);
});

test('exec -it without the screen: a shell in this very terminal, which is as it was afterwards', async () => {
  const cluster = await startDemo({ clock: systemClock, seed: 7, speed: 20, scenarios: ['kubia'] });
  const shell = `'${process.execPath}' bin/podscope exec -it --server ${cluster.url} --kubeconfig /dev/null -n default kubia -- sh`;
  await using terminal = new TestTerminal('/bin/sh', ['-i'], { env: { PS1: 'here> ', ENV: undefined } });
  await terminal.until('here>');
  // Until the container runs.
  terminal.keys(
    `until ${shell.replace('-it', '').replace(/sh$/, 'true')} 2>/dev/null; do sleep 0.2; done; echo ready\r`,
  );
  await terminal.until(/^ready/m);
  terminal.keys(`${shell}; echo code $?\r`);
  await terminal.until(/^\/ #/m);
  terminal.keys('hostname\rexit 3\r');
  await terminal.until(/^kubia[\s\S]*code 3\s+here>/m);
  terminal.keys('echo still echoing\r');
  await terminal.until(/still echoing\s+still echoing/);
  await cluster.stop();
});

describe('forwarded ports', () => {
  test('are asked for, listed, marked in the header, used and stopped', async () => {
    await using terminal = await demo('kubia-ssl', 'kubia-ssl');
    terminal.keys('F');
    await terminal.until(/ports of kubia-ssl: 8080 8443 9901/);
    terminal.keys(`\x15:8080 nope${ENTER}`);
    await terminal.until(/The pod has no port named "nope"; it has .*admin/);
    terminal.keys('F');
    await terminal.until('ports of kubia-ssl');
    terminal.keys(`\x15:8080 :admin${ENTER}`);
    await terminal.until(/Forwarding 127\.0\.0\.1:\d+ to 8080, 127\.0\.0\.1:\d+ to 9901 of kubia-ssl\./);
    await terminal.until(/⇄ 2 ports/);
    const port = /127\.0\.0\.1:(\d+) to 8080/.exec(terminal.text)![1]!;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('Hey there, this is kubia-ssl.\n');
    terminal.keys('L');
    await terminal.until(/┌─ Forwarded ports[\s\S]*kubia-ssl +8080 +\d of 1 +\d+ B +\d+ B/);
    terminal.keys('j');
    terminal.keys('k');
    terminal.keys('c');
    await terminal.until(() => terminal.raw.includes(Buffer.from(`http://127.0.0.1:${port}`).toString('base64')));
    terminal.keys('x');
    await terminal.until(/No longer forwarding 127\.0\.0\.1:\d+/);
    await terminal.until(/⇄ 1 port\b/);
    expect(await refused(Number(port))).toBe(true);
    terminal.keys(ESC);
    await terminal.until(screen => !screen.includes('Forwarded ports'));
    terminal.keys('q');
    expect(await terminal.exited).toBe(0);
  });

  test('a busy port of ours says so', async () => {
    const other: Server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await using terminal = await demo('kubia', 'kubia');
    terminal.keys('F');
    await terminal.until('ports of kubia');
    terminal.keys(`\x15${port}:8080${ENTER}`);
    await terminal.until(new RegExp(`port ${port} of 127.0.0.1 is in use by another program`));
    other.close();
  });
});

/** Whether nothing listens there. */
const refused = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(true));
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
