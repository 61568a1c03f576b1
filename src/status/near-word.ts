/** The one of `words` that differs from `text` by a slip of the hand, if any: who means it must not wait for what never comes. */
export function nearWord(text: string, words: Iterable<string>): string | undefined {
  const typed = text.toLowerCase();
  const slips = typed.length < 6 ? 1 : 2;
  let nearest: string | undefined;
  let least = slips + 1;
  for (const word of words) {
    const away = Math.abs(word.length - typed.length) < least ? distance(typed, word.toLowerCase()) : least;
    if (away >= least) continue;
    least = away;
    nearest = word;
  }
  return nearest;
}

/** Letters that were added, left out, changed or swapped with the next one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, change);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
