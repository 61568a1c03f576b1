import { withoutNoise } from '../../history/versions/object-diff.ts';
import type { Path } from '../../kube/json.ts';
import { lineOfNode, stringifyYaml } from '../../kube/yaml.ts';
import { findByPath, type PathAnswer } from './object-path.ts';

export type TextFormat = 'yaml' | 'json';

/** How much of an object, and how it is written. */
export interface TextChoice {
  readonly format: TextFormat;
  /** With what was written for machines. */
  readonly everything: boolean;
}

/** One version of an object as text, and what paths find in it. Texts are made when they are asked for, and kept. */
export class ObjectDocument {
  readonly object: unknown;
  readonly #texts = new Map<string, readonly string[]>();
  #lastPath: { readonly key: string; readonly answer: PathAnswer } | undefined;

  constructor(object: unknown) {
    this.object = object;
  }

  lines({ format, everything }: TextChoice): readonly string[] {
    const key = `${format} ${everything}`;
    let lines = this.#texts.get(key);
    if (!lines) {
      lines = textOf(this.#chosen(everything), format).split('\n');
      this.#texts.set(key, lines);
    }
    return lines;
  }

  /** What a path finds, as text without the paths: as a command would print it. Empty for a path that is none. */
  values(path: string, { format, everything }: TextChoice): string {
    const answer = findByPath(this.#chosen(everything), path);
    return 'problem' in answer
      ? ''
      : answer.found.map(({ value }) => `${typeof value === 'string' ? value : textOf(value, format)}\n`).join('');
  }

  /** What a path finds, as lines: each value under the path where it stands. */
  found(
    path: string,
    { format, everything }: TextChoice,
  ): { readonly lines: readonly string[]; readonly count: number } | string {
    const key = `${format} ${everything} ${path}`;
    if (this.#lastPath?.key !== key) this.#lastPath = { key, answer: findByPath(this.#chosen(everything), path) };
    const { answer } = this.#lastPath;
    if ('problem' in answer) return answer.problem;
    const lines = answer.found.flatMap(({ path: at, value }) => {
      if (at === '.') return textOf(value, format).split('\n');
      const text = textOf(value, format);
      return text.includes('\n') || text.length > 60 ? [`# ${at}`, ...text.split('\n')] : [`${text}  # ${at}`];
    });
    return { lines, count: answer.found.length };
  }

  /** The line, from 0, on which a field stands; the last step of the path that is there. */
  lineOf(path: Path, choice: TextChoice): number {
    // JSON is YAML, too.
    return lineOfNode(this.lines(choice).join('\n'), path);
  }

  #chosen(everything: boolean): unknown {
    return everything ? this.object : withoutNoise(this.object);
  }
}

const textOf = (value: unknown, format: TextFormat): string =>
  format === 'json' ? (JSON.stringify(value, undefined, 2) ?? 'null') : stringifyYaml(value);

/** `status.conditions[0].reason` as steps. */
export const stepsOf = (path: string): Path =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => (index === undefined ? name! : Number(index)));
