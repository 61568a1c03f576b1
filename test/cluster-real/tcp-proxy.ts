import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire between program and server that a test can cut. */
export interface TcpProxy {
  /** `https://127.0.0.1:PORT` in place of the server's own address. */
  readonly url: string;
  /** Resets every connection and refuses new ones until `mend`. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Holds back all bytes of the connections there are, without closing them: half-open. New ones work. */
  freeze(): void;
  close(): Promise<void>;
}

export async function tcpProxy(server: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  const listener = createServer(client => {
    const upstream = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await listen(listener, 0);
  const own = (listener.address() as { port: number }).port;
  const cut = async () => {
    const closed = new Promise(resolve => listener.close(resolve));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  return {
    url: `https://127.0.0.1:${own}`,
    cut,
    mend: () => listen(listener, own),
    freeze() {
      for (const socket of sockets) socket.unpipe().removeAllListeners('data').pause();
    },
    close: async () => {
      if (listener.listening) await cut();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
