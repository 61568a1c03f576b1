import type { ComparingEffect } from '../app/effects.ts';
import type { Compared, ComparedPod } from '../app/life/moment.ts';
import { textAt } from '../kube/json.ts';
import type { Stage, Troupe } from './stage.ts';

/** Gets the pods that a person compares. */
export function comparingTroupe(stage: Stage): Troupe<ComparingEffect> {
  return {
    performers: {
      compare: async ({ comparison, pods }) => {
        const { cluster, session } = stage.current;
        const kept = pods.map((one): Compared | undefined => {
          const entry = session.world.pods.get(one.uid);
          return entry && { name: nameOf(one), at: entry.goneAt, object: entry.pod, isWhole: false };
        });
        const whole = await Promise.all(
          pods.map(async (one): Promise<Compared | undefined> => {
            try {
              const object = await cluster.getPod(one.namespace, one.name);
              // Another pod may have the name now.
              return textAt(object, 'metadata', 'uid') === one.uid
                ? { name: nameOf(one), at: undefined, object, isWhole: true }
                : undefined;
            } catch (error) {
              const problem = cluster.problem(error);
              if (problem.code !== 'not-found') comparison.note = problem.message;
              return undefined;
            }
          }),
        );
        // Only what is known of both can be compared.
        const [before, after] = whole.every(each => each !== undefined) ? whole : kept;
        comparison.before = before;
        comparison.after = after;
        if (!before || !after) comparison.problem = 'One of the pods is gone and no longer kept.';
        stage.changed();
      },
    },
  };
}

const nameOf = ({ namespace, name }: ComparedPod): string => `${namespace}/${name}`;
