import { readFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { ProblemError } from '../kube/problem.ts';
import { isK9sSkin, k9sTheme } from './k9s-skin.ts';
import { parseTheme, type Theme } from './theme.ts';
import { builtInTheme, THEME_NAMES } from './themes.ts';

const ENDINGS = ['.json', '.yaml', '.yml'] as const;

/**
 * A theme by its name or by the path of its file: JSON or YAML, ours or a k9s skin as it is.
 * @param folders where files are looked for by their bare name, after the themes of the program
 * @throws ProblemError for a name that nothing has, and for a file that cannot be used
 */
export async function loadTheme(nameOrPath: string, folders: readonly string[] = []): Promise<Theme> {
  const builtIn = builtInTheme(nameOrPath);
  if (builtIn) return builtIn;
  const isPath = nameOrPath.includes('/') || ENDINGS.some(ending => nameOrPath.endsWith(ending));
  const candidates = isPath
    ? [resolve(nameOrPath)]
    : folders.flatMap(folder => ENDINGS.map(ending => join(folder, nameOrPath + ending)));
  for (const path of candidates) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && !isPath) return undefined;
      throw new ProblemError({ code: 'config', message: `cannot read the theme ${path}: ${reasonOf(error)}` });
    });
    if (text !== undefined) return await themeOfFile(path, text);
  }
  throw new ProblemError({
    code: 'config',
    message: `there is no theme "${nameOrPath}"`,
    hint: `there are ${THEME_NAMES.join(', ')}, or give the path of a theme or k9s skin file`,
  });
}

/** Where a person keeps themes: `podscope/themes` in the folder for configuration, as XDG has it. */
export function themeFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const config = env['XDG_CONFIG_HOME'] || (env['HOME'] && join(env['HOME'], '.config'));
  return config ? [join(config, 'podscope', 'themes')] : [];
}

async function themeOfFile(path: string, text: string): Promise<Theme> {
  const { parseDocument } = await import('../kube/yaml.ts');
  // JSON is YAML, too.
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error)
    throw new ProblemError({ code: 'config', message: `${path} is not valid: ${error.message.split('\n')[0]}` });
  const value: unknown = document.toJS();
  const name = basename(path, extname(path));
  return isK9sSkin(value) ? k9sTheme(name, value, path) : parseTheme(name, value, path);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};
const reasonOf = (error: NodeJS.ErrnoException): string => REASONS[error.code ?? ''] ?? error.message;
