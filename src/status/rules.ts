/** The rules of the printer, in the order in which they are asked. `explain` and docs/rules.md print these sentences. */
export const RULES = {
  phase: {
    text: 'STATUS begins as the phase.',
    because: 'nothing overruled the phase',
  },
  'pod-reason': {
    text: 'A reason of the pod as a whole (status.reason) replaces the phase.',
    because: 'the pod as a whole has a reason of its own',
  },
  'scheduling-gate': {
    text: 'A PodScheduled condition with the reason SchedulingGated replaces both.',
    because: 'a scheduling gate holds the pod back',
  },
  total: {
    text: 'READY counts out of all containers and all sidecars (init containers with restartPolicy Always).',
    because: '',
  },
  'init-container': {
    text: 'Init containers are asked in order. One that ended with 0 and a sidecar that has started are passed over; the first other one decides: Init:REASON if it ended or waits with a reason, else Init:DONE/ALL.',
    because: 'an init container is not done, and the first such one speaks for the pod',
  },
  initialized: {
    text: 'While an init container holds up the start, the containers are not asked, unless the Initialized condition is True.',
    because: '',
  },
  container: {
    text: 'Containers are asked from the last to the first, so that the first one has the last word: the reason for which it waits, or how it ended (REASON, Signal:N or ExitCode:N). One that runs and is ready counts for READY and says nothing.',
    because: 'a container that waits or has ended speaks for the pod',
  },
  completed: {
    text: 'Completed is not the last word: with a running container it becomes Running when the Ready condition is True; else a container that failed is heard instead; else, with a running container, it becomes NotReady.',
    because: 'a container has completed, and the others were heard',
  },
  deletion: {
    text: 'A pod that is being deleted says Terminating, or Unknown when its node is lost (status.reason is NodeLost), unless it has already Succeeded or Failed.',
    because: 'the pod is being deleted',
  },
  ago: {
    text: 'Without a restart, the time of the last end is not printed.',
    because: '',
  },
} as const satisfies Record<string, { readonly text: string; readonly because: string }>;

export type Rule = keyof typeof RULES;
