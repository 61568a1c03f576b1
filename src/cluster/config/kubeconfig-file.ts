import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import { ProblemError } from '../../kube/problem.ts';

type Fields = Record<string, unknown>;

/** An entry of a kubeconfig with the file it stands in, so that a sentence about it can name the place. */
export interface Entry {
  readonly file: string;
  readonly fields: Fields;
}

/** A kubeconfig after merging: the first file to name a thing wins, whole. */
export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
}

const SECTIONS = [
  { list: 'clusters', entry: 'cluster' },
  { list: 'users', entry: 'user' },
  { list: 'contexts', entry: 'context' },
] as const;

/** Fields that hold a path, which counts from the folder of its file. */
const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
const STRINGS = new Set([
  ...PATHS,
  'certificate-authority-data',
  'client-certificate-data',
  'client-key-data',
  ...['server', 'tls-server-name', 'proxy-url'],
  ...['token', 'username', 'password', 'as', 'as-uid'],
  ...['cluster', 'user', 'namespace'],
]);
const BOOLEANS = new Set(['insecure-skip-tls-verify', 'disable-compression']);
/** kubectl reads YAML 1.1, where more words are booleans than in the YAML of today. */
const TRUE = /^(?:true|yes|on|y)$/i;
const FALSE = /^(?:false|no|off|n)$/i;

/** Merges kubeconfig texts in the order of their files. Throws ProblemError naming file and field. */
export function mergeKubeconfigs(texts: readonly { readonly file: string; readonly text: string }[]): Kubeconfig {
  const maps = {
    clusters: new Map<string, Entry>(),
    users: new Map<string, Entry>(),
    contexts: new Map<string, Entry>(),
  };
  let currentContext: string | undefined;
  for (const { file, text } of texts) {
    const document = parse(file, text);
    const current = document['current-context'] ?? undefined;
    if (current !== undefined && typeof current !== 'string') throw noString(file, 'current-context', current);
    currentContext ||= current || undefined;
    for (const { list, entry } of SECTIONS) {
      const seen = new Set<string>();
      for (const item of items(file, list, document[list])) {
        const name = item['name'];
        if (name === undefined || name === null) throw invalid(file, `an entry of ${list} has no name`);
        if (typeof name !== 'string') throw noString(file, `the name of an entry of ${list}`, name);
        if (seen.has(name)) throw invalid(file, `${list} names "${name}" twice`, 'give one of them another name');
        seen.add(name);
        const fields = (item[entry] ?? {}) as unknown;
        if (!isFields(fields)) throw invalid(file, `${list} "${name}": ${entry} is no mapping`);
        checkTypes(file, `${list} "${name}"`, fields);
        if (!maps[list].has(name)) maps[list].set(name, { file, fields: withPaths(file, fields) });
      }
    }
  }
  return { files: texts.map(({ file }) => file), currentContext, ...maps };
}

function parse(file: string, text: string): Fields {
  const lines = new LineCounter();
  // As kubectl: of several documents the first, of several values of one key the last.
  const [document] = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false });
  if (document === undefined) return {};
  const [error] = document.errors;
  if (error !== undefined) {
    throw invalid(
      file,
      `line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n', 1)[0]!.replace(/ at line.*$/, '')}`,
    );
  }
  if (document.contents === null) return {};
  if (!isMap(document.contents)) {
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return {};
    throw invalid(file, 'it holds no mapping', 'a kubeconfig has clusters, users and contexts');
  }
  return document.toJS() as Fields;
}

function items(file: string, list: string, value: unknown): Fields[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value) || !value.every(isFields)) throw invalid(file, `${list} is no list of mappings`);
  return value;
}

/** YAML makes numbers of things that are strings to kubectl; such a value matches no name and opens no door, so it is said. */
function checkTypes(file: string, where: string, fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    if (BOOLEANS.has(name)) {
      if (!isTrue(value) && value !== false && !FALSE.test(String(value)))
        throw invalid(file, `${where}: ${name} is ${JSON.stringify(value)}, not true or false`);
    } else if (STRINGS.has(name) && typeof value !== 'string') throw noString(file, `${where}: ${name}`, value);
  }
}

function withPaths(file: string, fields: Fields): Fields {
  const folder = dirname(resolve(file));
  const out = { ...fields };
  for (const name of PATHS) {
    const path = out[name];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path)) out[name] = resolve(folder, path);
  }
  const exec = out['exec'];
  if (isFields(exec)) {
    const command = exec['command'];
    // A bare name is searched in PATH; anything with a separator counts from the file.
    if (typeof command === 'string' && command.includes(sep) && !isAbsolute(command)) {
      out['exec'] = { ...exec, command: resolve(folder, command) };
    }
  }
  return out;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && TRUE.test(value));
}

/** The text of a field that has one. */
export function textOf(entry: Entry | undefined, field: string): string | undefined {
  const value = entry?.fields[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function invalid(
  file: string,
  what: string,
  hint = 'mend it there, or name another file with --kubeconfig',
): ProblemError {
  return wrongConfig(`kubeconfig ${file}: ${what}`, hint);
}

function noString(file: string, what: string, value: unknown): ProblemError {
  const hint = typeof value === 'object' ? undefined : 'put it in quotes';
  return invalid(file, `${what} is ${JSON.stringify(value)}, not a string`, hint);
}

/** What is wrong in a kubeconfig or a flag, as a sentence that names the place. */
export function wrongConfig(message: string, hint?: string): ProblemError {
  return new ProblemError({ code: 'config', message, hint });
}
