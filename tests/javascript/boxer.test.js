import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Boxer } from "../../page/components/brush/boxer.js";
import { Strokes } from "../../page/components/brush/strokes.js";
import { Viewport } from "../../page/components/brush/viewport.js";
import { installStorage } from "./fakes.js";

let boxer, editor;

const at = (clientX, clientY) => ({ clientX, clientY });

// A photo of 1200 × 800 pixels on a stage half as large.
beforeEach(() => {
  installStorage();
  const viewport = new Viewport();
  Object.assign(viewport, { rows: 800, cols: 1200 });
  viewport.resize(600, 400);
  viewport.fit();
  editor = {
    scene: { rows: 800, cols: 1200, units: 4 },
    stage: { viewport, placeOf: (event) => [event.clientX, event.clientY], invalidate: () => {} },
    strokes: new Strokes("photo"),
  };
  boxer = new Boxer(editor);
});

const drag = (from, to) => {
  boxer.begin(at(...from));
  boxer.extend(at(...to));
  return boxer.finish();
};

test("a box is the same from all its corners", () => {
  const [left, top, right, bottom] = [60, 40, 480, 360];
  // Places on the screen are twice as far on the photo, whose first pixel has its center at 0.
  const points = [4 * 119.5, 4 * 79.5, 4 * 959.5, 4 * 719.5];
  for (const [from, to] of [
    [
      [left, top],
      [right, bottom],
    ],
    [
      [right, top],
      [left, bottom],
    ],
    [
      [left, bottom],
      [right, top],
    ],
    [
      [right, bottom],
      [left, top],
    ],
  ]) {
    assert.equal(drag(from, to), true);
    assert.deepEqual(editor.strokes.finished, [{ label: "box", points }]);
  }
});

test("a box ends where the photo ends", () => {
  drag([420, 20], [-120, 480]);
  assert.deepEqual(editor.strokes.box.points, [-2, 4 * 39.5, 4 * 839.5, 4 * 799.5]);
});

test("a click takes a box away, and without one changes nothing", () => {
  assert.equal(drag([300, 200], [300, 200]), false);
  assert.equal(editor.strokes.count, 0);
  drag([60, 40], [480, 360]);
  assert.equal(drag([300, 200], [400, 207]), true);
  assert.equal(editor.strokes.box, null);
  assert.equal(editor.strokes.undoes, "step");
});

test("a drag beside the photo is no box", () => {
  assert.equal(drag([-50, 20], [-10, 300]), false);
});

test("while it is drawn, a box is seen and is no mark", () => {
  boxer.begin(at(60, 40));
  assert.deepEqual([boxer.isDown, boxer.box], [true, null]);
  boxer.extend(at(160, 140));
  assert.deepEqual(boxer.box.points, [478, 318, 4 * 319.5, 4 * 279.5]);
  boxer.abandon();
  assert.deepEqual([boxer.isDown, boxer.box, editor.strokes.finished], [false, null, []]);
});
