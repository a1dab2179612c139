import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { MOST_POINTS, Pen } from "../../page/components/brush/pen.js";
import { Strokes } from "../../page/components/brush/strokes.js";
import { Viewport } from "../../page/components/brush/viewport.js";
import { installClock, installStorage } from "./fakes.js";

let clock, editor, pen, sent;

const at = (x, y, more) => ({ clientX: x, clientY: y, pointerType: "mouse", ...more });

// A photo of 1200 × 800 pixels on a stage half as large, with a brush of 12 pixels of the screen.
beforeEach(() => {
  installStorage();
  clock = installClock();
  sent = [];
  const viewport = new Viewport();
  Object.assign(viewport, { rows: 800, cols: 1200 });
  viewport.resize(600, 400);
  viewport.fit();
  editor = {
    toolbar: { settings: { size: 12, live: false }, isExact: false },
    scene: { rows: 800, cols: 1200, units: 4 },
    stage: { viewport, placeOf: (event) => [event.clientX, event.clientY], invalidate: () => {} },
    strokes: new Strokes("photo"),
    link: { isSent: true, waitMs: 0, send: () => sent.push(editor.strokes.unfinished) },
  };
  pen = new Pen(editor);
});

const draw = (label, ...events) => {
  const [first, ...rest] = events;
  pen.begin(first, label);
  rest.forEach((event) => pen.extend(event));
  return pen.finish() ? editor.strokes.finished.at(-1) : null;
};

test("a click is a dot in units of the photo, as large as the brush", () => {
  // The screen's pixel 100 is the photo's 200, whose center is half a pixel less.
  assert.deepEqual(draw("remove", at(100, 50)), {
    label: "remove",
    radius: 48,
    points: [4 * 199.5, 4 * 99.5],
  });
});

test("zoomed, the same brush is smaller on the photo, and its place is exact", () => {
  editor.stage.viewport.zoomAt(4, 100, 50);
  assert.deepEqual(draw("keep", at(100, 50)), { label: "keep", radius: 12, points: [798, 398] });
});

test("Keep that hardly moves is a tap: a dot where it began", () => {
  const stroke = draw("keep", at(300, 200), at(303, 200), at(305, 200));
  assert.deepEqual(stroke.points, [4 * 599.5, 4 * 399.5]);
});

test("what moves farther than the brush's radius, or is exact, or not Keep, is a stroke", () => {
  assert.equal(draw("keep", at(300, 200), at(309, 200)).points.length, 4);
  assert.equal(draw("remove", at(300, 200), at(305, 200)).points.length, 4);
  editor.toolbar.isExact = true;
  assert.equal(draw("keep", at(300, 200), at(305, 200)).points.length, 4);
});

test("only Keep and Remove can be exact", () => {
  editor.toolbar.isExact = true;
  const strokes = ["keep", "remove", "hair", "erase"].map((label) => draw(label, at(9, 9)));
  assert.deepEqual(
    strokes.map(({ exact }) => exact),
    [true, true, undefined, undefined],
  );
});

test("what lies beside the photo is no stroke, what reaches into it is one", () => {
  editor.stage.viewport.resize(800, 400);
  // The photo begins at 100, the brush's radius is 6.
  assert.equal(draw("keep", at(93, 50), at(93, 300)), null);
  assert.deepEqual(editor.strokes.finished, []);
  assert.equal(pen.isDown, false);
  assert.notEqual(draw("keep", at(95, 50), at(95, 300)), null);
  assert.notEqual(draw("keep", at(20, 50), at(300, 50)), null);
});

test("a straight drag of many steps is two points", () => {
  const steps = Array.from({ length: 100 }, (_, i) => at(100 + 3 * i, 100));
  assert.deepEqual(draw("remove", ...steps).points, [798, 798, 4 * 793.5, 798]);
});

test("places between two frames count", () => {
  const between = [at(200, 100), at(200, 200)];
  const stroke = draw("remove", at(100, 100), at(100, 200, { getCoalescedEvents: () => between }));
  assert.equal(stroke.points.length, 6);
});

test("a pen's pressure changes the size, from three tenths to one and a fifth", () => {
  const pressed = (x, pressure) => at(x, 100, { pointerType: "pen", pressure });
  const { radius, points } = draw("keep", pressed(100, 0.01), pressed(200, 0.9), pressed(300, 1));
  assert.equal(points.length, 6);
  const expected = [1 / 12, 11 / 12, 1].map((pressure) => Math.round(48 * (0.3 + 0.9 * pressure)));
  assert.deepEqual(radius, expected);
  assert.equal(pen.sizeOf(at(0, 0, { pressure: 1 })), 12);
  assert.equal(pen.sizeOf(null), 12);
});

test("pressed harder in one place, a pen's widest counts", () => {
  const pressed = (pressure) => at(100, 100, { pointerType: "pen", pressure });
  const { radius } = draw("remove", pressed(0.25), pressed(1), pressed(0.5));
  assert.equal(radius, Math.round(48 * 1.2));
});

test("an endless stroke keeps to what a recipe takes", () => {
  pen.begin(at(0, 0), "keep");
  for (let step = 1; step < 1.2 * MOST_POINTS; step += 1) {
    pen.addPoint(at((600 * step * 0.618) % 600, (400 * step * 0.414) % 400));
    assert.ok(pen.radii.length <= MOST_POINTS);
  }
  assert.equal(pen.finish(), true);
  const [{ points }] = editor.strokes.finished;
  assert.ok(points.length / 2 > MOST_POINTS / 10 && points.length / 2 <= MOST_POINTS);
});

test("a live stroke is sent while it is drawn, as soon as the last one is answered", () => {
  editor.toolbar.settings.live = true;
  editor.link.waitMs = 90;
  pen.begin(at(100, 100), "remove");
  pen.extend(at(200, 150));
  assert.deepEqual(sent, []);
  editor.link.waitMs = 0;
  clock.wait(90);
  assert.deepEqual(sent, [{ label: "remove", radius: 48, points: [798, 798, 1598, 1198] }]);
  // Nothing new.
  pen.sendLive();
  assert.equal(sent.length, 1);
  pen.finish();
  assert.equal(editor.strokes.unfinished, null);
});

test("a finger waits whether it is the first of two", () => {
  editor.toolbar.settings.live = true;
  pen.begin(at(100, 100, { pointerType: "touch" }), "keep");
  pen.extend(at(150, 100, { pointerType: "touch" }));
  clock.wait(139);
  assert.deepEqual(sent, []);
  clock.wait(1);
  assert.equal(sent.length, 1);
});

test("what is not to be live is sent at its end only", () => {
  pen.begin(at(100, 100), "keep");
  pen.extend(at(200, 150));
  clock.wait(10_000);
  assert.deepEqual(sent, []);
});

test("a stroke that is given up is taken back from a server that has seen it", () => {
  pen.begin(at(100, 100), "keep");
  editor.link.isSent = false;
  pen.abandon();
  assert.deepEqual(sent, [null]);
  assert.deepEqual([editor.strokes.finished, pen.isDown], [[], false]);
});
