import type { ReadingEffect } from '../app/effects.ts';
import type { Reader } from '../app/reading/reader.ts';
import { DetailFilling } from './fill-detail.ts';
import { LogFilling } from './fill-logs.ts';
import { type Filling, ReaderFilling } from './fill-reader.ts';
import { ObjectVersions } from './object-versions.ts';
import type { Stage, Troupe } from './stage.ts';

/** What is read over the panes: one reader and the logs of one choice of pods at a time. */
export function readingTroupe(stage: Stage): Troupe<ReadingEffect> {
  const { clock } = stage.host;
  const onChange = (): void => stage.changed();
  const versions = new ObjectVersions();
  let reading: ReaderFilling | undefined;
  let logging: LogFilling | undefined;
  const fill = (reader: Reader): ReaderFilling => {
    const { cluster, session } = stage.current;
    const seen = (): ReturnType<Filling['seen']> => {
      const entry = session.world.pods.get(reader.target.uid);
      return entry && { pod: entry.pod, isGone: entry.goneAt !== undefined };
    };
    const { namespaces } = session.world.target;
    const now = (): number => clock.now();
    const held = () => session.world.versions.ofPod(reader.target.uid);
    return new ReaderFilling({ reader, cluster, now, seen, held, namespaces, versions, onChange });
  };
  const detail = new DetailFilling({ session: () => stage.current.session, clock, fill, onChange });
  return {
    performers: {
      read: ({ reader }) => {
        reading?.stop();
        reading = fill(reader);
        reading.look();
      },
      readLogs: ({ logs }) => {
        logging?.stop();
        logging = new LogFilling(logs, { cluster: stage.current.cluster, clock, known: stage.current, onChange });
      },
    },
    look: () => {
      detail.look();
      reading?.look();
      logging?.look();
    },
    close: () => {
      detail.stop();
      reading?.stop();
    },
  };
}
