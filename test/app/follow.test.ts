import { expect, test } from 'vitest';
import { Follow } from '../../src/app/life/follow.ts';
import { Ledger } from '../../src/history/ledger/ledger.ts';
import { statusReader } from '../../src/history/ledger/reader.ts';
import type { FeedEvent } from '../../src/kube/feed.ts';
import { NEWEST } from '../../src/status/generation.ts';
import { added, deleted, pod, synced } from '../history/support.ts';

test('when a recording is rewound the life that has not ended then is followed, and on from there again', () => {
  const life = (uid: string, createdAt: number) => pod({ name: 'alone', uid, createdAt });
  const story: FeedEvent[] = [
    added(life('a', 0), 0),
    synced(0),
    deleted(life('a', 0), life('a', 0), 10),
    added(life('b', 11), 11),
    deleted(life('b', 11), life('b', 11), 20),
    added(life('c', 21), 21),
  ];
  const ledger = new Ledger(statusReader(NEWEST));
  let follow: Follow | undefined;
  ledger.subscribe(({ uids }) => follow?.look(uids));
  const followed = () => [...follow!.before, follow!.current].map(({ uid }) => uid);
  ledger.apply(story[0]!);
  follow = new Follow(ledger.pods, ledger.pods.get('a')!);
  for (const event of story.slice(1)) ledger.apply(event);
  expect(followed()).toEqual(['a', 'b', 'c']);
  ledger.apply({ type: 'Reset' });
  for (const event of story.slice(0, 2)) ledger.apply(event);
  expect(followed()).toEqual(['a']);
  for (const event of story.slice(2)) ledger.apply(event);
  expect(followed()).toEqual(['a', 'b', 'c']);
});
