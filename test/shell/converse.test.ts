import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { type Conversation, converse } from '../../src/shell/converse.ts';
import { systemClock } from '../../src/shell/host.ts';
import type { RawLine } from '../../src/ui/terminal.ts';
import { plainConfig } from '../support/feed-probe.ts';
import { refusal, type ServerLine, StreamServer } from '../support/stream-server.ts';

let server: StreamServer;
let cluster: Cluster;
beforeEach(async () => {
  server = await new StreamServer().start();
  cluster = openCluster(plainConfig(server.url), { clock: systemClock, random: () => 0, env: {}, version: '9' });
});
afterEach(async () => {
  cluster.close();
  await server.stop();
});

/** A person's terminal: what it shows, and what they do at it. */
function terminal() {
  const state = { shown: '', lent: 0, keys: (_: string): void => {}, resize: (): void => {}, width: 80 };
  const line: RawLine = {
    size: () => ({ width: state.width, height: 24 }),
    onKeys: listener => {
      state.keys = text => listener(Buffer.from(text));
    },
    onResize: listener => {
      state.resize = listener;
    },
    write: async text => {
      state.shown += Buffer.from(text).toString();
    },
  };
  const lendRaw = <T>(run: (raw: RawLine) => Promise<T>): Promise<T> => {
    state.lent++;
    return run(line);
  };
  return { state, lendRaw };
}

const SUCCESS = JSON.stringify({ status: 'Success' });
function begin(play: (line: ServerLine) => void, more: Partial<Conversation> = {}) {
  server.scenes = [{ protocols: ['v5.channel.k8s.io'], play }];
  const person = terminal();
  const ended = converse({
    cluster,
    clock: systemClock,
    terminal: person,
    container: { namespace: 'shop', pod: 'web-0', container: 'app' },
    command: ['sh'],
    stdin: true,
    tty: true,
    greeting: 'sh in web-0',
    ...more,
  });
  return { state: person.state, ended };
}
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
};

describe('a conversation', () => {
  test('passes keys as they are, ctrl-c too, and sizes; ends with the exit code', async () => {
    let line: ServerLine | undefined;
    const { state, ended } = begin(opened => {
      line = opened;
      line.send(1, '/ # ');
    });
    await until(() => state.shown.endsWith('/ # '));
    expect(state.shown).toBe('sh in web-0\r\n/ # ');
    state.keys('\x03\x1b[A');
    state.width = 132;
    state.resize();
    await line!.until(({ channel, bytes }) => channel === 4 && bytes.toString().includes('132'));
    expect(line!.received.filter(({ channel }) => channel === 0).map(({ bytes }) => bytes.toString())).toEqual([
      '\x03\x1b[A',
    ]);
    // Two sizes at first, so that what was there before draws itself anew.
    expect(
      line!.received.filter(({ channel }) => channel === 4).map(({ bytes }) => JSON.parse(bytes.toString()).Width),
    ).toEqual([81, 80, 132]);
    line!.send(3, SUCCESS);
    expect(await ended).toEqual({ kind: 'exited', code: 0 });
  });

  test('leaves the screen alone where it is refused', async () => {
    const person = terminal();
    server.scenes = [{ refuse: refusal(403, 'Forbidden', 'no exec for you') }];
    const talk = converse({
      cluster,
      clock: systemClock,
      terminal: person,
      container: { namespace: 'shop', pod: 'web-0', container: 'app' },
      stdin: true,
      tty: true,
      greeting: '',
    });
    await expect(talk).rejects.toThrow('no exec for you');
    expect(person.state.lent).toBe(0);
  });

  test('nor is the screen given up for a program that does not exist', async () => {
    const { state, ended } = begin(line =>
      line.send(3, JSON.stringify({ status: 'Failure', message: 'exec: "bash": executable file not found' })),
    );
    expect(await ended).toMatchObject({ kind: 'refused' });
    expect(state.lent).toBe(0);
  });

  test('a lost connection ends it and says so', async () => {
    let line: ServerLine | undefined;
    const { state, ended } = begin(opened => {
      line = opened;
      line.send(1, '# ');
    });
    await until(() => state.shown.endsWith('# '));
    line!.socket.terminate();
    expect(await ended).toMatchObject({
      kind: 'lost',
      problem: { message: expect.stringContaining('closed the connection') },
    });
  });

  test('enter ~ . leaves it, also where nothing answers', async () => {
    const { state, ended } = begin(line => line.send(1, '# '));
    await until(() => state.shown.endsWith('# '));
    state.keys('top\r~.');
    expect(await ended).toEqual({ kind: 'left' });
  });

  test('without a terminal of its own lines are echoed and ended by us; ctrl-d ends the input, ctrl-c leaves', async () => {
    let line: ServerLine | undefined;
    const play = (opened: ServerLine): void => {
      line = opened;
      line.send(1, 'one\ntwo\n');
    };
    const { state, ended } = begin(play, { tty: false });
    await until(() => state.shown.endsWith('two\r\n'));
    state.keys('hi\r');
    state.keys('\x04');
    await line!.until(({ channel }) => channel === 255);
    expect(line!.received.map(({ channel, bytes }) => [channel, bytes.toString()])).toEqual([
      [0, 'hi\n'],
      [255, '\0'],
    ]);
    expect(state.shown).toBe('sh in web-0\r\none\r\ntwo\r\nhi\r\n');
    state.keys('\x03');
    expect(await ended).toEqual({ kind: 'left' });
  });
});
