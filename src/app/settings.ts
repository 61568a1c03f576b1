import { parseDuration } from '../kube/duration.ts';
import { COMMANDS } from './commands.ts';
import { compileFilter } from './filter/compile.ts';
import { columnOf } from './grid/columns.ts';
import type { Sort } from './grid/pod-list.ts';

/** What a person has set for good. Only what was given is there. */
export interface Settings {
  readonly theme?: string;
  readonly readonly?: boolean;
  readonly mouse?: boolean;
  readonly ascii?: boolean;
  readonly animation?: boolean;
  readonly bell?: boolean;
  /** Commands, the first that a container has is its shell. */
  readonly shell?: readonly string[];
  readonly columns?: readonly string[];
  readonly sort?: Sort;
  /** ms. */
  readonly tombstones?: number;
  /** By name; `@name` stands for it in any filter. */
  readonly filters?: Readonly<Record<string, string>>;
  /** By command id. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** By pattern of the context's name, the first that fits. */
  readonly contexts?: readonly (ContextSettings & { readonly pattern: string })[];
}
export interface ContextSettings {
  readonly danger?: boolean;
  readonly readonly?: boolean;
  readonly columns?: readonly string[];
}

/** What is wrong with a setting: where, as keys from the top, and what, as a clause. */
export interface SettingProblem {
  readonly path: readonly string[];
  readonly message: string;
}

type Reading<T> = { readonly value: T } | { readonly problem: SettingProblem };
type Read<T> = (value: unknown, path: readonly string[]) => Reading<T>;

const bad = (path: readonly string[], message: string): { readonly problem: SettingProblem } => ({
  problem: { path, message },
});
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const flag: Read<boolean> = (value, path) =>
  typeof value === 'boolean' ? { value } : bad(path, 'must be true or false');
const word: Read<string> = (value, path) =>
  typeof value === 'string' && value !== '' ? { value } : bad(path, 'must be a text');
const words: Read<readonly string[]> = (value, path) =>
  Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string' && each.trim() !== '')
    ? { value }
    : bad(path, 'must be a list of texts');
const columns: Read<readonly string[]> = (value, path) => {
  if (!Array.isArray(value) || value.some(each => typeof each !== 'string'))
    return bad(path, 'must be a list of column names');
  const unknown = value.find(id => !columnOf(id));
  return unknown === undefined ? { value } : bad(path, `names no column: ${unknown}`);
};
const sort: Read<Sort> = (value, path) => {
  const [name = '', direction = '', ...rest] = typeof value === 'string' ? value.trim().split(/\s+/) : [];
  const column = columnOf(name === 'worst' ? 'severity' : name);
  if (!column || rest.length > 0 || !['', 'asc', 'desc'].includes(direction)) {
    return bad(path, 'must be a column, with asc or desc behind it if wanted, or worst');
  }
  return {
    value: {
      column: column.id,
      descending: direction === '' ? (column.descendingFirst ?? false) : direction === 'desc',
    },
  };
};
const duration: Read<number> = (value, path) => {
  const ms = typeof value === 'string' ? parseDuration(value) : undefined;
  return ms === undefined ? bad(path, 'must be a time such as 60s or 5m') : { value: ms };
};
function mapOf<T>(read: Read<T>): Read<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isMap(value)) return bad(path, 'must have names with values');
    const all: Record<string, T> = {};
    for (const [key, each] of Object.entries(value)) {
      const one = read(each, [...path, key]);
      if ('problem' in one) return one;
      all[key] = one.value;
    }
    return { value: all };
  };
}
const filter: Read<string> = (value, path) => {
  if (typeof value !== 'string') return bad(path, 'must be a filter');
  const { problem } = compileFilter(value);
  return problem === undefined ? { value } : bad(path, `is no filter: ${problem}`);
};
const keysOf: Read<readonly string[]> = (value, path) => {
  if (!COMMANDS.some(command => command.id === path.at(-1))) return bad(path, 'is no command; docs/keys.md lists them');
  const keys = typeof value === 'string' ? [value] : value;
  return Array.isArray(keys) && keys.every(key => typeof key === 'string' && key !== '')
    ? { value: keys }
    : bad(path, 'must be a key or a list of keys');
};

const CONTEXT: { readonly [K in keyof ContextSettings]-?: Read<NonNullable<ContextSettings[K]>> } = {
  danger: flag,
  readonly: flag,
  columns,
};
const contexts: Read<NonNullable<Settings['contexts']>> = (value, path) => {
  const all = mapOf<ContextSettings>((each, where) => fields<ContextSettings>(CONTEXT, each, where))(value, path);
  if ('problem' in all) return all;
  return { value: Object.entries(all.value).map(([pattern, each]) => ({ pattern, ...each })) };
};

