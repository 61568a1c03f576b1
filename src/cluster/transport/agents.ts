import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ClusterConfig } from '../config/config.ts';
import { pemOf } from '../config/material.ts';
import type { Credentials } from './credentials.ts';
import { proxyFor } from './proxy.ts';

/** TCP's own probe finds a dead peer in half a minute where the network is to blame. */
const KEEP_ALIVE = { keepAlive: true, keepAliveMsecs: 15_000, scheduling: 'lifo' } as const;

/** A server and how to reach it. */
type Place = Pick<ClusterConfig, 'server' | 'tls' | 'proxyUrl' | 'origin'>;

/** The connections to one server: one keep-alive agent for each set of TLS material, so that a rotated certificate gets a new one. */
export class Agents {
  readonly #config: Place;
  readonly #credentials: Pick<Credentials, 'certificate'>;
  readonly #env: Readonly<Record<string, string | undefined>>;
  #key: string | undefined;
  #agent: HttpAgent | undefined;

  constructor(
    config: Place,
    credentials: Pick<Credentials, 'certificate'>,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.#config = config;
    this.#credentials = credentials;
    this.#env = env;
  }

  /** What a request needs to be sent: the agent, and the TLS options once more, since a proxy's agent takes them from there. */
  async options(): Promise<{ readonly agent: HttpAgent }> {
    const tls = this.#config.server.startsWith('https:') ? await this.#tlsOptions() : undefined;
    const key = createHash('sha256')
      .update(JSON.stringify(tls ?? null))
      .digest('base64');
    if (this.#agent === undefined || key !== this.#key) {
      this.#agent?.destroy();
      this.#agent = await this.#create(tls);
      this.#key = key;
    }
    return { ...tls, agent: this.#agent };
  }

  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #create(tls: object | undefined): Promise<HttpAgent> {
    const proxy = proxyFor(this.#config.server, this.#config.proxyUrl, this.#env);
    if (proxy === undefined)
      return tls === undefined ? new HttpAgent(KEEP_ALIVE) : new HttpsAgent({ ...KEEP_ALIVE, ...tls });
    if (proxy.protocol.startsWith('socks')) {
      const { SocksProxyAgent } = await import('socks-proxy-agent');
      // As with Go, the proxy looks up the name: behind it there may be another DNS.
      return new SocksProxyAgent(proxy.href.replace(/^socks5:/, 'socks5h:'), { ...KEEP_ALIVE, ...tls });
    }
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    return new HttpsProxyAgent(proxy, { ...KEEP_ALIVE, ...tls });
  }

  async #tlsOptions(): Promise<object> {
    const { tls, origin } = this.#config;
    const certificate = await this.#credentials.certificate();
    return {
      ...(tls.ca && { ca: pemOf(tls.ca, 'certificate authority', origin) }),
      ...certificate,
      ...(tls.serverName !== undefined && { servername: tls.serverName }),
      ...(tls.insecure && { rejectUnauthorized: false }),
    };
  }
}
