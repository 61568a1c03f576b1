import type { Problem } from './feed.ts';

/** Of a terminal, in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Which container; every field is a name. */
export interface ContainerName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** A process in a container to begin, or the one that runs there to join. */
export interface ProcessRequest extends ContainerName {
  /** Program and arguments; absent: join what the container runs, as attach does. */
  readonly command?: readonly string[] | undefined;
  /** Whether it is given input. */
  readonly stdin: boolean;
  /** With a terminal of its own, whose output all comes as `stdout`. */
  readonly tty: boolean;
  /** Called in order; the server waits while a promise is pending. */
  readonly onOutput: (from: 'stdout' | 'stderr', bytes: Uint8Array) => void | Promise<void>;
  /** Aborting lets go of it, as `close` does. */
  readonly signal?: AbortSignal | undefined;
}

export interface RemoteProcess {
  /** Resolves when the connection has taken the bytes: who waits for it keeps no more than one piece in memory. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends its input; false where the server's protocol cannot say so. */
  endInput(): boolean;
  resize(size: TerminalSize): void;
  /** Lets go of it; a process that waits for input may live on without us. */
  close(): void;
  /** Never rejects. All output has been taken by then. */
  readonly ended: Promise<ProcessEnd>;
}

export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** It could not run; the sentence is the server's. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'lost'; readonly problem: Problem }
  /** By us. */
  | { readonly kind: 'closed' };

/** One TCP connection to a port inside a pod. */
export interface PortRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  /** Called in order; the server waits while a promise is pending. */
  readonly onData: (bytes: Uint8Array) => void | Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

export interface PortConnection {
  /** Resolves when the connection has taken the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
  /** Never rejects. All data has been taken by then. */
  readonly ended: Promise<PortEnd>;
}

export type PortEnd =
  /** By the pod's side, or by us. */
  | { readonly kind: 'ended' }
  /** Nothing listens there; the sentence is the kubelet's. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'lost'; readonly problem: Problem };
