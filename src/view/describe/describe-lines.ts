import type { Line } from '../frame.ts';
import { cutSpans, line, span } from '../spans.ts';
import { clean, cut, pad, widthOf, wrap } from '../text.ts';
import type { Row, Section } from './describe-rows.ts';

const INDENT = 2;
const LONGEST_LABEL = 28;

/** A line of the pane and the section that it belongs to; `head` marks the line that folds and unfolds it. */
export interface DescribeLine {
  readonly section: string;
  readonly head: boolean;
  readonly line: Line;
}

/** The sections as lines of at most `width` cells; of those in `folded` only the head. */
export function describeLines(
  sections: readonly Section[],
  width: number,
  folded: ReadonlySet<string>,
  marks: { readonly open: string; readonly folded: string; readonly rule: string },
): DescribeLine[] {
  return sections.flatMap(section => {
    const isFolded = folded.has(section.id);
    const head = headLine(section, width, isFolded, marks);
    const rows = isFolded ? [] : rowLines(section.rows, width);
    return [
      { section: section.id, head: true, line: head },
      // In a pane that is too narrow for the indentation something must give.
      ...rows.map(({ spans }) => ({ section: section.id, head: false, line: line(...cutSpans(spans, width)) })),
    ];
  });
}

function headLine(
  section: Section,
  width: number,
  isFolded: boolean,
  marks: { readonly open: string; readonly folded: string; readonly rule: string },
): Line {
  const title = `${isFolded ? marks.folded : marks.open} ${clean(section.title)} `;
  const summary = isFolded && section.summary ? `${clean(section.summary)} ` : '';
  const rest = Math.max(0, width - widthOf(title) - widthOf(summary));
  const spans = [
    span(title, 'columnHeader'),
    span(summary, section.role ?? 'muted'),
    span(marks.rule.repeat(rest), 'border'),
  ];
  return line(...cutSpans(spans, width));
}

/** Labels of one level stand in a column as wide as its longest; values are wrapped under themselves. */
function rowLines(rows: readonly Row[], width: number): Line[] {
  const lines: Line[] = [];
  const columns = labelColumns(rows, width);
  for (const [i, each] of rows.entries()) {
    const indent = ' '.repeat((each.depth + 1) * INDENT);
    if (each.value === '' && each.label !== '') {
      lines.push(line(span(indent), span(cut(clean(each.label), width - indent.length), 'muted')));
      continue;
    }
    const column = each.label === '' && each.depth > 0 ? 0 : columns[i]!;
    const room = Math.max(8, width - indent.length - column);
    const label = clean(each.label);
    const value = wrap(clean(each.value), room);
    // A label that is longer than its column has a line of its own.
    if (widthOf(label) >= column && column > 0) {
      lines.push(line(span(indent), span(pad(label, Math.min(widthOf(label), width - indent.length)), 'muted')));
      for (const part of value) lines.push(line(span(indent + ' '.repeat(column)), span(part, each.role ?? 'text')));
      continue;
    }
    for (const [n, part] of value.entries()) {
      lines.push(line(span(indent), span(pad(n === 0 ? label : '', column), 'muted'), span(part, each.role ?? 'text')));
    }
  }
  return lines;
}

/** For each row the width of the labels of its run: the rows of its level that none of a level above parts. */
function labelColumns(rows: readonly Row[], width: number): readonly number[] {
  const most = Math.max(12, Math.min(LONGEST_LABEL, Math.floor(width / 3)));
  const columns = new Array<number>(rows.length).fill(0);
  for (const depth of new Set(rows.map(each => each.depth))) {
    let run: number[] = [];
    let widest = 0;
    const close = (): void => {
      for (const i of run) columns[i] = widest === 0 ? 0 : widest + 2;
      run = [];
      widest = 0;
    };
    for (const [i, each] of rows.entries()) {
      if (each.depth < depth) close();
      else if (each.depth === depth) {
        run.push(i);
        const cells = each.value === '' ? 0 : widthOf(clean(each.label));
        if (cells < most) widest = Math.max(widest, cells);
      }
    }
    close();
  }
  return columns;
}

/** The same as plain text for a pipe: nothing is wrapped or cut. */
export function describeText(sections: readonly Section[]): string[] {
  return sections.flatMap((section, i) => [
    ...(i === 0 ? [] : ['']),
    `${clean(section.title)}:`,
    ...rowLines(section.rows, Number.MAX_SAFE_INTEGER).map(({ spans }) =>
      spans
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
  ]);
}
