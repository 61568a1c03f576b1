import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** What the server does with the next upgrade: a websocket of one of these protocols, or other bytes. */
export type StreamScene =
  | { readonly protocols: readonly string[]; readonly play: (line: ServerLine) => void }
  | { readonly refuse: string }
  | { readonly mute: true };

/** The server's end of a websocket of channels. */
export interface ServerLine {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly socket: WebSocket;
  /** All frames so far: the first byte and the others. */
  readonly received: readonly { readonly channel: number; readonly bytes: Buffer }[];
  send(channel: number, bytes: string | Uint8Array): void;
  /** Resolves when a frame fits. */
  until(wanted: (frame: { channel: number; bytes: Buffer }) => boolean): Promise<void>;
}

/** An API server that knows nothing but upgrades, each as the test says. */
export class StreamServer {
  scenes: StreamScene[] = [];
  readonly upgrades: { readonly url: URL; readonly headers: IncomingMessage['headers'] }[] = [];
  readonly #server: Server = createServer((_, response) => response.writeHead(404).end());
  readonly #sockets = new Set<Duplex>();

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    this.#server.on('upgrade', (request, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url!, this.url);
    this.#sockets.add(socket);
    this.upgrades.push({ url, headers: request.headers });
    const scene = this.scenes.shift();
    if (!scene || 'mute' in scene) return;
    if ('refuse' in scene) {
      socket.end(scene.refuse);
      return;
    }
    const handleProtocols = (offered: Set<string>): string | false =>
      scene.protocols.find(name => offered.has(name)) ?? false;
    new WebSocketServer({ noServer: true, handleProtocols }).handleUpgrade(request, socket, head, opened =>
      scene.play(lineOf(opened, url, request.headers)),
    );
  }
}

function lineOf(socket: WebSocket, url: URL, headers: IncomingMessage['headers']): ServerLine {
  const received: { channel: number; bytes: Buffer }[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (message: Buffer) => {
    received.push({ channel: message[0]!, bytes: message.subarray(1) });
    for (const look of waiting) look();
  });
  return {
    url,
    headers,
    socket,
    received,
    send: (channel, bytes) => socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(bytes)])),
    until: wanted =>
      new Promise(resolve => {
        const look = (): void => {
          if (!received.some(wanted)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** An answer that is no upgrade, as the API server writes it: a metav1.Status. */
export function refusal(code: number, reason: string, message: string): string {
  const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });
  return `HTTP/1.1 ${code} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
