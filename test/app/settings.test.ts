import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileFilter } from '../../src/app/filter/compile.ts';
import { contextSettings, readSettings, SETTINGS } from '../../src/app/settings.ts';
import { parseSettings } from '../../src/files/settings-file.ts';
import { smallClusterRobot } from '../support/small-cluster.ts';

describe('settings', () => {
  test.for(Object.entries(SETTINGS))('%s has an example that is understood', ([name, { example, help }]) => {
    const { settings, problems } = readSettings(parse(example));
    expect(problems).toEqual([]);
    expect(Object.keys(settings)).toEqual([name]);
    expect(help).toMatch(/\.$/);
  });

  test('nothing is no problem', () => {
    expect(parseSettings('', 'c.yaml')).toMatchObject({ settings: {}, problems: [] });
    expect(parseSettings('# only a comment\n', 'c.yaml')).toMatchObject({ settings: {}, problems: [] });
  });

  test.for([
    { text: 'theme: nord\ncolour: red\n', says: /^c\.yaml, line 2: colour is no setting; there are theme, / },
    { text: '\ntombstones: soon\n', says: /line 2: tombstones must be a time such as 60s or 5m\.$/ },
    { text: 'sort: colour\n', says: /line 1: sort must be a column/ },
    { text: 'columns: [name, colour]\n', says: /columns names no column: colour\.$/ },
    {
      text: 'filters:\n  ok: web\n  bad: "foo:x"\n',
      says: /line 3: filters\.bad is no filter: There is no field "foo"/,
    },
    { text: 'keys:\n  no.such: x\n', says: /line 2: keys\.no\.such is no command/ },
    { text: 'contexts:\n  prod:\n    color: red\n', says: /line 3: contexts\.prod\.color is no setting/ },
    { text: 'theme: [\n', says: /^c\.yaml, line \d: / },
    { text: '- a\n', says: /line 1: the configuration must have names with values\.$/ },
  ])('$text is told with its line', ({ text, says }) => {
    const { problems } = parseSettings(text, 'c.yaml');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(says);
  });

  test('what is wrong is left out, the rest counts', () => {
    expect(parseSettings('theme: nord\nmouse: perhaps\n', 'c.yaml').settings).toEqual({ theme: 'nord' });
  });

  test('a context has the settings of the first pattern that fits', () => {
    const { settings } = readSettings({ contexts: { 'prod-*': { danger: true }, '*': { readonly: true } } });
    expect(contextSettings(settings, 'prod-eu')).toMatchObject({ danger: true });
    expect(contextSettings(settings, 'dev')).toMatchObject({ readonly: true });
    expect(contextSettings({}, 'dev')).toEqual({});
  });
});

describe('what settings do', () => {
  test('order, columns and keys', () => {
    const { settings } = readSettings({ sort: 'worst', columns: ['name', 'qos'], keys: { 'program.quit': 'alt-q' } });
    const robot = smallClusterRobot({ session: { settings } });
    expect(robot.names[0]).toMatch(/^(?:web|api)/);
    expect(robot.screen()).toMatch(/NAME +QOS/);
    expect(robot.press('q').effects).toEqual([]);
    expect(robot.press('alt-q').effects).toEqual([{ type: 'quit' }]);
  });
  test('named filters stand in any filter', () => {
    const { settings } = readSettings({ filters: { bad: 'status:Crash*,ImagePull*', old: 'age>1h' } });
    const robot = smallClusterRobot({ session: { settings } }).type('/@bad ns:shop').press('enter');
    expect(robot.names).toEqual(['api-6f5c-fghij']);
    expect(compileFilter('!@bad @old', undefined, settings.filters).timed).toBe(true);
    expect(robot.type('/').press('ctrl-u').paste('@worse').screen()).toContain(
      'There is no filter "@worse"; there are @bad, @old.',
    );
  });
});
