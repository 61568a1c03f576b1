import type { PodRef } from '../app/acts/act.ts';
import { withoutNoise } from '../history/versions/object-diff.ts';
import { isObject, type Json, textAt } from '../kube/json.ts';
import { parseDocument, stringifyYaml } from '../kube/yaml.ts';

/** The pod as a person edits it: YAML without managedFields, as kubectl shows it, under lines that say what happens with it. */
export function editableText(pod: unknown, { namespace, name }: PodRef, place: string, problem?: string): string {
  const head = [
    `Pod ${namespace}/${name} ${place}.`,
    'What is saved here is sent to the cluster; lines that begin with # are left out. An empty file, or one',
    'without a change, cancels. Of a pod only labels, annotations, images, tolerations that are added and',
    'activeDeadlineSeconds can be changed; the cluster refuses the rest.',
    ...(problem === undefined ? [] : ['', ...problem.split('\n')]),
  ];
  return `${head.map(line => `# ${line}`.trimEnd()).join('\n')}\n#\n${stringifyYaml(withoutManagedFields(pod))}\n`;
}

/** The same text with another head, so that nothing is lost of what was written. */
export function withProblem(text: string, pod: PodRef, place: string, problem: string): string {
  const body = text.replace(/^(?:#[^\n]*\n)*/, '');
  const [head = ''] = /^(?:#[^\n]*\n)*/.exec(editableText({}, pod, place, problem)) ?? [];
  return head + body;
}

function withoutManagedFields(pod: unknown): unknown {
  if (!isObject(pod) || !isObject(pod['metadata'])) return pod;
  const { managedFields: _, ...metadata } = pod['metadata'];
  return { ...pod, metadata };
}

export type Edited =
  | { readonly kind: 'object'; readonly object: Json }
  /** Nothing is left of it: the person does not want it sent. */
  | { readonly kind: 'empty' }
  /** One sentence on what is wrong with it, with the line. */
  | { readonly kind: 'problem'; readonly sentence: string };

/** What a person made of it. */
export function readEdited(text: string, original: unknown): Edited {
  if (text.split('\n').every(line => /^\s*(?:#.*)?$/.test(line))) return { kind: 'empty' };
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  // The first line tells what and where; the others draw it.
  if (error)
    return { kind: 'problem', sentence: `This is no YAML: ${error.message.split('\n')[0]!.replace(/:$/, '')}.` };
  const object = readDocument(document);
  if (!isObject(object)) return { kind: 'problem', sentence: 'This is no object: it must have names with values.' };
  const changed = IDENTITY.find(path => textAt(object, ...path) !== textAt(original, ...path));
  if (changed) {
    const sentence = `${changed.join('.')} was changed, and that makes it another object: it must stay ${textAt(original, ...changed)}.`;
    return { kind: 'problem', sentence };
  }
  return { kind: 'object', object };
}

/** Aliases could make it larger than any pod is. */
function readDocument(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

const IDENTITY = [
  ['apiVersion'],
  ['kind'],
  ['metadata', 'namespace'],
  ['metadata', 'name'],
  ['metadata', 'uid'],
] as const;

/**
 * The JSON merge patch (RFC 7386) that makes `after` of `before`; undefined when both are the same. What only the server writes
 * is no part of it.
 */
export function mergeDifference(before: unknown, after: unknown): unknown {
  const { status: _, ...wanted } = after as Json;
  const { status: __, ...had } = before as Json;
  return difference(clean(had), clean(wanted));
}

/** Without what changes with every write, so that it is neither compared nor sent. */
function clean(object: Json): Json {
  const shown = withoutManagedFields(object) as Json;
  if (!isObject(shown['metadata'])) return shown;
  const { resourceVersion: _, generation: __, ...metadata } = shown['metadata'];
  return { ...shown, metadata };
}

function difference(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  }
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!Object.hasOwn(after, key) || after[key] === null) {
      if (before[key] !== undefined && before[key] !== null) patch[key] = null;
      continue;
    }
    const part = Object.hasOwn(before, key) ? difference(before[key], after[key]) : after[key];
    if (part !== undefined) patch[key] = part;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** RFC 7386: null takes a field away, objects merge, everything else replaces. */
export function applyMerge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMerge(result[key], value);
  }
  return result;
}

/** Whether somebody else changed between two versions what a person edits; the status does not count. */
export const isChangedBetween = (before: unknown, after: unknown): boolean =>
  mergeDifference(withoutNoise(before), withoutNoise(after)) !== undefined;
