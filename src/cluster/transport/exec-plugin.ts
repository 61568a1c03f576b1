import { spawn } from 'node:child_process';
import type { Clock } from '../../kube/clock.ts';
import { object, text } from '../../kube/foreign.ts';
import { ProblemError } from '../../kube/problem.ts';
import { parseTime } from '../../kube/time.ts';
import type { ClusterConfig, ExecConfig } from '../config/config.ts';
import { type ClientCertificate, pemOf } from '../config/material.ts';

/** What an exec plugin answers (ExecCredential.status of client.authentication.k8s.io). */
export interface ExecCredential {
  readonly token: string | undefined;
  readonly certificate: ClientCertificate | undefined;
  /** Our clock, ms; undefined when the plugin gave no end. */
  readonly renewAt: number | undefined;
}

/** Is told what a request has to wait for; undefined: no longer. */
export type Waits = (what: string | undefined) => void;

/** A credential is renewed this long before it ends, or a tenth of its life, so that no request travels with a dying one. */
const EARLY = 60_000;
/** One that ends at once, by our clock, is still used for so long: a plugin is no part of every request. */
const SHORTEST_USE = 10_000;
/** A plugin that asks a person who is not there would hang for ever; one who is there needs the time to find a telephone. */
const LONGEST_RUN = 120_000;
const LONGEST_LOGIN = 15 * 60_000;
/** One that runs for so long is told. */
const PATIENCE = 2_000;
const MOST_OUTPUT = 1 << 20;
/** For a plugin of interactiveMode Always: it may still have what it needs without asking, so it is run all the same. */
const ASKS =
  'it wants to ask you at the terminal, which it is not given here: log in with kubectl first, then try again';

/**
 * Runs the credential plugin of a kubeconfig as kubectl does: with KUBERNETES_EXEC_INFO, once for all who wait for it, again
 * shortly before its answer expires or after the server refused it. Standard input is given by `login` alone: later the screen owns
 * the terminal.
 */
export class ExecPlugin {
  readonly #exec: ExecConfig;
  readonly #config: ClusterConfig;
  readonly #clock: Clock;
  #known: ExecCredential | undefined;
  #running: Promise<ExecCredential> | undefined;

  constructor(exec: ExecConfig, config: ClusterConfig, clock: Clock) {
    this.#exec = exec;
    this.#config = config;
    this.#clock = clock;
  }

  /** `waits` is told of one that takes longer than a person waits without asking why, and of its end. */
  async credential(waits?: Waits): Promise<ExecCredential> {
    const known = this.#known;
    if (known !== undefined && (known.renewAt === undefined || this.#clock.now() < known.renewAt)) return known;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    let isTold = false;
    const cancel =
      waits &&
      this.#clock.after(PATIENCE, () => {
        isTold = true;
        waits(`the credential plugin ${this.#exec.command}`);
      });
    try {
      this.#known = await this.#running;
    } finally {
      cancel?.();
      if (isTold) waits?.(undefined);
    }
    return this.#known;
  }

