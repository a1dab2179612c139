import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.window = globalThis;
const { Mover } = await import("../../page/components/viewer/mover.js");

let mover;
let told;

// Without what listens to the page; the picture is 400 × 200 pixels of the screen, at (10, 20).
beforeEach(() => {
  told = [];
  mover = Object.assign(Object.create(Mover.prototype), {
    plate: { getBoundingClientRect: () => ({ x: 10, y: 20, width: 400, height: 200 }) },
    frame: { focus: () => {}, setPointerCapture: () => {} },
    subject: { style: {} },
    slider: { setAttribute: () => {} },
    output: {},
    home: {},
    scene: { hidden: true },
    placement: [0, 0, 1],
    served: [0, 0, 1],
    middle: [0.7, 0.4],
    fingers: new Map(),
    timer: undefined,
    tellOf: (...words) => told.push(words),
  });
});

const finger = (pointerId, clientX, clientY) => ({
  pointerId,
  clientX,
  clientY,
  button: 0,
  preventDefault: () => {},
});
// Where a place of the subject lies in the picture, both in shares.
const laid = ([row, col], [down, right, scale]) => [
  0.5 + scale * (row - 0.5) + down / 100,
  0.5 + scale * (col - 0.5) + right / 100,
];

function assertNear(found, expected, tolerance = 1e-3) {
  found.forEach((each, i) => assert.ok(Math.abs(each - expected[i]) <= tolerance, `${found}`));
}

test("a finger takes the subject along, and says where when it is lifted", () => {
  mover.grab(finger(1, 100, 100));
  mover.drag(finger(1, 140, 90));
  mover.drag(finger(1, 180, 90));
  assert.deepEqual(mover.placement, [-5, 20, 1]);
  assert.equal(mover.scene.hidden, false);
  assert.deepEqual(told, []);
  mover.release(finger(1, 180, 90));
  assert.deepEqual(told, [["place", [-5, 20, 1]]]);
});

test("what was not grabbed is not moved", () => {
  mover.drag(finger(1, 140, 90));
  mover.grab({ ...finger(1, 100, 100), button: 2 });
  mover.drag(finger(1, 140, 90));
  assert.deepEqual(mover.placement, [0, 0, 1]);
});

test("two fingers keep what lies under them", () => {
  mover.set([10, -20, 0.8]);
  mover.grab(finger(1, 110, 120));
  mover.grab(finger(2, 210, 120));
  // Both move apart and down: from 100 pixels to 150, their middle by 25 and 10.
  mover.drag(finger(1, 110, 130));
  mover.drag(finger(2, 260, 130));
  assert.equal(mover.placement[2], Number(((0.8 * Math.hypot(150)) / 100).toFixed(3)));
  for (const [before, now] of [[[0.5, 0.25], [0.55, 0.25]], [[0.5, 0.5], [0.55, 0.625]]]) {
    const row = (before[0] - 0.5 - 0.1) / 0.8 + 0.5;
    const col = (before[1] - 0.5 + 0.2) / 0.8 + 0.5;
    assertNear(laid([row, col], mover.placement), now, 5e-3);
  }
});

test("scaled, the subject's middle stays, within what is allowed", () => {
  mover.set([5, 10, 1]);
  const middle = laid(mover.middle, mover.placement);
  for (const [wanted, scale] of [[2.5, 2.5], [0.3, 0.3], [9, 4], [0.01, 0.1]]) {
    mover.scale(wanted);
    assert.equal(mover.placement[2], scale);
    assertNear(laid(mover.middle, mover.placement), middle);
  }
});

test("what makes the subject larger than the photo has it is said", () => {
  mover.set([0, 0, 1.3]);
  assert.equal(mover.output.textContent, "130 %, enlarged");
  mover.set([0, 0, 0.5]);
  assert.equal(mover.output.textContent, "50 %");
});

test("nothing leaves the picture farther than a recipe allows", () => {
  mover.move(1000, -1000);
  assert.deepEqual(mover.placement, [250, -250, 1]);
});

test("what the server says counts, unless somebody is at it", () => {
  mover.button = {};
  mover.after = { decode: async () => {} };
  mover.open([1, 2, 1]);
  assert.deepEqual(mover.placement, [1, 2, 1]);
  mover.grab(finger(1, 100, 100));
  mover.drag(finger(1, 104, 100));
  mover.open([7, 7, 1]);
  assert.deepEqual(mover.placement, [1, 3, 1]);
  mover.open(null);
  assert.equal(mover.button.hidden, true);
});
