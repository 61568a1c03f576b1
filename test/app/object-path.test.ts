import { describe, expect, test } from 'vitest';
import { findByPath } from '../../src/app/reading/object-path.ts';

const POD = {
  metadata: { name: 'web-0', annotations: { 'kubernetes.io/psp': 'a', 'x-y': 'b', whale: '🐳' } },
  spec: {
    containers: [
      { name: 'app', image: 'nginx:1' },
      { name: 'proxy', image: 'envoy', resources: { limits: { cpu: '1' } } },
    ],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'False', reason: 'ContainersNotReady' },
      { type: 'Initialized', status: 'True' },
    ],
    containerStatuses: [{ name: 'app', restartCount: 3, ready: true }],
  },
};

describe('what a path finds', () => {
  test.for<[path: string, found: Record<string, unknown>]>([
    ['.status.phase', { '.status.phase': 'Running' }],
    ['status.phase', { '.status.phase': 'Running' }],
    ['$.status.phase', { '.status.phase': 'Running' }],
    ['{.status.phase}', { '.status.phase': 'Running' }],
    ['.status.conditions[?type=Ready].reason', { '.status.conditions[0].reason': 'ContainersNotReady' }],
    ['{.status.conditions[?(@.type=="Ready")].status}', { '.status.conditions[0].status': 'False' }],
    ["$.status.conditions[?@.type=='Ready'].status", { '.status.conditions[0].status': 'False' }],
    [
      '.status.conditions[?type=Ready && status!=True].reason',
      { '.status.conditions[0].reason': 'ContainersNotReady' },
    ],
    ['.status.conditions[Initialized].status', { '.status.conditions[1].status': 'True' }],
    ['.spec.containers[*].image', { '.spec.containers[0].image': 'nginx:1', '.spec.containers[1].image': 'envoy' }],
    ['.spec.containers[].image', { '.spec.containers[0].image': 'nginx:1', '.spec.containers[1].image': 'envoy' }],
    ['.status.containerStatuses[?restartCount=~^[1-9]].name', { '.status.containerStatuses[0].name': 'app' }],
    ['.spec.containers[?image=~^env].name', { '.spec.containers[1].name': 'proxy' }],
    ['.spec.containers[?image=~/:\\d+$/].name', { '.spec.containers[0].name': 'app' }],
    ['.metadata.annotations[?@ == "🐳"]', { '.metadata.annotations.whale': '🐳' }],
    ['.spec.containers[-1:].name', { '.spec.containers[1].name': 'proxy' }],
    ['.spec.containers[proxy].resources.limits.cpu', { '.spec.containers[1].resources.limits.cpu': '1' }],
    ['..image', { '.spec.containers[0].image': 'nginx:1', '.spec.containers[1].image': 'envoy' }],
    ['.status.containerStatuses[?restartCount>2].name', { '.status.containerStatuses[0].name': 'app' }],
    ['.status.containerStatuses[?ready=true].name', { '.status.containerStatuses[0].name': 'app' }],
    ['.spec.containers[?resources.limits.cpu].name', { '.spec.containers[1].name': 'proxy' }],
    ['.metadata.annotations.kubernetes\\.io/psp', { ".metadata.annotations['kubernetes.io/psp']": 'a' }],
    ["{.metadata.annotations['kubernetes\\.io/psp']}", { ".metadata.annotations['kubernetes.io/psp']": 'a' }],
    ['.metadata.annotations["kubernetes.io/psp"]', { ".metadata.annotations['kubernetes.io/psp']": 'a' }],
    ['.metadata.annotations.x-y', { '.metadata.annotations.x-y': 'b' }],
    ['.spec.containers[0:1].name', { '.spec.containers[0].name': 'app' }],
    ['.spec.containers[0,1].name', { '.spec.containers[0].name': 'app', '.spec.containers[1].name': 'proxy' }],
    ["['metadata']['name']", { '.metadata.name': 'web-0' }],
    ["{.spec['containers'][1]['image']}", { '.spec.containers[1].image': 'envoy' }],
    ['{$.metadata.name}', { '.metadata.name': 'web-0' }],
    ['{..limits.cpu}', { '.spec.containers[1].resources.limits.cpu': '1' }],
    ['{.status.phase', { '.status.phase': 'Running' }],
    ['{.metadata.name}{"\\t"}{.status.phase}{"\\n"}', { '.metadata.name': 'web-0', '.status.phase': 'Running' }],
    [
      '{range .spec.containers[*]}{.name}{"="}{@.image}{"\\n"}{end}{.status.phase}',
      {
        '.spec.containers[0].name': 'app',
        '.spec.containers[1].name': 'proxy',
        '.spec.containers[0].image': 'nginx:1',
        '.spec.containers[1].image': 'envoy',
        '.status.phase': 'Running',
      },
    ],
    [
      '{range .spec.containers[?(@.name=="proxy")]}',
      { '.spec.containers[1]': expect.objectContaining({ name: 'proxy' }) },
    ],
    ['.status.pha', { '.status.phase': 'Running' }],
    ['.status.phase.', { '.status.phase': 'Running' }],
    ['.metadata.nothing', {}],
  ])('%s', ([path, found]) => {
    const answer = findByPath(POD, path);
    expect('found' in answer ? Object.fromEntries(answer.found.map(each => [each.path, each.value])) : answer).toEqual(
      found,
    );
  });

  test('all of it, while nothing is typed', () => {
    expect(findByPath(POD, '')).toEqual({ found: [{ path: '.', value: POD }] });
    expect(findByPath(POD, '.')).toEqual({ found: [{ path: '.', value: POD }] });
  });

  test.for([
    ['.status.conditions[', 'a ] is missing'],
    ['.status.conditions[?type=]', 'a value is missing after type='],
    ['.status.conditions[?@.type==]', /unexpected|expected/],
    ['.spec.containers[?name=~(]', '"(" is no regular expression'],
    ['.status)', '")" does not go on a path'],
  ] as const)('%s is refused in a clause', ([path, clause]) => {
    expect(findByPath(POD, path)).toEqual({
      problem: typeof clause === 'string' ? clause : expect.stringMatching(clause),
    });
  });
});
