import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Which rooms of src a room may import besides itself. ARCHITECTURE.md draws the same table. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  kube: [],
  status: ['kube'],
  history: ['kube', 'status'],
  diagnosis: ['kube', 'status', 'history'],
  app: ['kube', 'status', 'history', 'diagnosis'],
  view: ['kube', 'status', 'history', 'diagnosis', 'app'],
  ui: ['kube', 'status', 'history', 'diagnosis', 'app', 'view'],
  cluster: ['kube'],
  demo: ['kube', 'status'],
  tasks: ['kube', 'status', 'history', 'diagnosis', 'app', 'view', 'cluster'],
  files: ['kube', 'status', 'history', 'app'],
  shell: ['kube', 'status', 'history', 'diagnosis', 'app', 'view', 'ui', 'cluster', 'demo', 'tasks', 'files'],
  cli: ['kube', 'status', 'history', 'diagnosis', 'app', 'view', 'ui', 'cluster', 'demo', 'tasks', 'files', 'shell'],
};
/** The same of the rooms within a room. */
const WITHIN: Record<string, Record<string, readonly string[]>> = {
  cluster: {
    config: [],
    wire: [],
    transport: ['config', 'wire'],
    feed: ['wire', 'transport'],
    streams: ['wire', 'transport'],
  },
  history: {
    logs: [],
    transitions: [],
    life: ['transitions'],
    versions: ['transitions'],
    ledger: ['transitions', 'life', 'versions'],
    recording: ['versions'],
  },
  demo: {
    store: [],
    wire: ['store'],
    machinery: ['store'],
    streams: ['store', 'machinery'],
    api: ['store', 'wire', 'machinery', 'streams'],
    scenarios: ['store', 'machinery'],
  },
  cli: {
    options: [],
    output: ['options'],
    pods: ['options', 'output'],
    report: ['pods'],
    terminal: ['options'],
    commands: ['options', 'output', 'pods', 'report', 'terminal'],
  },
};
/** Rooms without I/O: no Node module, no npm package but those named, no clock, no timer, no randomness, no locale of their own. */
const PURE: Record<string, readonly string[]> = {
  kube: ['date-fns', 'yaml'],
  status: ['date-fns'],
  history: ['date-fns'],
  diagnosis: [],
  app: ['date-fns', 'json-p3'],
  view: ['date-fns', 'get-east-asian-width'],
};
const AMBIENT =
  /\b(?:Date\.now|new Date\(\)|performance\.now|Math\.random|set(?:Timeout|Interval|Immediate)|toLocale|process\.)/;
const MAX_LINES = 400;

const root = join(import.meta.dirname, '..', 'src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => ({
    name,
    room: name.includes('/') ? name.slice(0, name.indexOf('/')) : 'main',
    text: readFileSync(join(root, name), 'utf8'),
  }));

const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map(m => (m[1] ?? m[2])!);
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');

describe('architecture', () => {
  test.for(files)('$name imports only rooms below its own', ({ name, room, text }) => {
    const above = importsOf(text)
      // Data (themes) is in no room.
      .filter(target => target.startsWith('.') && !target.endsWith('.json'))
      .map(target => relative(root, join(root, dirname(name), target)).split('/')[0]!)
      .filter(target => room !== 'main' && target !== room && !(MAY_IMPORT[room] ?? []).includes(target));
    expect(above).toEqual([]);
  });

  const inside = files.filter(({ name, room }) => room in WITHIN && name.split('/').length > 2);
  test.for(inside)('$name imports only rooms within its room below its own', ({ name, room, text }) => {
    const own = name.split('/')[1]!;
    const above = importsOf(text)
      .filter(target => target.startsWith('.'))
      .map(target => relative(root, join(root, dirname(name), target)).split('/'))
      .filter(([other, part]) => other === room && part !== own && !WITHIN[room]![own]?.includes(part!));
    expect(above).toEqual([]);
  });

  test.for(files.filter(file => file.room in PURE))('$name does no I/O', ({ room, text }) => {
    const packages = importsOf(text).filter(target => !target.startsWith('.'));
    expect(packages.filter(target => !PURE[room]!.includes(target.split('/')[0]!))).toEqual([]);
    expect(withoutComments(text)).not.toMatch(AMBIENT);
  });

  test.for(files)(`$name has at most ${MAX_LINES} lines`, ({ text }) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
  });
});
