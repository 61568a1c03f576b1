import { expect, test } from 'vitest';
import { readEvent } from '../../src/kube/cluster-event.ts';
import { eventSelector } from '../../src/kube/event-selector.ts';

const event = readEvent({
  metadata: { name: 'web-0.1', namespace: 'shop', uid: 'e1' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0', uid: 'p1' },
  ...{ type: 'Warning', reason: 'BackOff', source: { component: 'kubelet', host: 'node-1' } },
})!;

test.for([
  [true, [], undefined],
  [true, ['shop'], ''],
  [false, ['other'], undefined],
  [true, [], 'involvedObject.kind=Pod,involvedObject.uid==p1'],
  [true, [], 'regarding.name=web-0, type=Warning, source=kubelet'],
  [false, [], 'involvedObject.kind=Pod,involvedObject.uid=p2'],
  [false, [], 'involvedObject.uid!=p1'],
  [true, [], 'reason!=Pulled,metadata.name=web-0.1,metadata.namespace=shop'],
  [true, [], 'nobody.knows=this'],
] as const)('%s: an Event of %j that is %s', ([want, namespaces, fieldSelector]) => {
  expect(eventSelector({ namespaces, fieldSelector })(event)).toBe(want);
});
