import { describe, expect, test } from 'vitest';
import { describePod } from '../../src/view/describe/describe.ts';
import { describeText } from '../../src/view/describe/describe-lines.ts';
import { RICH_POD } from '../support/rich-pod.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');

/** Fields that are told as something else: an operator as its sign, `false` by its absence, null as nothing at all. */
const TOLD_OTHERWISE = /\.operator$|managedFields|\.fieldsV1/;

function* leaves(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, `${path}.${key}`);
  } else if (value !== null && value !== false && !TOLD_OTHERWISE.test(path)) yield [path, String(value)];
}

function untold(pod: unknown, envValues = true): string[] {
  const sections = describePod({ pod, now: NOW, status: { word: 'Running', why: '' }, envValues });
  const text = describeText(sections).join('\n').toLowerCase();
  return [...leaves(pod)]
    .filter(([, value]) => value.split('\n').some(line => !text.includes(line.trim().toLowerCase())))
    .map(([path]) => path);
}

describe('a description leaves nothing out', () => {
  test('of a pod with everything', () => {
    expect(untold(RICH_POD)).toEqual([]);
  });

  test('of fields that a later Kubernetes may have', () => {
    const pod = structuredClone(RICH_POD) as unknown as {
      metadata: object;
      spec: { containers: object[] };
      status: { containerStatuses: object[] };
    };
    Object.assign(pod.metadata, { generateName: 'shop-7d9-' });
    Object.assign(pod.spec, { hostnameOverride: 'elsewhere', futures: [{ kind: 'option', strike: 42 }] });
    Object.assign(pod.spec.containers[0]!, {
      resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
      stdin: true,
      resources: { claims: [{ name: 'gpu', request: 'half' }] },
      livenessProbe: {
        httpGet: { port: 8080, path: '/live', httpHeaders: [{ name: 'X-Probe', value: 'yes' }] },
        terminationGracePeriodSeconds: 7,
      },
    });
    Object.assign(pod.status, { observedGeneration: 12, resize: 'Proposed' });
    Object.assign(pod.status.containerStatuses[0]!, {
      user: { linux: { uid: 10_042, gid: 10_043 } },
      allocatedResourcesStatus: [{ name: 'gpu', resources: [{ resourceID: 'gpu-0', health: 'Unhealthy' }] }],
    });
    expect(untold(pod)).toEqual([]);
  });

  test('of what a resize has not taken away yet', () => {
    const pod = structuredClone(RICH_POD) as unknown as {
      spec: { containers: object[] };
      status: { containerStatuses: object[] };
    };
    Object.assign(pod.status.containerStatuses[1]!, {
      allocatedResources: { cpu: '251m' },
      resources: { requests: { cpu: '255m', memory: '128Mi' }, limits: { cpu: '777m', memory: '999Mi' } },
    });
    expect(untold(pod)).toEqual([]);
  });

  test('but values of the environment, which are told only on demand', () => {
    expect(untold(RICH_POD, false).every(path => /\.env\.\d+\.value$/.test(path))).toBe(true);
    expect(untold(RICH_POD, false)).not.toEqual([]);
  });
});
