import { beforeEach, describe, expect, test } from 'vitest';
import { ObjectDocument } from '../../src/app/reading/object-document.ts';
import type { Reader, ReaderContent } from '../../src/app/reading/reader.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { RICH_EVENTS, RICH_POD } from '../support/rich-pod.ts';
import { Robot } from '../support/robot.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const EVENTS = RICH_EVENTS.map(readEvent).filter(event => event !== undefined);
const OBJECT = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'shop-7d9-x2',
    uid: RICH_POD.metadata.uid,
    resourceVersion: '7',
    managedFields: [{ manager: 'kubelet' }],
  },
  spec: { containers: [{ name: 'app', image: 'shop:1', ready: true, ports: 8080, args: null }] },
  status: {
    conditions: [
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
      { type: 'PodScheduled', status: 'True' },
    ],
  },
};
const NEXT = {
  ...OBJECT,
  metadata: { ...OBJECT.metadata, resourceVersion: '8' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }, OBJECT.status.conditions[1]] },
};
const object = (value: unknown = OBJECT): ReaderContent => ({ kind: 'object', document: new ObjectDocument(value) });
const FACTS = { pod: RICH_POD, now: NOW, events: EVENTS };
const DIAGNOSIS: ReaderContent = { kind: 'diagnosis', facts: FACTS, findings: diagnose(FACTS) };

let robot: Robot;
beforeEach(() => {
  robot = new Robot({ width: 100, height: 30, pods: [RICH_POD] });
  robot.now = NOW;
});

/** Presses the key that opens a reader, and fills it as the shell would. */
function read(key: string, content?: ReaderContent): Reader {
  robot.press(key);
  const effect = robot.effects.findLast(each => each.type === 'read');
  if (effect?.type !== 'read') throw new Error(`${key} opens nothing`);
  effect.reader.content = content;
  return effect.reader;
}

const describing = (): Reader => read('d', { kind: 'describe', pod: RICH_POD, events: EVENTS });

describe('readers on the screen', () => {
  test('waiting for the cluster', async () => {
    read('x');
    expect(robot.screen()).toContain('Asking the cluster');
  });
  test('diagnosis', async () => {
    read('x', DIAGNOSIS);
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-diagnosis.screen');
  });
  test('description', async () => {
    describing();
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-describe.screen');
  });
  test('description, folded', async () => {
    describing();
    robot.screen();
    robot.press('z');
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-folded.screen');
  });
  test('YAML', async () => {
    read('y', object());
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-yaml.screen');
  });
  test('events', async () => {
    read('E', { kind: 'events', events: EVENTS });
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-events.screen');
  });
  test('a refusal is one sentence', () => {
    read('y', { kind: 'problem', sentence: 'pods "shop-7d9-x2" is forbidden' });
    expect(robot.screen()).toContain('pods "shop-7d9-x2" is forbidden');
  });
});

