import { expect, test } from 'vitest';
import type { Reader } from '../../src/app/reading/reader.ts';
import { DetailFilling } from '../../src/shell/fill-detail.ts';
import type { ReaderFilling } from '../../src/shell/fill-reader.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Robot, START } from '../support/robot.ts';
import { smallCluster } from '../support/small-cluster.ts';

test('the page with everything is filled for the pod on which the cursor rests, while it is shown', () => {
  const robot = new Robot({ pods: smallCluster() });
  const clock = new FakeClock(START);
  const filled: Reader[] = [];
  const fill = (reader: Reader): ReaderFilling => {
    filled.push(reader);
    return { look: () => {}, stop: () => {} } as unknown as ReaderFilling;
  };
  const detail = new DetailFilling({ session: () => robot.session, clock, fill, onChange: () => {} });
  const rests = (): string[] => {
    detail.look();
    clock.advance(200);
    detail.look();
    return filled.map(({ target }) => target.name);
  };
  expect(rests()).toEqual([]);
  robot.press('enter', '[');
  expect(robot.screen()).toContain('Asking the cluster');
  expect(rests()).toEqual(['db-0']);
  expect(rests()).toEqual(['db-0']);
  // A cursor on its way down asks for nothing but the last.
  for (let i = 0; i < 3; i++) {
    robot.press('esc', 'j', 'enter', '[');
    detail.look();
    clock.advance(20);
  }
  expect(rests()).toEqual(['db-0', robot.selected]);
  expect(filled[0]!.isClosed).toBe(true);
  robot.press('esc');
  rests();
  expect([filled[1]!.isClosed, robot.session.state.whole]).toEqual([true, undefined]);
  detail.stop();
});
