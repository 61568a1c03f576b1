import { describe, expect, test } from 'vitest';
import { commandHelp, overview } from '../../src/cli/commands/help.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { OPTIONS, type OptionRow } from '../../src/cli/options/options.ts';
import { parseCommandLine } from '../../src/cli/options/parse.ts';
import { UsageError } from '../../src/cli/options/usage-error.ts';

const parse = (line: string) => parseCommandLine(line.split(' ').filter(Boolean), COMMANDS);

describe('the command line', () => {
  test.for([
    { line: '', command: '', options: {}, args: [] },
    { line: '-n shop', command: '', options: { namespace: 'shop' }, args: [] },
    { line: '-A --context prod', command: '', options: { 'all-namespaces': true, context: 'prod' }, args: [] },
    {
      line: '--as jane --as-group dev --as-group ops',
      command: '',
      options: { as: 'jane', 'as-group': ['dev', 'ops'] },
      args: [],
    },
    { line: 'demo --speed 10', command: 'demo', options: { speed: '10' }, args: [] },
    { line: '--speed 10 demo', command: 'demo', options: { speed: '10' }, args: [] },
    { line: '-n demo help demo', command: 'help', refused: /--namespace|-n/ },
    { line: 'help demo', command: 'help', options: {}, args: ['demo'] },
    { line: 'demo --help', command: 'demo', options: { help: true }, args: [] },
    { line: 'frobnicate', refused: 'there is no command "frobnicate"; "podscope help" lists them' },
    { line: 'demo --frob', refused: 'unknown option --frob; "podscope help demo" lists the options' },
    {
      line: '--speed 3',
      refused: '--speed belongs to demo, replay, not to this command; "podscope help" lists the options',
    },
    {
      line: 'demo --speed',
      refused: 'option \'--speed <value>\' argument missing; "podscope help demo" lists the options',
    },
  ])('«$line»', ({ line, command, options, args, refused }) => {
    if (refused === undefined) {
      const parsed = parse(line);
      expect({ command: parsed.command.name, options: { ...parsed.options }, args: parsed.args }).toEqual({
        command,
        options,
        args,
      });
    } else {
      expect(() => parse(line)).toThrow(UsageError);
      expect(() => parse(line)).toThrow(refused);
    }
  });
});

describe('the tables', () => {
  const rows: readonly OptionRow[] = OPTIONS;

  test.for(rows)('--$name is well formed', row => {
    expect(row.name).toMatch(/^[a-z][a-z0-9-]+$/);
    expect(row.help).toMatch(/^[A-Z].*\.$/);
    expect(row.value ?? 'A').toMatch(/^[A-Z0-9.=]+$/i);
  });

  test('no option is named twice', () => {
    expect(new Set(rows.map(row => row.name)).size).toBe(rows.length);
  });

  test.for(COMMANDS)('«$name» takes no short option twice and explains itself', row => {
    const shorts = rows
      .filter(option => (row.options as readonly string[]).includes(option.name) && option.short)
      .map(option => option.short);
    expect(new Set(shorts).size).toBe(shorts.length);
    expect(new Set(row.options).size).toBe(row.options.length);
    expect(row.help).toMatch(/^[A-Z].*\.$/);
    expect(commandHelp(row)).toContain(row.help);
    expect(overview(COMMANDS)).toContain(row.help);
  });
});
