import type { ScopeEffect } from '../app/effects.ts';
import { takeSelectors } from '../app/filter/selectors.ts';
import type { View } from '../app/views.ts';
import type { Cluster } from '../kube/cluster.ts';
import { differenceLine, summaryLine } from '../tasks/check-text.ts';
import type { Stage, Troupe } from './stage.ts';

/** What concerns the pods that are watched. */
export function scopeTroupe(stage: Stage): Troupe<ScopeEffect> {
  return {
    performers: {
      switchNamespaces: ({ namespaces }) => stage.show(stage.current.cluster, { namespaces }),
      switchContext: ({ context }) => {
        const open = clusterOf(stage, context);
        if (!open) return;
        const ofContext = stage.scope.namespaces.length === 0 ? [] : [open.identity.namespace];
        stage.show(open, { namespaces: stage.kept(open)?.namespaces ?? ofContext });
      },
      select: ({ labels, filter }) => {
        const { cluster, session } = stage.current;
        const view = session.view();
        // Whoever comes back to these pods by another way shall not be sent on from there.
        session.grid.setFilter(takeSelectors(filter).rest, stage.now());
        stage.show(cluster, { namespaces: session.world.target.namespaces, typed: labels });
        showAs(stage, { ...view, filter });
      },
      showView: ({ view }) => {
        const cluster =
          view.context === stage.current.session.world.target.context
            ? stage.current.cluster
            : clusterOf(stage, view.context);
        if (!cluster) return;
        stage.show(cluster, { namespaces: view.namespaces, typed: takeSelectors(view.filter).selector });
        // The next run begins there, too.
        stage.current.session.kept.namespaces = view.namespaces;
        showAs(stage, view);
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

/** One that is open already, or is opened now. */
const clusterOf = ({ clusters, contexts }: Stage, context: string): Cluster | undefined =>
  [...clusters].find(cluster => cluster.identity.context === context) ?? contexts?.open(context);

function showAs(stage: Stage, view: View): void {
  stage.current.session.applyView(view, stage.now());
  stage.changed();
}
