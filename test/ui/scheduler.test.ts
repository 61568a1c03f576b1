import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/kube/clock.ts';
import { FrameScheduler } from '../../src/ui/scheduler.ts';
import { FakeClock } from '../support/fake-clock.ts';

function scheduler(paint: () => void = () => {}) {
  const clock = new FakeClock(1000);
  const frames: number[] = [];
  const it = new FrameScheduler(clock, () => {
    frames.push(clock.now());
    paint();
  });
  return { clock, frames, it };
}

describe('frames', () => {
  test('a thousand changes between two frames are one frame', () => {
    const { clock, frames, it } = scheduler();
    for (let i = 0; i < 1000; i++) it.request();
    clock.advance(1000);
    expect(frames).toEqual([1000]);
    expect(it.stats()).toMatchObject({ frames: 1, requests: 1000 });
  });

  test('a stream of changes is painted thirty times a second, with the last of them', () => {
    const { clock, frames, it } = scheduler();
    for (let ms = 0; ms < 1000; ms++) {
      it.request();
      clock.advance(1);
    }
    clock.advance(100);
    expect(frames.length).toBeLessThanOrEqual(31);
    expect(frames.at(-1)).toBeGreaterThanOrEqual(2000 - 33);
  });

  test('a key does not wait for the next frame of data', async () => {
    const { clock, frames, it } = scheduler();
    it.request();
    clock.advance(5);
    it.request();
    it.request(true);
    it.request(true);
    expect(frames, 'keys that come together are one frame').toEqual([1000]);
    await it.idle();
    expect(frames).toEqual([1000, 1005]);
    clock.advance(100);
    expect(frames).toEqual([1000, 1005]);
  });

  test('what is painted is painted again when it is over, by the clock that it tells', () => {
    const { clock, frames, it } = scheduler();
    const twice: Clock = { now: () => clock.now() * 2, after: (ms, run) => clock.after(ms / 2, run) };
    it.request();
    clock.advance(0);
    it.expireAt(3000, twice);
    it.expireAt(4000, twice);
    clock.advance(999);
    expect(frames).toEqual([1000]);
    clock.advance(1);
    expect(frames).toEqual([1000, 2000]);
    it.expireAt(clock.now() + 5, clock);
    clock.advance(5);
    expect(frames, 'as soon as data may be painted again').toEqual([1000, 2000]);
    clock.advance(100);
    expect(frames).toEqual([1000, 2000, 2034]);
    it.expireAt(clock.now() + 500, clock);
    it.request(true);
    it.stop();
    clock.advance(1000);
    expect(frames.length).toBe(3);
  });

  test.for([
    { name: 'a dear frame', took: 10, next: 1060 },
    { name: 'a frame that took for ever', took: 60, next: 1100 },
  ])('$name puts the next one of data off, but not for long', ({ took, next }) => {
    const { clock, frames, it } = scheduler(() => clock.advance(took));
    it.request();
    clock.advance(0);
    it.request();
    clock.advance(200);
    expect(frames).toEqual([1000, next]);
  });

  test('none is painted when nobody asks', () => {
    const { clock, frames } = scheduler();
    clock.advance(60_000);
    expect(frames).toEqual([]);
  });

  test('one asked for while painting comes after it', () => {
    let again = true;
    const { clock, frames, it } = scheduler(() => {
      if (again) it.request();
      again = false;
    });
    it.request();
    clock.advance(100);
    expect(frames).toEqual([1000, 1034]);
  });

  test('idle when all is painted, and after the end', async () => {
    const { clock, it } = scheduler();
    await it.idle();
    it.request();
    const idle = it.idle();
    clock.advance(0);
    await idle;
    it.request();
    const stopped = it.idle();
    it.stop();
    await stopped;
    it.request();
    await it.idle();
    expect(it.stats().frames).toBe(1);
  });
});
