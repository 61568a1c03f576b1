import { type KnownEvents, wantedEvents } from '../app/reading/known-events.ts';
import type { EventAbout } from '../history/around.ts';
import type { Cluster, EventScope } from '../kube/cluster.ts';
import type { EventFeed } from '../kube/feed.ts';
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
        let feed: EventFeed | undefined;
        const cancel = clock.after(REST_MS, () => {
          feed = follow(cluster, about, session.events, () => stage.changed());
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

function follow(cluster: Cluster, about: EventAbout, events: KnownEvents, onChange: () => void): EventFeed {
  const feed = cluster.eventFeed(scopeOf(about));
  events.problem = undefined;
  feed.subscribe(event => {
    if (event.type === 'Added' || event.type === 'Updated') events.add(event.after);
    else if (event.type === 'Notice') events.problem = problemText(event.problem);
    else if (event.type === 'Connection') {
      const { connection } = event;
      events.problem = 'problem' in connection ? problemText(connection.problem) : undefined;
    } else return;
    onChange();
  });
  feed.start();
  return feed;
}

function scopeOf({ kind, namespace, name, uid }: EventAbout): EventScope {
  const fields =
    uid !== ''
      ? `involvedObject.uid=${uid}`
      : [`involvedObject.kind=${kind}`, ...(name === '' ? [] : [`involvedObject.name=${name}`])].join(',');
  return { namespaces: namespace === '' ? [] : [namespace], fieldSelector: fields };
}
