import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo } from '../../src/demo/cluster.ts';
import { systemClock } from '../../src/shell/host.ts';
import { launchPodscope, TestTerminal } from '../support/terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podscope-edit-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The demo, with an editor that does this to the file `$1`; the n-th time it is called, the n-th script. */
async function demo(...scripts: readonly string[]): Promise<TestTerminal> {
  return withEditor(['demo', '--scenario', 'kubia', '--speed', '20'], scripts);
}
async function withEditor(args: readonly string[], scripts: readonly string[]): Promise<TestTerminal> {
  const editor = join(folder, 'editor');
  const cases = scripts.map((script, i) => `${i + 1}) ${script} ;;`).join('\n');
  writeFileSync(
    editor,
    `#!/bin/sh
n=$(( $(cat ${folder}/count 2>/dev/null || echo 0) + 1 )); echo $n > ${folder}/count
echo "$1" > ${folder}/path; cp "$1" ${folder}/seen-$n
case $n in
${cases}
esac\n`,
  );
  chmodSync(editor, 0o755);
  const env = { KUBE_EDITOR: editor, TMPDIR: folder };
  const terminal = launchPodscope(args, { width: 120, height: 30, env });
  await terminal.until(/kubia[\s\S]*Running/);
  return terminal;
}
const seen = (n: number): string => readFileSync(join(folder, `seen-${n}`), 'utf8');
const editedPath = (): string => readFileSync(join(folder, 'path'), 'utf8').trim();
const LABEL = `sed -i 's/^  labels:/  labels:\\n    edited: "yes"/' "$1"`;

