import type { Severity } from '../status/row.ts';
import { ownerFindings } from './admission.ts';
import { type Case, openCase } from './case.ts';
import { startFindings } from './container-start.ts';
import { deletionFindings } from './deletion.ts';
import { endFindings } from './ends.ts';
import type { Facts, Finding } from './finding.ts';
import { imageFindings } from './image.ts';
import { kubeletFindings } from './kubelet.ts';
import { nodeFindings } from './node.ts';
import { probeFindings } from './probes.ts';
import { readinessFindings, sandboxFindings } from './readiness.ts';
import { schedulingFindings } from './scheduling.ts';
import { silentStartFindings, startUpFindings } from './start-up.ts';
import { volumeFindings } from './volumes.ts';

/** Who looks for what, in the order in which a pod can be held up: what comes first is the cause of what comes after. */
const FINDERS: readonly { readonly subject: string; readonly find: (found: Case) => readonly Finding[] }[] = [
  { subject: 'deletion', find: deletionFindings },
  { subject: 'node', find: nodeFindings },
  { subject: 'kubelet', find: kubeletFindings },
  { subject: 'scheduling', find: schedulingFindings },
  { subject: 'volumes', find: volumeFindings },
  { subject: 'sandbox', find: sandboxFindings },
  { subject: 'init', find: startUpFindings },
  { subject: 'image', find: imageFindings },
  { subject: 'start', find: startFindings },
  { subject: 'ends', find: endFindings },
  { subject: 'probes', find: probeFindings },
  { subject: 'readiness', find: readinessFindings },
  { subject: 'owner', find: ownerFindings },
];

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, progressing: 2, unknown: 3, ok: 4, done: 5 };

/**
 * What is wrong with the pod and what to do about it, worst first, causes before consequences. Total: facts that are
 * missing or odd lead to fewer findings, never to an error. Facts that could not be asked for are findings themselves.
 */
export function diagnose(facts: Facts): readonly Finding[] {
  const found = openCase(facts);
  const told = FINDERS.flatMap(({ find }) => find(found));
  const findings = told.length > 0 ? told : silentStartFindings(found);
  return [...findings.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]), ...(facts.unknown ?? []).map(unasked)];
}

const unasked = (sentence: string): Finding => ({
  id: 'not-asked',
  title: 'Could not be looked at',
  sentence,
  certainty: 'fact',
  severity: 'unknown',
  evidence: { type: 'field', path: '', value: '' },
});
