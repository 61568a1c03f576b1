// npm run bench [-- SECTION…] [--pods 1000,10000] [--target demo|control-plane] [--kubeconfig FILE] [--seconds 10]
// Prints figures; asserts none. Sections share the options that mean something to them.
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { TargetName } from './bench/target.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pods: { type: 'string', default: '1000,10000' },
    target: { type: 'string' },
    kubeconfig: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    storm: { type: 'string', default: '1000' },
    'node-args': { type: 'string', default: '' },
  },
});
const options = {
  pods: values.pods.split(',').map(Number),
  target: (values.target ?? (values.kubeconfig === undefined ? 'demo' : 'kubeconfig')) as TargetName,
  kubeconfig: values.kubeconfig,
  seconds: Number(values.seconds),
  rate: Number(values.rate),
  storm: Number(values.storm),
  nodeArgs: values['node-args'].split(' ').filter(Boolean),
};
export type BenchOptions = typeof options;

/** What can be measured, by name; each module is loaded only when it is asked for. */
const SECTIONS: Record<
  string,
  () => Promise<{ run(options: BenchOptions, print: (line: string) => void): Promise<void> | void }>
> = {
  status: () => import('./bench/status.ts'),
  program: () => import('./bench/program.ts'),
  frame: () => import('./bench/frame.ts'),
  replay: () => import('./bench/replay.ts'),
  recording: () => import('./bench/recording.ts'),
  soak: () => import('./bench/soak.ts'),
  logs: () => import('./bench/logs.ts'),
  server: () => import('./bench/server.ts'),
};

const cores = cpus();
console.log(
  `${cores.length} × ${cores[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.version}`,
);
for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) {
  const load = SECTIONS[name];
  if (load === undefined) {
    console.error(`bench: no section ${name}; there are ${Object.keys(SECTIONS).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n${name}`);
  const section = await load();
  await section.run(options, line => console.log(line));
}
