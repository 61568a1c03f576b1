// Starts a control plane for a person: prints the path of its kubeconfig and runs until ctrl-c.
//   npx tsx scripts/cluster/start.ts [--with kube-scheduler,kube-controller-manager,kwok] [--nodes N] [--fill PODS] [--churn CHANGES_A_SECOND]
import { parseArgs } from 'node:util';
import { build, Skipped } from './build.ts';
import { type Component, startControlPlane } from './control-plane.ts';
import { etcdClient } from './etcd.ts';
import { churn, fill } from './fill.ts';
import { createNodes } from './objects.ts';

const { values } = parseArgs({
  options: {
    with: { type: 'string', default: '' },
    nodes: { type: 'string', default: '2' },
    fill: { type: 'string', default: '0' },
    churn: { type: 'string', default: '0' },
  },
});

try {
  await build(line => console.error(line));
} catch (cause) {
  if (!(cause instanceof Skipped)) throw cause;
  console.error(`no control plane: ${cause.message}`);
  process.exit(1);
}
const plane = await startControlPlane({ with: values.with.split(',').filter(Boolean) as Component[] });
const etcd = etcdClient(plane.etcd);
await createNodes(plane.api, Number(values.nodes));
if (Number(values.fill) > 0) await fill(plane.api, etcd, Number(values.fill), line => console.error(line));
if (Number(values.churn) > 0) await churn(etcd, Number(values.churn));
console.log(plane.kubeconfig);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void plane.stop().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
