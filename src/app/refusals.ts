/**
 * Every sentence that says why something is not done: by a key, by a word after `:`, by a question that takes no yes, or by the
 * cluster where podscope has words of its own for its answer. `{name}` is a fact that whoever refuses fills in.
 */
export const REFUSALS = {
  // What there is on the screen.
  noPod: 'There is no pod under the cursor.',
  podGone: 'This pod is gone.',
  podForgotten: 'This pod is gone and no longer kept.',
  podHidden: 'This pod is gone and hidden; {key} shows pods that are gone.',
  noSuchPod: 'There is no pod "{name}".',
  podNotWatched: 'The pod {name} is not among those that are watched, or gone.',
  noPodWithLog: 'There is no pod under the cursor that still has a log.',
  noStatusWithDigit: 'No status has the digit {digit}.',
  noSuchColumn: 'There is no column "{name}".',
  noDirection: '"{typed}" is neither asc nor desc.',
  filterUnusable: 'This filter cannot be used. {problem}',
  noEarlierView: 'There is no view before this one.',
  noLaterView: 'There is no view after this one.',
  noOtherContext: 'There is no other context to choose.',
  noSuchContext: 'There is no context "{name}" in the kubeconfig.',
  noSuchCommand: 'There is no command "{name}"; {help} shows what there is.',
  noThemeNamed: 'Name the theme: :theme nord',
  noFileNamed: 'Name the file to write: :save pods.csv',
  noFileTyped: 'Name the file to write.',
  ownOrder: 'This list has its own order.',
  onlyOne: 'Of this list one is chosen.',

  // The log of changes, and lives.
  noPodInLine: 'This line is about no pod.',
  noChange: 'There is no change under the cursor.',
  noChangeOfPod: 'There is no change of a pod under the cursor.',
  noGroup: 'This line is no group.',
  inNoGroup: 'This line is in no group.',
  noEarlierChange: 'No earlier change of the pod is held.',
  noLaterChange: 'This is the last change of the pod.',
  noEarlierVersion: 'No earlier version is held.',
  noVersionBetween: 'There is no version between.',
  nothingFollowed: 'Nothing is followed whose lives stand beside each other; :follow deploy/NAME does it.',
  noPredecessor: 'No pod is known whose place this one took.',
  noPredecessorOf: 'No pod is known whose place {pod} took; mark two pods, or name one: :diff POD.',
  noOtherPod: 'There is no other pod "{name}".',
  notTwoMarked: 'Two pods are compared; {count} are marked.',
  noneStuck: 'No pod is stuck.',

  // What is read.
  notOfAPod: 'What is read here is no pod.',
  noLogHere: 'What is read here has no log.',
  noObjectHere: 'Only an object has it: {key} shows the one of the pod.',
  nothingSearched: 'Nothing is searched for: {key} does.',
  notFound: 'No line holds it.',
  evidenceUnknown: 'Nothing can be shown of what could not be asked.',
  outputReadOnce: 'A command prints once: what it printed is all there is to read.',
  noContainersYet: 'No container is known yet whose log could be read.',
  noOwnerOfLogs: 'This pod has no owner that would make another one.',
  notATime: '"{typed}" is no time; write 5m, 200 lines, 10:30, 2026-11-23T09:11:34Z, or two with .. between.',
  endsBeforeItBegins: '{end} is before {begin}.',

  // What changes something, before the cluster is asked.
  readOnly: '{nothing}: {why}.',
  recording: '{nothing}: this is a recording, and its cluster cannot be asked.',
  noRight: 'The cluster does not let {who} {do} in {namespaces}.',
  noOwner: '{nothing}: {pod} has no owner.',
  noRollout: '{nothing}: {owner} has no rollout to restart.',
  noReplicas: '{nothing}: {owner} has no replicas to scale.',
  notReplicas: '"{typed}" is no number of replicas; type one, such as :scale 3',
  notGrace: '"{typed}" is no grace period; type seconds, such as :delete 10',
  ownersNotKnownYet: 'The cluster has not told yet what owns them.',
  severalOwners: 'They have several owners, and one is scaled at a time.',
  sameReplicas: 'It wants {wanted} already; type another number.',
  nothingAsked: 'Nothing was asked of the cluster yet.',
  noRunningContainer: '{nothing}: no container of {pods} runs.',
  sigkillSpares: 'SIGKILL does not reach process 1 from inside its container; :delete force ends the pod.',

  // Containers and what connects to them.
  containersWait: 'No container of {pod} runs: it is {status}.',
  noSuchContainer: 'No container "{name}" runs in {where}; there is {known}.',
  noProcessNamed: 'Name the command: :exec ls /tmp',
  noImageNamed: 'Name the image: :debug busybox',
  noPathsNamed: 'Name what and where to: :cp :/tmp/heap .',
  bothInPods: 'One of the two must be a path of this machine.',
  noneInPod: 'One of the two must be a path in a pod: web-0:/tmp/heap.',
  quoteNotClosed: 'The quote {quote} is not closed.',
  noPortNamed: 'Name at least one port: 8080, or 18080:8080 where ours shall be another.',
  noSuchPort: 'The pod has no port named "{name}"; {known}.',
  notAPort: '"{typed}" is no port; write 8080, 18080:8080, or :8080 for any free port.',
  portOutOfRange: '"{typed}" is no port: ports go from 1 to 65535.',
  portTwice: 'Port {port} of this machine is named twice.',
  nothingForwarded: 'No port is forwarded.',

  // Recordings and the demo.
  noRecording: 'This is no recording: "podscope replay FILE" plays one.',
  notAMoment: '"{typed}" is no time; write 12:03, 12:03:20, +5m, -30s, start or end.',
  beyondRecording: 'The recording does not reach {typed}.',
  onlyDemoMeddles: 'Only the demo lets you meddle: podscope demo',
  onlyDemoPlays: 'Only the demo plays scenarios: podscope demo',
  noSuchScenario: 'There is no scenario "{name}".',
  nothingToKill: '{pod} has no running container{name}.',
  notExitCode: 'An exit code is a number from 0 to 255, not {typed}.',
  noProbeNamed: 'Name a probe and what it does: :probe readiness fails',
  noSuchProbe: '{container} of {pod} has no {probe} probe.',
  noNodeNamed: 'Name the node: :lose node-1',
  noSuchNode: 'There is no node "{name}".',
  noAnswerNamed: 'Name one of {codes}, and how often: :answer 429 3',
  noSecondsNamed: 'Name the seconds: :step 10',

  // What the cluster said to an act.
  goneAlready: '{pod} is gone already.',
  anotherPod: '{pod} is another pod by now: the one that was meant is gone, and this one is spared.',
  heldByBudget: 'A PodDisruptionBudget keeps {pod}: {answer}',
  changedMeanwhile: '{owner} was changed by somebody else since you were asked; ask again.',
  scaledMeanwhile: '{owner} wants {present} replicas by now, not {from}; ask again.',
  anotherOwner: '{owner} is another one by now than that which was meant.',
  anotherMaker: '{owner} is another one by now than that which made {pod}.',
  ownerUnknown: 'What owns {pod} is not known: {problem}.',
  ownerless: '{pod} has no owner.',
  ownerHasNoRollout: '{owner} has no rollout to restart.',
  rolloutPaused: '{owner} is paused; "kubectl rollout resume" lets it go on.',
  perhapsDone: '{problem} Whether that was done is not known.',
  /** Whatever else it said, in its own words. */
  answered: '{answer}',
} as const;

export type RefusalId = keyof typeof REFUSALS;

declare const REFUSED: unique symbol;
/** A sentence of the table. No other text is one, so that nothing is refused in words that are not there. */
export type Refusal = string & { readonly [REFUSED]: true };

type FactsIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | FactsIn<Rest> : never;
type Facts<Id extends RefusalId> = Readonly<Record<FactsIn<(typeof REFUSALS)[Id]>, string | number>>;

/** The sentence, with the facts that it speaks of. */
export function refuse<Id extends RefusalId>(
  id: Id,
  ...[facts]: keyof Facts<Id> extends never ? [] : [facts: Facts<Id>]
): Refusal {
  const known: Readonly<Record<string, string | number>> = facts ?? {};
  return REFUSALS[id].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name])) as Refusal;
}
