import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PodRef } from '../app/acts/act.ts';
import type { Draft } from '../app/acts/draft.ts';
import { placeText } from '../app/acts/questions.ts';
import { diffObjects } from '../history/versions/object-diff.ts';
import { problemText } from '../kube/problem.ts';
import { sentence } from '../tasks/act-calls.ts';
import { applyMerge, editableText, mergeDifference, readEdited, withProblem } from './edit-text.ts';
import { runEditor } from './run-editor.ts';
import type { ScopeWatch } from './scope-watch.ts';
import { fieldsText, Overtaken, podOfUid, sendEdit } from './send-edit.ts';
import type { Stage } from './stage.ts';

/** Lets the person edit a pod in their editor, and sends what they changed. Nothing that was written is lost. */
export async function editPod(stage: Stage, pod: PodRef, draft: Draft | undefined): Promise<void> {
  const watch = stage.current;
  const { cluster, session } = watch;
  const place = placeText(session.world.target);
  const original = draft?.original ?? (await podOfUid(cluster, pod));
  const path = draft?.path ?? (await newFile(pod, editableText(original, pod, place)));
  if (draft) await writeFile(path, withProblem(await readFile(path, 'utf8'), pod, place, draft.problem));
  const written = await edited(stage, pod, path, original, draft !== undefined);
  if (typeof written === 'string') {
    watch.tell(written);
    return;
  }
  const patch = mergeDifference(original, written);
  const what = `edit ${fieldsText(original, applyMerge(original, patch))}`;
  const note = { type: 'Asked', ...pod, what } as const;
  watch.note({ ...note, receivedAt: stage.host.clock.now() });
  try {
    await sendEdit(cluster, pod, original, patch);
    await rm(dirname(path), { recursive: true, force: true });
    watch.tell(`${pod.name} is changed: ${fieldsText(original, written)}.`);
  } catch (error) {
    const refusal = sentence(problemText(cluster.problem(error)));
    watch.note({ ...note, refusal, receivedAt: stage.host.clock.now() });
    askAgain(watch, pod, await draftAfter(error, { path, original, problem: refusal }, { pod, patch, place }));
  }
}

/** In a folder of its own, and readable by nobody else: values of the environment may be secrets. */
async function newFile({ name }: PodRef, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'podscope-edit-')), `${name}.yaml`);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** What was made of the file, or how it came to nothing, as a sentence. What cannot be read is shown again, as often as it takes. */
async function edited(
  stage: Stage,
  pod: PodRef,
  path: string,
  original: unknown,
  isDraft: boolean,
): Promise<object | string> {
  const place = placeText(stage.current.session.world.target);
  let kept = isDraft;
  for (;;) {
    const before = await readFile(path, 'utf8');
    await inEditor(stage, path, kept);
    const text = await readFile(path, 'utf8');
    if (text === before) return leave(path, kept, `${pod.name} is not edited: nothing was changed`);
    const read = readEdited(text, original);
    if (read.kind === 'empty') return leave(path, false, `${pod.name} is not edited: the file was emptied`);
    if (read.kind === 'object') {
      if (mergeDifference(original, read.object) !== undefined) return read.object;
      const status = diffObjects(original, read.object).length > 0;
      const why = status ? 'only the status was changed, which the cluster writes itself' : 'nothing was changed';
      return leave(path, false, `${pod.name} is not edited: ${why}`);
    }
    kept = true;
    await writeFile(path, withProblem(text, pod, place, read.sentence));
  }
}

/** The screen is given to the editor. What was written before an editor failed stays. */
async function inEditor(stage: Stage, path: string, kept: boolean): Promise<void> {
  const { terminal, host } = stage;
  if (!terminal) return;
  try {
    await terminal.lend(() => runEditor(path, host.env));
  } catch (error) {
    if (!kept) await rm(dirname(path), { recursive: true, force: true });
    throw error;
  }
}

async function leave(path: string, kept: boolean, why: string): Promise<string> {
  if (kept) return `${why}. What you wrote is in ${path}.`;
  await rm(dirname(path), { recursive: true, force: true });
  return `${why}.`;
}

/** After a conflict the same change is laid over what somebody else wrote, to be looked at again. */
async function draftAfter(
  error: unknown,
  draft: Draft,
  { pod, patch, place }: { readonly pod: PodRef; readonly patch: unknown; readonly place: string },
): Promise<Draft> {
  if (!(error instanceof Overtaken)) return draft;
  await writeFile(draft.path, editableText(applyMerge(error.fresh, patch), pod, place));
  return { ...draft, original: error.fresh };
}

function askAgain(watch: ScopeWatch, pod: PodRef, draft: Draft): void {
  const { session } = watch;
  if (session.state.overlay || session.state.prompt) {
    watch.tell(`${draft.problem} What you wrote is in ${draft.path}.`, 'danger');
    return;
  }
  session.overlays.ask({
    title: 'Not changed',
    danger: false,
    question: [
      `${pod.namespace}/${pod.name} is not changed:`,
      draft.problem,
      '',
      `What you wrote is in ${draft.path}.`,
      'Edit it again?',
    ],
    yes: [{ type: 'editPod', pod, draft }],
  });
}
