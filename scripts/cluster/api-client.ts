import { Agent, request } from 'node:https';

/** A Status answer of the API server, as an error. */
export class ApiError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface CallOptions {
  accept?: string;
  contentType?: string;
}

/** The least client that drives a control plane from outside: it shares no line with the program under test. */
export interface ApiClient {
  /** One call; the answer's JSON. @throws {ApiError} for a status of 400 or more. */
  call<T = unknown>(method: string, path: string, body?: unknown, options?: CallOptions): Promise<T>;
  close(): void;
}

export function apiClient(server: string, token: string, ca: string | undefined): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 16,
    ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
  });
  return {
    call: (method, path, body, { accept = 'application/json', contentType = 'application/json' } = {}) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body);
        const call = request(new URL(path, server), {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            accept,
            'user-agent': 'podscope-test',
            ...(payload === undefined
              ? {}
              : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
          },
        });
        call.once('error', reject);
        call.once('response', answer => {
          const chunks: Buffer[] = [];
          answer.on('data', chunk => chunks.push(chunk));
          answer.once('error', reject);
          answer.once('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const code = answer.statusCode ?? 0;
            if (code >= 400) reject(new ApiError(code, `${method} ${path}: ${code} ${text.slice(0, 500)}`));
            else resolve(answer.headers['content-type']?.includes('json') ? JSON.parse(text) : text);
          });
        });
        call.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
