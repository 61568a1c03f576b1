import { type Refusal, refuse } from '../refusals.ts';

/**
 * The words of a line as a shell would part them: by blanks, but for what is between quotes or behind a backslash. Nothing else of
 * a shell is understood. Answers what is wrong.
 */
export function quotedWords(text: string): readonly string[] | Refusal {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\' && quote !== "'" && i + 1 < text.length) word = (word ?? '') + text[++i];
    else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return refuse('quoteNotClosed', { quote });
  return word === undefined ? words : [...words, word];
}
