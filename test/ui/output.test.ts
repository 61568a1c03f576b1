import { describe, expect, test } from 'vitest';
import { Output } from '../../src/ui/output.ts';

/** A terminal that takes what it is given when the test says so. */
function slowTerminal() {
  const written: string[] = [];
  let done: ((error?: Error) => void) | undefined;
  const errors: Error[] = [];
  const output = new Output(
    {
      write: (text, finished) => {
        written.push(String(text));
        done = finished;
      },
    },
    error => errors.push(error),
  );
  const take = (error?: Error): void => {
    const finished = done;
    done = undefined;
    finished?.(error);
  };
  return { output, written, take, errors };
}

describe('output', () => {
  test('goes out one at a time', () => {
    const { output, written, take } = slowTerminal();
    output.write('a');
    output.write('b');
    output.write('c');
    expect(written).toEqual(['a']);
    take();
    expect(written).toEqual(['a', 'bc']);
  });

  test('frames that came while the terminal was reading are skipped, the last is rendered when it is wanted', () => {
    const { output, written, take } = slowTerminal();
    let rendered = 0;
    const frame = (text: string) => () => {
      rendered++;
      return text;
    };
    output.writeFrame(frame('one'));
    output.writeFrame(frame('two'));
    output.writeFrame(frame('three'));
    expect({ written, rendered }).toEqual({ written: ['one'], rendered: 1 });
    take();
    expect({ written, rendered }).toEqual({ written: ['one', 'three'], rendered: 2 });
    expect(output.skipped).toBe(1);
  });

  test('a frame without a difference is not written', () => {
    const { output, written } = slowTerminal();
    output.writeFrame(() => '');
    output.write('a');
    expect(written).toEqual(['a']);
  });

  test('nothing goes out while the terminal is lent, and nothing after the end', () => {
    const { output, written, take } = slowTerminal();
    output.hold();
    output.write('a');
    expect(written).toEqual([]);
    output.release();
    expect(written).toEqual(['a']);
    output.write('b');
    output.close();
    take();
    expect(written).toEqual(['a']);
  });

  test('a terminal that is gone is told once', () => {
    const { output, take, errors } = slowTerminal();
    output.write('a');
    take(new Error('EIO'));
    expect(errors.map(error => error.message)).toEqual(['EIO']);
  });
});
