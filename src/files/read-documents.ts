import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ProblemError } from '../kube/problem.ts';
import { JsonSplitter } from './json-splitter.ts';

/** One document of a file or stream, parsed. `where` names it for a person: `pods.json, line 3`. */
export interface Document {
  readonly value: unknown;
  readonly where: string;
}

/** A first line that is JSON by itself, though neither an object nor a list; as YAML the next line would be part of it. */
const SCALAR_LINE = /^\s*(?:null|true|false|-?\d[\d.eE+-]*|"(?:[^"\\\n]|\\.)*")\s*?(?:\n|$)/;

/** The documents of a file, or of standard input for `-`. @throws ProblemError in one sentence. */
export function readDocuments(file: string, stdin: Readable): AsyncGenerator<Document> {
  return file === '-' ? readStream(stdin, 'standard input') : readStream(createReadStream(file), file);
}

/**
 * Reads one JSON value, several in a row, JSON lines, or YAML documents: what it is shows in its first character. JSON is handed on
 * value by value while it comes; YAML is read whole.
 */
async function* readStream(stream: Readable, name: string): AsyncGenerator<Document> {
  stream.setEncoding('utf8');
  const splitter = new JsonSplitter();
  let start = '';
  let isJson: boolean | undefined;
  const yaml: string[] = [];
  for await (const chunk of chunksOf(stream, name)) {
    let text = chunk;
    if (isJson === undefined) {
      start += chunk;
      const first = /[^\s\u{feff}\u{1e}]/u.exec(start)?.[0];
      if (first === undefined) continue;
      isJson = first === '{' || first === '[' || SCALAR_LINE.test(start);
      text = start.replace(/^\u{feff}/u, '');
    }
    if (!isJson) yaml.push(text);
    else for (const { text: json, line } of splitter.push(text)) yield parseJson(json, name, line);
  }
  if (splitter.unfinishedSince !== undefined) {
    throw problem(
      `${name} ends within the JSON value that begins on line ${splitter.unfinishedSince}; is the file whole?`,
    );
  }
  if (yaml.length > 0) yield* readYaml(yaml.join(''), name);
}

async function* chunksOf(stream: Readable, name: string): AsyncGenerator<string> {
  try {
    for await (const chunk of stream) yield chunk as string;
  } catch (error) {
    throw problem(`cannot read ${name}: ${reasonOf(error as NodeJS.ErrnoException)}`, error);
  }
}

function parseJson(text: string, name: string, line: number): Document {
  try {
    return { value: JSON.parse(text), where: `${name}, line ${line}` };
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = / at position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? line : line + text.slice(0, Number(position)).split('\n').length - 1;
    throw problem(
      `${name}, line ${at} is not valid JSON: ${message.split(/ (?:in JSON )?at position|\n|, ["`.]/, 1)[0]}`,
      error,
    );
  }
}

async function* readYaml(text: string, name: string): AsyncGenerator<Document> {
  const { parseAllDocuments } = await import('../kube/yaml.ts');
  for (const document of parseAllDocuments(text, { prettyErrors: true })) {
    const error = document.errors[0];
    if (error !== undefined) {
      throw problem(
        `${name}, line ${error.linePos?.[0].line ?? '?'} is not valid YAML: ${error.message.split(/ at line \d|\n/, 1)[0]}`,
        error,
      );
    }
    const line = text.slice(0, document.contents?.range?.[0] ?? 0).split('\n').length;
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 1000 });
    } catch (cause) {
      throw problem(`${name}, line ${line} cannot be used: ${(cause as Error).message}`, cause);
    }
    if (value !== null) yield { value, where: `${name}, line ${line}` };
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory; name a file in it';
  if (code === 'EACCES') return 'permission denied';
  return message;
}

function problem(message: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'invalid', message }, { cause });
}