interface Row<T> {
  readonly help: string;
  readonly example: string;
  /** What holds when nobody says otherwise. */
  readonly normally: string;
  readonly read: Read<T>;
}
/** Every setting there is; also the source of docs/configuration.md. A setting without a row does not compile. */
export const SETTINGS: { readonly [K in keyof Settings]-?: Row<NonNullable<Settings[K]>> } = {
  theme: {
    help: 'The colours: a name, or the path of a theme or k9s skin.',
    example: 'theme: nord',
    normally: 'one that fits the colours and the background of the terminal',
    read: word,
  },
  readonly: {
    help: 'Refuse every key that would change a cluster.',
    example: 'readonly: true',
    normally: 'false',
    read: flag,
  },
  mouse: {
    help: 'Whether the mouse is ours; with shift the terminal selects text all the same.',
    example: 'mouse: false',
    normally: 'true',
    read: flag,
  },
  ascii: { help: 'Draw with ASCII characters only.', example: 'ascii: true', normally: 'false', read: flag },
  animation: {
    help: 'Whether cells that changed are marked for a moment.',
    example: 'animation: false',
    normally: 'true',
    read: flag,
  },
  bell: {
    help: 'Whether the bell rings when a pod gets a STATUS that is an error.',
    example: 'bell: true',
    normally: 'false',
    read: flag,
  },
  shell: {
    help: 'What the key `s` runs in a container: the first of these that it has.',
    example: 'shell: [zsh, bash, sh]',
    normally: 'bash, sh',
    read: words,
  },
  columns: {
    help: 'Columns of the grid in their order; `L:key` is a label.',
    example: 'columns: [name, status, why, L:app]',
    normally: 'those of the set default that have room',
    read: columns,
  },
  sort: {
    help: 'A column, with `asc` or `desc`; `worst` has what is worst first.',
    example: 'sort: worst',
    normally: 'namespace',
    read: sort,
  },
  tombstones: {
    help: 'How long a pod that is gone stays in sight.',
    example: 'tombstones: 5m',
    normally: '60s',
    read: duration,
  },
  filters: {
    help: 'Filters by name; `@name` stands for one in any filter.',
    example: 'filters: { bad: "status:Crash*,Error" }',
    normally: 'none',
    read: mapOf(filter),
  },
  keys: {
    help: 'Other keys for commands; the names are in docs/keys.md.',
    example: 'keys: { program.quit: [Q] }',
    normally: 'those of docs/keys.md',
    read: mapOf(keysOf),
  },
  contexts: {
    help: 'By pattern of the name of the context: `danger` (red in the header), `readonly`, `columns`. The first that fits counts.',
    example: 'contexts: { "prod-*": { danger: true, readonly: true } }',
    normally: 'none',
    read: contexts,
  },
};

function fields<T extends object>(
  table: { readonly [K in keyof T]-?: Read<NonNullable<T[K]>> },
  value: unknown,
  path: readonly string[],
): Reading<T> {
  if (!isMap(value)) return bad(path, 'must have names with values');
  const all: Partial<T> = {};
  for (const [key, each] of Object.entries(value)) {
    if (!Object.hasOwn(table, key))
      return bad([...path, key], `is no setting; there are ${Object.keys(table).join(', ')}`);
    const one = table[key as keyof T](each, [...path, key]);
    if ('problem' in one) return one;
    all[key as keyof T] = one.value;
  }
  return { value: all as T };
}

/** What a configuration holds, however it was written down. A setting that is wrong is told and left out; the others count. */
export function readSettings(value: unknown): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  if (value === null || value === undefined) return { settings: {}, problems: [] };
  if (!isMap(value)) return { settings: {}, problems: [{ path: [], message: 'must have names with values' }] };
  const settings: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const [key, each] of Object.entries(value)) {
    const row = Object.hasOwn(SETTINGS, key) ? SETTINGS[key as keyof Settings] : undefined;
    const one = row
      ? row.read(each, [key])
      : bad([key], `is no setting; there are ${Object.keys(SETTINGS).join(', ')}`);
    if ('problem' in one) problems.push(one.problem);
    else settings[key] = one.value;
  }
  return { settings, problems };
}

/** The settings of a context: those of the first pattern that fits. */
export function contextSettings(settings: Settings, context: string): ContextSettings {
  const fits = (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
      's',
    ).test(context);
  return settings.contexts?.find(({ pattern }) => fits(pattern)) ?? {};
}
