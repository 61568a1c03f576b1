import { itemsAt, type Json, numberAt, textAt } from '../kube/json.ts';

/** The ports that a pod's containers say they have, or a Service's. */
export function portsOf(object: Json): readonly { readonly name: string; readonly port: number }[] {
  const own = itemsAt(object, 'spec', 'ports').map(each => ({
    name: textAt(each, 'name'),
    port: numberAt(each, 'port') ?? 0,
  }));
  const ofContainers = [...itemsAt(object, 'spec', 'initContainers'), ...itemsAt(object, 'spec', 'containers')]
    .flatMap(container => itemsAt(container, 'ports'))
    .filter(each => (textAt(each, 'protocol') || 'TCP') === 'TCP')
    .map(each => ({ name: textAt(each, 'name'), port: numberAt(each, 'containerPort') ?? 0 }));
  return [...own, ...ofContainers].filter(({ port }) => port > 0);
}
