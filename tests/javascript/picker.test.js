import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Picker } from "../../page/components/brush/picker.js";
import { Viewport } from "../../page/components/brush/viewport.js";

let picked, picker;

// A photo of 1200 × 600 pixels on a stage of 600 × 400, with 50 pixels above and below.
beforeEach(() => {
  const viewport = new Viewport();
  Object.assign(viewport, { rows: 600, cols: 1200 });
  viewport.resize(600, 400);
  viewport.fit();
  const placeOf = (event) => [event.clientX, event.clientY];
  picked = [];
  picker = new Picker({ scene: { rows: 600, cols: 1200 }, stage: { viewport, placeOf } }, (place) =>
    picked.push(place),
  );
});

const click = (...places) => {
  const [first, ...rest] = places.map(([clientX, clientY]) => ({ clientX, clientY }));
  picker.begin(first);
  rest.forEach((event) => picker.extend(event));
  return picker.finish();
};

test("a place is told as row and column of the photo, and is no mark", () => {
  assert.equal(click([100, 80]), false);
  assert.deepEqual(picked, [[59.5, 199.5]]);
});

test("the place where the pointer is released counts", () => {
  click([100, 80], [200, 90]);
  assert.deepEqual(picked, [[79.5, 399.5]]);
});

test("places beside the photo are not told, those on its border are", () => {
  for (const place of [
    [100, 49],
    [100, 350],
    [600, 100],
    [-1, 100],
  ])
    click(place);
  assert.deepEqual(picked, []);
  click([0, 50]);
  assert.deepEqual(picked, [[-0.5, -0.5]]);
});

test("what is given up is not told", () => {
  picker.begin({ clientX: 100, clientY: 80 });
  assert.equal(picker.isDown, true);
  picker.abandon();
  assert.deepEqual([picker.isDown, picked], [false, []]);
});
