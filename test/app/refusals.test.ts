import { describe, expect, test } from 'vitest';
import { RIGHTS } from '../../src/app/acts/rights.ts';
import { COMMANDS } from '../../src/app/commands.ts';
import { REFUSALS, refuse } from '../../src/app/refusals.ts';
import { ANSWERED, arrange, refusedIn, ruleOf, SITUATIONS, takesWords } from '../support/refused.ts';

/** What a person may press or type, and how it is refused where they stand. */
const REFUSED = SITUATIONS.flatMap(refusedIn);

/** Words that do what a key does: each is refused as the key is. */
const WORDS: Readonly<Record<string, string>> = {
  'pod.delete': ':delete',
  'pod.evict': ':evict',
  'pod.restart': ':restart',
  'pod.scale': ':scale',
  'pod.edit': ':edit',
  'pod.kill': ':killpid',
  'pod.shell': ':exec',
  'demo.meddle': ':cut',
  'replay.pause': ':at',
};

describe('refusals', () => {
  test('each row of the table is said, by a key or a word, or by the shell', () => {
    const said = new Set<string>([...REFUSED.map(({ rule }) => rule), ...ANSWERED]);
    expect(Object.keys(REFUSALS).filter(rule => !said.has(rule))).toEqual([]);
  });
  test('what only the shell says is said by no key alone', () => {
    const said = new Set<string>(REFUSED.map(({ rule }) => rule));
    expect(ANSWERED.filter(rule => said.has(rule))).toEqual([]);
  });

  test.for(COMMANDS.filter(({ disabled }) => disabled).map(({ id }) => id))('%s is refused somewhere', id => {
    expect(REFUSED.map(({ by }) => by)).toContain(id);
  });

  test.for(
    SITUATIONS.flatMap(situation =>
      (situation.tries ?? []).map(presses => ({ name: situation.name, presses: presses.join(' ') })),
    ),
  )('$name: $presses is refused', ({ name, presses }) => {
    const tried = REFUSED.filter(({ situation }) => situation.name === name).map(each => each.presses.join(' '));
    expect(tried).toContain(presses);
  });

  test.for(Object.entries(RIGHTS))('without the right %s a key or a word says so in its words', ([, { says }]) => {
    expect(REFUSED.filter(({ rule, sentence }) => rule === 'noRight' && sentence.includes(says))).not.toEqual([]);
  });

  test.for(Object.entries(WORDS))('%s and %s are refused alike, wherever both are', ([id, word]) => {
    const saidBy = (wanted: string) =>
      Object.fromEntries(
        REFUSED.filter(({ by, situation }) => by === wanted && takesWords(arrange(situation))).map(
          ({ situation, rule }) => [situation.name, rule],
        ),
      );
    const [keys, words] = [saidBy(id), saidBy(word)];
    const places = Object.keys(keys).filter(name => name in words);
    expect(places.length).toBeGreaterThan(1);
    expect(places.map(name => [name, words[name]])).toEqual(places.map(name => [name, keys[name]]));
  });

  test.for(SITUATIONS.filter(situation => takesWords(arrange(situation))))(
    'in $name the id of a command after a colon is refused as its key is',
    situation => {
      const robot = arrange(situation);
      for (const { by, sentence } of REFUSED.filter(each => each.situation === situation)) {
        if (!COMMANDS.some(({ id }) => id === by)) continue;
        robot.session.state.notice = undefined;
        robot.type(`:${by}`).press('enter');
        expect(robot.session.state.notice, by).toMatchObject({ text: sentence, role: 'danger' });
      }
      expect(robot.effects.filter(({ type }) => type !== 'read' && type !== 'compare')).toEqual(
        arrange(situation).effects.filter(({ type }) => type !== 'read' && type !== 'compare'),
      );
    },
  );

  test('are told apart by their words', () => {
    for (const [rule, text] of Object.entries(REFUSALS))
      if (rule !== 'answered') expect(ruleOf(text.replaceAll(/\{\w+\}/g, 'fact')), text).toBe(rule);
  });
  test('take facts as they are', () => {
    expect(refuse('noSuchPod', { name: '{name} $& $1' })).toBe('There is no pod "{name} $& $1".');
  });

  test('are these', async () => {
    const lines = new Map<string, string[]>();
    const seen = new Set<string>();
    for (const { by, rule, sentence, situation } of REFUSED) {
      if (seen.has(`${by} ${sentence}`)) continue;
      seen.add(`${by} ${sentence}`);
      lines.set(by, [...(lines.get(by) ?? []), `  ${rule}, ${situation.name}: ${sentence}`]);
    }
    const text = [...lines].map(([by, said]) => [by, ...said, ''].join('\n'));
    await expect(text.join('\n')).toMatchFileSnapshot('refusals.txt');
  });
});
