/**
 * The server's side of SPDY/3.1, as far as Kubernetes' clients speak it: streams that the client opens, each with headers, and
 * bytes both ways. No flow control, which those clients do not have, and no streams of our own.
 */
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
import { SPDY_DICTIONARY } from './spdy-dictionary.ts';

/** What carries the frames: a socket after its upgrade, or the messages of a websocket. */
export interface SpdyCarrier {
  send(bytes: Buffer): void;
  close(): void;
}

export interface SpdyStream {
  readonly id: number;
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** Called with every piece of data; an empty one at the end. */
  onData: (data: Buffer) => void;
  write(data: string | Buffer): void;
  /** We send nothing more. */
  end(): void;
}

const VERSION = 0x8003;
const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FIN = 1;
/** No client sends a frame of that size; whoever does is no client. */
const LONGEST_FRAME = 2 ** 20;

export class SpdyConnection {
  readonly #carrier: SpdyCarrier;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #inflate: Inflate = createInflate({ dictionary: SPDY_DICTIONARY });
  readonly #deflate: Deflate = createDeflate({ dictionary: SPDY_DICTIONARY });
  /** Frames are handled one after the other, and answered in their order: headers take a turn of the event loop. */
  #turn: Promise<void> = Promise.resolve();
  #pending: Buffer = Buffer.alloc(0);
  #closed = false;

  constructor(carrier: SpdyCarrier, onStream: (stream: SpdyStream) => void) {
    this.#carrier = carrier;
    this.#onStream = onStream;
    for (const zip of [this.#inflate, this.#deflate]) zip.on('error', () => this.close());
  }

  receive(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    while (this.#pending.length >= 8) {
      const length = this.#pending.readUIntBE(5, 3);
      if (length > LONGEST_FRAME) {
        this.close();
        return;
      }
      if (this.#pending.length < 8 + length) return;
      const frame = this.#pending.subarray(0, 8 + length);
      this.#pending = this.#pending.subarray(8 + length);
      this.#turn = this.#turn.then(() => this.#handle(frame)).catch(() => this.close());
    }
  }

  /** Says good-bye and lets go of the carrier, when what was written before is on its way. */
  close(): void {
    if (this.#closed) return;
    this.#turn = this.#turn.then(() => {
      if (this.#closed) return;
      const body = Buffer.alloc(8);
      this.#carrier.send(controlFrame(GOAWAY, 0, body));
      this.drop();
      this.#carrier.close();
    });
  }

  /** The carrier is gone. */
  drop(): void {
    this.#closed = true;
    this.#inflate.close();
    this.#deflate.close();
    for (const stream of this.#streams.values()) stream.onData(Buffer.alloc(0));
    this.#streams.clear();
  }

  async #handle(frame: Buffer): Promise<void> {
    if (this.#closed) return;
    const flags = frame[4]!;
    const body = frame.subarray(8);
    if (frame.readUInt16BE(0) !== VERSION) {
      if (frame[0]! >= 0x80) throw new Error('another version of SPDY');
      this.#data(frame.readUInt32BE(0), body, (flags & FIN) !== 0);
      return;
    }
    const type = frame.readUInt16BE(2);
    if (type === SYN_STREAM) await this.#open(body, (flags & FIN) !== 0);
    else if (type === RST_STREAM) this.#data(body.readUInt32BE(0) & 0x7fffffff, Buffer.alloc(0), true);
    else if (type === PING) this.#carrier.send(controlFrame(PING, 0, body));
  }

  #data(id: number, data: Buffer, last: boolean): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (data.length > 0) stream.onData(data);
    if (last) stream.onData(Buffer.alloc(0));
  }

  async #open(body: Buffer, last: boolean): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff;
    // After the number of a stream that this one belongs to, and a priority.
    const headers = headersOf(await squeezed(this.#inflate, body.subarray(10)));
    const reply = Buffer.concat([numbers(id), await squeezed(this.#deflate, numbers(0))]);
    if (this.#closed) return;
    this.#carrier.send(controlFrame(SYN_REPLY, 0, reply));
    const send = (data: Buffer, flags: number): void => {
      if (!this.#closed) this.#carrier.send(Buffer.concat([numbers(id), sized(flags, data.length), data]));
    };
    const stream: SpdyStream = {
      id,
      headers,
      onData: () => {},
      write: data => send(Buffer.from(data as string), 0),
      end: () => send(Buffer.alloc(0), FIN),
    };
    this.#streams.set(id, stream);
    this.#onStream(stream);
    if (last) stream.onData(Buffer.alloc(0));
  }
}

/** One block of the connection's single zlib stream. */
function squeezed(zip: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.once('error', reject);
    zip.write(block, error => {
      if (error) return reject(error);
      zip.flush(constants.Z_SYNC_FLUSH, () => {
        zip.removeListener('error', reject);
        resolve((zip.read() as Buffer | null) ?? Buffer.alloc(0));
      });
    });
  });
}

/** A number of pairs; of each name and value its length, then its bytes. */
function headersOf(block: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const text = (): string => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.subarray(at - length, at).toString();
  };
  for (let left = block.readUInt32BE(0); left > 0; left -= 1) headers.set(text().toLowerCase(), text());
  return headers;
}

function numbers(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const sized = (flags: number, length: number): Buffer => numbers((flags * 2 ** 24 + length) >>> 0);

function controlFrame(type: number, flags: number, body: Buffer): Buffer {
  return Buffer.concat([numbers(VERSION * 0x10000 + type), sized(flags, body.length), body]);
}
