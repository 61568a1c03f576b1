import type { Rect } from './frame.ts';

/** In the middle of the screen, below its first line and above its last. */
export function centred(width: number, height: number, screenWidth: number, screenHeight: number): Rect {
  const fitted = Math.min(height, screenHeight - 2);
  return {
    x: Math.floor((screenWidth - width) / 2),
    y: Math.max(1, Math.floor((screenHeight - fitted) / 2)),
    width,
    height: fitted,
  };
}
