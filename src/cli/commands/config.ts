import { SETTINGS, type Settings } from '../../app/settings.ts';
import type { Call } from '../options/call.ts';
import { effectiveSettings } from '../options/effective-settings.ts';

/** `podscope config`: every setting with its value and where that comes from, as a configuration file. */
export async function run({ host, options }: Call): Promise<number> {
  const { origins, problems, path } = await effectiveSettings({ host, options });
  host.stdout.write(`# ${path ?? 'no place for a configuration: neither XDG_CONFIG_HOME nor HOME is set'}\n`);
  for (const [name, { help, normally }] of Object.entries(SETTINGS)) {
    const origin = origins.get(name as keyof Settings);
    host.stdout.write(`\n# ${help}\n`);
    if (origin) host.stdout.write(`${name}: ${JSON.stringify(origin.value)} # from ${origin.from}\n`);
    else host.stdout.write(`# ${name}: ${normally} (default)\n`);
  }
  for (const problem of problems) host.stderr.write(`podscope: ${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}
