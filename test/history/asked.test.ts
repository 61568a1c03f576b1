import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { decodePast, encodePast, encodePastHeader } from '../../src/history/ledger/past.ts';
import { RecordDecoder } from '../../src/history/recording/record-decoder.ts';
import { encodeRecord } from '../../src/history/recording/recording.ts';
import type { Asked } from '../../src/kube/feed.ts';
import { transitionLine } from '../../src/view/life/life-text.ts';
import { added, at, container, deleted, pod, reader, running, synced } from './support.ts';

const up = pod({ phase: 'Running', containers: [container(running(5))] });
const { uid, name } = up.metadata;
const asked: Asked = { type: 'Asked', uid, namespace: 'default', name, what: 'delete (grace 5 s)', receivedAt: at(10) };
const refused: Asked = { ...asked, what: 'evict', refusal: 'A budget keeps it.', receivedAt: at(11) };

function ledgerOf(...events: readonly Asked[]): Ledger {
  const ledger = new Ledger(reader);
  for (const event of [added(up, 0, 'list'), synced(0, 1), ...events, deleted(up, up, 12)]) ledger.apply(event);
  return ledger;
}
const texts = (ledger: Ledger): string[] =>
  [...ledger.log].map(one =>
    transitionLine(one)
      .spans.map(each => each.text)
      .join(''),
  );

describe('what a person asked of the cluster', () => {
  test('stands in the log above what came of it, and among the changes of its pod', () => {
    const ledger = ledgerOf(asked, refused);
    expect(texts(ledger).map(text => text.replace(/^\S+ +/, ''))).toEqual([
      'you asked: delete (grace 5 s)',
      'refused: evict  A budget keeps it.',
      expect.stringMatching(/Running → gone/),
    ]);
    expect(ledger.log.ofPod(uid).map(one => one.subject)).toEqual(['asked', 'asked', 'pod']);
  });

  test('comes back from a recording as it was', () => {
    const decoder = new RecordDecoder();
    for (const one of [asked, refused]) {
      expect(decoder.decode(encodeRecord(one))).toEqual({ ok: true, thing: one });
    }
  });

  test.for([
    { name: 'without what was asked', line: '{"at":1,"type":"ASKED","uid":"u","namespace":"d","name":"n"}' },
    {
      name: 'with a refusal that is none',
      line: '{"at":1,"type":"ASKED","uid":"u","namespace":"d","name":"n","what":"x","refusal":1}',
    },
  ])('a record $name is told and left out', ({ line }) => {
    expect(new RecordDecoder().decode(line)).toEqual({ ok: false, problem: 'nothing that was asked' });
  });

  test('is remembered for the next run', () => {
    const lines = [...ledgerOf(asked, refused).log].map(encodePast);
    const text = [encodePastHeader({ namespaces: [], selector: '' }), ...lines, ''].join('\n');
    const { transitions, problem } = decodePast(text);
    expect(problem).toBeUndefined();
    expect(transitions.map(({ subject, from, to, reason }) => [subject, from, to, reason]).slice(0, 2)).toEqual([
      ['asked', undefined, 'delete (grace 5 s)', undefined],
      ['asked', 'evict', 'refused', 'A budget keeps it.'],
    ]);
  });
});
