/** One alternative as typed: `!status:"Crash*"` is `{ not: true, text: 'status:Crash*', … }`. */
export interface Token {
  readonly not: boolean;
  readonly text: string;
  /** `/…/`: the text is a regular expression. */
  readonly regex: boolean;
  /** Positions of `text` that stood in quotes: operators there are plain characters. */
  readonly quotedFrom: number;
}

/** Groups that must all hold, each of alternatives of which one must. A group that starts with `!` is turned round as a whole. */
export interface TokenGroup {
  readonly not: boolean;
  readonly alternatives: readonly Token[];
}

/** Spaces mean and; `,` and `|` mean or and bind closer; quotes and slashes hold a text together. Any text gives groups. */
export function tokenGroups(text: string): TokenGroup[] {
  const groups: TokenGroup[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const alternatives: Token[] = [];
    let more = true;
    while (more) {
      const { token, length } = nextToken(rest);
      if (token) alternatives.push(token);
      const after = /^\s*[,|]\s*/.exec(rest.slice(length));
      rest = rest.slice(length + (after?.[0].length ?? 0));
      more = after !== null && rest !== '';
    }
    rest = rest.trimStart();
    const [first, ...others] = alternatives;
    // `!a,b` is neither a nor b; `a,!b` is a or not b.
    if (first) groups.push({ not: first.not, alternatives: [{ ...first, not: false }, ...others] });
  }
  return groups;
}

function nextToken(text: string): { readonly token: Token | undefined; readonly length: number } {
  let at = 0;
  const not = text[0] === '!' && text[1] !== '=';
  if (not) at++;
  const regex = /^\/((?:[^/\\]|\\.)+)\//.exec(text.slice(at));
  if (regex) {
    return { token: { not, text: regex[1]!, regex: true, quotedFrom: 0 }, length: at + regex[0].length };
  }
  let word = '';
  let quotedFrom = Number.POSITIVE_INFINITY;
  while (at < text.length && !/[\s,|]/.test(text[at]!)) {
    if (text[at] !== '"') {
      word += text[at++];
      continue;
    }
    const end = text.indexOf('"', at + 1);
    quotedFrom = Math.min(quotedFrom, word.length);
    word += text.slice(at + 1, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
  }
  return { token: word === '' ? undefined : { not, text: word, regex: false, quotedFrom }, length: at };
}
