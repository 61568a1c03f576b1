/** Archives that go in and out of a scripted container, whole. */
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';

export interface TarEntry {
  /** Without a leading slash, as tar writes it. */
  readonly path: string;
  /** Undefined for a folder. */
  readonly content: Buffer | undefined;
}

/** `now`: ms, the time that the files carry. */
export async function packTar(entries: readonly TarEntry[], now: number): Promise<Buffer> {
  const archive = pack();
  for (const { path, content } of entries) {
    const type = content === undefined ? 'directory' : 'file';
    archive.entry({ name: path, type, mtime: new Date(now), uname: 'root', gname: 'root' }, content ?? '');
  }
  archive.finalize();
  return buffer(archive);
}

/** Files and folders of an archive; links and devices are of no use here. @throws Error for bytes that are none */
export async function unpackTar(archive: Buffer): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const reader = extract();
  reader.end(archive);
  for await (const entry of reader) {
    const { name, type } = entry.header;
    const content = await buffer(entry);
    if (type === 'directory') entries.push({ path: name.replace(/\/+$/, ''), content: undefined });
    else if (type === 'file') entries.push({ path: name, content });
  }
  return entries;
}
