import { NEWEST } from '../status/generation.ts';
import { podRow } from '../status/pod-row.ts';
import type { Call } from './call.ts';
import { filesOf, givenGeneration, nowOf, outputOf } from './pod-call.ts';
import { nameLine, type Printable, podRecord, tableLines } from './print-pods.ts';
import { readDocuments } from './read-documents.ts';
import { podsOf } from './read-pods.ts';
import { UsageError } from './usage-error.ts';
import { writeLines } from './write-lines.ts';

/** `podscope get`: pods of a cluster or of files, as `kubectl get pods` prints them. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const output = outputOf(call, ['table', 'wide', 'json', 'name']);
  const now = nowOf(call);
  const generation = givenGeneration(call) ?? NEWEST;
  const files = filesOf(call);
  if (files.length === 0) throw new UsageError('name a file with -f');

  const pods: Printable[] = [];
  let hasRefusals = false;
  for (const file of files) {
    for await (const document of readDocuments(file, host.stdin)) {
      for (const found of podsOf(document)) {
        if ('pod' in found) {
          pods.push({ pod: found.pod, row: podRow(found.pod, generation) });
        } else {
          hasRefusals = true;
          host.stderr.write(`podscope: ${found.refusal}\n`);
        }
      }
    }
  }
  if (output === 'json') {
    await writeLines(host.stdout, pods, pod => JSON.stringify(podRecord(pod, now)));
  } else if (output === 'name') {
    await writeLines(host.stdout, pods, nameLine);
  } else {
    const layout = {
      wide: output === 'wide',
      namespaces: options['all-namespaces'] === true,
      headers: options['no-headers'] !== true,
    };
    if (pods.length === 0) host.stderr.write('No resources found\n');
    else await writeLines(host.stdout, tableLines(pods, now, layout), line => line);
  }
  return hasRefusals ? 1 : 0;
}
