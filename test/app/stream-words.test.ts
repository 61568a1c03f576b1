import { describe, expect, test } from 'vitest';
import { readPorts } from '../../src/app/streams/port-spec.ts';
import { quotedWords } from '../../src/app/streams/quoted-words.ts';
import { EscapeWatch } from '../../src/shell/escape-watch.ts';
import { byteText } from '../../src/view/byte-text.ts';

const KNOWN = [
  { name: 'http', port: 8080 },
  { name: 'admin', port: 9901 },
];

test.for([
  ['8080', [{ local: 8080, remote: 8080 }]],
  [
    '18080:8080 8443',
    [
      { local: 18080, remote: 8080 },
      { local: 8443, remote: 8443 },
    ],
  ],
  [':8080', [{ local: 0, remote: 8080 }]],
  [
    'admin 80:http',
    [
      { local: 9901, remote: 9901 },
      { local: 80, remote: 8080 },
    ],
  ],
  ['', 'Name at least one port: 8080, or 18080:8080 where ours shall be another.'],
  ['smtp', 'The pod has no port named "smtp"; it has http, admin.'],
  ['80:', '"80:" is no port; write 8080, 18080:8080, or :8080 for any free port.'],
  ['1.2', '"1.2" is no port; write 8080, 18080:8080, or :8080 for any free port.'],
  ['0', '"0" is no port: ports go from 1 to 65535.'],
  ['70000:80', '"70000:80" is no port: ports go from 1 to 65535.'],
  ['80 80:8080', 'Port 80 of this machine is named twice.'],
] as const)('ports: %s', ([text, wanted]) => {
  expect(readPorts(text.split(' ').filter(Boolean), KNOWN)).toEqual(wanted);
});

test('ports without names have none to offer', () => {
  expect(readPorts(['x'], [{ name: '', port: 1 }])).toBe(
    'The pod has no port named "x"; none of its ports has a name.',
  );
});

test.for([
  ['ls -l /tmp', ['ls', '-l', '/tmp']],
  ['  sh -c \'echo "a  b"; exit 3\' ', ['sh', '-c', 'echo "a  b"; exit 3']],
  ['a\\ b "c\\"d" \'e\\f\' ""', ['a b', 'c"d', 'e\\f', '']],
  ['pre"mid"post', ['premidpost']],
  ['', []],
  ["echo 'half", "The quote ' is not closed."],
] as const)('words: %s', ([text, wanted]) => {
  expect(quotedWords(text)).toEqual(wanted);
});

describe('the way out of a shell', () => {
  const typed = (...pieces: string[]) => {
    const watch = new EscapeWatch();
    let passed = '';
    for (const piece of pieces) {
      const { pass, leaves } = watch.feed(Buffer.from(piece));
      passed += Buffer.from(pass).toString();
      if (leaves) return { passed, leaves };
    }
    return { passed, leaves: false };
  };
  test.for([
    ['at the very beginning', ['~.'], '', true],
    ['after enter, in pieces', ['ls\r', '~', '.'], 'ls\r', true],
    ['not within a line', ['cd ~.\r'], 'cd ~.\r', false],
    ['not for anything else behind it', ['~/bin\r'], '~/bin\r', false],
    ['twice is the character itself', ['~~.'], '~.', false],
    ['bytes that are no text go through', ['\x1b[A\x03\x7f'], '\x1b[A\x03\x7f', false],
  ] as const)('%s', ([, pieces, passed, leaves]) => {
    expect(typed(...pieces)).toEqual({ passed, leaves });
  });
});

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_400, '99.4 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [1_500_000, '1.5 MB'],
  [7e12, '7.0 TB'],
] as const)('%i bytes', ([bytes, text]) => {
  expect(byteText(bytes)).toBe(text);
});
