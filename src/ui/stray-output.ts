interface Writer {
  write: (...args: never[]) => boolean;
}

/**
 * What libraries print (console, warnings of Node, direct writes) goes to `sink` instead of into the screen.
 * @returns undoes it
 */
export function divertOutput(
  target: { stdout: Writer; stderr: Writer } & Pick<NodeJS.Process, 'listeners' | 'on' | 'removeAllListeners'>,
  sink: (text: string) => void,
): () => void {
  const { stdout, stderr } = target;
  const kept = [stdout, stderr].map(stream => ({ stream, own: Object.hasOwn(stream, 'write'), write: stream.write }));
  const divert = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    sink(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
  for (const { stream } of kept) stream.write = divert as Writer['write'];
  // Node's own listener prints warnings past the streams.
  const printers = target.listeners('warning');
  target.removeAllListeners('warning');
  target.on('warning', warning => sink(`${warning.stack ?? warning.message}\n`));
  return () => {
    for (const { stream, own, write } of kept) {
      if (own) stream.write = write;
      else Reflect.deleteProperty(stream, 'write');
    }
    target.removeAllListeners('warning');
    for (const printer of printers) target.on('warning', printer as (warning: Error) => void);
  };
}
