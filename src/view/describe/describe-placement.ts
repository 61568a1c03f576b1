import { at, entriesAt, itemsAt, type Json, numberAt, textAt } from '../../kube/json.ts';
import { selectorText } from '../../kube/label-selector.ts';
import { affinityRows, placeOf, podsText } from './affinity-text.ts';
import { given, many, objectRows, type Row, restRows, row, type Section } from './describe-rows.ts';

export function placementSection(pod: unknown): Section {
  return {
    id: 'placement',
    title: 'Placement',
    rows: [
      ...selectorRows(pod),
      ...many('Tolerations', itemsAt(pod, 'spec', 'tolerations').map(tolerationText)),
      ...itemsAt(pod, 'spec', 'topologySpreadConstraints').flatMap((each, i) => [
        row(i === 0 ? 'Topology Spread Constraints' : '', spreadText(each)),
        row('', spreadWords(each), 0, 'muted'),
        ...restRows(each, TOLD_OF_SPREAD, 1),
      ]),
      ...affinityRows(at(pod, 'spec', 'affinity')),
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

function selectorRows(pod: unknown): readonly Row[] {
  const labels = entriesAt(pod, 'spec', 'nodeSelector').map(([key, value]) => `${key}=${value}`);
  const rows = many('Node-Selectors', labels);
  if (labels.length === 0) return rows;
  return [
    ...rows,
    row('', `required: a node with ${labels.length === 1 ? 'this label' : 'all of these labels'}`, 0, 'muted'),
  ];
}

function tolerationText(toleration: Json): string {
  const [key, value, effect] = ['key', 'value', 'effect'].map(field => textAt(toleration, field));
  const operator = textAt(toleration, 'operator');
  const seconds = numberAt(toleration, 'tolerationSeconds');
  const name = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  const exists = operator === 'Exists' ? ' op=Exists' : operator && operator !== 'Equal' ? ` op=${operator}` : '';
  return `${name}${exists}${seconds === undefined ? '' : ` for ${seconds}s`}`.trim();
}

const TOLD_OF_SPREAD = ['maxSkew', 'topologyKey', 'whenUnsatisfiable', 'labelSelector', 'matchLabelKeys'];

/** The line of kubectl; `spreadWords` says what it comes to. */
function spreadText(constraint: Json): string {
  const labels = selectorText(at(constraint, 'labelSelector'));
  const selector = labels === '' ? '' : ` for selector ${labels}`;
  return `${textAt(constraint, 'topologyKey')}:${textAt(constraint, 'whenUnsatisfiable')} when max skew ${textAt(constraint, 'maxSkew')} is exceeded${selector}`;
}

function spreadWords(constraint: Json): string {
  const place = placeOf(textAt(constraint, 'topologyKey'));
  const how = textAt(constraint, 'whenUnsatisfiable') === 'ScheduleAnyway' ? 'preferred' : 'required';
  return `${how}: from ${place} to ${place} the number of ${podsText(constraint)} differs by at most ${textAt(constraint, 'maxSkew')}`;
}
