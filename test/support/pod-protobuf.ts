import { PbfWriter } from 'pbf';

type Json = Record<string, unknown>;

/*
 * Writes what Go's generated marshaller writes for a pod given as JSON: fields that are no pointer always, even when empty; a null
 * time as an empty message. Some fields that podscope does not read are written too, so that skipping them is tested.
 */

export function encodePodList(
  pods: readonly unknown[],
  meta: { resourceVersion: string; continue?: string; remaining?: number },
): Buffer {
  return envelope('PodList', w => {
    w.writeMessage(
      1,
      (_, m) => {
        m.writeStringField(1, '');
        m.writeStringField(2, meta.resourceVersion);
        m.writeStringField(3, meta.continue ?? '');
        if (meta.remaining !== undefined) m.writeVarintField(4, meta.remaining);
      },
      undefined,
    );
    for (const pod of pods) w.writeMessage(2, writePod, pod as Json);
  });
}

/** One frame of a watch. */
export function encodeWatchEvent(type: string, object: Buffer): Buffer {
  const writer = new PbfWriter();
  writer.writeStringField(1, type);
  writer.writeMessage(2, (bytes, m) => m.writeBytesField(1, bytes), object);
  const event = Buffer.from(writer.finish());
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

export function encodePod(pod: unknown): Buffer {
  return envelope('Pod', w => writePod(pod as Json, w));
}

export function encodeStatus(code: number, reason: string, message: string): Buffer {
  return envelope('Status', w => {
    w.writeMessage(1, () => {}, undefined);
    w.writeStringField(2, 'Failure');
    w.writeStringField(3, message);
    w.writeStringField(4, reason);
    w.writeVarintField(6, code);
  });
}

function envelope(kind: string, write: (w: PbfWriter) => void): Buffer {
  const inner = new PbfWriter();
  write(inner);
  const raw = inner.finish();
  const outer = new PbfWriter();
  outer.writeMessage(
    1,
    (_, m) => {
      m.writeStringField(1, 'v1');
      m.writeStringField(2, kind);
    },
    undefined,
  );
  outer.writeBytesField(2, raw);
  outer.writeStringField(3, '');
  outer.writeStringField(4, '');
  return Buffer.concat([Buffer.from('k8s\0'), outer.finish()]);
}

function writePod(pod: Json, w: PbfWriter): void {
  w.writeMessage(1, writeMeta, json(pod['metadata']));
  if (pod['spec']) w.writeMessage(2, writeSpec, json(pod['spec']));
  if (pod['status']) w.writeMessage(3, writeStatus, json(pod['status']));
}

function writeMeta(meta: Json, w: PbfWriter): void {
  for (const [tag, name] of [
    [1, 'name'],
    [2, 'generateName'],
    [3, 'namespace'],
    [4, 'selfLink'],
    [5, 'uid'],
    [6, 'resourceVersion'],
  ] as const) {
    text(w, tag, meta[name]);
  }
  w.writeVarintField(7, 3);
  time(w, 8, meta['creationTimestamp'] ?? null);
  time(w, 9, meta['deletionTimestamp']);
  number(w, 10, meta['deletionGracePeriodSeconds']);
  map(w, 11, meta['labels']);
  map(w, 12, meta['annotations'] ?? { note: 'not shown' });
  each(meta['ownerReferences'], owner =>
    w.writeMessage(
      13,
      (o: Json, m) => {
        text(m, 1, o['kind']);
        text(m, 3, o['name']);
        text(m, 4, o['uid']);
        text(m, 5, o['apiVersion']);
        if (o['controller'] !== undefined) m.writeBooleanField(6, o['controller'] === true);
      },
      owner,
    ),
  );
  for (const finalizer of (meta['finalizers'] as string[] | undefined) ?? []) w.writeStringField(14, finalizer);
  w.writeMessage(17, (_, m) => m.writeStringField(1, 'kubelet'), undefined);
}

function writeSpec(spec: Json, w: PbfWriter): void {
  w.writeMessage(1, (_, m) => m.writeStringField(1, 'volume'), undefined);
  each(spec['containers'], container => w.writeMessage(2, writeContainer, container));
  text(w, 3, spec['restartPolicy']);
  number(w, 4, spec['terminationGracePeriodSeconds']);
  text(w, 8, spec['serviceAccountName']);
  text(w, 10, spec['nodeName']);
  each(spec['initContainers'], container => w.writeMessage(20, writeContainer, container));
  text(w, 24, spec['priorityClassName']);
  each(spec['readinessGates'], gate => w.writeMessage(28, (g: Json, m) => text(m, 1, g['conditionType']), gate));
  each(spec['ephemeralContainers'], container =>
    w.writeMessage(
      34,
      (c: Json, m) => {
        m.writeMessage(1, writeContainer, c);
        text(m, 2, c['targetContainerName']);
      },
      container,
    ),
  );
  each(spec['schedulingGates'], gate => w.writeMessage(38, (g: Json, m) => text(m, 1, g['name']), gate));
}

function writeContainer(container: Json, w: PbfWriter): void {
  text(w, 1, container['name']);
  text(w, 2, container['image']);
  w.writeStringField(5, '/work');
  if (container['resources']) w.writeMessage(8, writeResources, container['resources'] as Json);
  if (container['restartPolicy'] !== undefined) text(w, 24, container['restartPolicy']);
}

function writeResources(resources: Json, w: PbfWriter): void {
  for (const [tag, name] of [
    [1, 'limits'],
    [2, 'requests'],
  ] as const) {
    for (const [key, value] of Object.entries((resources[name] as Json | undefined) ?? {})) {
      w.writeMessage(
        tag,
        (_, entry) => {
          text(entry, 1, key);
          entry.writeMessage(2, (_one, quantity) => text(quantity, 1, value), undefined);
        },
        undefined,
      );
    }
  }
}

function writeStatus(status: Json, w: PbfWriter): void {
  text(w, 1, status['phase']);
  each(status['conditions'], condition =>
    w.writeMessage(
      2,
      (c: Json, m) => {
        text(m, 1, c['type']);
        text(m, 2, c['status']);
        time(m, 3, c['lastProbeTime'] ?? null);
        time(m, 4, c['lastTransitionTime'] ?? null);
        text(m, 5, c['reason']);
        text(m, 6, c['message']);
        m.writeVarintField(7, 1);
      },
      condition,
    ),
  );
  for (const [tag, name] of [
    [3, 'message'],
    [4, 'reason'],
    [5, 'hostIP'],
    [6, 'podIP'],
  ] as const)
    text(w, tag, status[name]);
  time(w, 7, status['startTime']);
  each(status['containerStatuses'], container => w.writeMessage(8, writeContainerStatus, container));
  text(w, 9, status['qosClass']);
  each(status['initContainerStatuses'], container => w.writeMessage(10, writeContainerStatus, container));
  text(w, 11, status['nominatedNodeName']);
  each(status['podIPs'], ip => w.writeMessage(12, (i: Json, m) => text(m, 1, i['ip']), ip));
  each(status['ephemeralContainerStatuses'], container => w.writeMessage(13, writeContainerStatus, container));
}

function writeContainerStatus(status: Json, w: PbfWriter): void {
  text(w, 1, status['name']);
  w.writeMessage(2, writeState, json(status['state']));
  w.writeMessage(3, writeState, json(status['lastState']));
  w.writeBooleanField(4, status['ready'] === true);
  w.writeVarintField(5, Number(status['restartCount'] ?? 0));
  text(w, 6, status['image']);
  text(w, 7, status['imageID']);
  text(w, 8, status['containerID']);
  if (status['started'] !== undefined) w.writeBooleanField(9, status['started'] === true);
}

function writeState(state: Json, w: PbfWriter): void {
  if (state['waiting']) {
    w.writeMessage(
      1,
      (s: Json, m) => {
        text(m, 1, s['reason']);
        text(m, 2, s['message']);
      },
      json(state['waiting']),
    );
  }
  if (state['running']) w.writeMessage(2, (s: Json, m) => time(m, 1, s['startedAt'] ?? null), json(state['running']));
  if (state['terminated']) {
    w.writeMessage(
      3,
      (s: Json, m) => {
        m.writeVarintField(1, Number(s['exitCode'] ?? 0));
        m.writeVarintField(2, Number(s['signal'] ?? 0));
        text(m, 3, s['reason']);
        text(m, 4, s['message']);
        time(m, 5, s['startedAt'] ?? null);
        time(m, 6, s['finishedAt'] ?? null);
        text(m, 7, s['containerID']);
      },
      json(state['terminated']),
    );
  }
}

function json(value: unknown): Json {
  return (value ?? {}) as Json;
}
function text(w: PbfWriter, tag: number, value: unknown): void {
  w.writeStringField(tag, typeof value === 'string' ? value : '');
}
function number(w: PbfWriter, tag: number, value: unknown): void {
  if (typeof value === 'number') w.writeVarintField(tag, value);
}
function time(w: PbfWriter, tag: number, value: unknown): void {
  if (value === undefined) return;
  w.writeMessage(
    tag,
    (_, m) => {
      if (value === null) return;
      m.writeVarintField(1, Date.parse(value as string) / 1000);
      m.writeVarintField(2, 0);
    },
    undefined,
  );
}
function map(w: PbfWriter, tag: number, value: unknown): void {
  for (const [key, item] of Object.entries(json(value))) {
    w.writeMessage(
      tag,
      (_, m) => {
        m.writeStringField(1, key);
        m.writeStringField(2, String(item));
      },
      undefined,
    );
  }
}
function each(value: unknown, write: (item: Json) => void): void {
  for (const item of (value as Json[] | undefined) ?? []) write(item);
}
