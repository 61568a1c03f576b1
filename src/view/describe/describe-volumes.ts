import { at, itemsAt, textAt } from '../../kube/json.ts';
import { fieldRows, type Row, row, type Section } from './describe-rows.ts';

export function volumeSection(pod: unknown): Section {
  const volumes = itemsAt(pod, 'spec', 'volumes');
  return {
    id: 'volumes',
    title: 'Volumes',
    summary: `${volumes.length}`,
    rows: volumes.flatMap(volume => {
      const kind = Object.keys(volume).find(key => key !== 'name') ?? 'emptyDir';
      const source = volume[kind];
      const silent = SILENT[kind];
      return [
        row(textAt(volume, 'name'), kindName(kind)),
        ...volumeRows(kind, source),
        ...(silent === undefined || at(source, silent) !== undefined ? [] : [row(silent, 'false', 1)]),
      ];
    }),
  };
}

/** What is false unless it is said, and which kubectl says all the same. */
const SILENT: Readonly<Record<string, string>> = {
  persistentVolumeClaim: 'readOnly',
  nfs: 'readOnly',
  iscsi: 'readOnly',
  csi: 'readOnly',
  cephfs: 'readOnly',
  glusterfs: 'readOnly',
  rbd: 'readOnly',
  fc: 'readOnly',
  azureFile: 'readOnly',
  configMap: 'optional',
  secret: 'optional',
};

/** `emptyDir` → `EmptyDir`, as kubectl writes them. */
const kindName = (kind: string): string => KIND_NAMES[kind] ?? `${kind[0]!.toUpperCase()}${kind.slice(1)}`;
const KIND_NAMES: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'AWSElasticBlockStore',
  cephfs: 'CephFS',
  csi: 'CSI',
  ephemeral: 'EphemeralVolume',
  fc: 'FC',
  gcePersistentDisk: 'GCEPersistentDisk',
  iscsi: 'ISCSI',
  nfs: 'NFS',
  rbd: 'RBD',
  storageos: 'StorageOS',
  vsphereVolume: 'vSphereVolume',
};

function volumeRows(kind: string, source: unknown): readonly Row[] {
  if (kind !== 'projected') return fieldRows(source, 1);
  return itemsAt(source, 'sources').flatMap(each =>
    Object.keys(each).flatMap(name =>
      [row(kindName(name), ''), ...fieldRows(each[name], 2)].map((one, i) => (i === 0 ? { ...one, depth: 1 } : one)),
    ),
  );
}
