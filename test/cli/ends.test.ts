import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoCluster, startDemo } from '../../src/demo/cluster.ts';
import { runCommand } from '../../src/main.ts';
import { systemClock } from '../../src/shell/host.ts';
import { testHost } from '../support/host.ts';

/** Runs at once and writes a log; waits for an image that is not there. */
const POD = 'my-nginx-6-5f55fd588f-pzn5m';
const WAITS = 'pod-phase';

let demo: DemoCluster;
beforeAll(async () => {
  demo = await startDemo({ clock: systemClock, seed: 1, speed: 50, scenarios: ['new-nginx', 'pod-phase', 'kubia'] });
  const path = `${demo.url}/api/v1/namespaces/default/pods/${POD}`;
  while (!(await (await fetch(path)).text()).includes('"phase":"Running"'))
    await new Promise(resolve => setTimeout(resolve, 50));
});
afterAll(() => demo.stop());

async function run(line: readonly string[]) {
  const host = testHost({ clock: systemClock });
  const cut = line.indexOf('--');
  const [ours, theirs] = cut < 0 ? [line, []] : [line.slice(0, cut), line.slice(cut)];
  const where = ['-n', 'default', '--server', demo.url, '--kubeconfig', '/dev/null'];
  const code = await runCommand([...ours, ...where, ...theirs], host);
  return { code, out: host.out(), err: host.err() };
}

const NOT_FOUND = 'podscope: pods "nobody" not found\n';
/** Who may do nothing. */
const STRANGER = ['--as', 'stranger'];

