import { podRow } from '../status/pod-row.ts';
import type { Call } from './call.ts';
import { openPods } from './open-pods.ts';
import { outputOf } from './pod-call.ts';
import { podFilter } from './pod-filter.ts';
import { nameLine, type Printable, podRecord, tableLines } from './print-pods.ts';
import { writeLines } from './write-lines.ts';

/** `podscope get`: pods of a cluster or of files, as `kubectl get pods` prints them. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const output = outputOf(call, ['table', 'wide', 'json', 'name']);
  const matches = podFilter(options.filter);
  const open = await openPods(call);
  const pods: Printable[] = [];
  let status = 0;
  for await (const found of open.pods) {
    if ('pod' in found) {
      pods.push({ pod: found.pod, row: podRow(found.pod, open.generation) });
    } else {
      status = 1;
      host.stderr.write(`podscope: ${found.refusal}\n`);
    }
  }
  const now = open.now();
  const read = pods.length;
  const shown = options.filter === undefined ? pods : pods.filter(({ pod, row }) => matches(pod, row, now));
  if (output === 'json') {
    await writeLines(host.stdout, shown, pod => JSON.stringify(podRecord(pod, now)));
  } else if (output === 'name') {
    await writeLines(host.stdout, shown, nameLine);
  } else if (shown.length > 0) {
    const layout = {
      wide: output === 'wide',
      namespaces: options['all-namespaces'] === true,
      headers: options['no-headers'] !== true,
    };
    await writeLines(host.stdout, tableLines(shown, now, layout), line => line);
  } else if (read > 0) {
    host.stderr.write(`No pod matches the filter; ${read} were read.\n`);
  } else if (status === 0) {
    host.stderr.write(open.place === undefined ? 'No resources found\n' : `No resources found in ${open.place}.\n`);
  }
  return status;
}
