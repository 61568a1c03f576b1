// Records what a real API server and the kubelet's own packages say, byte for byte, for tests that have neither.
//   npx tsx scripts/cluster/record-streams.ts    writes test/fixtures/kubelet-streams.json
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { createNamespace, createNodes, eventually } from './objects.ts';
import { KUBERNETES, KWOK } from './programs.ts';

const FILE = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'kubelet-streams.json');
const PODS = '/api/v1/namespaces/shop/pods';

/** One request, what we say when the server has said so much, and until when we listen. */
interface Script {
  readonly name: string;
  readonly path: string;
  /** Of a websocket; absent: a plain request. */
  readonly protocol?: string;
  readonly says?: readonly { readonly after: string; readonly channel: number; readonly bytes: string }[];
  /** We leave when this has come: kwok keeps a port open as long as one side has not ended. */
  readonly leaves?: string;
}

/** In the order in which it came; text as latin1, so that a byte is a character. */
interface Conversation {
  readonly name: string;
  readonly path: string;
  readonly protocol: string | undefined;
  /** The frames of the client unmasked: the channel and what is behind it. */
  readonly said: readonly { readonly from: 'server' | 'client'; readonly bytes: string }[];
}

const exec = (command: readonly string[], more = ''): string =>
  `${PODS}/web/exec?container=app${command.map(word => `&command=${encodeURIComponent(word)}`).join('')}&stdin=${more.includes('stdin')}&stdout=true&stderr=${!more.includes('tty')}&tty=${more.includes('tty')}`;

const V5 = 'v5.channel.k8s.io';
const V4 = 'v4.channel.k8s.io';
const SHELL = ['sh', '-c', 'echo out; echo err >&2'];
const SCRIPTS: readonly Script[] = [
  { name: 'exec v5', path: exec(SHELL), protocol: V5 },
  { name: 'exec v4', path: exec(SHELL), protocol: V4 },
  {
    name: 'exec v5 with input',
    path: exec(['head', '-n', '1'], 'stdin'),
    protocol: V5,
    says: [
      { after: '', channel: 0, bytes: 'hello\n' },
      { after: '', channel: 255, bytes: '\0' },
    ],
  },
  {
    name: 'exec v5 with a terminal',
    path: exec(['sh', '-c', 'echo ready; read word; stty size'], 'stdin tty'),
    protocol: V5,
    says: [
      { after: 'ready', channel: 4, bytes: '{"Width":70,"Height":20}' },
      { after: 'ready', channel: 0, bytes: 'go\n' },
    ],
  },
  { name: 'exec v5 of what is not there', path: exec(['no-such-program']), protocol: V5 },
  { name: 'exec v4 of what is not there', path: exec(['no-such-program']), protocol: V4 },
  { name: 'exec in no such container', path: exec(['ls']).replace('=app', '=nope'), protocol: V5 },
  { name: 'exec in a pod without a node', path: exec(['ls']).replace('/web/', '/gated/'), protocol: V5 },
  { name: 'exec in no pod', path: exec(['ls']).replace('/web/', '/nobody/'), protocol: V5 },
  {
    name: 'a port',
    path: `${PODS}/web/portforward?ports=8080`,
    protocol: V4,
    says: [{ after: '', channel: 0, bytes: 'GET /page HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n' }],
    leaves: 'this is',
  },
  { name: 'a port where nothing listens', path: `${PODS}/web/portforward?ports=9901`, protocol: V4 },
  { name: 'a log', path: `${PODS}/web/log?container=app&timestamps=true` },
  { name: 'a log of a pod without a node', path: `${PODS}/gated/log?container=app&timestamps=true` },
  { name: 'a log of no such container', path: `${PODS}/web/log?container=nope&timestamps=true` },
];

