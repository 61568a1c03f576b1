import type { Command, Context } from './command.ts';

/** Which command a key means where. */
export interface Keymap {
  readonly commands: readonly Command[];
  /** The keys of a command, as changed by the configuration. */
  keysOf(command: Command): readonly string[];
  /** Its first key, by the id of the command; undefined when it has none. */
  keyOf(id: string): string | undefined;
  lookup(key: string, contexts: readonly Context[]): Command | undefined;
}

/** Sentences on what is wrong with the wanted keys; empty when all is well. */
export type Clash = string;

/**
 * @param wanted by command id, the keys instead of the table's; none: the command has no key
 */
export function createKeymap(
  commands: readonly Command[],
  wanted: Readonly<Record<string, readonly string[]>> = {},
): { readonly keymap: Keymap; readonly clashes: readonly Clash[] } {
  const clashes: Clash[] = [];
  const known = new Set(commands.map(command => command.id));
  for (const id of Object.keys(wanted))
    if (!known.has(id)) clashes.push(`There is no command "${id}" to give a key to.`);

  const keysOf = (command: Command): readonly string[] => wanted[command.id] ?? command.keys;
  const byContext = new Map<Context, Map<string, Command>>();
  for (const command of commands) {
    for (const context of command.contexts) {
      const keys = byContext.get(context) ?? new Map<string, Command>();
      byContext.set(context, keys);
      for (const key of keysOf(command)) {
        const other = keys.get(key);
        if (!other) keys.set(key, command);
        else
          clashes.push(
            `The key "${key}" would mean both ${other.id} and ${command.id} (${context}); it stays ${other.id}.`,
          );
      }
    }
  }
  const lookup = (key: string, contexts: readonly Context[]): Command | undefined => {
    for (const context of contexts) {
      const command = byContext.get(context)?.get(key);
      if (command) return command;
    }
    return undefined;
  };
  const byId = new Map(commands.map(command => [command.id, command]));
  const keyOf = (id: string): string | undefined => {
    const command = byId.get(id);
    return command && keysOf(command)[0];
  };
  return { keymap: { commands, keysOf, keyOf, lookup }, clashes };
}