describe('editing a pod in the demo', () => {
  test('sends what was changed, says what that was, and leaves no file', async () => {
    await using terminal = await demo(`stat -c %a "$1" > ${folder}/mode; ${LABEL}`);
    terminal.keys('e');
    await terminal.until(/is changed: metadata\.labels\.edited\./);
    expect(terminal.text).toMatch(/you asked: edit metadata\.labels\.edited/);
    expect(seen(1)).toMatch(/^# Pod default\/kubia\S* in context demo\.\n/);
    expect(readFileSync(join(folder, 'mode'), 'utf8').trim()).toBe('600');
    expect(existsSync(dirname(editedPath()))).toBe(false);
  });

  test('gives the terminal to the editor, which may ask, and takes it back', async () => {
    await using terminal = await demo(`printf 'save? '; read answer < /dev/tty; echo "$answer" > ${folder}/answer`);
    terminal.keys('e');
    await terminal.until(screen => /save\? *$/.test(screen.trimEnd()) && !terminal.onAlternateScreen);
    terminal.keys('yes\r');
    await terminal.until(/is not edited: nothing was changed/);
    expect(terminal.onAlternateScreen).toBe(true);
    expect(readFileSync(join(folder, 'answer'), 'utf8')).toBe('yes\n');
    terminal.keys('?');
    await terminal.until('Keys');
  });

  test('ctrl-c in the editor is not ours', async () => {
    await using terminal = await demo(
      `trap 'touch ${folder}/int' INT; printf 'busy '; while [ ! -e ${folder}/int ]; do sleep 0.05; done; true`,
    );
    terminal.keys('e');
    await terminal.until(screen => /busy *$/.test(screen.trimEnd()));
    terminal.keys('\x03');
    await terminal.until(/is not edited: nothing was changed/);
  });

  test('ctrl-z in the editor stops it with us, and fg goes on where it was', async () => {
    const editor = join(folder, 'asks');
    writeFileSync(editor, '#!/bin/sh\nprintf \'save? \'; read answer < /dev/tty; echo "$answer" > answered\n');
    chmodSync(editor, 0o755);
    const podscope = join(import.meta.dirname, '..', '..', 'bin', 'podscope');
    await using terminal = new TestTerminal('/bin/sh', ['-i'], {
      width: 120,
      height: 30,
      cwd: folder,
      env: { PS1: 'here> ', ENV: undefined, KUBE_EDITOR: editor },
    });
    await terminal.until('here>');
    terminal.keys(`'${process.execPath}' ${podscope} demo --scenario kubia --speed 20\r`);
    await terminal.until(/kubia[\s\S]*Running/);
    terminal.keys('e');
    await terminal.until(screen => /save\? *$/.test(screen.trimEnd()));
    terminal.keys('\x1a');
    await terminal.until(screen => /(?:Stopped|Suspended)[\s\S]*here> *$/.test(screen.trimEnd()));
    expect(terminal.onAlternateScreen).toBe(false);
    terminal.keys('fg\r');
    terminal.keys('yes\r');
    await terminal.until(/is not edited: nothing was changed/);
    expect(readFileSync(join(folder, 'answered'), 'utf8')).toBe('yes\n');
    expect(terminal.onAlternateScreen).toBe(true);
    terminal.keys('q');
    await terminal.until(screen => /here> *$/.test(screen.trimEnd()) && !terminal.onAlternateScreen);
  });

  test.for([
    { name: 'nothing was changed', script: ':', says: /is not edited: nothing was changed\./ },
    { name: 'it was emptied', script: ': > "$1"', says: /is not edited: the file was emptied\./ },
    {
      name: 'only the status was changed',
      script: `sed -i 's/phase: Running/phase: Failed/' "$1"`,
      says: /is not edited: only the status was changed, which the cluster writes itself\./,
    },
    { name: 'the editor fails', script: 'exit 3', says: /the editor ".*" ended with 3/ },
  ])('sends nothing when $name', async ({ script, says }) => {
    await using terminal = await demo(script);
    terminal.keys('e');
    await terminal.until(says);
    expect(terminal.text).not.toContain('you asked');
    expect(existsSync(dirname(editedPath()))).toBe(false);
  });

  test('an editor that is not there is told', async () => {
    await using terminal = launchPodscope(['demo', '--scenario', 'kubia', '--speed', '20'], {
      width: 120,
      height: 30,
      env: { KUBE_EDITOR: 'no-such-editor' },
    });
    await terminal.until(/kubia[\s\S]*Running/);
    terminal.keys('e');
    await terminal.until(/the editor "no-such-editor" cannot be started/);
  });

  test('what is no YAML is shown again with the reason on top, until it is', async () => {
    await using terminal = await demo(
      `echo '  - [' >> "$1"`,
      `grep -v '^  - \\[' "$1" > ${folder}/fixed; cp ${folder}/fixed "$1"; ${LABEL}`,
    );
    terminal.keys('e');
    await terminal.until(/is changed: metadata\.labels\.edited\./);
    expect(seen(2)).toMatch(/^# Pod [\s\S]*\n# This is no YAML: .* line \d+/);
  });

  test('what is no YAML and is left so is kept', async () => {
    await using terminal = await demo(`echo '  - [' >> "$1"`, ':');
    terminal.keys('e');
    await terminal.until(/nothing was changed\. What you wrote is in/);
    expect(readFileSync(editedPath(), 'utf8')).toContain('  - [');
  });

  test('what the cluster refuses is kept, and can be edited again', async () => {
    const policy = `sed -i 's/restartPolicy: Always/restartPolicy: Never/' "$1"`;
    await using terminal = await demo(policy, `sed -i 's/restartPolicy: Never/restartPolicy: Always/' "$1"; ${LABEL}`);
    terminal.keys('e');
    await terminal.until(/─ Not changed ─[\s\S]*spec: Forbidden[\s\S]*Edit it again\?/);
    expect(readFileSync(editedPath(), 'utf8')).toContain('restartPolicy: Never');
    terminal.keys('y');
    await terminal.until(/is changed: metadata\.labels\.edited\./);
    expect(terminal.text).toMatch(/refused: edit spec\.restartPolicy/);
    expect(seen(2)).toContain('pod updates may not change fields');
    expect(readdirSync(folder).filter(name => name.startsWith('podscope-edit-'))).toEqual([]);
  });

  test('what the cluster refuses stays in its file when it is left at that', async () => {
    await using terminal = await demo(`sed -i 's/restartPolicy: Always/restartPolicy: Never/' "$1"`);
    terminal.keys('e');
    await terminal.until(/Edit it again\?/);
    terminal.keys('n');
    await terminal.until(screen => !screen.includes('Edit it again?'));
    expect(statSync(editedPath()).mode & 0o777).toBe(0o600);
  });

  test('what somebody else changed meanwhile is told, and the edit laid over it', async () => {
    const cluster = await startDemo({ clock: systemClock, seed: 1, scenarios: ['kubia'] });
    const path = `${cluster.url}/api/v1/namespaces/default/pods/kubia`;
    const wait = `while [ ! -e ${folder}/go ]; do sleep 0.05; done`;
    await using terminal = await withEditor(
      ['--server', cluster.url, '-A'],
      [`${LABEL}; ${wait}`, `echo '# seen' >> "$1"`],
    );
    terminal.keys('e');
    await terminal.until(() => existsSync(join(folder, 'seen-1')));
    const labels = async (): Promise<Record<string, string>> =>
      ((await (await fetch(path)).json()) as { metadata: { labels: Record<string, string> } }).metadata.labels;
    await fetch(path, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: JSON.stringify({ metadata: { labels: { theirs: 'yes' } } }),
    });
    writeFileSync(join(folder, 'go'), '');
    await terminal.until(/somebody else changed metadata\.labels\.theirs meanwhile/);
    expect(await labels()).not.toHaveProperty('edited');
    terminal.keys('y');
    await terminal.until(/is changed: metadata\.labels\.edited\./);
    expect(seen(2)).toMatch(/^# somebody else changed metadata\.labels\.theirs/im);
    expect(seen(2)).toMatch(/ edited: .*yes/);
    expect(seen(2)).toMatch(/ theirs: .*yes/);
    expect(await labels()).toMatchObject({ edited: 'yes', theirs: 'yes' });
    await cluster.stop();
  });
});
