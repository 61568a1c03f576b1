import type { Device } from './device.ts';

/** One write to the terminal at a time. Frames wait for it and only the latest is kept; other text waits its turn. */
export class Output {
  private readonly device: Pick<Device, 'write'>;
  private readonly onError: (error: Error) => void;
  private queue = '';
  private frame: (() => string) | undefined;
  private writing = false;
  private held = false;
  private closed = false;
  private onIdle = (): void => {};
  /** Frames that were replaced by a later one before the terminal could take them. */
  skipped = 0;
  bytes = 0;

  constructor(device: Pick<Device, 'write'>, onError: (error: Error) => void) {
    this.device = device;
    this.onError = onError;
  }

  write(text: string): void {
    this.queue += text;
    this.next();
  }

  /** `render` is called when the terminal is ready for its bytes. */
  writeFrame(render: () => string): void {
    if (this.frame) this.skipped++;
    this.frame = render;
    this.next();
  }

  /** Whether what is written now is taken at once. */
  get isIdle(): boolean {
    return !this.writing && !this.held && !this.closed && !this.frame && this.queue === '';
  }

  /** Writes nothing until released. */
  hold(): void {
    this.held = true;
  }

  /** Resolves when what is under way has been taken. Hold it first. */
  idle(): Promise<void> {
    if (!this.writing) return Promise.resolve();
    return new Promise(resolve => {
      this.onIdle = resolve;
    });
  }

  release(): void {
    this.held = false;
    this.next();
  }

  /** Nothing more is written; what has not begun is dropped. */
  close(): void {
    this.closed = true;
    this.queue = '';
    this.frame = undefined;
  }

  private next(): void {
    if (this.writing || this.held || this.closed) return;
    const text = this.queue + (this.frame?.() ?? '');
    this.queue = '';
    this.frame = undefined;
    if (text === '') return;
    this.writing = true;
    this.bytes += Buffer.byteLength(text);
    this.device.write(text, error => {
      this.writing = false;
      this.onIdle();
      if (error && !this.closed) this.onError(error);
      else this.next();
    });
  }
}
