import { at, entriesAt, itemsAt, type Json, numberAt, textAt } from '../../kube/json.ts';
import { selectorText } from '../../kube/label-selector.ts';
import { given, many, objectRows, restRows, row, type Section } from './describe-rows.ts';

export function placementSection(pod: unknown): Section {
  return {
    id: 'placement',
    title: 'Placement',
    rows: [
      ...many(
        'Node-Selectors',
        entriesAt(pod, 'spec', 'nodeSelector').map(([key, value]) => `${key}=${value}`),
      ),
      ...many('Tolerations', itemsAt(pod, 'spec', 'tolerations').map(tolerationText)),
      ...itemsAt(pod, 'spec', 'topologySpreadConstraints').flatMap((each, i) => [
        row(i === 0 ? 'Topology Spread Constraints' : '', spreadText(each)),
        ...restRows(each, TOLD_OF_SPREAD, 1),
      ]),
      ...objectRows('Affinity', at(pod, 'spec', 'affinity')),
      ...given('Scheduler', textAt(pod, 'spec', 'schedulerName')),
      ...given('Host Network', textAt(pod, 'spec', 'hostNetwork')),
      ...given(
        'Hostname',
        [textAt(pod, 'spec', 'hostname'), textAt(pod, 'spec', 'subdomain')].filter(Boolean).join('.'),
      ),
      ...objectRows('Pod Resources', at(pod, 'spec', 'resources')),
      ...objectRows('Overhead', at(pod, 'spec', 'overhead')),
    ],
  };
}

function tolerationText(toleration: Json): string {
  const [key, value, effect] = ['key', 'value', 'effect'].map(field => textAt(toleration, field));
  const operator = textAt(toleration, 'operator');
  const seconds = numberAt(toleration, 'tolerationSeconds');
  const name = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' ? ' op=Exists' : operator && operator !== 'Equal' ? ` op=${operator}` : '';
  return `${name}${exists}${seconds === undefined ? '' : ` for ${seconds}s`}`.trim();
}

const TOLD_OF_SPREAD = ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector'];

function spreadText(constraint: Json): string {
  const labels = selectorText(at(constraint, 'labelSelector'));
  const selector = labels === '' ? '' : ` for selector ${labels}`;
  return `${textAt(constraint, 'topologyKey')}:${textAt(constraint, 'whenUnsatisfiable')} when max skew ${textAt(constraint, 'maxSkew')} is exceeded${selector}`;
}
