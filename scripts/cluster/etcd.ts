import { Agent, request } from 'node:http';

/** What is stored under one key, and the revision that wrote it. */
export interface StoredValue {
  key: string;
  value: Buffer;
  revision: number;
}

/** etcd through its JSON gateway: what a test does behind the API server's back. */
export interface Etcd {
  /** All keys that begin with `prefix`, at most `limit`. */
  range(prefix: string, limit?: number): Promise<StoredValue[]>;
  /** Writes each at a revision of its own: the API server's cache takes a revision as complete after its first key. */
  put(values: readonly { key: string; value: Buffer }[]): Promise<void>;
  /** Forgets every revision before the newest, so that a watch from an older one is answered by 410 Gone. */
  compact(): Promise<void>;
  close(): void;
}

interface RangeAnswer {
  header: { revision: string };
  kvs?: { key: string; value: string; mod_revision: string }[];
}

export function etcdClient(server: string): Etcd {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const call = <T>(path: string, body: unknown) => post<T>(agent, new URL(path, server), JSON.stringify(body));
  return {
    async range(prefix, limit = 0) {
      const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
      const answer = await call<RangeAnswer>('/v3/kv/range', { key: base64(prefix), range_end: base64(end), limit });
      return (answer.kvs ?? []).map(kv => ({
        key: Buffer.from(kv.key, 'base64').toString(),
        value: Buffer.from(kv.value, 'base64'),
        revision: Number(kv.mod_revision),
      }));
    },
    async put(values) {
      await Promise.all(
        values.map(({ key, value }) => call('/v3/kv/put', { key: base64(key), value: value.toString('base64') })),
      );
    },
    async compact() {
      const { header } = await call<RangeAnswer>('/v3/kv/range', { key: base64('none') });
      await call('/v3/kv/compaction', { revision: header.revision, physical: true });
    },
    close: () => agent.destroy(),
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function post<T>(agent: Agent, url: URL, body: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } });
    call.once('error', reject);
    call.once('response', answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
        else reject(new Error(`etcd: ${url.pathname}: ${answer.statusCode} ${text.slice(0, 300)}`));
      });
    });
    call.end(body);
  });
}
