import type { Deed } from '../app/effects.ts';
import { refuse } from '../app/refusals.ts';
import type { Meddling } from '../demo/machinery/meddling.ts';

/** Does what a person wants done to the demo. Answers what came of it, as a sentence. */
export function meddle(demo: Meddling, deed: Deed): string {
  switch (deed.type) {
    case 'kill': {
      const { namespace, pod, container, exitCode } = deed;
      const done = demo.kill(namespace, pod, container, exitCode);
      return done
        ? `Ended ${container} of ${pod} with exit code ${exitCode}.`
        : refuse('nothingToKill', { pod, name: ` "${container}"` });
    }
    case 'probe': {
      const { namespace, pod, container, probe, passes } = deed;
      const done = demo.setProbe(namespace, pod, container, probe, passes);
      if (!done) return refuse('noSuchProbe', { container, pod, probe });
      return `The ${probe} probe of ${container} ${passes ? 'passes' : 'fails'} from now on.`;
    }
    case 'loseNode':
      return demo.loseNode(deed.node) ? `${deed.node} fell silent.` : refuse('noSuchNode', { name: deed.node });
    case 'findNode':
      return demo.findNode(deed.node) ? `${deed.node} is back.` : refuse('noSuchNode', { name: deed.node });
    case 'cut':
      demo.cutConnections();
      return 'Cut all connections of the API server.';
    case 'answer':
      demo.refuse(deed.code, deed.times);
      // What waits on an open connection has to ask again.
      demo.cutConnections();
      return `The next ${deed.times === 1 ? 'request is' : `${deed.times} requests are`} answered with ${deed.code}.`;
    case 'pause':
      return demo.pause() ? 'The time of the demo stands still.' : 'The time of the demo runs on.';
    case 'step':
      demo.step(deed.seconds);
      return `${deed.seconds} s passed in the demo; its time stands still.`;
  }
}
