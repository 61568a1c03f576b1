/** The `scale` subresource: how many pods a workload wants, whatever its kind. */
import { writeObject } from '../store/delete-object.ts';
import { getObject, shelfOf } from '../store/find-object.ts';
import type { Writer } from '../store/managed-fields.ts';
import { isRecord } from '../store/merge-patch.ts';
import type { KubeObject } from '../store/objects.ts';
import type { Target } from '../store/request-path.ts';
import type { ResourceLog } from '../store/resource-log.ts';
import { badRequest, conflict, invalid } from '../store/status-error.ts';
import { patched } from './write-handlers.ts';

export function getScale(log: ResourceLog, target: Target): object {
  return scaleOf(getObject(log, target));
}

/** `patchType`: the content type of a patch; undefined when the body is a whole Scale. */
export function putScale(
  log: ResourceLog,
  target: Target,
  query: URLSearchParams,
  patchType: string | undefined,
  body: unknown,
  writer: Writer,
): object {
  const old = getObject(log, target);
  const wanted = patchType === undefined ? body : patched(scaleOf(old), patchType, body);
  const spec = isRecord(wanted) ? wanted['spec'] : undefined;
  if (!isRecord(wanted) || !isRecord(spec)) throw badRequest('the body is no Scale');
  const { type, name = '' } = target;
  const replicas = spec['replicas'] ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    throw invalid('Scale', 'autoscaling', name, 'spec.replicas', 'Invalid value: must be greater than or equal to 0');
  }
  const version = isRecord(wanted['metadata']) ? wanted['metadata']['resourceVersion'] : undefined;
  if (version !== undefined && version !== '' && version !== old.metadata.resourceVersion) {
    const words = 'the object has been modified; please apply your changes to the latest version and try again';
    throw conflict(type.resource, type.group, name, words);
  }
  const metadata = { ...old.metadata, generation: (old.metadata.generation ?? 0) + 1 };
  const next = { ...old, metadata, spec: { ...(old.spec as object), replicas } } as KubeObject;
  if (replicasOf(old) === replicas) return scaleOf(old);
  return scaleOf(query.getAll('dryRun').includes('All') ? next : writeObject(log, shelfOf(target), next, writer));
}

interface Scalable {
  readonly replicas?: number;
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

const replicasOf = ({ spec }: KubeObject): number => (spec as Scalable).replicas ?? 1;

function scaleOf(object: KubeObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const labels = (object.spec as Scalable).selector?.matchLabels ?? {};
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: replicasOf(object) },
    status: {
      replicas: (object.status as { replicas?: number } | undefined)?.replicas ?? 0,
      selector: Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    },
  };
}