describe('moving in a reader', () => {
  test('a search goes to what is typed and counts; n and N go on; & shows nothing else', () => {
    const reader = describing();
    robot.screen();
    robot.press('/').type('oom');
    expect(robot.screen()).toMatch(/Description[^\n]*\/oom_[\s\S]*OOMKilled[\s\S]*1 of 2 lines/);
    robot.press('enter', 'n');
    expect(robot.screen()).toContain('2 of 2 lines');
    robot.press('n');
    expect(robot.screen()).toContain('1 of 2 lines');
    robot.press('N');
    expect(robot.screen()).toContain('2 of 2 lines');
    robot.press('&');
    expect(robot.screen()).toContain('OOMKilled');
    expect(robot.screen()).not.toContain('Namespace');
    robot.press('esc');
    robot.press('g');
    expect(robot.screen()).toContain('Namespace');
    expect(reader.search.text).toBe('');
    robot.press('esc');
    expect(robot.session.state.overlay).toBeUndefined();
  });
  test('a search that is typed before the cluster answers goes to what it finds as soon as that is there', () => {
    const reader = read('d');
    robot.screen();
    robot.press('/').type('oom').press('enter');
    expect(robot.screen()).toContain('Asking the cluster');
    reader.fill({ kind: 'describe', pod: RICH_POD, events: undefined }, NOW);
    expect(robot.screen()).toMatch(/OOMKilled[\s\S]*1 of 2 lines/);
  });
  test('also among the events, which come last, unless a person has moved on', () => {
    for (const moves of [false, true]) {
      const reader = read('d');
      robot.press('/').type('assigned').press('enter');
      robot.screen();
      reader.fill({ kind: 'describe', pod: RICH_POD, events: undefined }, NOW);
      expect(robot.screen()).toContain('no line holds it');
      if (moves) robot.press('j');
      reader.fill({ kind: 'describe', pod: RICH_POD, events: EVENTS }, NOW);
      expect(robot.screen().includes('Successfully assigned')).toBe(!moves);
      robot.press('esc', 'esc');
    }
  });
  test('what is not there is said, and n with it', () => {
    describing();
    robot.press('/').type('nowhere').press('enter');
    expect(robot.screen()).toContain('no line holds it');
    robot.press('n');
    expect(robot.screen()).toContain('No line holds it.');
  });
  test('tab goes to the next part, enter folds it and says what matters of it', () => {
    const reader = describing();
    robot.screen();
    robot.press('tab');
    robot.screen();
    expect(reader.sections[reader.top]).toBe('conditions');
    robot.press('enter');
    expect(robot.screen()).toMatch(/Conditions ContainersReady False/);
    robot.press('enter');
    expect(robot.screen()).toMatch(/Conditions ─/);
  });
  test('the end and the start', () => {
    describing();
    robot.press('G');
    expect(robot.screen()).toContain('Back-off restarting failed container');
    robot.press('g');
    expect(robot.screen()).toContain('Namespace');
  });
  test('values of the environment and managedFields only on demand', () => {
    read('y', object());
    expect(robot.screen()).not.toContain('managedFields');
    robot.press('m');
    expect(robot.screen()).toContain('managedFields');
    robot.press('c');
    expect(robot.effects.at(-1)).toMatchObject({ type: 'copy', what: 'YAML of shop-7d9-x2' });
  });
  test('a reader that is closed tells the shell so', () => {
    const reader = describing();
    robot.press('q');
    expect(reader.isClosed).toBe(true);
  });
});

