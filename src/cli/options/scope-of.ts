import type { ClusterIdentity, PodScope } from '../../kube/cluster.ts';
import { type PodTest, podTest } from '../../kube/pod-selector.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Which pods the options ask for: as kubectl, those of the context's namespace unless they say otherwise. */
export function scopeOf(options: Options, identity: Pick<ClusterIdentity, 'namespace'>): PodScope {
  return {
    namespaces: options['all-namespaces'] ? [] : namesOf(options.namespace ?? identity.namespace),
    labelSelector: options.selector,
    fieldSelector: options['field-selector'],
  };
}

/** Where it is looked, in words: `default namespace`; undefined for everywhere. */
export const placeOf = ({ namespaces }: PodScope): string | undefined =>
  namespaces.length === 0 ? undefined : `${namespaces.join(', ')} namespace${namespaces.length > 1 ? 's' : ''}`;

const namesOf = (list: string): string[] => [
  ...new Set(
    list
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== ''),
  ),
];

/** The same of the pods of a recording, which are all meant where nothing else is said. @throws UsageError */
export function podsMeant(options: Options): PodTest {
  const test = podTest(scopeOf(options, { namespace: '' }));
  if (typeof test === 'function') return test;
  throw new UsageError(`"${test.unreadable}" selects nothing that a recording holds`);
}
