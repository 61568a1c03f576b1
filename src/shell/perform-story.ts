import type { DemoEffect, ReplayEffect } from '../app/effects.ts';
import { meddle } from './meddle.ts';
import { REPLAY_ACTIONS } from './replay-actions.ts';
import type { Stage, Troupe } from './stage.ts';

/** What concerns the demo or the recording that is played. */
export function storyTroupe(stage: Stage): Troupe<DemoEffect | ReplayEffect> {
  return {
    performers: {
      replay: ({ action }) => {
        if (stage.replay) REPLAY_ACTIONS[action](stage.replay, stage.say);
        stage.changed();
      },
      seekReplay: ({ to }) => {
        stage.replay?.seek(to);
        stage.changed();
      },
      playScenario: ({ name }) => stage.demo?.play(name),
      meddle: ({ deed }) => {
        if (stage.demo) stage.say(meddle(stage.demo, deed));
      },
    },
  };
}
