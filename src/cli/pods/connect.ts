import { homedir } from 'node:os';
import { type ConfigSurroundings, contextNames, loadClusterConfig } from '../../cluster/config/kubeconfig.ts';
import { openCluster } from '../../cluster/open-cluster.ts';
import type { Cluster } from '../../kube/cluster.ts';
import type { Host } from '../../shell/host.ts';
import type { ContextChoice } from '../../shell/stage.ts';
import { tellingStats } from '../../shell/stats-rows.ts';
import type { Call } from '../options/call.ts';

/** The cluster that the options and the kubeconfig name. Nothing is sent yet. @throws ProblemError, naming file and field */
export function connect({ host, options }: Pick<Call, 'host' | 'options'>): Cluster {
  const { env, clock, version } = host;
  const config = loadClusterConfig(options, surroundings(host));
  const cluster = openCluster(config, { clock, env, version, random: Math.random });
  return options.stats ? tellingStats(cluster, host.stderr) : cluster;
}

/** The other contexts of the kubeconfig. */
export function contextsOf({ host, options }: Pick<Call, 'host' | 'options'>): ContextChoice {
  // What names or replaces a part of one context says nothing about another.
  const { cluster, user, server, token, namespace, ...rest } = options;
  return {
    names: contextNames(options, surroundings(host)),
    open: context => connect({ host, options: { ...rest, context } }),
  };
}

const surroundings = ({ env }: Host): ConfigSurroundings => ({ env, home: env['HOME'] ?? homedir() });
