import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { LEAST_ZOOM, Viewport } from "../../page/components/brush/viewport.js";
import { randomBy } from "./fakes.js";

let viewport;

const near = (actual, expected) => {
  const numbers = [actual].flat(Infinity);
  assert.equal(numbers.length, [expected].flat(Infinity).length);
  [expected].flat(Infinity).forEach((value, i) => {
    assert.ok(Math.abs(numbers[i] - value) < 1e-9 * Math.max(1, Math.abs(value)), `${actual}`);
  });
};
const toScreen = (x, y) => [x * viewport.scale + viewport.x, y * viewport.scale + viewport.y];

// A photo of 1200 × 600 pixels on a stage of 600 × 400: a half, with 50 pixels above and below.
beforeEach(() => {
  globalThis.devicePixelRatio = 2;
  viewport = new Viewport();
  Object.assign(viewport, { rows: 600, cols: 1200 });
  viewport.resize(600, 400);
  viewport.fit();
});

test("a photo that fits lies in the middle, as large as the stage allows", () => {
  near([viewport.scale, viewport.x, viewport.y, viewport.zoom], [0.5, 0, 50, 1]);
  near(viewport.toPhoto(300, 200), [600, 300]);
  near(viewport.toPhoto(0, 50), [0, 0]);
  assert.equal(viewport.seen, null);
});

test("places on photo and screen turn each other back", () => {
  const random = randomBy(3);
  for (let i = 0; i < 50; i += 1) {
    viewport.zoomAt(0.5 + 1.5 * random(), 600 * random(), 400 * random());
    viewport.pan(200 * random() - 100, 200 * random() - 100);
    const place = [1200 * random(), 600 * random()];
    near(viewport.toPhoto(...toScreen(...place)), place);
  }
});

test("zooming keeps what is under the pointer there", () => {
  const under = viewport.toPhoto(220, 190);
  viewport.zoomAt(3, 220, 190);
  near(viewport.zoom, 3);
  near(viewport.toPhoto(220, 190), under);
  viewport.zoomAt(1.25, 400, 170);
  near(viewport.zoom, 3.75);
});

test("zooming ends at the whole photo, and at eight pixels of the screen for one of it", () => {
  viewport.zoomAt(1e-6, 10, 10);
  near([viewport.scale, viewport.x, viewport.y], [0.5, 0, 50]);
  viewport.zoomAt(1e6, 10, 60);
  near(viewport.scale, 8);
  // A photo smaller than the stage: eight times the fit.
  Object.assign(viewport, { rows: 20, cols: 60 });
  viewport.fit();
  viewport.zoomAt(1e6, 300, 200);
  near(viewport.scale, 80);
});

test("a zoomed photo is never moved off the stage", () => {
  const random = randomBy(4);
  for (let i = 0; i < 200; i += 1) {
    viewport.zoomAt(0.5 + 1.5 * random(), 600 * random(), 400 * random());
    viewport.pan(2000 * random() - 1000, 2000 * random() - 1000);
    const [left, top] = toScreen(0, 0);
    const [right, bottom] = toScreen(1200, 600);
    for (const [low, high, length] of [
      [left, right, 600],
      [top, bottom, 400],
    ]) {
      if (high - low >= length) assert.ok(low <= 1e-9 && high >= length - 1e-9);
      else near(low, length - high);
    }
  }
});

test("another size of the stage keeps zoom and center", () => {
  viewport.zoomAt(4, 250, 230);
  const center = viewport.toPhoto(300, 200);
  viewport.resize(900, 500);
  near(viewport.zoom, 4);
  near(viewport.toPhoto(450, 250), center);
  viewport.fit();
  viewport.resize(300, 200);
  near([viewport.zoom, viewport.scale], [1, 0.25]);
});

test("what is seen is told as shares of the photo, and as pixels of the screen", () => {
  viewport.zoomAt(4, 0, 50);
  near([viewport.scale, viewport.x, viewport.y], [2, 0, 0]);
  near(viewport.seen.area, [0, 0, 200 / 600, 300 / 1200]);
  assert.deepEqual(viewport.seen.size, [800, 1200]);
  // The photo fills the stage from side to side only: of what is beside it, nothing is told.
  viewport.fit();
  viewport.zoomAt(1.2, 300, 200);
  near(viewport.seen.area, [0, 1 / 12, 1, 11 / 12]);
  assert.deepEqual(viewport.seen.size, [720, 1200]);
});

test("just zoomed is not zoomed", () => {
  viewport.zoomAt(LEAST_ZOOM, 300, 200);
  assert.equal(viewport.seen, null);
  viewport.zoomAt(1.01, 300, 200);
  assert.notEqual(viewport.seen, null);
});

test("where it looks: the scale, and what lies in the middle", () => {
  viewport.zoomAt(2, 300, 200);
  const { zoom, scale, row, col } = viewport.view;
  near([zoom, scale, row, col], [2, 1, 300, 600]);
});

test("its state tells apart all that is painted differently", () => {
  const states = new Set([viewport.state]);
  viewport.zoomAt(2, 300, 200);
  states.add(viewport.state);
  viewport.pan(5, 0);
  states.add(viewport.state);
  viewport.pan(0, 5);
  states.add(viewport.state);
  globalThis.devicePixelRatio = 1;
  states.add(viewport.state);
  assert.equal(states.size, 5);
});
