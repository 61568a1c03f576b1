import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Clock } from '../../kube/clock.ts';
import type { Decoder } from '../wire/decoder.ts';
import { ConnectionError, DecodeError } from '../wire/errors.ts';
import type { Counters } from './counters.ts';

/** Work in one turn of the event loop, ms: what a key press may have to wait for, several times over where the cores are taken. */
const SLICE = 1;

export interface ReadOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly signal: AbortSignal | undefined;
  /** With no byte for so long, ms, the reading ends as `idle`. */
  readonly idleMs: number;
  readonly heard?: (() => void) | undefined;
}

/**
 * Feeds a body to a decoder as it comes, a slice of work at a time: after each slice other work (keys, painting) has its turn.
 * Rejects ConnectionError when the connection breaks or the body is cut, and with what the decoder throws; DecodeError
 * for what cannot be unpacked.
 */
export function readBody(
  response: IncomingMessage,
  decoder: Decoder,
  options: ReadOptions,
): Promise<'closed' | 'idle'> {
  const { clock, counters, signal, idleMs, heard } = options;
  const packed = response.headers['content-encoding'] === 'gzip';
  const body: Readable = packed ? response.pipe(createGunzip()) : response;
  return new Promise((resolve, reject) => {
    let worked = 0;
    let heardAt = clock.now();
    let cancelIdle = clock.after(idleMs, checkIdle);
    let done = false;

    function settle(act: () => void): void {
      if (done) return;
      done = true;
      cancelIdle();
      signal?.removeEventListener('abort', aborted);
      response.destroy();
      if (packed) body.destroy();
      act();
    }
    function checkIdle(): void {
      const quiet = clock.now() - heardAt;
      if (quiet >= idleMs) settle(() => resolve('idle'));
      else cancelIdle = clock.after(idleMs - quiet, checkIdle);
    }
    function aborted(): void {
      settle(() => reject(new ConnectionError('ABORTED', 'ended by us')));
    }
    function failed(error: NodeJS.ErrnoException): void {
      settle(() => reject(faultOf(error)));
    }
    function work(step: () => void): boolean {
      const began = performance.now();
      try {
        step();
        return true;
      } catch (error) {
        settle(() => reject(error));
        return false;
      } finally {
        const took = performance.now() - began;
        worked += took;
        counters.decodeMs += took;
      }
    }

    if (signal?.aborted) return aborted();
    signal?.addEventListener('abort', aborted, { once: true });
    response.on('error', failed);
    response.on('data', (chunk: Buffer) => {
      counters.bytes += chunk.length;
    });
    body.on('data', (chunk: Buffer) => {
      if (done) return;
      heardAt = clock.now();
      heard?.();
      if (!work(() => decoder.write(chunk))) return;
      if (worked >= SLICE) {
        body.pause();
        setImmediate(() => {
          worked = 0;
          if (!done) body.resume();
        });
      }
    });
    body.on('error', failed);
    body.on('aborted', () => failed(Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' })));
    body.on('end', () => {
      if (work(() => decoder.end())) settle(() => resolve('closed'));
    });
    body.on('close', () => failed(Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' })));
  });
}

function faultOf(error: NodeJS.ErrnoException): Error {
  const { code = 'ECONNRESET', message } = error;
  if (code === 'Z_BUF_ERROR') return new ConnectionError('TRUNCATED', 'the answer ended before it was whole');
  if (code.startsWith('Z_')) return new DecodeError(`an answer that cannot be unpacked (${message})`);
  return new ConnectionError(code, message, { cause: error });
}
