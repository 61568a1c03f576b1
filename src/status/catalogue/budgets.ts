const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a state may last before it is a cause for concern, ms. */
export interface BudgetRow {
  readonly ms: number;
  readonly meaning: string;
}

export const BUDGETS = {
  scheduling: { ms: 1 * MINUTE, meaning: 'From creation until the pod has a node; then a warning.' },
  starting: {
    ms: 2 * MINUTE,
    meaning: 'ContainerCreating and PodInitializing, from the last step of the start that was done; then a warning.',
  },
  initializing: { ms: 10 * MINUTE, meaning: 'One init container, from its start; then a warning.' },
  becomingReady: {
    ms: 1 * MINUTE,
    meaning: 'From the start of a container until it is ready; then a warning.',
  },
  gates: { ms: 2 * MINUTE, meaning: 'From ready containers until the readiness gates are met; then a warning.' },
  terminating: { ms: 0, meaning: 'Beyond the grace period of a deleted pod; then an error.' },
  removing: {
    ms: 3 * SECOND,
    meaning: 'From the end of a deleted pod, whose time is told to the second, until it is gone; then an error.',
  },
  recentCrash: { ms: 5 * MINUTE, meaning: 'How long a running pod shows that it crashed, as a warning.' },
} as const satisfies Record<string, BudgetRow>;