describe('an object', () => {
  test('as JSON, and back', async () => {
    read('y', object());
    robot.press('J');
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-json.screen');
    robot.press('J');
    expect(robot.screen()).toContain('apiVersion: v1');
  });

  test('a path shows what it finds as it is typed; a mistake says so and leaves the last good answer', () => {
    const reader = read('y', object());
    robot.press('p').type('.status.con');
    expect(robot.screen()).toMatch(/path .status.con_[\s\S]*# .status.conditions[\s\S]*type: Ready[\s\S]*1 found/);
    robot.type('ditions[?type=Ready].reason');
    expect(robot.screen()).toMatch(/ContainersNotReady {2}# .status.conditions\[0\].reason/);
    robot.type('[');
    expect(robot.screen()).toMatch(/ContainersNotReady[\s\S]*a \] is missing/);
    robot.press('backspace', 'enter', 'c');
    expect(robot.effects.at(-1)).toMatchObject({ text: 'ContainersNotReady\n' });
    robot.press('esc');
    expect(robot.screen()).toContain('apiVersion: v1');
    expect(reader.path.text).toBe('');
    robot.press('p').type('.nothing');
    expect(robot.screen()).toContain('nothing is there');
    robot.press('esc');
    expect(robot.screen()).toContain('apiVersion: v1');
  });

  test('what changed from version to version', async () => {
    const reader = read('y', object());
    reader.versions = [{ object: OBJECT, isWhole: true, at: NOW - 60_000 }];
    robot.press('D');
    expect(robot.screen()).toContain('There is one version so far');
    reader.versions = [...reader.versions, { object: NEXT, isWhole: true, at: NOW }];
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-difference.screen');
    robot.press('c');
    expect(robot.effects.at(-1)).toMatchObject({ what: 'changes of shop-7d9-x2' });
    robot.press('D');
    expect(robot.screen()).toContain('apiVersion: v1');
  });

  test('what the watch kept of it before it was read is compared with its like', () => {
    const reader = read('y', object());
    const { metadata, status } = OBJECT;
    reader.versions = [
      { object: { metadata, status: { phase: 'Pending' } }, isWhole: false, at: NOW - 90_000 },
      { object: { metadata, status }, isWhole: false, at: NOW - 60_000 },
      { object: OBJECT, isWhole: true, at: NOW - 50_000 },
    ];
    robot.press('D');
    expect(robot.screen()).toMatch(
      /2 fields of those that the watch keeps[\s\S]*\+ status.conditions[\s\S]*- status.phase/,
    );
    expect(robot.screen()).not.toContain('spec');
  });

  test('is saved under a name that is asked for', () => {
    read('y', object());
    robot.press('s');
    expect(robot.screen()).toContain('shop-7d9-x2.yaml');
    robot.type('.txt').press('enter');
    expect(robot.effects.at(-1)).toMatchObject({ type: 'saveFile', path: 'shop-7d9-x2.yaml.txt' });
    robot.press('s', 'ctrl-u', 'enter');
    expect(robot.screen()).toContain('Name the file to write.');
  });

  test('of other things there is no path, format or difference', () => {
    describing();
    robot.press('p');
    expect(robot.screen()).toContain('Only an object has it');
    robot.press('n');
    expect(robot.screen()).toContain('Nothing is searched for');
  });
});

describe('from a finding', () => {
  const finding = (): string => (robot.session.state.overlay as { reader: Reader }).reader.chosen ?? '';

  test('to the field that says so, marked, and back', async () => {
    read('x', DIAGNOSIS);
    robot.screen();
    const field = (DIAGNOSIS as Extract<ReaderContent, { kind: 'diagnosis' }>).findings.findIndex(
      ({ evidence }) => evidence.type === 'field',
    );
    for (let i = 0; i < field; i++) robot.press('j').screen();
    robot.press('enter');
    const { reader } = robot.session.state.overlay as { reader: Reader };
    expect([reader.kind, reader.place]).toEqual(['object', expect.stringContaining('status.')]);
    reader.fill({ kind: 'object', document: new ObjectDocument(RICH_POD) }, robot.now);
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-evidence.screen');
    robot.press('esc');
    expect(robot.screen()).toContain('Diagnosis');
  });

  test('to the event', () => {
    const [first] = EVENTS;
    const said: Finding = {
      id: 'said',
      title: 'Said',
      sentence: 'An event says so.',
      certainty: 'fact',
      severity: 'error',
      evidence: { type: 'event', event: first! },
    };
    read('x', { kind: 'diagnosis', facts: FACTS, findings: [said] });
    robot.screen();
    robot.press('enter');
    const { reader } = robot.session.state.overlay as { reader: Reader };
    reader.fill({ kind: 'events', events: EVENTS }, robot.now);
    robot.screen();
    expect([reader.kind, reader.chosen]).toEqual(['events', first!.uid]);
  });

  test('to the node, and to the log of the run that ended', () => {
    const node: Finding = {
      id: 'node-not-ready',
      title: 'Node not ready',
      sentence: 'It is not.',
      certainty: 'fact',
      severity: 'error',
      evidence: { type: 'field', path: 'status.conditions[0].status', value: 'Unknown', of: 'node/node-1' },
    };
    const ended: Finding = {
      ...node,
      id: 'exit-code',
      next: { step: 'Read.', log: { container: 'app', previous: true } },
    };
    const unasked: Finding = { ...node, id: 'not-asked', evidence: { type: 'field', path: '', value: '' } };
    read('x', { kind: 'diagnosis', facts: FACTS, findings: [node, ended, unasked] });
    robot.screen();
    robot.press('G').screen();
    expect(finding()).toBe('not-asked/2');
    robot.press('enter');
    expect(robot.screen()).toContain('Nothing can be shown of what could not be asked.');
    robot.press('g').screen();
    robot.press('enter');
    const { reader } = robot.session.state.overlay as { reader: Reader };
    expect(reader.target).toMatchObject({ kind: 'node', name: 'node-1' });
    expect(robot.screen()).toContain('node default/node-1');
    robot.press('D', 'x');
    expect(robot.screen()).toContain('What is read here is no pod.');
    robot.press('esc').screen();
    robot.press('j').screen();
    robot.press('l');
    expect(robot.session.state.overlay).toMatchObject({ kind: 'logs', logs: { wish: { previous: true } } });
    // Closed it leads back, also when it was read afresh in between.
    robot.press('p', 'esc');
    expect(finding()).toBe('exit-code/1');
    expect(robot.effects.at(-1)).toMatchObject({ type: 'read', reader: { kind: 'diagnosis', isClosed: false } });
    robot.press('esc');
    expect(robot.session.state.overlay).toBeUndefined();
  });
});

describe('events', () => {
  test('are followed until one is chosen; the end follows again', () => {
    const reader = read('E', { kind: 'events', events: EVENTS });
    robot.screen();
    expect(reader.follows).toBe(true);
    robot.press('k').screen();
    expect([reader.follows, reader.chosen]).toEqual([false, EVENTS[0]!.uid]);
    robot.press('G').screen();
    expect(reader.follows).toBe(true);
  });
  test('of the namespaces, filtered as it is typed; enter goes to the pod', async () => {
    robot.press('ctrl-e');
    const effect = robot.effects.findLast(each => each.type === 'read');
    if (effect?.type !== 'read') throw new Error('opens nothing');
    const about = { kind: 'Node', namespace: '', name: 'node-1', uid: 'n1', fieldPath: '' };
    const other = {
      ...EVENTS[0]!,
      uid: 'other',
      reason: 'NodeNotReady',
      message: 'Node node-1 is not ready',
      regarding: about,
    };
    effect.reader.fill(
      { kind: 'events', events: [other, ...EVENTS], problem: 'The connection is lost since 12:00:00.' },
      robot.now,
    );
    await expect(robot.golden()).toMatchFileSnapshot('screens/reader-all-events.screen');
    robot.press('/').type('kind:pod !sched');
    expect(robot.screen()).not.toContain('NodeNotReady');
    expect(robot.screen()).toContain('1 of 3 events');
    robot.press('enter', 'enter');
    expect(robot.session.state.overlay).toBeUndefined();
    expect(robot.selected).toBe('shop-7d9-x2');
  });
  test('a filter that is none says so', () => {
    read('E', { kind: 'events', events: EVENTS });
    robot.press('/').type('/(/');
    expect(robot.screen()).toContain('is no regular expression');
  });
});

describe('what changed in a description', () => {
  test('is marked for a moment, and nothing else', () => {
    const reader = describing();
    robot.screen();
    const pod = structuredClone(RICH_POD) as { spec: { nodeName: string } };
    pod.spec.nodeName = 'node-9';
    reader.fill({ kind: 'describe', pod, events: EVENTS }, robot.now);
    const marked = (): string[] =>
      robot
        .frame()
        .panes.flatMap(({ lines }) => lines.flatMap(({ spans }) => spans.filter(({ role }) => role === 'changed')))
        .map(({ text }) => text);
    expect(marked()).toEqual([expect.stringContaining('node-9')]);
    robot.waits(3_500);
    expect(marked()).toEqual([]);
  });
});
