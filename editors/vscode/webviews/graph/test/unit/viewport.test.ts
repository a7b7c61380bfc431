import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brought, fitted, LARGEST, WheelReader, zoomedAt, type Rect, type View } from '../../src/viewport.js';

const window: Rect = { x: 0, y: 0, width: 1000, height: 600 };
const seen = (view: View, x: number, y: number): [number, number] => [x * view.scale + view.x, y * view.scale + view.y];

test('what is below the pointer stays there while zooming', () => {
  const view = { x: 30, y: -20, scale: 0.5 };
  const [x, y] = seen(view, 100, 200);
  assert.deepEqual(seen(zoomedAt(view, 2, x, y), 100, 200), [x, y]);
  assert.equal(zoomedAt(view, 1000, x, y).scale, LARGEST);
  assert.deepEqual(seen(zoomedAt(view, 1000, x, y), 100, 200), [x, y]);
});

test('all fits into the window, in its middle, and not larger than life', () => {
  const view = fitted({ x: 0, y: 0, width: 4000, height: 1000 }, window);
  const [left, top] = seen(view, 0, 0);
  const [right, bottom] = seen(view, 4000, 1000);
  assert.ok(left >= 0 && top >= 0 && right <= 1000 && bottom <= 600);
  assert.ok(Math.abs(left - (1000 - right)) < 1e-6 && Math.abs(top - (600 - bottom)) < 1e-6);
  assert.equal(fitted({ x: 0, y: 0, width: 10, height: 10 }, window).scale, 1);
});

test('a card is brought into sight by the shortest way, and left alone if it is seen', () => {
  const view = { x: 0, y: 0, scale: 1 };
  assert.deepEqual(brought(view, { x: 100, y: 100, width: 200, height: 80 }, window), view);
  assert.deepEqual(brought(view, { x: 900, y: 100, width: 200, height: 80 }, window), { x: -132, y: 0, scale: 1 });
  assert.deepEqual(brought(view, { x: -50, y: 700, width: 200, height: 80 }, window), { x: 82, y: -212, scale: 1 });
  // Of what is larger than the window, the beginning.
  assert.deepEqual(brought(view, { x: 100, y: -500, width: 200, height: 2000 }, window), { x: 0, y: 532, scale: 1 });
});

test('a wheel zooms, two fingers move, a pinch zooms', () => {
  const turn = (deltaX: number, deltaY: number, timeStamp: number, ctrlKey = false, deltaMode = 0): Parameters<WheelReader['read']>[0] =>
    ({ deltaX, deltaY, deltaMode, timeStamp, ctrlKey, metaKey: false });
  const wheel = new WheelReader();
  assert.equal(wheel.read(turn(0, 120, 0)), 'zoom');
  assert.equal(wheel.read(turn(0, 3, 1000, false, 1)), 'zoom');
  assert.equal(wheel.read(turn(1, 4, 2000)), 'pan');
  // Fast fingers in the middle of a gesture are still fingers.
  assert.equal(wheel.read(turn(0, 90, 2016)), 'pan');
  assert.equal(wheel.read(turn(0, 4, 2032, true)), 'zoom');
  assert.equal(wheel.read(turn(0, 120, 3000)), 'zoom');
});
