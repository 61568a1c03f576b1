import type { ScopeEffect } from '../app/effects.ts';
import { differenceLine, summaryLine } from './check-text.ts';
import type { Stage, Troupe } from './stage.ts';

/** What concerns the pods that are watched. */
export function scopeTroupe(stage: Stage): Troupe<ScopeEffect> {
  return {
    performers: {
      switchNamespaces: ({ namespaces }) => stage.show(stage.current.cluster, { ...stage.scope, namespaces }),
      switchContext: ({ context }) => {
        const { clusters, contexts, scope } = stage;
        const open = [...clusters].find(cluster => cluster.identity.context === context) ?? contexts?.open(context);
        if (!open) return;
        const ofContext = scope.namespaces.length === 0 ? [] : [open.identity.namespace];
        stage.show(open, { ...scope, namespaces: stage.kept(open)?.namespaces ?? ofContext });
      },
      verify: async () => {
        const watch = stage.current;
        stage.say('Comparing every cell with what the server prints…');
        const report = await watch.check();
        const [first] = report.differences;
        const summary = summaryLine(report, watch.generation.version);
        if (first === undefined) stage.say(`${summary}.`);
        else stage.warn(`${summary}; ${differenceLine(first)}`);
      },
    },
  };
}
