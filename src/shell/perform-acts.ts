import { type Act, actText } from '../app/acts/act.ts';
import { type Answer, type Answers, summaryText } from '../app/acts/answers.ts';
import { podRef } from '../app/acts/questions.ts';
import { controllerOf } from '../app/acts/replacement.ts';
import { workloadQuestion } from '../app/acts/workloads.ts';
import type { ActEffect } from '../app/effects.ts';
import { refusalSentence, sendAct } from '../tasks/act-calls.ts';
import { findOwners } from '../tasks/find-owners.ts';
import { editPod } from './perform-edit.ts';
import type { ScopeWatch } from './scope-watch.ts';
import type { Stage, Troupe } from './stage.ts';

/** So many acts are on their way at once, as the server has other clients, too. */
const AT_ONCE = 8;
/** While many are sent, how far that is is told after so many. */
const TELL_EVERY = 25;

/** Cells of the last line that no notice takes. */
const MARGIN = 2;

/** What changes something in the cluster. */
export function actTroupe(stage: Stage): Troupe<ActEffect> {
  return {
    look: () => {
      const { rights, session } = stage.current;
      const live = session.world.connection.state === 'live';
      rights?.look(live ? session.grid.selectedItem()?.entry.row.namespace : undefined);
    },
    performers: {
      act: ({ acts }) => perform(stage, acts),
      editPod: ({ pod, draft }) => editPod(stage, pod, draft),
      findOwners: async ({ wish, items, confirmation, replicas }) => {
        const { cluster, session } = stage.current;
        const owned = items.map(item => ({ pod: podRef(item), controller: controllerOf(item.entry.pod) }));
        const found = await findOwners(cluster, wish, owned);
        confirmation.asked = workloadQuestion(session, wish, found, replicas);
        stage.changed();
      },
    },
  };
}

async function perform(stage: Stage, acts: readonly Act[]): Promise<void> {
  // The person may look at another cluster before the answers are in.
  const watch = stage.current;
  const { state, grid } = watch.session;
  const answers: Answer[] = [];
  const told: Answers = { asked: acts.length, at: stage.host.clock.now(), answers };
  state.answers = told;
  for (const act of acts) grid.unmark(act.pod.uid);
  const waiting = [...acts];
  const sendNext = async (): Promise<void> => {
    for (let act = waiting.shift(); act; act = waiting.shift()) {
      answers.push(await answerTo(stage, watch, act));
      if (waiting.length > 0 && answers.length % TELL_EVERY === 0) watch.tell(summaryText(told));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, acts.length) }, sendNext));
  const refused = answers.some(({ accepted }) => !accepted);
  const key = watch.session.keymap.keyOf('answers.open');
  const more = answers.length > 1 && key !== undefined ? ` (${key} shows all)` : '';
  const summary = summaryText(told);
  watch.tell(`${summary}${more}`, refused ? 'danger' : 'notice');
  // A refusal that one line cannot hold is shown whole, unless the person is at something else.
  if (refused && summary.length > state.width - MARGIN && !state.overlay && !state.prompt)
    watch.session.overlays.show({ kind: 'answers', answers: told, top: 0 });
}

/** The log tells of the act before it is sent, so that the cause stands above what follows from it. */
async function answerTo(stage: Stage, watch: ScopeWatch, act: Act): Promise<Answer> {
  const { cluster } = watch;
  const asked = { type: 'Asked', ...act.pod, what: actText(act) } as const;
  watch.note({ ...asked, receivedAt: stage.host.clock.now() });
  try {
    return { act, accepted: true, sentence: await sendAct(cluster, act, () => stage.host.clock.now()) };
  } catch (error) {
    const refusal = refusalSentence(cluster, act, error);
    if (cluster.problem(error).code === 'forbidden') watch.rights?.forget(act.pod.namespace);
    watch.note({ ...asked, refusal, receivedAt: stage.host.clock.now() });
    return { act, accepted: false, sentence: refusal };
  }
}
