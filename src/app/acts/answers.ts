import { type Act, actText, DONE, ownerPlace } from './act.ts';

/** What the cluster answered to one act. */
export interface Answer {
  readonly act: Act;
  readonly accepted: boolean;
  /** As a sentence: `web-0 is given 30 s to end.` */
  readonly sentence: string;
}

/** What was answered to everything that was asked at once; grows while answers come in. */
export interface Answers {
  readonly asked: number;
  /** Our clock, ms. */
  readonly at: number;
  readonly answers: Answer[];
}

/** The object of an act: `default/web-0`, `Deployment web`. */
export function objectText(act: Act): string {
  if (act.kind === 'restart' || act.kind === 'scale') return ownerPlace(act.owner);
  return `${act.pod.namespace}/${act.pod.name}`;
}

/** All of it in one sentence: `3 deleted, 1 refused: …` */
export function summaryText({ answers, asked }: Answers): string {
  const [first] = answers;
  if (asked === 1 && first) return first.sentence;
  const accepted = answers.filter(answer => answer.accepted).length;
  const refused = answers.filter(answer => !answer.accepted);
  const done = `${accepted} ${first ? DONE[first.act.kind] : 'done'}`;
  const waiting = asked > answers.length ? `, ${asked - answers.length} not answered yet` : '';
  if (refused.length === 0) return `${done}${waiting}.`;
  return `${done}${waiting}, ${refused.length} refused: ${refused[0]!.sentence}`;
}

/** A line for each answer, refusals first. */
export function answerLines({
  answers,
}: Answers): readonly (readonly [title: string, text: string, accepted: boolean])[] {
  return [...answers]
    .sort((a, b) => Number(a.accepted) - Number(b.accepted))
    .map(({ act, sentence, accepted }) => [`${objectText(act)}  ${actText(act)}`, sentence, accepted] as const);
}
