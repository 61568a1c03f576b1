import { eventually } from '../../scripts/cluster/objects.ts';
import { nodeDraft } from '../../src/demo/store/nodes.ts';
import type { DemoPod } from '../../src/demo/store/objects.ts';
import type { Side } from './witness.ts';

/** One life, led by whoever asks the API server; the components of the cluster do the rest. */
export interface Story {
  readonly name: string;
  play(stage: Stage): Promise<void>;
}

/** A namespace of one cluster. */
export class Stage {
  readonly side: Side;
  readonly namespace: string;

  constructor(side: Side, namespace: string) {
    this.side = side;
    this.namespace = namespace;
  }

  /** `pods`, or with its group `apps/v1:deployments`. */
  path(resource: string): string {
    const [plural, group] = resource.split(':').reverse();
    return `/${group === undefined ? 'api/v1' : `apis/${group}`}/namespaces/${this.namespace}/${plural}`;
  }

  create = (resource: string, object: object): Promise<unknown> =>
    this.side.api.call('POST', this.path(resource), object);

  patch = (resource: string, name: string, patch: object): Promise<unknown> =>
    this.side.api.call('PATCH', `${this.path(resource)}/${name}`, patch, MERGE);

  delete = (resource: string, name: string, options: object = {}): Promise<unknown> =>
    this.side.api.call('DELETE', `${this.path(resource)}/${name}`, options);

  get = <T>(resource: string, name: string): Promise<T> =>
    this.side.api.call<T>('GET', `${this.path(resource)}/${name}`);

  /** Waits until all pods of the namespace are as they should be. */
  async pods(what: string, right: (pods: readonly DemoPod[]) => boolean): Promise<void> {
    const list = async () => (await this.side.api.call<{ items: DemoPod[] }>('GET', this.path('pods'))).items;
    await eventually(list, right, { what: `${this.namespace}: ${what}` });
  }

  running = (count: number): Promise<void> =>
    this.pods(`${count} running`, pods => pods.length === count && pods.every(isRunning));

  gone = (): Promise<void> => this.pods('gone', pods => pods.length === 0);

  refused = (name: string): Promise<void> =>
    this.pods(`${name} refused`, pods => conditionOf(pods, name, 'PodScheduled')?.reason === 'Unschedulable');
}

const MERGE = { contentType: 'application/merge-patch+json' };

const isRunning = ({ metadata, status }: DemoPod): boolean =>
  metadata.deletionTimestamp == null &&
  status.phase === 'Running' &&
  (status.conditions ?? []).some(row => row.type === 'Ready' && row.status === 'True');

const conditionOf = (pods: readonly DemoPod[], name: string, type: string) =>
  pods.find(({ metadata }) => metadata.name === name)?.status.conditions?.find(row => row.type === type);

const app = (more: object = {}): object => ({ name: 'app', image: 'registry.example/app:v1', ...more });
const pod = (name: string, spec: object = {}, more: object = {}): object => ({
  metadata: { name, ...more },
  spec: { terminationGracePeriodSeconds: 1, containers: [app()], ...spec },
});
const wanting = (resources: object): object => ({ containers: [app({ resources: { requests: resources } })] });

const workload = (name: string, replicas: number, image = 'registry.example/app:v1') => ({
  metadata: { name, annotations: { 'example.com/team': 'blue' } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { terminationGracePeriodSeconds: 1, containers: [app({ image })] },
    },
  },
});

const DEPLOYMENTS = 'apps/v1:deployments';
const JOBS = 'batch/v1:jobs';

interface Counts {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly [count: string]: number | undefined;
    readonly observedGeneration?: number;
  };
}

/** The Deployment has told of its last change, and nobody is on the way out any more. */
const settled = ({ metadata, status }: Counts, replicas: number): boolean =>
  status.observedGeneration === metadata.generation &&
  ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'].every(
    name => (status[name] ?? 0) === replicas,
  ) &&
  (status['terminatingReplicas'] ?? 0) === 0;

