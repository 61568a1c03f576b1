import type { UsageBook } from '../app/grid/usage-book.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { itemsAt } from '../kube/json.ts';
import { readPodMetrics } from '../kube/pod-metrics.ts';

/** As often as the metrics server measures, ms. */
const INTERVAL = 15_000;
/** A cluster without metrics is looked at again, for one may be installed. */
const ABSENT = 300_000;
/** Asking may take so small a part of the time. */
const SPARING = 100;

export interface MetricsWatchOptions {
  readonly cluster: Cluster;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly clock: Clock;
  readonly book: UsageBook;
  readonly onChange: () => void;
}

/** Asks for the metrics of the namespaces now and then; a cluster that has none, or does not let us read them, is no error. */
export class MetricsWatch {
  readonly #options: MetricsWatchOptions;
  #stopped: AbortController | undefined;

  constructor(options: MetricsWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopped) return;
    this.#stopped = new AbortController();
    void this.#ask(this.#stopped.signal);
  }

  stop(): void {
    this.#stopped?.abort();
    this.#stopped = undefined;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { cluster, namespaces, clock, book, onChange } = this.#options;
    const began = clock.now();
    let wait = INTERVAL;
    try {
      const places = namespaces.length === 0 ? [''] : namespaces.map(name => `/namespaces/${encodeURIComponent(name)}`);
      const answers = await Promise.all(
        places.map(place => cluster.request({ path: `/apis/metrics.k8s.io/v1beta1${place}/pods`, signal })),
      );
      if (signal.aborted) return;
      book.take(answers.flatMap(answer => itemsAt(answer, 'items').map(readPodMetrics)));
      onChange();
      wait = Math.max(INTERVAL, (clock.now() - began) * SPARING);
    } catch (error) {
      if (signal.aborted) return;
      const { code } = cluster.problem(error);
      if (code === 'not-found' || code === 'forbidden') wait = ABSENT;
    }
    const cancel = clock.after(wait, () => void this.#ask(signal));
    signal.addEventListener('abort', cancel, { once: true });
  }
}
