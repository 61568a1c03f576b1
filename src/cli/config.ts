import { SETTINGS, type Settings } from '../app/settings.ts';
import type { Call } from './call.ts';
import { loadSettings } from './settings-file.ts';

/** `podscope config`: every setting with its value and where that comes from. */
export async function run({ host }: Call): Promise<number> {
  const { settings, problems, path } = await loadSettings(host.env);
  host.stdout.write(`# ${path ?? 'no place for a configuration: neither XDG_CONFIG_HOME nor HOME is set'}\n`);
  for (const [name, { help }] of Object.entries(SETTINGS)) {
    const value = settings[name as keyof Settings];
    const theme = name === 'theme' && host.env['PODSCOPE_THEME'];
    host.stdout.write(`\n# ${help}\n`);
    if (theme) host.stdout.write(`theme: ${JSON.stringify(theme)} # from PODSCOPE_THEME\n`);
    else if (value === undefined) host.stdout.write(`# ${name}: not set\n`);
    else host.stdout.write(`${name}: ${JSON.stringify(value)} # from ${path}\n`);
  }
  for (const problem of problems) host.stderr.write(`podscope: ${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}
