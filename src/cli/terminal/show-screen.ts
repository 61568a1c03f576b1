import { runScreen, type ScreenSetup } from '../../shell/run-screen.ts';
import type { Call } from '../options/call.ts';
import { effectiveSettings } from '../options/effective-settings.ts';
import { podFilter } from '../options/pod-filter.ts';

/**
 * The full screen, as the options and the configuration say. Answers the exit status.
 * @throws UsageError for a filter that nobody understands, while there is still a shell to say so
 */
export async function showScreen(
  { host, options }: Pick<Call, 'host' | 'options'>,
  what: Pick<ScreenSetup, 'cluster' | 'scope' | 'contexts' | 'replay' | 'onAsked' | 'state' | 'demo' | 'pace'>,
): Promise<number> {
  const { filter, stats } = options;
  podFilter(filter);
  const { settings, problems } = await effectiveSettings({ host, options });
  const history = !(what.demo || what.replay || options['no-history']);
  return runScreen({ ...what, host, settings, problems, filter, history, stats });
}
