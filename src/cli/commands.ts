import type { CommandRow } from './call.ts';
import { CLUSTER_OPTIONS, POD_OPTIONS, SCREEN_OPTIONS } from './options.ts';

/** Every command, in the order of the help. Imports all command modules, so nobody but main.ts imports it. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: '',
    args: '',
    help: 'Show the pods of the cluster on the full screen.',
    options: [...CLUSTER_OPTIONS, ...POD_OPTIONS, ...SCREEN_OPTIONS],
    load: () => import('./screen.ts'),
  },
  {
    name: 'demo',
    args: '',
    help: 'Show the embedded demo cluster on the full screen; nothing is needed for it.',
    options: ['scenario', 'list', 'serve', 'port', 'token', 'speed', 'seed', ...POD_OPTIONS, ...SCREEN_OPTIONS],
    load: () => import('./demo.ts'),
  },
  {
    name: 'get',
    args: '[POD...]',
    help: 'Print pods of the cluster or of a file, as kubectl get pods does.',
    options: ['filename', 'output', 'no-headers', 'now', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./get.ts'),
  },
  {
    name: 'explain',
    args: '[POD...]',
    help: 'Tell why a pod has its STATUS, READY and RESTARTS, field by field, what it means and what to do next.',
    options: ['filename', 'output', 'now', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./explain.ts'),
  },
  {
    name: 'diagnose',
    args: 'POD...',
    help: 'Tell what is wrong with a pod, what says so and what to do: events, node, owners and claims are looked at too.',
    options: ['filename', 'output', 'now', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./diagnose.ts'),
  },
  {
    name: 'describe',
    args: 'POD...',
    help: 'Print everything about a pod: more than kubectl describe pod does.',
    options: ['filename', 'output', 'env-values', 'now', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./describe.ts'),
  },
  {
    name: 'watch',
    args: '[POD...]',
    help: 'Print a line for each change of a pod, with how long it had been as it was; -o text, json or jsonl.',
    options: ['recording', 'output', 'no-headers', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./watch.ts'),
  },
  {
    name: 'wait',
    args: '[POD...]',
    help: 'Wait until pods are as wanted; exit 0 then, 1 with the reason when they fail, 124 when the time is over.',
    options: ['for', 'fail-on', 'within', 'recording', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./wait.ts'),
  },
  {
    name: 'record',
    args: 'FILE',
    help: 'Write everything the pods go through to a file until interrupted; compressed when it ends in .gz.',
    options: ['max-size', 'keep', 'no-redact', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./record.ts'),
  },
  {
    name: 'verify',
    args: '',
    help: 'Compare every cell of every pod with what the API server itself prints; exit status 0 when all are equal.',
    options: ['output', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./verify.ts'),
  },
  {
    name: 'timeline',
    args: '[POD...]',
    help: 'Print the life of pods: a drawing, the steps of start and end, every end of a container; -o text, markdown or json.',
    options: ['recording', 'filename', 'output', 'ascii', 'now', 'server-version', ...CLUSTER_OPTIONS, ...POD_OPTIONS],
    load: () => import('./timeline.ts'),
  },
  {
    name: 'help',
    args: '[COMMAND]',
    help: 'Explain the program or a command.',
    options: [],
    load: () => import('./help.ts'),
  },
];
