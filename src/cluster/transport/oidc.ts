import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../kube/clock.ts';
import type { Problem } from '../../kube/feed.ts';
import { ProblemError } from '../../kube/problem.ts';
import type { ClusterConfig, Material } from '../config/config.ts';
import { Agents } from './agents.ts';
import { readBody } from './body.ts';
import { newCounters } from './counters.ts';

type Settings = Readonly<Record<string, string>>;
type Env = Readonly<Record<string, string | undefined>>;
type Answer = { readonly status: number | undefined; readonly fields: Record<string, unknown> };
/** A token that ends within so long, ms, is as good as ended: clocks differ. As with kubectl. */
const EARLY = 10_000;
/** A token is used for so long, ms, though by this clock it has ended or the server refused it: the next one would be no better. */
const SHORTEST_USE = 60_000;
const LONGEST_ANSWER = 30_000;
const NEEDED = new Map([['idp-issuer-url', /^https?:\/\/./] as const, ['client-id', /./] as const]);

/**
 * The id-token of a user of the auth-provider `oidc`, as kubectl has it: the one in the kubeconfig while it is valid, then one from the
 * issuer for the refresh-token. That one is kept in memory: the kubeconfig is never written.
 */
export class OidcToken {
  readonly #settings: Settings;
  readonly #config: ClusterConfig;
  readonly #clock: Clock;
  readonly #env: Env;
  readonly #logIn: string;
  #idToken: string | undefined;
  #refreshToken: string | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<string> | undefined;

  constructor(settings: Settings, config: ClusterConfig, clock: Clock, env: Env) {
    this.#settings = settings;
    this.#config = config;
    this.#clock = clock;
    this.#env = env;
    this.#logIn = `log in again with what wrote it into ${config.origin}, or replace the auth-provider with an exec plugin`;
    this.#idToken = settings['id-token'] || undefined;
    this.#refreshToken = settings['refresh-token'] || undefined;
  }

  /** @throws ProblemError if there is none and none can be had */
  async token(): Promise<string> {
    for (const [name, form] of NEEDED)
      if (!form.test(this.#settings[name] ?? ''))
        throw this.#problem('config', `has no valid ${name}`, `write it into ${this.#config.origin}`);
    const known = this.#idToken;
    if (known !== undefined && (this.#isNew || this.#endOf(known) > this.#clock.now() + EARLY)) return known;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The server refused this token. Answers whether there is, or may be had, another. */
  rejected(token: string): boolean {
    if (token !== this.#idToken) return true;
    if (this.#refreshToken === undefined || this.#isNew) return false;
    this.#idToken = undefined;
    return true;
  }

  get #isNew(): boolean {
    return this.#clock.now() - this.#refreshedAt < SHORTEST_USE;
  }

  /** When a token ends by its claim `exp`, ms. */
  #endOf(token: string): number {
    try {
      const [, claims = '', signature] = token.split('.');
      const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { exp?: unknown };
      if (signature !== undefined && typeof exp === 'number') return exp * 1000;
    } catch {
      // Told below.
    }
    throw this.#problem('config', 'has an id-token that is no JSON web token with an end', this.#logIn);
  }

  async #refresh(): Promise<string> {
    if (this.#refreshToken === undefined)
      throw this.#problem('unauthorized', 'has an id-token that has ended, and no refresh-token', this.#logIn);
    const { 'idp-issuer-url': issuer = '', 'client-id': id = '', 'client-secret': secret } = this.#settings;
    const { fields } = await this.#ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const endpoint = fields['token_endpoint'];
    if (typeof endpoint !== 'string')
      throw this.#problem('config', `has an issuer that names no token_endpoint: ${issuer}`, 'check idp-issuer-url');
    const form = { grant_type: 'refresh_token', refresh_token: this.#refreshToken };
    const basic = Buffer.from([id, secret ?? ''].map(encodeURIComponent).join(':')).toString('base64');
    // The standard wants a secret in the header; some issuers take it in the form alone.
    let answer = secret ? await this.#ask(endpoint, form, { Authorization: `Basic ${basic}` }) : undefined;
    if (answer?.status !== 200)
      answer = await this.#ask(endpoint, { ...form, client_id: id, ...(secret && { client_secret: secret }) });
    const { id_token: token, refresh_token: next, error, error_description: why } = answer.fields;
    if (answer.status !== 200 || typeof token !== 'string') {
      const said = why ?? error ?? (answer.status === 200 ? 'it sent no id_token' : `it answered ${answer.status}`);
      throw this.#problem('unauthorized', `was given no new token by ${issuer}: ${String(said)}`, this.#logIn);
    }
    if (typeof next === 'string' && next !== '') this.#refreshToken = next;
    this.#idToken = token;
    this.#refreshedAt = this.#clock.now();
    return token;
  }

  /** What the issuer answers, in JSON. @throws ProblemError without an answer */
  async #ask(address: string, form?: Settings, more?: Settings): Promise<Answer> {
    const tls = { insecure: false, serverName: undefined, ca: authorityOf(this.#settings) };
    const place = { server: address, tls, proxyUrl: undefined, origin: this.#config.origin };
    const agents = new Agents(place, { certificate: async () => undefined }, this.#env);
    const type = form && { 'Content-Type': 'application/x-www-form-urlencoded' };
    const reading = { clock: this.#clock, counters: newCounters(), signal: undefined, idleMs: LONGEST_ANSWER };
    const headers = { Accept: 'application/json', ...type, ...more };
    try {
      const options = { ...(await agents.options()), method: form ? 'POST' : 'GET', headers };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const send = address.startsWith('https:') ? httpsRequest : httpRequest;
        const asked = send(address, options, resolve).on('error', reject);
        asked.once(
          'close',
          this.#clock.after(LONGEST_ANSWER, () => asked.destroy(new Error('no answer within 30 s'))),
        );
        asked.end(form && new URLSearchParams(form).toString());
      });
      const chunks: Buffer[] = [];
      const decoder = { write: (chunk: Buffer) => void chunks.push(chunk), end() {} };
      await readBody(response, decoder, reading);
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
      return { status: response.statusCode, fields: (body ?? {}) as Record<string, unknown> };
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      const said = error instanceof SyntaxError ? 'it answers no JSON' : (error as Error).message;
      throw this.#problem('network', `cannot get a token from ${address}: ${said}`, 'is the network or the VPN up?');
    } finally {
      agents.close();
    }
  }

  #problem(code: Problem['code'], what: string, hint: string): ProblemError {
    return new ProblemError({ code, message: `user "${this.#config.user}" ${what}`, hint });
  }
}

function authorityOf(settings: Settings): Material | undefined {
  const { 'idp-certificate-authority': file, 'idp-certificate-authority-data': data } = settings;
  if (data) return { pem: Buffer.from(data, 'base64').toString('utf8') };
  return file ? { file } : undefined;
}
