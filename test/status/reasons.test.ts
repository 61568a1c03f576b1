import { describe, expect, test } from 'vitest';
import { CONDITION_REASONS, CONDITIONS, conditionSeverity } from '../../src/status/catalogue/conditions.ts';
import { EVENT_REASONS, eventReasonFor } from '../../src/status/catalogue/event-reasons.ts';
import { EXIT_CODES, exitCodeText, SIGNALS, signalName } from '../../src/status/catalogue/exit-codes.ts';
import { REASONS, reasonFor, wordSeverity } from '../../src/status/reasons.ts';
import { CORPUS } from '../support/corpus.ts';

const corpusWords = [
  ...new Set(
    CORPUS.flatMap(entry => [entry.cells.status, ...Object.values(entry.older ?? {}).map(cells => cells.status ?? '')]),
  ),
];
const corpusConditions = [...new Set(CORPUS.flatMap(({ pod }) => pod.status?.conditions?.map(c => c.type) ?? []))];

describe('the catalogue', () => {
  test.for(corpusWords)('knows %s', word => {
    expect(reasonFor(word)).toMatchObject({ word, known: true });
  });

  test('knows every condition of the corpus but readiness gates', () => {
    const known = new Set(CONDITIONS.map(row => row.type));
    expect(corpusConditions.filter(type => !known.has(type) && !type.includes('/'))).toEqual([]);
  });

  test('knows every reason of a condition in the corpus', () => {
    const known = new Set(CONDITION_REASONS.map(row => row.reason));
    const reasons = new Set(CORPUS.flatMap(({ pod }) => pod.status?.conditions?.map(c => c.reason ?? '') ?? []));
    expect([...reasons].filter(reason => reason !== '' && !known.has(reason))).toEqual([]);
  });

  test.for([
    ['REASONS', REASONS.map(row => row.reason)],
    ['CONDITIONS', CONDITIONS.map(row => row.type)],
    ['CONDITION_REASONS', CONDITION_REASONS.map(row => row.reason)],
    ['EVENT_REASONS', EVENT_REASONS.map(row => row.reason)],
    ['EXIT_CODES', EXIT_CODES.map(row => row.code)],
    ['SIGNALS', SIGNALS.map(row => row.signal)],
  ] as const)('has nothing twice in %s', ([, keys]) => {
    expect(keys.length).toBe(new Set<string | number>(keys).size);
  });

  test.for(REASONS)('tells of $reason in one sentence what it means, and the next step', row => {
    expect(row.meaning).toMatch(/^[A-Z].*\.$/);
    expect(row.next.step).toMatch(/^[A-Z].*\.$/);
    for (const cause of row.causes) expect(cause).not.toMatch(/\.$/);
  });
});

test('an event of the kubelet has an entry, one of a stranger has none', () => {
  expect(eventReasonFor('FailedMount')).toMatchObject({ severity: 'error', origin: 'kubelet' });
  expect(eventReasonFor('toString')).toBeUndefined();
});

describe('reasonFor', () => {
  test.for([
    ['Running', 'ok', true],
    ['Completed', 'done', true],
    ['Init:1/3', 'progressing', true],
    ['Init:CrashLoopBackOff', 'error', true],
    ['Init:Completed', 'error', true],
    ['Init:Signal:9', 'error', true],
    ['ExitCode:0', 'done', true],
    ['ExitCode:3', 'error', true],
    ['Signal:40', 'error', true],
    ['', 'unknown', true],
    ['FooBackOff', 'error', false],
    ['ErrSomething', 'error', false],
    ['QuotaExceeded', 'error', false],
    ['Warming', 'progressing', false],
    ['AllDone', 'done', false],
    ['VolumeUnhealthy', 'warning', false],
    ['Whatever', 'unknown', false],
    ['Init:Warming', 'progressing', false],
    ['__proto__', 'unknown', false],
    ['constructor', 'unknown', false],
  ] as const)('%s is %s, known: %s', ([word, severity, known]) => {
    expect(reasonFor(word)).toMatchObject({ word, severity, known });
    expect(wordSeverity(word)).toBe(severity);
  });

  test('says that a word is not in the catalogue', () => {
    expect(reasonFor('Whatever').meaning).toContain('not in the catalogue');
  });
});

test.for([
  [0, '0 (done without an error)'],
  [3, '3'],
  [137, '137 (SIGKILL: out of memory, or still running when the grace period was over)'],
  [129, '129 (SIGHUP: the terminal hung up; often: read the configuration again)'],
  [300, '300'],
  [-1, '-1'],
] as const)('exit code %d reads %s', ([code, want]) => {
  expect(exitCodeText(code)).toBe(want);
});

test('a signal without a name keeps its number', () => {
  expect(signalName(9)).toBe('SIGKILL');
  expect(signalName(64)).toBe('signal 64');
});

test.for([
  ['Ready', 'True', '', 'ok'],
  ['Ready', 'False', 'ContainersNotReady', 'warning'],
  ['Ready', 'False', 'PodCompleted', 'done'],
  ['Ready', 'Unknown', '', 'unknown'],
  ['PodScheduled', 'False', 'SchedulerError', 'error'],
  ['DisruptionTarget', 'True', 'EvictionByEvictionAPI', 'warning'],
  ['DisruptionTarget', 'False', '', 'ok'],
  ['example.com/gate', 'False', '', 'warning'],
  ['example.com/gate', 'True', '', 'ok'],
] as const)('condition %s %s %s is %s', ([type, status, reason, want]) => {
  expect(conditionSeverity(type, status, reason)).toBe(want);
});
