import { type KnownEvents, wantedEvents } from '../app/reading/known-events.ts';
import type { EventAbout } from '../history/around.ts';
import type { Cluster, EventScope } from '../kube/cluster.ts';
import { problemText } from '../kube/problem.ts';
import type { Stage, Troupe } from './stage.ts';

/** So long a person must stay with a pod before its Events are asked for, ms: on the way through a list nobody reads them. */
const REST_MS = 250;

/** Follows the Events of what the screen shows them of, and only as long as it does. */
export function eventTroupe(stage: Stage): Troupe<never> {
  const { clock } = stage.host;
  const following = new Map<string, { readonly cluster: Cluster; stop(): void }>();
  return {
    performers: {},
    look: () => {
      const { cluster, session } = stage.current;
      const wanted = new Map(wantedEvents(session).map(about => [JSON.stringify(about), about]));
      for (const [key, each] of following) {
        if (wanted.has(key) && each.cluster === cluster) continue;
        each.stop();
        following.delete(key);
      }
      for (const [key, about] of wanted) {
        if (following.has(key)) continue;
        let feed: { stop(): void } | undefined;
        const cancel = clock.after(REST_MS, () => {
          feed = followEvents(cluster, about, session.events, () => stage.changed());
        });
        following.set(key, {
          cluster,
          stop: () => {
            cancel();
            feed?.stop();
          },
        });
      }
    },
    close: () => {
      for (const each of following.values()) each.stop();
    },
  };
}

/** Adds the Events of one object from now on. What keeps them from coming stands there until they come again, or nobody wants them. */
export function followEvents(
  cluster: Pick<Cluster, 'eventFeed'>,
  about: EventAbout,
  events: KnownEvents,
  onChange: () => void,
): { stop(): void } {
  const whom = JSON.stringify(about);
  const feed = cluster.eventFeed(scopeOf(about));
  feed.subscribe(event => {
    if (event.type === 'Added' || event.type === 'Updated') events.add(event.after);
    else if (event.type === 'Notice') events.setProblem(whom, problemText(event.problem));
    else if (event.type === 'Connection') {
      const { connection } = event;
      if ('problem' in connection) events.setProblem(whom, problemText(connection.problem));
      else if (connection.state === 'live') events.setProblem(whom, undefined);
    } else return;
    onChange();
  });
  feed.start();
  return {
    stop() {
      feed.stop();
      events.setProblem(whom, undefined);
    },
  };
}

function scopeOf({ kind, namespace, name, uid }: EventAbout): EventScope {
  const fields =
    uid !== ''
      ? `involvedObject.uid=${uid}`
      : [`involvedObject.kind=${kind}`, ...(name === '' ? [] : [`involvedObject.name=${name}`])].join(',');
  return { namespaces: namespace === '' ? [] : [namespace], fieldSelector: fields };
}