describe('what cannot be done is a sentence and an exit status', () => {
  test.for<readonly [line: readonly string[], code: number, said: RegExp | string]>([
    // There is no such thing.
    [['describe', 'nobody'], 1, NOT_FOUND],
    [['describe', 'nobody', '-o', 'json'], 1, NOT_FOUND],
    [['explain', 'nobody'], 1, NOT_FOUND],
    [['explain', 'nobody', '-o', 'json'], 1, NOT_FOUND],
    [['explain', 'nobody', '--cluster'], 1, NOT_FOUND],
    [['explain', 'deploy/nobody'], 1, 'podscope: deployments.apps "nobody" not found\n'],
    [['diagnose', 'nobody', '-o', 'json'], 1, NOT_FOUND],
    [['logs', 'nobody'], 1, NOT_FOUND],
    [['logs', 'nobody', '-f', '-o', 'json'], 1, NOT_FOUND],
    [['logs', '-l', 'app=nobody'], 1, 'podscope: no pod fits, so there is no log\n'],
    [['port-forward', 'nobody', '80'], 1, NOT_FOUND],
    [['port-forward', 'svc/nobody', '80'], 1, 'podscope: services "nobody" not found\n'],
    [['exec', 'nobody', '--', 'ls'], 1, NOT_FOUND],
    [['attach', 'nobody'], 1, NOT_FOUND],
    [['debug', 'nobody'], 1, NOT_FOUND],
    [['cp', 'nobody:/etc/hostname', '/tmp/'], 1, NOT_FOUND],
    ...['describe', 'explain', 'diagnose'].map(word => [[word, '-l', 'app=nobody'], 0, 'No pods found\n'] as const),
    [['explain', '-l', 'app=nobody', '--cluster'], 0, 'No pods found\n'],
    // Nothing was reported of it.
    [['events', 'nobody'], 0, 'No events found\n'],
    [['events', 'nobody', '-o', 'json'], 0, 'No events found\n'],
    // It may not be seen or used.
    [['describe', POD, ...STRANGER], 1, /^podscope: .*stranger.* may not get pods in namespace default|forbidden/],
    [['explain', POD, ...STRANGER], 1, /forbidden|may not/],
    [['explain', POD, '--cluster', '-o', 'json', ...STRANGER], 1, /forbidden|may not/],
    [['events', ...STRANGER], 1, /forbidden|may not/],
    [['events', '-w', '-o', 'json', ...STRANGER], 1, /forbidden|may not/],
    [['logs', POD, ...STRANGER], 1, /forbidden|may not/],
    [['port-forward', POD, '80', ...STRANGER], 1, /forbidden|may not/],
    [['exec', POD, '--as', 'viewer', '--', 'ls'], 1, /pods.* is forbidden: User "viewer" cannot create/],
    [['attach', POD, '--as', 'viewer'], 1, /pods.* is forbidden: User "viewer" cannot create/],
    [['debug', POD, '--as', 'viewer', '--', 'ls'], 1, /forbidden|may not/],
    [['cp', `${POD}:/etc/hostname`, '/nowhere/', '--as', 'viewer'], 1, /./],
    // The container is another, or is not there yet.
    [['logs', POD, '-c', 'nope'], 2, `podscope: the pod ${POD} has no container nope; it has nginx\n`],
    [['logs', POD, '-p'], 1, /previous terminated container "nginx" in pod "\S+" not found\n$/],
    [
      ['logs', WAITS],
      1,
      /is waiting to start: (?:ContainerCreating|image can't be pulled|trying and failing to pull image)\n$/,
    ],
    [['exec', POD, '-c', 'nope', '--', 'ls'], 1, `podscope: container nope is not valid for pod ${POD}\n`],
    [['attach', POD, '-c', 'nope'], 1, `podscope: container nope is not valid for pod ${POD}\n`],
    [['exec', WAITS, '--', 'ls'], 1, /container not found \("pod-phase"\)\n$/],
    [['port-forward', WAITS, '80'], 1, 'podscope: the pod pod-phase is not running: it is Pending\n'],
    // The line is not one.
    [
      ['describe', 'deploy/web'],
      2,
      'podscope: "deploy/web" names no pod; write NAME or pod/NAME, or -l for all of an owner\n',
    ],
    ...['logs', 'events'].map(
      word =>
        [
          [word, POD, '--grep', '('],
          2,
          'podscope: --grep ( is no regular expression; put a backslash before what stands for itself\n',
        ] as const,
    ),
    ...['describe', 'explain', 'diagnose', 'events', 'logs', 'port-forward'].flatMap(
      command =>
        [
          [
            [command, POD, '--bogus'],
            2,
            `podscope: unknown option --bogus; "podscope help ${command}" lists the options\n`,
          ],
          [[command, POD, '80', '-o', 'yaml'], 2, 'podscope: there is no output format yaml; use text, json\n'],
        ] as const,
    ),
    [['describe'], 2, 'podscope: name a pod, a selector with -l, or a file with -f\n'],
    [['logs'], 2, 'podscope: name a pod, a selector with -l, or a file with -f\n'],
    [['logs', POD, '--tail', 'x'], 2, 'podscope: --tail x is no number of lines\n'],
    [['logs', POD, '--since', 'x'], 2, /^podscope: --since x is no time; write it like 90s/],
    [['port-forward', POD], 2, /^podscope: name at least one port: 8080/],
    [['port-forward', POD, '70000'], 2, 'podscope: "70000" is no port: ports go from 1 to 65535\n'],
    [['exec', POD], 2, /^podscope: name a pod and a command/],
  ])('%j', async ([line, code, said]) => {
    const result = await run(line);
    expect([result.code, result.out]).toEqual([code, '']);
    if (typeof said === 'string') expect(result.err).toBe(said);
    else expect(result.err).toMatch(said);
    // What a container was added for is said before the server is asked.
    expect(result.err.trimEnd().split('\n').length).toBe(line[0] === 'debug' && line[1] === POD ? 2 : 1);
  });
});

describe('for a program there is an object a line', () => {
  test.for<readonly [line: readonly string[], fields: readonly string[]]>([
    [
      ['describe', POD, '-o', 'json'],
      ['namespace', 'name', 'uid', 'sections'],
    ],
    [
      ['describe', '-l', 'app', '-o', 'json'],
      ['namespace', 'name', 'uid', 'sections'],
    ],
    [
      ['explain', POD, '-o', 'json'],
      ['name', 'cells', 'severity', 'steps'],
    ],
    [
      ['explain', POD, '--cluster', '-o', 'json'],
      ['name', 'cells', 'findings'],
    ],
    [
      ['diagnose', POD, '-o', 'json'],
      ['name', 'findings'],
    ],
    [
      ['events', '-o', 'json'],
      ['uid', 'type', 'reason', 'message', 'count', 'firstAt', 'lastAt', 'regarding'],
    ],
    [
      ['logs', POD, '-o', 'json'],
      ['namespace', 'pod', 'container', 'time', 'text'],
    ],
  ])('%j', async ([line, fields]) => {
    const { code, out, err } = await run(line);
    expect([code, err.replace(/^podscope: the server's clock .*\n/, '')]).toEqual([0, '']);
    const objects = out
      .trimEnd()
      .split('\n')
      .map(each => JSON.parse(each) as object);
    expect(objects.length).toBeGreaterThan(0);
    for (const each of objects) expect(Object.keys(each)).toEqual(expect.arrayContaining([...fields]));
  });
});
