import { type ObjectDocument, stepsOf } from '../../app/reading/object-document.ts';
import type { Reader, Version } from '../../app/reading/reader.ts';
import { diffObjects, type FieldChange } from '../../history/versions/object-diff.ts';
import type { Line, Role } from '../frame.ts';
import type { Painting } from '../painting.ts';
import { foreign, line, span } from '../spans.ts';
import { clean, head, widthOf, wrap } from '../text.ts';
import { plainLines, type ReaderLine } from './reader-line.ts';
import { jsonLine, yamlLine } from './yaml-line.ts';

/** What of an object is shown, and what there is to say of it in the lower border. */
export interface ObjectLines {
  readonly lines: readonly ReaderLine[];
  readonly note?: string | undefined;
  readonly problem?: string | undefined;
  /** The line of the field that a person came for. */
  readonly place?: number | undefined;
}

/** An object as YAML or JSON, or what a path finds in it. */
export function objectLines(reader: Reader, document: ObjectDocument, width: number): ObjectLines {
  const highlight = reader.format === 'json' ? jsonLine : yamlLine;
  const show = (texts: readonly string[]): ReaderLine[] =>
    plainLines(texts.flatMap(text => wrapped(clean(text), width, highlight)));
  const typed = reader.path.text.trim();
  if (typed === '') {
    const texts = document.lines(reader.choice);
    const at = reader.place === undefined ? undefined : document.lineOf(stepsOf(reader.place), reader.choice);
    // Lines that are wrapped push it down.
    const place = at === undefined ? undefined : show(texts.slice(0, at)).length;
    return { lines: show(texts), place };
  }
  const found = document.found(typed, reader.choice);
  if (typeof found !== 'string') {
    reader.goodPath = typed;
    return { lines: show(found.lines), note: found.count === 0 ? 'nothing is there' : `${found.count} found` };
  }
  const before = document.found(reader.goodPath, reader.choice);
  return { lines: typeof before === 'string' ? [] : show(before.lines), problem: found };
}

/** A line that is too long goes on below, with the role of its value. */
function wrapped(text: string, width: number, highlight: (text: string) => Line): Line[] {
  if (widthOf(text) <= width) return [highlight(text)];
  const lines: Line[] = [];
  let rest = text;
  let role: Role = 'text';
  while (rest !== '') {
    const part = head(rest, lines.length === 0 ? width : width - 2) || rest;
    const shown: Line = lines.length === 0 ? highlight(part) : line(span(`  ${part}`, role));
    role = shown.spans.at(-1)?.role ?? role;
    lines.push(shown);
    rest = rest.slice(part.length);
  }
  return lines;
}

const PARTS: Readonly<Record<string, string>> = {
  metadata: 'metadata',
  spec: 'spec: what is wanted',
  status: 'status: what is',
};

/** What changed from each version to the next, the newest first; a whole one is not compared with a part of one. */
export function differenceLines({ clock, marks }: Painting, versions: readonly Version[], width: number): ReaderLine[] {
  const pairs = versions
    .slice(1)
    .map((after, i) => ({ before: versions[i]!, after }))
    .filter(({ before, after }) => before.isWhole === after.isWhole);
  if (pairs.length === 0) {
    const last = versions.at(-1);
    const since = last ? ` of ${clock(last.at)}` : '';
    return plainLines([
      line(span(` There is one version so far${since}; the next change is compared with it.`, 'muted')),
    ]);
  }
  return pairs.reverse().flatMap(({ before, after }, i) => {
    const changes = diffObjects(before.object, after.object);
    const title = `${clock(before.at)} ${marks.arrow} ${clock(after.at)}  ${changes.length} ${changes.length === 1 ? 'field' : 'fields'}${after.isWhole ? '' : ' of those that the watch keeps'}`;
    const lines = [...new Set(changes.map(({ part }) => part))].flatMap(part => [
      line(foreign(PARTS[part] ?? part, 'columnHeader')),
      ...changes.filter(each => each.part === part).flatMap(change => changeLines(change, width, marks.arrow)),
    ]);
    return plainLines([...(i === 0 ? [] : [line()]), line(span(title, 'accent')), ...lines], `version/${after.at}`);
  });
}

const SIGNS: Readonly<Record<FieldChange['kind'], readonly [sign: string, role: Role]>> = {
  added: ['+', 'ok'],
  removed: ['-', 'error'],
  changed: ['~', 'warning'],
};

/** `~ phase  Pending → Running`; what does not fit beside the path stands below. */
export function changeLines({ kind, path, before, after }: FieldChange, width: number, arrow: string): Line[] {
  const [sign, role] = SIGNS[kind];
  const values = [...(kind === 'added' ? [] : [valueText(before)]), ...(kind === 'removed' ? [] : [valueText(after)])];
  const beside = clean(`${path}  ${values.join(` ${arrow} `)}`);
  if (widthOf(beside) + 4 <= width) {
    return [
      line(
        span(`  ${sign} `, role),
        foreign(path, 'key'),
        ...values.flatMap((value, i) => [
          span(i === 0 ? '  ' : ` ${arrow} `, 'muted'),
          foreign(value, kind === 'changed' && i === 0 ? 'muted' : role),
        ]),
      ),
    ];
  }
  const below = (mark: string, value: string, of: Role): Line[] =>
    wrap(clean(value), Math.max(10, width - 8)).map((part, i) =>
      line(span(`      ${i === 0 ? mark : ' '} `, of), span(part, of)),
    );
  return [
    line(span(`  ${sign} `, role), foreign(path, 'key')),
    ...(kind === 'added' ? [] : below('-', values[0]!, 'error')),
    ...(kind === 'removed' ? [] : below('+', values.at(-1)!, 'ok')),
  ];
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
