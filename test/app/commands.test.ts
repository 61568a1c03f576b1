import { describe, expect, test } from 'vitest';
import { GROUPS } from '../../src/app/command.ts';
import { COMMANDS } from '../../src/app/commands.ts';
import { COLUMNS } from '../../src/app/grid/columns.ts';
import { createKeymap } from '../../src/app/keymap.ts';

describe('the table of commands', () => {
  test('no key means two things in one place', () => {
    expect(createKeymap(COMMANDS).clashes).toEqual([]);
  });
  test('ids are unique', () => {
    expect(new Set(COMMANDS.map(each => each.id)).size).toBe(COMMANDS.length);
  });
  test.for(COMMANDS)('$id has a key, a place, a group and a sentence', ({ id, keys, contexts, help, title, group }) => {
    expect(id).toMatch(/^[a-z]+\.[a-zA-Z0-9-]+$/);
    expect(keys.length).toBeGreaterThan(0);
    expect(contexts.length).toBeGreaterThan(0);
    expect(help).toMatch(/^[A-Z].*\.$/);
    expect(title.length).toBeLessThanOrEqual(20);
    expect(GROUPS).toContain(group);
  });
  test('a pane hides no key of all panes without meaning the same', () => {
    const { keymap } = createKeymap(COMMANDS);
    for (const pane of ['grid', 'detail', 'log'] as const) {
      for (const command of COMMANDS.filter(each => each.contexts.includes('pane'))) {
        for (const key of command.keys)
          expect(keymap.lookup(key, [pane, 'pane'])?.id, `${pane} ${key}`).toBe(command.id);
      }
    }
  });
});

describe('changed keys', () => {
  test('replace those of the table', () => {
    const { keymap, clashes } = createKeymap(COMMANDS, { 'program.quit': ['X'] });
    expect(clashes).toEqual([]);
    expect(keymap.lookup('X', ['pane'])?.id).toBe('program.quit');
    expect(keymap.lookup('q', ['pane'])).toBeUndefined();
  });
  test('a clash and an unknown command are told', () => {
    const { clashes } = createKeymap(COMMANDS, { 'program.quit': ['?'], 'no.such': ['x'] });
    expect(clashes).toEqual([
      'There is no command "no.such" to give a key to.',
      'The key "?" would mean both help.open and program.quit (pane); it stays help.open.',
    ]);
  });
});

describe('the table of columns', () => {
  test.for(COLUMNS)('$id has a title, widths and a sentence', ({ id, title, help, min, max }) => {
    expect(id).toMatch(/^[a-z-]+$/);
    expect(title.length).toBeLessThanOrEqual(Math.max(min, title.length));
    expect(min).toBeLessThanOrEqual(max);
    expect(help).toMatch(/\.$/);
  });
});
