import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isNode, LineCounter, parseDocument, type Scalar } from 'yaml';
import { readSettings, type Settings } from '../app/settings.ts';
import type { Environment } from './state-folder.ts';

/** Where the configuration is, as XDG has it; undefined without a home. */
export function settingsPath(env: Environment): string | undefined {
  const folder = env['XDG_CONFIG_HOME'] || (env['HOME'] && join(env['HOME'], '.config'));
  return folder ? join(folder, 'podscope', 'config.yaml') : undefined;
}

export interface ReadSettings {
  readonly settings: Settings;
  /** A sentence each that names file, line and setting. */
  readonly problems: readonly string[];
  /** By the name of the setting: what stands in the file, and on which line. */
  readonly written: ReadonlyMap<string, { readonly value: unknown; readonly line: number }>;
}
const nothing = (...problems: string[]): ReadSettings => ({ settings: {}, problems, written: new Map() });

/** The person's settings; what is wrong with them is told, and the rest counts. */
export async function loadSettings(env: Environment): Promise<ReadSettings & { readonly path: string | undefined }> {
  const path = settingsPath(env);
  if (path === undefined) return { ...nothing(), path };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ...(code === 'ENOENT' ? nothing() : nothing(`${path} cannot be read: ${message}.`)), path };
  }
  return { ...parseSettings(text, path), path };
}

export function parseSettings(text: string, path: string): ReadSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    return nothing(`${path}, line ${line}: ${broken.message.split('\n')[0]!.replace(/ at line.*$/, '')}.`);
  }
  const content: unknown = document.toJS();
  const { settings, problems } = readSettings(content);
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const written = pairs.map(({ key, value }) => {
    const { range } = key as Scalar;
    const plain = isNode(value) ? value.toJS(document) : value;
    return [`${key}`, { value: plain as unknown, line: lines.linePos(range?.[0] ?? 0).line }] as const;
  });
  return {
    settings,
    written: new Map(written),
    problems: problems.map(({ path: keys, message }) => {
      const node = keys.length === 0 ? document.contents : document.getIn(keys, true);
      const start = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? 0;
      const what = keys.length === 0 ? 'the configuration' : keys.join('.');
      return `${path}, line ${lines.linePos(start).line}: ${what} ${message}.`.replace(/\.\.$/, '.');
    }),
  };
}
