import { type Refusal, refuse } from '../refusals.ts';

/** A port of this machine that leads to one of a pod. */
export interface PortPair {
  /** 0: any that is free. */
  readonly local: number;
  readonly remote: number;
}

/** A port that a container says it has. */
export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

const SHAPE = /^(?:(\d*):)?([a-z0-9-]+)$/i;

/**
 * Ports as kubectl writes them: `8080`, `18080:8080`, `:8080` for any free port of ours; a port of the pod may be named.
 * Answers what is wrong.
 */
export function readPorts(words: readonly string[], known: readonly NamedPort[]): readonly PortPair[] | Refusal {
  if (words.length === 0) return refuse('noPortNamed');
  const pairs: PortPair[] = [];
  for (const word of words) {
    const [, ours, theirs = ''] = SHAPE.exec(word) ?? [];
    const remote = /^\d+$/.test(theirs) ? Number(theirs) : known.find(({ name }) => name === theirs)?.port;
    if (remote === undefined) {
      const names = known.map(({ name }) => name).filter(name => name !== '');
      if (!SHAPE.test(word)) return refuse('notAPort', { typed: word });
      const its = names.length === 0 ? 'none of its ports has a name' : `it has ${names.join(', ')}`;
      return refuse('noSuchPort', { name: theirs, known: its });
    }
    const local = ours === undefined ? remote : Number(ours || 0);
    if (remote < 1 || remote > 65_535 || local > 65_535) return refuse('portOutOfRange', { typed: word });
    if (local !== 0 && pairs.some(pair => pair.local === local)) return refuse('portTwice', { port: local });
    pairs.push({ local, remote });
  }
  return pairs;
}
