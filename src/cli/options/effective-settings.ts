import { SETTINGS, type Settings } from '../../app/settings.ts';
import { loadSettings } from '../../files/settings-file.ts';
import type { Host } from '../../shell/host.ts';
import type { OptionName, Options } from './options.ts';

/** The settings that are in force, and where each comes from. */
export interface EffectiveSettings {
  readonly settings: Settings;
  /** By setting: its value as it would be written in the file, and `--theme`, `PODSCOPE_THEME` or `FILE, line 3`. */
  readonly origins: ReadonlyMap<keyof Settings, { readonly value: unknown; readonly from: string }>;
  /** What is wrong with the file, a sentence each. */
  readonly problems: readonly string[];
  /** Where the configuration is or would be; undefined without a home. */
  readonly path: string | undefined;
}

/** The switches that stand for a setting. A command line says nothing about what is not here. */
const SWITCHES: readonly { readonly option: OptionName; readonly setting: keyof Settings; readonly value: boolean }[] =
  [
    { option: 'readonly', setting: 'readonly', value: true },
    { option: 'no-mouse', setting: 'mouse', value: false },
    { option: 'ascii', setting: 'ascii', value: true },
    { option: 'no-animation', setting: 'animation', value: false },
  ];

/** The command line goes before the environment, that before the file. */
export async function effectiveSettings({
  host: { env },
  options,
}: {
  readonly host: Pick<Host, 'env'>;
  readonly options: Options;
}): Promise<EffectiveSettings> {
  const { settings, problems, path, written } = await loadSettings(env);
  const origins = new Map<keyof Settings, { value: unknown; from: string }>();
  for (const name of Object.keys(SETTINGS) as (keyof Settings)[]) {
    const place = written.get(name);
    if (settings[name] !== undefined && place)
      origins.set(name, { value: place.value, from: `${path}, line ${place.line}` });
  }
  const given: { -readonly [K in keyof Settings]: Settings[K] } = {};
  const theme = options.theme ?? env['PODSCOPE_THEME'];
  if (theme) {
    given.theme = theme;
    origins.set('theme', { value: theme, from: options.theme === undefined ? 'PODSCOPE_THEME' : '--theme' });
  }
  for (const { option, setting, value } of SWITCHES) {
    if (options[option] !== true) continue;
    Object.assign(given, { [setting]: value });
    origins.set(setting, { value, from: `--${option}` });
  }
  return { settings: { ...settings, ...given }, origins, problems, path };
}
