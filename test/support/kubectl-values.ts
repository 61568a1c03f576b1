/** Words of kubectl's text that are its furniture, not values. */
const FURNITURE = /^(?:<none>|<unset>|<nil>|lasts|\(?x\d+|over|from|of|the|a|in|by|at|ago)$/i;
/** Ages, which move on while the test runs: of Events, and of an end that is overdue. */
const AGE = /^\(?\d+[smhdy](?:\d+[smhdy])?\)?$/;
const HAS_AGES = /^ +(?:Normal|Warning) |\(lasts /;

/** Every value of kubectl's description: what stands after a label, or in a table, word by word. */
function valuesOf(text: string): string[] {
  const wanted: string[] = [];
  for (const line of text.split('\n')) {
    if (/^(?: +Type +(?:Status|Reason)| +-+ )/.test(line)) continue;
    const value = line
      .replace(/^\s*[A-Z][\w -]*?(?:\(s\))?(?: from)?:(?:\s+|$)/, '')
      // What kind of volume it is, in a sentence of kubectl's own.
      .replace(/\((?:an? |ephemeral|bare ).*\)$/i, '')
      // A map as its entries, as Go prints values that nobody has thought of.
      .replace(/&LocalObjectReference\{Name:([^,]*),\}/, '$1')
      .replace(/^\s*(?:map)?\[(.*)\]$/, (_, inner) => inner.replaceAll(/(\S+?):(\S+)/g, '$1 $2'))
      // As kubectl wrote thresholds before 1.37.
      .replace(/ #success=(\d+) #failure=(\d+)$/, ' successThreshold=$1 failureThreshold=$2')
      .replace(/\w{3}, (\d\d \w{3} \d{4} [\d:]+ \+0000)/, (_, date) => `${new Date(date).toISOString().slice(0, 19)}Z`);
    const isAge = (word: string): boolean => HAS_AGES.test(line) && AGE.test(word);
    wanted.push(...value.split(/\s+/).filter(word => /\w/.test(word) && !FURNITURE.test(word) && !isAge(word)));
  }
  return wanted;
}

/** The values of kubectl's description that do not stand in ours. */
export function missingValues(theirs: string, ours: string): string[] {
  return valuesOf(theirs).filter(word => !ours.includes(word.replace(/[,:/]$/, '')));
}

/** Entries of a map, which have a line each with us; the address of a pointer, and a label that lacks its colon. */
export const toldOtherwise = (word: string, ours: string): boolean =>
  (word.includes('=') && word.split('=').every(part => ours.includes(part))) || /^0x|^ISCSIInterface$/.test(word);
