import type { Transition } from '../transitions/transition.ts';

type Part = Pick<Transition, 'subject' | 'part'>;

/** The last change of each part of each pod, however long ago: for how long it lasted, when the next one comes. */
export class LatestChanges {
  readonly #ofPod = new Map<string, Transition[]>();

  remember(logged: Transition): void {
    const latest = this.#ofPod.get(logged.uid);
    if (latest === undefined) {
      this.#ofPod.set(logged.uid, [logged]);
      return;
    }
    const at = indexOf(latest, logged.subject, logged.part);
    if (at < 0) latest.push(logged);
    else latest[at] = logged;
  }

  /** The last change of the same part, or how the pod came. */
  before(uid: string, { subject, part }: Part): Transition | undefined {
    const latest = this.#ofPod.get(uid);
    if (latest === undefined) return undefined;
    const at = indexOf(latest, subject, part);
    return latest[at < 0 ? indexOf(latest, 'pod', undefined) : at];
  }

  forget(uid: string): void {
    this.#ofPod.delete(uid);
  }

  clear(): void {
    this.#ofPod.clear();
  }
}

/** Pods have few parts: a look through them costs less than a key for each. */
function indexOf(latest: readonly Transition[], subject: Part['subject'], part: Part['part']): number {
  for (let i = 0; i < latest.length; i++) if (latest[i]!.subject === subject && latest[i]!.part === part) return i;
  return -1;
}
