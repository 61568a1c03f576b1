import { StringDecoder } from 'node:string_decoder';
import type { Decoder } from './decoder.ts';

/** A line longer than this, in UTF-16 units, is handed on in pieces: a log without line ends must not fill the memory. */
export const LONGEST_LINE = 1 << 18;

/** Cuts UTF-8 bytes into lines, without their ends; what follows the last line end is a line, too. */
export function lineDecoder(onLine: (line: string) => void): Decoder {
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  function take(text: string): void {
    rest += text;
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      onLine(rest.slice(start, rest[end - 1] === '\r' && end > start ? end - 1 : end));
      start = end + 1;
    }
    rest = rest.slice(start);
    while (rest.length > LONGEST_LINE) {
      onLine(rest.slice(0, LONGEST_LINE));
      rest = rest.slice(LONGEST_LINE);
    }
  }
  return {
    write: bytes => take(utf8.write(bytes)),
    end() {
      take(utf8.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
