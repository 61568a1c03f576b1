import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const KUBERNETES = '1.37.2';
export const ETCD = '3.6.5';
export const KWOK = '0.8.0';

/** Programs that come from one Go module, built inside a generated module that requires it. */
export interface ProgramSource {
  /** Folder of the results in the cache; carries the version, so that another version is another build. */
  key: string;
  module: string;
  version: string;
  /** Name of each program → the package it is built from. */
  programs: Record<string, string>;
  /** Go variables set by the linker. */
  variables: Record<string, string>;
  /** Source of a main package of our own, where the module has none that can be built from outside. */
  main?: string;
  /** Folders of the module that are wanted beside the programs: path in the module → name in the results. */
  data?: Record<string, string>;
}

/** A client of the demo that is written with client-go; the key changes with its text. */
const CLIENT = readFileSync(join(import.meta.dirname, 'client-go', 'main.go'), 'utf8');
const CLIENT_GO = KUBERNETES.replace(/^1\./, '0.');

const [major, minor] = KUBERNETES.split('.') as [string, string];

export const SOURCES: readonly ProgramSource[] = [
  {
    key: `etcd-${ETCD}`,
    module: 'go.etcd.io/etcd/server/v3',
    version: `v${ETCD}`,
    programs: { etcd: '.' },
    variables: {},
    main: `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`,
  },
  {
    key: `kubernetes-${KUBERNETES}`,
    module: 'k8s.io/kubernetes',
    version: `v${KUBERNETES}`,
    programs: Object.fromEntries(
      ['kube-apiserver', 'kubectl', 'kube-scheduler', 'kube-controller-manager'].map(name => [
        name,
        `k8s.io/kubernetes/cmd/${name}`,
      ]),
    ),
    // Without these the server calls itself v0.0.0-master+$Format:%H$, which kubectl refuses to parse.
    variables: {
      'k8s.io/component-base/version.gitVersion': `v${KUBERNETES}`,
      'k8s.io/component-base/version.gitMajor': major,
      'k8s.io/component-base/version.gitMinor': minor,
      'k8s.io/component-base/version.gitTreeState': 'clean',
    },
  },
  {
    key: `kwok-${KWOK}`,
    module: 'sigs.k8s.io/kwok',
    version: `v${KWOK}`,
    programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    variables: { 'sigs.k8s.io/kwok/pkg/consts.Version': `v${KWOK}` },
    // The life of nodes and pods that kwok plays; its binary holds none.
    data: { 'kustomize/stage': 'stage' },
  },
  {
    key: `client-go-${CLIENT_GO}-${createHash('sha256').update(CLIENT).digest('hex').slice(0, 8)}`,
    module: 'k8s.io/client-go',
    version: `v${CLIENT_GO}`,
    programs: { 'demo-client': '.' },
    variables: {},
    main: CLIENT,
  },
];

/** Where builds are kept: outside the tree, so that a fresh clone finds them. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'podscope', 'cluster');
}

/** Path of a built program or data folder, whether it exists or not. */
export function builtPath(name: string): string {
  const source = SOURCES.find(({ programs, data }) => name in programs || (data && Object.values(data).includes(name)));
  if (source === undefined) throw new Error(`no source builds ${name}`);
  return join(cacheRoot(), source.key, name);
}
