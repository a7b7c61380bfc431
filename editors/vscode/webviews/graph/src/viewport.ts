// What part of the drawing is seen, and how large: panning and zooming.

export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const SMALLEST = 0.05;
export const LARGEST = 3;
const MARGIN = 32;

/** Zooms by a factor so that what is at a point of the window stays there. */
export function zoomedAt(view: View, factor: number, x: number, y: number): View {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
}

/** Shows a part as large as possible, but not larger than at a zoom of `most`. */
export function fitted(part: Rect, window: Rect, most = 1): View {
  const scale = Math.min(
    most,
    Math.max(
      SMALLEST,
      Math.min((window.width - MARGIN * 2) / part.width, (window.height - MARGIN * 2) / part.height),
    ),
  );
  return centred(part, window, scale);
}

export function centred(part: Rect, window: Rect, scale: number): View {
  return {
    scale,
    x: window.x + window.width / 2 - (part.x + part.width / 2) * scale,
    y: window.y + window.height / 2 - (part.y + part.height / 2) * scale,
  };
}

/** Moves as little as is needed for a part to be seen. */
export function brought(view: View, part: Rect, window: Rect): View {
  return {
    scale: view.scale,
    x: view.x + shift(view.x + part.x * view.scale, part.width * view.scale, window.x, window.width),
    y: view.y + shift(view.y + part.y * view.scale, part.height * view.scale, window.y, window.height),
  };
}

function shift(start: number, length: number, windowStart: number, windowLength: number): number {
  const low = windowStart + MARGIN;
  const high = windowStart + windowLength - MARGIN;
  if (start < low || length > high - low) {
    return low - start;
  }
  return Math.min(0, high - start - length);
}

type WheelMeaning = 'zoom' | 'pan';

/** Wheels zoom; two fingers on a touchpad pan, and pinch to zoom. */
export class WheelReader {
  private meaning: WheelMeaning = 'zoom';
  private last = -Infinity;

  /** What a turn means is decided at the beginning of a gesture: its end may look like the other. */
  read(event: Pick<WheelEvent, 'ctrlKey' | 'metaKey' | 'deltaX' | 'deltaY' | 'deltaMode' | 'timeStamp'>): WheelMeaning {
    if (event.ctrlKey || event.metaKey) {
      return 'zoom';
    }
    if (event.timeStamp - this.last > 250) {
      const touchpad = event.deltaMode === 0 && (event.deltaX !== 0 || Math.abs(event.deltaY) < 50);
      this.meaning = touchpad ? 'pan' : 'zoom';
    }
    this.last = event.timeStamp;
    return this.meaning;
  }
}
