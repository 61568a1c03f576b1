import { podRow } from '../../status/pod-row.ts';
import type { Call } from '../options/call.ts';
import { outputOf } from '../options/pod-call.ts';
import { podFilter } from '../options/pod-filter.ts';
import { nameLine, type Printable, podRecord, tableLines } from '../output/print-pods.ts';
import { writeLines } from '../output/write-lines.ts';
import { openPods } from '../pods/open-pods.ts';

/** `podscope get`: pods of a cluster or of files, as `kubectl get pods` prints them. */
export async function run(call: Call): Promise<number> {
  const { host, options } = call;
  const output = outputOf(call, ['table', 'wide', 'json', 'name']);
  const matches = podFilter(options.filter);
  const open = await openPods(call);
  let status = 0;
  let read = 0;
  async function* shown(): AsyncGenerator<Printable> {
    for await (const found of open.pods) {
      if ('refusal' in found) {
        status = 1;
        host.stderr.write(`podscope: ${found.refusal}\n`);
        continue;
      }
      read++;
      const row = podRow(found.pod, open.generation);
      if (options.filter === undefined || matches(found.pod, row, open.now())) yield { pod: found.pod, row };
    }
  }
  // One line a pod needs no other pod: it is printed as it comes, however many there are.
  const lineOf = output === 'name' ? nameLine : (pod: Printable) => JSON.stringify(podRecord(pod, open.now()));
  const isTable = output === 'table' || output === 'wide';
  if (!isTable) {
    await writeLines(host.stdout, shown(), lineOf);
    return status;
  }
  const pods: Printable[] = [];
  for await (const pod of shown()) pods.push(pod);
  if (pods.length > 0) {
    const layout = {
      wide: output === 'wide',
      namespaces: options['all-namespaces'] === true,
      headers: options['no-headers'] !== true,
    };
    await writeLines(host.stdout, tableLines(pods, open.now(), layout), line => line);
  } else if (read > 0) {
    host.stderr.write(`No pod matches the filter; ${read} were read.\n`);
  } else if (status === 0) {
    host.stderr.write(open.place === undefined ? 'No resources found\n' : `No resources found in ${open.place}.\n`);
  }
  return status;
}
