import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Pointers } from "../../page/components/brush/pointers.js";
import { Viewport } from "../../page/components/brush/viewport.js";

let canvas, done, editor, viewport;

// A photo of 600 × 400 pixels on a stage of the same size.
beforeEach(() => {
  globalThis.WheelEvent = { DOM_DELTA_LINE: 1 };
  viewport = new Viewport();
  Object.assign(viewport, { rows: 400, cols: 600 });
  viewport.resize(600, 400);
  viewport.fit();
  done = [];
  const listeners = {};
  canvas = {
    addEventListener: (type, act) => (listeners[type] = act),
    focus: () => {},
    setPointerCapture: () => {},
    send: (type, event) => listeners[type](event),
  };
  const classList = { toggle: () => {}, remove: () => {} };
  editor = {
    toolbar: { tool: "keep" },
    keys: { isMoving: false },
    hover: () => {},
    hand: { extend: () => done.push("extend"), abandon: () => done.push("abandon") },
    begin: (_, tool) => done.push(`begin ${tool}`),
    finish: () => done.push("finish"),
    stage: {
      canvas,
      viewport,
      element: { classList },
      placeOf: (event) => [event.clientX, event.clientY],
      pan: (dx, dy) => viewport.pan(dx, dy),
      zoomAt: (...zoom) => viewport.zoomAt(...zoom),
    },
  };
  new Pointers(editor);
});

const pointer = (type, clientX, clientY, more) =>
  canvas.send(`pointer${type}`, {
    clientX,
    clientY,
    pointerId: 1,
    pointerType: "mouse",
    button: 0,
    ...more,
  });
const finger = (type, id, x, y) => pointer(type, x, y, { pointerId: id, pointerType: "touch" });
const wheel = (deltaY, more) => {
  let isOurs = false;
  canvas.send("wheel", {
    deltaY,
    deltaMode: 0,
    ctrlKey: false,
    clientX: 300,
    clientY: 200,
    preventDefault: () => (isOurs = true),
    ...more,
  });
  return isOurs;
};

test("a pressed pointer draws with the tool, until it is released", () => {
  pointer("down", 10, 10);
  pointer("move", 20, 10);
  pointer("up", 20, 10);
  pointer("move", 30, 10);
  assert.deepEqual(done, ["begin keep", "extend", "finish"]);
});

test("the other end of a pen rubs out", () => {
  pointer("down", 10, 10, { pointerType: "pen", button: 5 });
  assert.deepEqual(done, ["begin erase"]);
});

test("the right button does nothing, the middle one and the space bar move the photo", () => {
  viewport.zoomAt(4, 300, 200);
  const before = viewport.x;
  pointer("down", 10, 10, { button: 2 });
  pointer("move", 50, 10);
  assert.equal(viewport.x, before);
  pointer("down", 10, 10, { button: 1 });
  pointer("move", 50, 10);
  pointer("up", 50, 10);
  assert.equal(viewport.x, before + 40);
  editor.keys.isMoving = true;
  pointer("down", 10, 10);
  pointer("move", 50, 10);
  assert.equal(viewport.x, before + 80);
  assert.deepEqual(done, []);
});

test("two fingers zoom by their distance, and both places stay under them", () => {
  viewport.zoomAt(2, 300, 200);
  finger("down", 1, 200, 150);
  finger("down", 2, 300, 150);
  assert.deepEqual(done, ["begin keep", "abandon"]);
  const [left, right] = [viewport.toPhoto(200, 150), viewport.toPhoto(300, 150)];
  // In small steps, one finger after the other, as browsers tell it.
  for (let step = 1; step <= 40; step += 1) {
    finger("move", 1, 200 - step, 150 - step / 2);
    finger("move", 2, 300 + 1.5 * step, 150 - step / 2);
  }
  assert.ok(Math.abs(viewport.zoom - 4) < 1e-9);
  const near = (a, b) => a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < 2));
  near(viewport.toPhoto(160, 130), left);
  near(viewport.toPhoto(360, 130), right);
  // The finger that stays draws nothing.
  finger("up", 1, 160, 130);
  finger("move", 2, 100, 100);
  finger("up", 2, 100, 100);
  assert.deepEqual(done, ["begin keep", "abandon"]);
});

test("who has a pen draws with it alone: fingers move, and a palm beside it does nothing", () => {
  viewport.zoomAt(4, 300, 200);
  pointer("down", 10, 10, { pointerType: "pen" });
  const before = viewport.x;
  finger("down", 2, 200, 200);
  finger("move", 2, 240, 200);
  finger("up", 2, 240, 200);
  assert.equal(viewport.x, before);
  pointer("up", 10, 10, { pointerType: "pen" });
  finger("down", 2, 200, 200);
  finger("move", 2, 240, 200);
  assert.equal(viewport.x, before + 40);
  assert.deepEqual(done, ["begin keep", "finish"]);
});

test("the wheel scrolls the page while all is seen, and zooms with Ctrl or when zoomed", () => {
  assert.equal(wheel(-100), false);
  assert.equal(viewport.zoom, 1);
  assert.equal(wheel(-20, { ctrlKey: true }), true);
  assert.ok(Math.abs(viewport.zoom - Math.exp(0.2)) < 1e-9);
  assert.equal(wheel(-100), true);
  assert.ok(Math.abs(viewport.zoom - Math.exp(0.42)) < 1e-9);
  // Lines count as thirty pixels each, and one turn has its limit.
  wheel(-2, { deltaMode: 1 });
  assert.ok(Math.abs(viewport.zoom - Math.exp(0.42 + 60 * 0.0022)) < 1e-9);
  wheel(-9999);
  assert.ok(Math.abs(viewport.zoom - Math.exp(0.42 + 300 * 0.0022)) < 1e-9);
});
