/** What stands in the ListMeta of a page. */
export interface PageMeta {
  readonly resourceVersion: string;
  /** Token of the next page; empty at the last. */
  readonly next: string;
  /** How many objects come after this page, by the server's estimate; absent with selectors. */
  readonly remaining: number | undefined;
}

/** Called in the order of the wire. The meta may come before the items (as Kubernetes sends it) or after them. */
export interface PageReader<T> {
  meta(meta: PageMeta): void;
  item(item: T): void;
}

/** One event of a watch, decoded. */
export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly item: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  | { readonly type: 'ERROR'; readonly status: number; readonly reason: string | undefined; readonly message: string }
  /** A type that this program does not know; told, never guessed. */
  | { readonly type: 'UNKNOWN'; readonly name: string };

/** Takes the bytes of a body as they come and calls its reader for each whole thing in them. */
export interface Decoder {
  /** Throws DecodeError. */
  write(chunk: Buffer): void;
  /** The body is complete. Throws DecodeError or ConnectionError `TRUNCATED` if it cannot be. */
  end(): void;
}

/** How objects of one kind travel, and how that is read. */
export interface Format<T> {
  readonly name: 'json' | 'protobuf';
  page(reader: PageReader<T>): Decoder;
  watch(onEvent: (event: WatchEvent<T>) => void): Decoder;
}
