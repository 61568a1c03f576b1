/** The files of a scripted container: what its system has, what is mounted, and what was written into it. */
import type { DemoContainer, DemoPod } from '../store/objects.ts';
import type { ResourceLog } from '../store/resource-log.ts';

/** Written bytes beyond which a container says that its disk is full. */
const LIMIT_BYTES = 16 * 2 ** 20;
const FOLDERS = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var'];
const TOKENS = '/var/run/secrets/kubernetes.io/serviceaccount';

export class ContainerFiles {
  readonly #given: ReadonlyMap<string, Buffer>;
  readonly #written = new Map<string, Buffer | undefined>();
  readonly #folders = new Set(['/', ...FOLDERS.map(name => `/${name}`)]);

  constructor(log: ResourceLog, pod: DemoPod, container: DemoContainer, programs: readonly string[]) {
    const files = {
      ...Object.fromEntries(programs.map(name => [`/bin/${name}`, `a program of the demo: ${name}\n`])),
      ...systemFiles(pod, container),
      ...mountedFiles(log, pod, container),
    };
    this.#given = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
    for (const path of this.#given.keys()) this.#addParents(path);
    for (const { mountPath } of container.volumeMounts ?? []) this.makeFolder(clean(mountPath));
  }

  read(path: string): Buffer | undefined {
    return this.#written.has(path) ? this.#written.get(path) : this.#given.get(path);
  }

  /** False when nothing more fits. */
  write(path: string, content: Buffer): boolean {
    let size = content.length;
    for (const file of this.#written.values()) size += file?.length ?? 0;
    if (size > LIMIT_BYTES) return false;
    this.#addParents(path);
    this.#written.set(path, content);
    return true;
  }

  /** False when there is no such file. */
  remove(path: string): boolean {
    const there = this.read(path) !== undefined;
    if (there) this.#written.set(path, undefined);
    return there;
  }

  makeFolder(path: string): void {
    this.#addParents(path);
    this.#folders.add(path);
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Names in a folder, sorted. */
  list(folder: string): string[] {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    const names = [...this.#folders, ...this.#paths()]
      .filter(path => path.startsWith(prefix) && path.length > prefix.length)
      .map(path => path.slice(prefix.length).split('/')[0]!);
    return [...new Set(names)].sort();
  }

  /** Paths of all files at or below a path, sorted. */
  below(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return this.#paths()
      .filter(file => file === path || file.startsWith(prefix))
      .sort();
  }

  #paths(): string[] {
    return [...new Set([...this.#given.keys(), ...this.#written.keys()])].filter(path => this.read(path) !== undefined);
  }

  #addParents(path: string): void {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      this.#folders.add(path.slice(0, end));
    }
  }
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function clean(path: string, folder = '/'): string {
  const steps: string[] = [];
  for (const step of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

function systemFiles({ metadata, spec, status }: DemoPod, container: DemoContainer): Record<string, string> {
  const { name, namespace = 'default' } = metadata;
  const command = [...(container.command ?? [container.name]), ...(container.args ?? [])];
  return {
    '/etc/hostname': `${spec.hostname ?? name}\n`,
    '/etc/hosts': `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${status.podIP ?? '127.0.0.1'}\t${spec.hostname ?? name}\n`,
    '/etc/os-release': 'NAME="Podscope Demo Linux"\nID=podscope-demo\nPRETTY_NAME="Podscope Demo Linux"\n',
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    '/etc/resolv.conf': `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    '/proc/1/cmdline': command.map(word => `${word}\0`).join(''),
    [`${TOKENS}/namespace`]: namespace,
    [`${TOKENS}/token`]: `the-demo-has-no-tokens-for-${spec.serviceAccountName ?? 'default'}`,
  };
}

/** Keys of mounted ConfigMaps and Secrets. */
function mountedFiles(log: ResourceLog, { metadata, spec }: DemoPod, container: DemoContainer): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const volume = spec.volumes?.find(row => row.name === name) as
      | { configMap?: { name?: string }; secret?: { secretName?: string } }
      | undefined;
    const [resource, source] = volume?.secret
      ? ['secrets', volume.secret.secretName]
      : ['configmaps', volume?.configMap?.name];
    const found = source === undefined ? undefined : log.get(resource!, metadata.namespace, source);
    const data = ((found as { data?: Record<string, string> } | undefined)?.data ?? {}) as Record<string, string>;
    for (const [key, value] of Object.entries(data)) {
      const text = resource === 'secrets' ? Buffer.from(value, 'base64').toString() : value;
      files[clean(`${mountPath}/${key}`)] = text;
    }
  }
  return files;
}
