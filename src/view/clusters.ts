import { eastAsianWidth } from 'get-east-asian-width';

/** What stands or falls as one character on screen, and how many cells it takes; none for a mark that stands alone. */
export interface Cluster {
  readonly text: string;
  readonly width: number;
}

/** Characters that take one cell in every terminal, alone and beside each other: no emoji, no marks that combine. */
const SINGLE =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2713\u2714\u2716-\u2718]*$/;
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Mark}\p{Surrogate}]+$/u;
const EMOJI_STYLE = /\ufe0f|^[\u{1f1e6}-\u{1f1ff}]{2}/u;

/** Loads the rules of ICU, 18 ms: not before a text needs them. */
let segmenter: Intl.Segmenter | undefined;
/** Texts on screen repeat from frame to frame; the bound keeps the odd ones from piling up. */
const known = new Map<string, readonly Cluster[]>();
const KNOWN_LIMIT = 5000;

/** The characters of a text as a person counts them. */
export function clusters(text: string): readonly Cluster[] {
  let found = known.get(text);
  if (!found) {
    found = SINGLE.test(text) ? Array.from(text, character => ({ text: character, width: 1 })) : segment(text);
    if (known.size >= KNOWN_LIMIT) known.clear();
    known.set(text, found);
  }
  return found;
}

/** Cells of a clean text. */
export function widthOf(text: string): number {
  if (SINGLE.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}

function segment(text: string): Cluster[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), part => ({ text: part.segment, width: clusterWidth(part.segment) }));
}

/** As terminals count: by the first character, but a flag, a keycap or a symbol that asks for colour is an emoji. */
function clusterWidth(cluster: string): number {
  if (INVISIBLE.test(cluster)) return 0;
  return EMOJI_STYLE.test(cluster) ? 2 : eastAsianWidth(cluster.codePointAt(0)!);
}
