import type { Reader, ReaderContent } from '../../app/reading/reader.ts';
import { describePod } from '../describe/describe.ts';
import { describeLines } from '../describe/describe-lines.ts';
import { changedRows, type Section } from '../describe/describe-rows.ts';
import type { Painting } from '../painting.ts';
import type { ReaderLine } from './reader-line.ts';

type DescribeContent = Extract<ReaderContent, { kind: 'describe' }>;

/** Everything about a pod; what changed a moment ago is marked. */
export function descriptionLines(
  painting: Painting,
  reader: Reader,
  content: DescribeContent,
  width: number,
): readonly ReaderLine[] {
  const { reading, marks, markMs } = painting;
  // Its ages are as old as the frame; a second later it is drawn again.
  reading.expires(reading.now + 1000);
  const { before } = reader;
  const sections = sectionsOf(painting, reader, content);
  const isFresh = before?.content.kind === 'describe' && reading.now < before.at + markMs;
  if (isFresh) reading.expires(before.at + markMs);
  const shown = isFresh
    ? changedRows(sectionsOf(painting, reader, before.content as DescribeContent), sections)
    : sections;
  return describeLines(shown, width, reader.search.text === '' ? reader.folded : new Set(), {
    open: marks.down,
    folded: marks.up,
    rule: marks.rule,
  });
}

function sectionsOf({ session, reading }: Painting, reader: Reader, content: DescribeContent): readonly Section[] {
  const entry = session.world.pods.get(reader.target.uid);
  const item = session.grid.pods.get(reader.target.uid);
  return describePod({
    pod: content.pod,
    now: reading.now + session.grid.skew,
    status: { word: entry?.row.status ?? '', why: item?.health.why ?? '' },
    events: content.events,
    envValues: reader.everything,
    usage: session.world.usage?.containers(reader.target.namespace, reader.target.name),
  });
}
