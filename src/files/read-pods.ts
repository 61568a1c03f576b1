import { list, object } from '../kube/foreign.ts';
import type { Pod } from '../kube/pod.ts';
import { readPod } from '../status/read-pod.ts';
import type { Document } from './read-documents.ts';

/** A pod of a document, or one sentence on why something there is none. */
export type FoundPod = { readonly pod: Pod } | { readonly refusal: string };

interface Wrapper {
  readonly kind?: unknown;
  readonly items?: readonly unknown[];
  readonly type?: unknown;
  readonly object?: unknown;
}

/** The pods of a document in their order: a Pod, the items of any list, the object of a watch event. */
export function* podsOf(document: Document): Generator<FoundPod> {
  const { value, where } = document;
  const wrapper = object(value as Wrapper);
  if (Array.isArray(value)) {
    yield* podsOfItems(value, where);
  } else if (wrapper !== undefined && Array.isArray(wrapper.items)) {
    yield* podsOfItems(list(wrapper.items), where);
  } else if (wrapper !== undefined && typeof wrapper.type === 'string' && object(wrapper.object as object)) {
    yield onePod(wrapper.object, where);
  } else {
    yield onePod(value, where);
  }
}

function* podsOfItems(items: readonly unknown[], where: string): Generator<FoundPod> {
  for (let i = 0; i < items.length; i++) yield onePod(items[i], `${where}, item ${i}`);
}

function onePod(value: unknown, where: string): FoundPod {
  const reading = readPod(value);
  return 'pod' in reading ? reading : { refusal: `${where} is ${reading.what}, not a Pod; it is left out` };
}