const rolledOut = (stage: Stage, replicas: number) =>
  eventually(
    () => stage.get<Counts>(DEPLOYMENTS, 'web'),
    web => settled(web, replicas),
    { what: `${stage.namespace}: ${replicas} of the Deployment` },
  );

export const STORIES: readonly Story[] = [
  {
    name: 'a bare pod, deleted with grace',
    async play(stage) {
      await stage.create('pods', pod('bare', { terminationGracePeriodSeconds: 30 }));
      await stage.running(1);
      await stage.delete('pods', 'bare', { gracePeriodSeconds: 2 });
      await stage.gone();
    },
  },
  {
    name: 'a bare pod, deleted by force',
    async play(stage) {
      await stage.create('pods', pod('bare'));
      await stage.running(1);
      await stage.delete('pods', 'bare', { gracePeriodSeconds: 0 });
      await stage.gone();
    },
  },
  {
    name: 'an init container',
    async play(stage) {
      await stage.create('pods', pod('two', { initContainers: [app({ name: 'first', command: ['true'] })] }));
      await stage.running(1);
    },
  },
  {
    name: 'a Deployment is created and scaled up and down',
    async play(stage) {
      await stage.create(DEPLOYMENTS, workload('web', 2));
      await rolledOut(stage, 2);
      await stage.patch(DEPLOYMENTS, 'web', { spec: { replicas: 4 } });
      await rolledOut(stage, 4);
      await stage.patch(DEPLOYMENTS, 'web', { spec: { replicas: 1 } });
      await rolledOut(stage, 1);
    },
  },
  {
    name: 'a Deployment is rolled out',
    async play(stage) {
      await stage.create(DEPLOYMENTS, workload('web', 2));
      await rolledOut(stage, 2);
      const { template } = workload('web', 2, 'registry.example/app:v2').spec;
      await stage.patch(DEPLOYMENTS, 'web', { spec: { template } });
      await rolledOut(stage, 2);
    },
  },
  {
    name: 'a StatefulSet replaces a pod under its name',
    async play(stage) {
      const set = workload('db', 2);
      await stage.create('apps/v1:statefulsets', { ...set, spec: { ...set.spec, serviceName: 'db' } });
      await stage.running(2);
      const { metadata } = await stage.get<DemoPod>('pods', 'db-0');
      await stage.delete('pods', 'db-0');
      await stage.pods('a new db-0', pods => pods.every(pod => pod.metadata.uid !== metadata.uid));
      await stage.running(2);
      await eventually(
        () => stage.get<Counts>('apps/v1:statefulsets', 'db'),
        ({ status }) => status['readyReplicas'] === 2 && status['currentReplicas'] === 2,
      );
    },
  },
  {
    name: 'a Job to its completion',
    async play(stage) {
      const template = { spec: { restartPolicy: 'Never', containers: [app({ command: ['sleep', '2'] })] } };
      await stage.create(JOBS, { metadata: { name: 'sum' }, spec: { template } });
      await eventually(
        () => stage.get<{ status: { completionTime?: string } }>(JOBS, 'sum'),
        ({ status }) => status.completionTime !== undefined,
      );
    },
  },
  {
    name: 'no room, until a node joins',
    async play(stage) {
      await stage.create('pods', pod('big', wanting({ memory: '100Gi' })));
      await stage.refused('big');
      await addNode(stage.side, 'node-big', { cpu: '64', memory: '256Gi', pods: '110' });
      await stage.running(1);
      await stage.delete('pods', 'big', { gracePeriodSeconds: 0 });
      await stage.gone();
      await stage.side.api.call('DELETE', '/api/v1/nodes/node-big');
    },
  },
  {
    name: 'no node with the label, until one gets it',
    async play(stage) {
      await stage.create('pods', pod('picky', { nodeSelector: { disk: 'ssd' } }));
      await stage.refused('picky');
      await stage.side.api.call('PATCH', '/api/v1/nodes/node-2', { metadata: { labels: { disk: 'ssd' } } }, MERGE);
      await stage.running(1);
      await stage.side.api.call('PATCH', '/api/v1/nodes/node-2', { metadata: { labels: { disk: null } } }, MERGE);
    },
  },
  {
    name: 'taints, until one is taken away',
    async play(stage) {
      const taint = (name: string, taints: readonly object[] | null) =>
        stage.side.api.call('PATCH', `/api/v1/nodes/${name}`, { spec: { taints } }, MERGE);
      for (const name of NODES) await taint(name, [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }]);
      await stage.create('pods', pod('plain'));
      await stage.refused('plain');
      await taint('node-3', null);
      await stage.running(1);
      for (const name of NODES) await taint(name, null);
    },
  },
  {
    name: 'a more important pod takes the place of another',
    async play(stage) {
      const value = { metadata: { name: 'urgent' }, value: 1000, globalDefault: false };
      await stage.side.api.call('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', value);
      const here = { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } };
      await stage.create('pods', pod('modest', { ...wanting({ cpu: '3' }), ...here }));
      await stage.running(1);
      await stage.create('pods', pod('late', { ...wanting({ cpu: '3' }), ...here }));
      await stage.refused('late');
      const urgent = { ...wanting({ cpu: '3500m' }), ...here, priorityClassName: 'urgent' };
      await stage.create('pods', pod('urgent', urgent));
      await stage.pods('modest gone', pods => pods.some(one => one.metadata.name === 'urgent' && isRunning(one)));
      await stage.side.api.call('DELETE', '/apis/scheduling.k8s.io/v1/priorityclasses/urgent');
    },
  },
  {
    name: 'a scheduling gate, taken away',
    async play(stage) {
      await stage.create('pods', pod('gated', { schedulingGates: [{ name: 'example.com/quota' }] }));
      await stage.pods('gated', pods => pods.length === 1);
      await stage.patch('pods', 'gated', { spec: { schedulingGates: null } });
      await stage.running(1);
    },
  },
  {
    name: 'a gated pod is deleted at once',
    async play(stage) {
      await stage.create('pods', pod('gated', { schedulingGates: [{ name: 'example.com/quota' }] }));
      await stage.delete('pods', 'gated');
      await stage.gone();
    },
  },
  {
    name: 'a finalizer holds a pod that nobody runs',
    async play(stage) {
      const held = { finalizers: ['example.com/hold'] };
      await stage.create('pods', pod('held', { schedulingGates: [{ name: 'example.com/quota' }] }, held));
      await stage.delete('pods', 'held');
      await stage.pods('marked', ([one]) => one?.metadata.deletionTimestamp != null);
      await stage.patch('pods', 'held', { metadata: { labels: { asked: 'yes' } } });
      await stage.patch('pods', 'held', { metadata: { finalizers: null } });
      await stage.gone();
    },
  },
  {
    name: 'eviction through the API',
    async play(stage) {
      await stage.create('pods', pod('guest'));
      await stage.running(1);
      await stage.create('pods/guest/eviction', { metadata: { name: 'guest', namespace: stage.namespace } });
      await stage.gone();
    },
  },
];

export const NODES = ['node-1', 'node-2', 'node-3'];

/** A node of the demo, played by kwok on the other side, which says itself that the node is ready. */
export async function addNode({ api }: Side, name: string, room?: object): Promise<void> {
  const { metadata, status } = nodeDraft(Number(name.split('-')[1]) || 9, Date.now());
  const { allocatable, capacity } = status as { readonly allocatable: object; readonly capacity: object };
  await api.call('POST', '/api/v1/nodes', {
    metadata: {
      name,
      labels: { ...metadata.labels, 'kubernetes.io/hostname': name },
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
    },
    status: { allocatable: room ?? allocatable, capacity: room ?? capacity },
  });
}
