import { GENERATIONS, type Generation } from '../../src/status/generation.ts';
import { RULES } from '../../src/status/rules.ts';
import { generated, table } from './markdown.ts';

const DIFFERENCES = [
  ['failureBeatsCompleted', 'a container that failed is heard instead of Completed'],
  ['endedPodsKeepTheirWord', 'a pod that Succeeded or Failed keeps its word while it is deleted'],
  ['sidecars', 'sidecars count for READY and RESTARTS and do not hold up the start'],
  ['initializedConditionCounts', 'containers are asked when the Initialized condition is True'],
  ['lastRestartOfInitStays', 'the last end of init containers still counts for (… ago)'],
  ['agoWithoutRestarts', '(… ago) is printed without a restart'],
] as const satisfies readonly (readonly [keyof Generation, string])[];

export function renderRules(): string {
  return `${generated('src/status/rules.ts and src/status/generation.ts')}
# How STATUS, READY and RESTARTS come about

The API server's printer asks these rules in this order. \`podscope explain\` shows each step for a pod of yours.

${table(
  ['rule', 'what it does'],
  Object.entries(RULES).map(([name, { text }]) => [name, text]),
)}

The rules changed with the minor version of the API server:

${table(
  ['server', ...DIFFERENCES.map(([, text]) => text)],
  GENERATIONS.map((generation, index) => [
    servers(generation.sinceMinor, GENERATIONS[index - 1]?.sinceMinor),
    ...DIFFERENCES.map(([name]) => (generation[name] ? 'yes' : 'no')),
  ]),
)}
`;
}

function servers(since: number, next: number | undefined): string {
  if (next === undefined) return `1.${since} and newer`;
  return since === 0 ? `1.${next - 1} and older` : `1.${since} – 1.${next - 1}`;
}
