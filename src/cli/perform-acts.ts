import type { ActEffect } from '../app/effects.ts';
import { deletePod } from './cluster-calls.ts';
import type { Stage, Troupe } from './stage.ts';

/** What changes something in the cluster. */
export function actTroupe(stage: Stage): Troupe<ActEffect> {
  return {
    performers: {
      deletePod: async pod => {
        const { cluster } = stage.current;
        await deletePod(cluster, pod);
        stage.say(`Asked ${cluster.identity.cluster} to delete ${pod.namespace}/${pod.name}.`);
      },
    },
  };
}
