import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export type CannedAnswer = { readonly code: number; readonly body: Record<string, unknown> } | 'cut';

/** Gives the answers it was told to, in their order, and keeps what it was asked. */
export class CallServer {
  answers: CannedAnswer[] = [];
  /** By a piece of the path, the last that fits, for requests that come in any order; before `answers`. */
  byPath: Readonly<Record<string, CannedAnswer>> = {};
  readonly received: Received[] = [];
  #server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    this.answers = [];
    this.byPath = {};
    this.received.length = 0;
    this.#server = createServer((request, response) => {
      void bodyOf(request).then(body => {
        const type = request.headers['content-type'];
        this.received.push({
          method: request.method!,
          path: request.url!,
          ...(body === undefined ? {} : { body }),
          ...(type === undefined || type === 'application/json' ? {} : { contentType: type }),
        });
        const known = Object.keys(this.byPath).findLast(piece => request.url!.includes(piece));
        const answer = (known === undefined ? this.answers.shift() : this.byPath[known]) ?? {
          code: 404,
          body: { message: `nothing is told of ${request.url}` },
        };
        if (answer === 'cut') {
          request.socket.destroy();
          return;
        }
        response.writeHead(answer.code, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer.code < 300 ? answer.body : { kind: 'Status', ...answer.body }));
      });
    });
    await new Promise<void>(resolve => this.#server!.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}