  /** Runs a plugin that may ask a person, with the terminal to do so; one that never asks is run when it is needed. */
  async login(): Promise<void> {
    if (this.#exec.interactiveMode === 'Never' || this.#known !== undefined) return;
    this.#known = await this.#run(true);
  }

  /** A request with this token was refused. Another one may be there already, from a request that was refused before. */
  forget(token: string | undefined): void {
    if (this.#known?.token === token) this.#known = undefined;
  }

  async #run(isInteractive = false): Promise<ExecCredential> {
    const { command, args, env } = this.#exec;
    const variables = { ...process.env, KUBERNETES_EXEC_INFO: JSON.stringify(this.#info(isInteractive)) };
    for (const { name, value } of env) (variables as Record<string, string>)[name] = value;
    // What it asks goes to standard error, as to a person at a shell.
    const own = isInteractive ? 'inherit' : undefined;
    const child = spawn(command, [...args], { env: variables, stdio: [own ?? 'ignore', 'pipe', own ?? 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      if (output.length < MOST_OUTPUT) output += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      complaint = (complaint + chunk).slice(-2000);
    });
    const failure = await new Promise<string | undefined>(resolve => {
      const longest = isInteractive ? LONGEST_LOGIN : LONGEST_RUN;
      // Its children may keep its output open, so that it never closes.
      const cancel = this.#clock.after(longest, () => {
        child.kill();
        resolve(`did not answer within ${longest / 60_000} minutes`);
      });
      child.once('error', (error: NodeJS.ErrnoException) => {
        cancel();
        resolve(error.code === 'ENOENT' ? 'is not installed' : `cannot be run (${error.code})`);
      });
      child.once('close', (code, signal) => {
        cancel();
        resolve(code === 0 ? undefined : `failed (${signal ?? `exit ${code}`})`);
      });
    });
    if (failure !== undefined) {
      const lastWords = complaint.trim().split('\n').at(-1);
      const complaints = lastWords ? `${failure}: ${lastWords}` : failure;
      throw this.#exec.interactiveMode === 'Always' && !isInteractive
        ? this.#problem(complaints, ASKS)
        : this.#problem(complaints);
    }
    return this.#read(output);
  }

  #info(interactive: boolean): unknown {
    const { apiVersion, provideClusterInfo, clusterExtension } = this.#exec;
    const { server, tls, proxyUrl, origin } = this.#config;
    const cluster = {
      server,
      'tls-server-name': tls.serverName,
      'insecure-skip-tls-verify': tls.insecure || undefined,
      'certificate-authority-data':
        tls.ca && Buffer.from(pemOf(tls.ca, 'certificate authority', origin)).toString('base64'),
      'proxy-url': proxyUrl,
      config: clusterExtension ?? null,
    };
    return {
      kind: 'ExecCredential',
      apiVersion,
      spec: { interactive, ...(provideClusterInfo ? { cluster } : {}) },
    };
  }

  #read(output: string): ExecCredential {
    let answer: Record<string, unknown> | undefined;
    try {
      answer = object(JSON.parse(output) as Record<string, unknown>);
    } catch {
      throw this.#problem('printed no ExecCredential in JSON');
    }
    if (answer?.['kind'] !== 'ExecCredential') throw this.#problem('printed no ExecCredential in JSON');
    if (answer['apiVersion'] !== this.#exec.apiVersion) {
      throw this.#problem(`answered in ${String(answer['apiVersion'])}, but ${this.#exec.apiVersion} is configured`);
    }
    const status = object(answer['status'] as Record<string, unknown> | undefined);
    const token = text(status?.['token']) || undefined;
    const cert = text(status?.['clientCertificateData']);
    const key = text(status?.['clientKeyData']);
    if ((cert === '') !== (key === '')) throw this.#problem('gave a certificate or its key, and not both');
    if (token === undefined && cert === '') throw this.#problem('gave neither a token nor a certificate with key');
    return {
      token,
      certificate: cert === '' ? undefined : { cert, key },
      renewAt: this.#renewAt(parseTime(status?.['expirationTimestamp'])),
    };
  }

  #renewAt(expiresAt: number | undefined): number | undefined {
    if (expiresAt === undefined) return undefined;
    const now = this.#clock.now();
    return Math.max(expiresAt - Math.min(EARLY, (expiresAt - now) / 10), now + SHORTEST_USE);
  }

  #problem(what: string, nextStep?: string): ProblemError {
    const { command, installHint } = this.#exec;
    return new ProblemError({
      code: 'unauthorized',
      message: `the credential plugin ${command} of user "${this.#config.user}" ${what}`,
      hint: nextStep ?? installHint?.trim().replace(/\s+/g, ' ') ?? `it is named in ${this.#config.origin}`,
    });
  }
}
