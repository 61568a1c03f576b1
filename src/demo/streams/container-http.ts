/** What listens on the ports of a scripted container: a greeting over HTTP, and an admin port that can be told to quit. */
import { portsOf } from '../machinery/images.ts';
import type { DemoPod } from '../store/objects.ts';

/** Name of the container that has this port; undefined when nobody listens. */
export function listenerOn({ spec, status }: DemoPod, port: number): string | undefined {
  const found = [...spec.containers, ...(spec.initContainers ?? [])].find(row => portsOf(row).includes(port));
  const known = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  return known.some(({ name, state }) => name === found?.name && state.running) ? found!.name : undefined;
}

export interface HttpReply {
  readonly code: number;
  readonly reason: string;
  readonly body: string;
  /** The request told the process to end. */
  readonly quits: boolean;
}

export function replyTo(method: string, path: string, { metadata }: DemoPod): HttpReply {
  if (/^\/quitquitquit\b/.test(path)) {
    return method === 'POST'
      ? { code: 200, reason: 'OK', body: 'OK\n', quits: true }
      : { code: 405, reason: 'Method Not Allowed', body: 'Method Not Allowed', quits: false };
  }
  return { code: 200, reason: 'OK', body: `Hey there, this is ${metadata.name}.\n`, quits: false };
}

/** One connection to a port: answers each request that comes, until the client has said its last. */
export class HttpConversation {
  readonly #pod: DemoPod;
  readonly #quit: () => void;
  #pending = '';

  constructor(pod: DemoPod, quit: () => void) {
    this.#pod = pod;
    this.#quit = quit;
  }

  /** What is to be sent in answer to these bytes. */
  receive(bytes: Buffer): string {
    this.#pending += bytes.toString('latin1');
    let answers = '';
    for (let end = this.#pending.indexOf('\r\n\r\n'); end >= 0; end = this.#pending.indexOf('\r\n\r\n')) {
      const [line = '', ...headers] = this.#pending.slice(0, end).split('\r\n');
      const length = Number(/^content-length:\s*(\d+)/im.exec(headers.join('\n'))?.[1] ?? 0);
      if (this.#pending.length < end + 4 + length) break;
      this.#pending = this.#pending.slice(end + 4 + length);
      const [method = 'GET', path = '/'] = line.split(' ');
      const reply = replyTo(method, path, this.#pod);
      answers += written(reply);
      if (reply.quits) this.#quit();
    }
    return answers;
  }
}

const written = ({ code, reason, body }: HttpReply): string =>
  `HTTP/1.1 ${code} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
