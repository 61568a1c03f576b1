import { BlockList, isIP } from 'node:net';
import { ProblemError } from '../../kube/problem.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server: `proxy-url` of the kubeconfig, else HTTPS_PROXY or HTTP_PROXY unless NO_PROXY excepts the host, by the
 * rules of Go's net/http, which kubectl follows. A loopback address never takes the environment's proxy.
 */
export function proxyFor(server: string, configured: string | undefined, env: Env): URL | undefined {
  if (configured !== undefined) return proxyUrl(configured, 'proxy-url of the kubeconfig');
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = env[name] || env[name.toLowerCase()];
  if (!value) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(host) || isExcepted(host, port || (protocol === 'https:' ? '443' : '80'), env)) return undefined;
  return proxyUrl(value, name);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function proxyUrl(value: string, where: string): URL {
  try {
    const url = new URL(value.includes('://') ? value : `http://${value}`);
    if (/^(?:https?|socks5h?):$/.test(url.protocol)) return url;
  } catch {
    // Told below.
  }
  const message = `${where} "${value}" is no http, https or socks5 address`;
  throw new ProblemError({ code: 'config', message, hint: 'write http://proxy:3128' });
}

function isExcepted(host: string, port: string, env: Env): boolean {
  const rules = (env['NO_PROXY'] || env['no_proxy'] || '').split(',').map(rule => rule.trim().toLowerCase());
  return rules.some(rule => rule === '*' || (rule !== '' && matches(rule, host, port)));
}

function matches(rule: string, host: string, port: string): boolean {
  const cidr = /^([^/]+)\/(\d+)$/.exec(rule);
  if (cidr !== null) {
    const family = isIP(cidr[1]!);
    if (family === 0 || isIP(host) !== family) return false;
    const block = new BlockList();
    block.addSubnet(cidr[1]!, Number(cidr[2]), family === 4 ? 'ipv4' : 'ipv6');
    return block.check(host, family === 4 ? 'ipv4' : 'ipv6');
  }
  const withPort = isIP(rule) === 6 ? null : /^(.*):(\d+)$/.exec(rule);
  if (withPort !== null && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? rule).replace(/^\*(?=\.)/, '').replace(/^\[|\]$/g, '');
  // ".example.org" is for names below it, "example.org" for itself and names below it.
  return name.startsWith('.') ? host.endsWith(name) : host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
}
