// The keys that do something to the window on the drawing alone.

import type { Canvas } from './canvas.js';
import type { Action } from './keys.js';

const STEP = 80;
const ZOOM = 1.25;

export const ON_CANVAS: Partial<Record<Action, (canvas: Canvas) => void>> = {
  zoomIn: (canvas) => canvas.zoom(ZOOM),
  zoomOut: (canvas) => canvas.zoom(1 / ZOOM),
  original: (canvas) => canvas.zoom(1 / canvas.view.scale),
  fit: (canvas) => canvas.fit(false),
  panLeft: (canvas) => canvas.pan(STEP, 0),
  panRight: (canvas) => canvas.pan(-STEP, 0),
  panUp: (canvas) => canvas.pan(0, STEP),
  panDown: (canvas) => canvas.pan(0, -STEP),
};
