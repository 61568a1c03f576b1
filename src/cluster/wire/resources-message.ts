import type { PbfReader } from 'pbf';
import type { CpuAndMemory, Resources } from '../../kube/pod.ts';
import type { WireStrings } from './wire-strings.ts';

/** Pods ask for the same few amounts: each is read once, recognised by its bytes, and shared. Bounded for clusters where they differ. */
const known = new Map<string, Resources | undefined>();
const KNOWN_LIMIT = 2_000;

/** The ResourceRequirements message at the reader: what of it concerns CPU and memory; undefined when nothing does. */
export function resourcesOf(r: PbfReader, s: WireStrings): Resources | undefined {
  const start = r.pos;
  const key = s.shared(r);
  if (known.has(key)) return known.get(key);
  const after = r.pos;
  r.pos = start;
  const resources = readResources(r, r.readVarint() + r.pos, s);
  r.pos = after;
  // Bytes that are no text could be mistaken for others.
  if (key.includes('\ufffd')) return resources;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(key, resources);
  return resources;
}

function readResources(r: PbfReader, end: number, s: WireStrings): Resources | undefined {
  let limits: CpuAndMemory | undefined;
  let requests: CpuAndMemory | undefined;
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) limits = withEntry(limits, r, s);
    else if (tag === 2) requests = withEntry(requests, r, s);
  }
  return requests || limits ? { requests, limits } : undefined;
}

/** An entry of a map from names to quantities; a quantity is a message whose first field is its text. */
function withEntry(amounts: CpuAndMemory | undefined, r: PbfReader, s: WireStrings): CpuAndMemory | undefined {
  const end = r.readVarint() + r.pos;
  let name = '';
  let quantity = '';
  for (let tag = r.nextField(end); tag !== 0; tag = r.nextField(end)) {
    if (tag === 1) name = s.shared(r);
    else if (tag === 2) {
      const last = r.readVarint() + r.pos;
      for (let inner = r.nextField(last); inner !== 0; inner = r.nextField(last))
        if (inner === 1) quantity = s.shared(r);
    }
  }
  if ((name !== 'cpu' && name !== 'memory') || quantity === '') return amounts;
  return { cpu: amounts?.cpu, memory: amounts?.memory, [name]: quantity };
}