const folder = mkdtempSync(join(tmpdir(), 'podscope-record-'));
const logFile = join(folder, 'app.log');
writeFileSync(
  logFile,
  ['one', 'two'].map((text, i) => `2026-01-01T00:00:0${i}.123456789Z stdout F ${text}\n`).join(''),
);
const page = createServer((request, response) => {
  response.sendDate = false;
  response.end(`this is ${request.url}\n`);
}).listen(0, '127.0.0.1');
await once(page, 'listening');
const plane = await startControlPlane({
  with: ['kwok'],
  containers: [
    { kind: 'ClusterExec', spec: { execs: [{ local: {} }] } },
    { kind: 'ClusterLogs', spec: { logs: [{ containers: ['app'], logsFile: logFile }] } },
    {
      kind: 'ClusterPortForward',
      spec: {
        forwards: [
          { ports: [8080], target: { address: '127.0.0.1', port: (page.address() as AddressInfo).port } },
          { ports: [9901], target: { address: '127.0.0.1', port: 1 } },
        ],
      },
    },
  ],
});
try {
  await prepare(plane);
  const conversations: Conversation[] = [];
  for (const script of SCRIPTS) conversations.push(await record(plane, script));
  const from = `kube-apiserver ${KUBERNETES}, and k8s.io/cri-streaming as kwok ${KWOK} serves it`;
  writeFileSync(FILE, `${JSON.stringify({ from, conversations }, null, 2)}\n`);
} finally {
  await plane.stop();
  page.close();
  rmSync(folder, { recursive: true });
}

async function prepare({ api }: ControlPlane): Promise<void> {
  await createNodes(api, 1);
  await createNamespace(api, 'shop');
  for (const [name, more] of [
    ['web', { nodeName: 'node-0' }],
    ['gated', { schedulingGates: [{ name: 'example.com/wait' }] }],
  ] as const) {
    const spec = { ...more, containers: [{ name: 'app', image: 'registry.example/app:v1' }] };
    await api.call('POST', PODS, { metadata: { name }, spec });
  }
  const phase = async () => (await api.call<{ status: { phase: string } }>('GET', `${PODS}/web`)).status.phase;
  await eventually(phase, each => each === 'Running', { what: 'a running pod' });
}

function record({ server, token, ca }: ControlPlane, script: Script): Promise<Conversation> {
  const { name, path, protocol, says = [], leaves } = script;
  const { hostname, port } = new URL(server);
  const socket = connect({ host: hostname, port: Number(port), ca });
  const said: { from: 'server' | 'client'; bytes: string }[] = [];
  const waiting = [...says];
  const speak = (): void => {
    const heard = said.map(({ bytes }) => bytes).join('');
    while (waiting.length > 0 && heard.includes('\r\n\r\n') && heard.includes(waiting[0]!.after)) {
      const { channel, bytes } = waiting.shift()!;
      const message = Buffer.concat([Buffer.of(channel), Buffer.from(bytes)]);
      said.push({ from: 'client', bytes: message.toString('latin1') });
      socket.write(masked(message));
    }
  };
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
  ];
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${token}`,
    ...(protocol === undefined ? ['Connection: close'] : upgrade),
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`${name}: no end after 20 s:\n${JSON.stringify(said)}`)), 20_000);
    socket.on('error', reject);
    socket.on('data', chunk => {
      said.push({ from: 'server', bytes: chunk.toString('latin1') });
      speak();
      if (isFarewell(chunk) || (leaves !== undefined && chunk.includes(leaves))) socket.end();
      // A refusal leaves the connection to its next request.
      if (said.length === 1 && !/^HTTP\/1\.1 (?:101|200)/.test(said[0]!.bytes)) socket.end();
    });
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve({ name, path, protocol, said: said.map(each => ({ ...each, bytes: withoutChance(each.bytes) })) });
    });
  });
}

/** A short message in one frame, as a client must send it. */
function masked(message: Buffer): Buffer {
  if (message.length > 125) throw new Error('too long for one short frame');
  const mask = randomBytes(4);
  const body = Buffer.from(message.map((byte, i) => byte ^ mask[i % 4]!));
  return Buffer.concat([Buffer.of(0x82, 0x80 | message.length), mask, body]);
}

/** A close frame at the end of what came. */
function isFarewell(chunk: Buffer): boolean {
  return [2, 4].some(size => chunk.at(-size) === 0x88 && chunk.at(1 - size) === size - 2);
}

/** What is another in every run stays out, so that a new recording shows what is new. */
function withoutChance(bytes: string): string {
  return bytes
    .replace(/^(Audit-Id|X-Kubernetes-Pf-\S+|Date|Sec-WebSocket-Accept): .*\r\n/gim, '')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '00000000-0000-0000-0000-000000000000');
}
