import { RIGHT_IDS, RIGHTS, type RightId, type Rights } from '../app/acts/rights.ts';
import type { Clock } from '../kube/clock.ts';
import type { Cluster } from '../kube/cluster.ts';
import { at } from '../kube/json.ts';

/** How long an answer holds, ms: a right that was missing may be given any moment. */
const ALLOWED_MS = 10 * 60_000;
const DENIED_MS = 5 * 60_000;
/** So long the cursor rests in a namespace before its rights are asked for, ms: who scrolls by asks nothing. */
const REST_MS = 300;

interface Known {
  /** undefined: asked, and not answered, or the server does not say. */
  readonly allowed: boolean | undefined;
  readonly until: number;
}

export interface RightsOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/**
 * What the person may do, namespace by namespace, as the server answers SelfSubjectAccessReviews. It is asked ahead, while the
 * cursor rests, so that a key need not wait; an answer is kept for a while.
 */
export class RightsCache implements Rights {
  readonly #options: RightsOptions;
  readonly #known = new Map<string, Known>();
  /** The namespace in which the cursor begins to rest. */
  #waitsFor: string | undefined;
  #cancel = (): void => {};

  constructor(options: RightsOptions) {
    this.#options = options;
  }

  may(right: RightId, namespace: string): boolean | undefined {
    const known = this.#known.get(keyOf(right, namespace));
    return known && known.until > this.#options.clock.now() ? known.allowed : undefined;
  }

  /** The cursor stands in this namespace. Called as often as the screen is painted; asks for what is not known once it has rested. */
  look(namespace: string | undefined): void {
    if (namespace === this.#waitsFor) return;
    this.close();
    if (namespace === undefined || this.#unknown(namespace).length === 0) return;
    this.#waitsFor = namespace;
    this.#cancel = this.#options.clock.after(REST_MS, () => {
      this.#waitsFor = undefined;
      void this.#ask(namespace);
    });
  }

  /** The server refused what it had allowed: what is known of the namespace is out of date. */
  forget(namespace: string): void {
    for (const right of RIGHT_IDS) this.#known.delete(keyOf(right, namespace));
  }

  close(): void {
    this.#cancel();
    this.#waitsFor = undefined;
  }

  #unknown(namespace: string): readonly RightId[] {
    const now = this.#options.clock.now();
    return RIGHT_IDS.filter(right => (this.#known.get(keyOf(right, namespace))?.until ?? 0) <= now);
  }

  async #ask(namespace: string): Promise<void> {
    const { cluster, clock, onChange } = this.#options;
    const wanted = this.#unknown(namespace);
    // While they are on their way nobody asks again.
    for (const right of wanted)
      this.#known.set(keyOf(right, namespace), { allowed: undefined, until: clock.now() + DENIED_MS });
    const answers = await Promise.all(wanted.map(right => allowed(cluster, right, namespace)));
    for (const [i, right] of wanted.entries()) {
      const until = clock.now() + (answers[i] === true ? ALLOWED_MS : DENIED_MS);
      this.#known.set(keyOf(right, namespace), { allowed: answers[i], until });
    }
    onChange();
  }
}

const keyOf = (right: RightId, namespace: string): string => `${namespace}/${right}`;

async function allowed(cluster: Cluster, id: RightId, namespace: string): Promise<boolean | undefined> {
  const { says: _, ...right } = RIGHTS[id];
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace, ...right } },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await cluster.request({ method: 'POST', path, body }).catch(() => undefined);
  const isAllowed = at(answer, 'status', 'allowed');
  return typeof isAllowed === 'boolean' ? isAllowed : undefined;
}
