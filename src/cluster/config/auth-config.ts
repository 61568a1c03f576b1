import type { AuthConfig, ClusterFlags, ExecConfig, Impersonation, Material } from './config.ts';
import { type Entry, isFields, isTrue, textOf, wrongConfig } from './kubeconfig-file.ts';

/** What a user entry says of who asks; a token on the command line is what the person wants to be known by instead. */
export function authOf(
  user: Entry | undefined,
  name: string | undefined,
  cluster: Entry | undefined,
  flags: ClusterFlags,
): AuthConfig {
  const clientCertificate = material(user, 'client-certificate');
  const clientKey = material(user, 'client-key');
  if (clientCertificate !== undefined && clientKey === undefined) {
    throw wrongConfig(
      `user "${name}" in ${user!.file} has a client-certificate but no client-key`,
      'name the key beside it',
    );
  }
  const certificates = { clientCertificate, clientKey };
  if (flags.token !== undefined) return { ...certificates, token: flags.token };
  const [token, tokenFile] = [textOf(user, 'token'), textOf(user, 'tokenFile')];
  const [username, password] = [textOf(user, 'username'), textOf(user, 'password')];
  const basic =
    username === undefined && password === undefined
      ? undefined
      : { username: username ?? '', password: password ?? '' };
  // As with kubectl, a plugin is run only for who could not be known otherwise.
  const isKnown = (token ?? tokenFile ?? basic ?? clientCertificate) !== undefined;
  const exec = isKnown ? undefined : execOf(user, name, cluster);
  const provider = user?.fields['auth-provider'];
  if (exec !== undefined && isFields(provider))
    throw wrongConfig(`user "${name}" in ${user!.file} has both exec and auth-provider`, 'take the auth-provider away');
  return {
    ...certificates,
    ...{ token, tokenFile, basic, exec },
    provider: isFields(provider) ? { name: String(provider['name']), config: texts(provider['config']) } : undefined,
  };
}

function texts(value: unknown): Record<string, string> {
  const fields = isFields(value) ? Object.entries(value) : [];
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}

const INTERACTIVE_MODES = ['Never', 'IfAvailable', 'Always'] as const;
const EXEC_GROUP = 'client.authentication.k8s.io';
const EXEC_VERSIONS = [`${EXEC_GROUP}/v1`, `${EXEC_GROUP}/v1beta1`];

function execOf(user: Entry | undefined, name: string | undefined, cluster: Entry | undefined): ExecConfig | undefined {
  const exec = user?.fields['exec'];
  if (!isFields(exec)) return undefined;
  const at = `user "${name}" in ${user!.file}: exec`;
  const { command, apiVersion, args, env, interactiveMode, installHint } = exec;
  if (typeof command !== 'string' || command === '')
    throw wrongConfig(`${at} has no command`, 'name the plugin that gets the credential');
  if (typeof apiVersion !== 'string' || !EXEC_VERSIONS.includes(apiVersion)) {
    const old = apiVersion === `${EXEC_GROUP}/v1alpha1` ? ', which no kubectl since 1.24 speaks' : '';
    throw wrongConfig(
      `${at} has ${apiVersion ? `the apiVersion ${String(apiVersion)}${old}` : 'no apiVersion'}`,
      `let the plugin write this user anew, or set ${EXEC_VERSIONS.join(' or ')}`,
    );
  }
  const mode = INTERACTIVE_MODES.find(known => known === (interactiveMode ?? 'IfAvailable'));
  if (mode === undefined)
    throw wrongConfig(
      `${at} has the interactiveMode ${String(interactiveMode)}`,
      `it is ${INTERACTIVE_MODES.join(', ')}`,
    );
  const extensions = listOf(at, 'extensions', cluster?.fields['extensions']).filter(isFields);
  const variables = listOf(at, 'env', env).filter(isFields);
  if (variables.some(variable => typeof variable['name'] !== 'string' || variable['name'] === ''))
    throw wrongConfig(`${at} has an env without a name`, 'name the variable');
  return {
    ...{ apiVersion, command, interactiveMode: mode },
    args: listOf(at, 'args', args).map(String),
    env: variables.map(variable => ({ name: String(variable['name']), value: String(variable['value'] ?? '') })),
    installHint: typeof installHint === 'string' ? installHint : undefined,
    provideClusterInfo: isTrue(exec['provideClusterInfo']),
    clusterExtension: extensions.find(extension => extension['name'] === `${EXEC_GROUP}/exec`)?.['extension'],
  };
}

function listOf(at: string, field: string, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongConfig(`${at}: ${field} is no list`, 'write it as [a, b]');
  return value;
}

/** As whom it is asked: what the flags say before what the user entry says, one by one. */
export function impersonationOf(user: Entry | undefined, flags: ClusterFlags): Impersonation {
  const asGroups = user?.fields['as-groups'];
  const asExtra = user?.fields['as-user-extra'];
  const impersonation = {
    user: flags.as ?? textOf(user, 'as'),
    uid: flags['as-uid'] ?? textOf(user, 'as-uid'),
    groups: flags['as-group'] ?? (Array.isArray(asGroups) ? asGroups.map(String) : []),
    extra: { ...listsOf(asExtra), ...extraOf(flags['as-user-extra']) },
  };
  const { groups, extra } = impersonation;
  if (impersonation.user === undefined && (impersonation.uid || groups.length > 0 || Object.keys(extra).length > 0))
    throw wrongConfig('a group, uid or extra to act with needs a user to act as', 'name the user with --as');
  return impersonation;
}

function listsOf(value: unknown): Record<string, readonly string[]> {
  const fields = isFields(value) ? Object.entries(value) : [];
  return Object.fromEntries(fields.map(([key, values]) => [key, Array.isArray(values) ? values.map(String) : []]));
}

/** Of `KEY=VALUE`, where a key may come several times. */
function extraOf(given: readonly string[] = []): Record<string, readonly string[]> {
  const extra: Record<string, string[]> = {};
  for (const pair of given) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined) throw wrongConfig(`--as-user-extra "${pair}" is no KEY=VALUE`, 'write scopes=view');
    extra[key] ??= [];
    extra[key].push(value!);
  }
  return extra;
}

/** Data in the kubeconfig wins over a file named beside it. */
export function material(entry: Entry | undefined, field: string): Material | undefined {
  const data = textOf(entry, `${field}-data`);
  if (data !== undefined) {
    const pem = Buffer.from(data, 'base64').toString('utf8');
    if (!pem.includes('-----BEGIN'))
      throw wrongConfig(`${field}-data in ${entry!.file} is no base64 of a PEM`, `or name a file with ${field}`);
    return { pem };
  }
  const file = textOf(entry, field);
  return file === undefined ? undefined : { file };
}
