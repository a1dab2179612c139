import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.window = globalThis;
const { Viewer } = await import("../../page/components/viewer/plates.js");

// A result of 300 × 400 pixels, whose upper left corner is the photo's (100, 200).
const DATA = { part: [100, 200, 300, 400], shape: [600, 1200], of: "r", lens: "lens", after: "" };
const AREA = [0.25, 0.25, 0.5, 0.5];
let viewer;

const image = () => ({ classList: { toggle: () => {} }, style: {}, hidden: true });
const plate = () => ({ firstElementChild: image(), lastElementChild: image(), style: {} });

// It is shown 800 pixels wide, twice as large as it is.
beforeEach(() => {
  globalThis.devicePixelRatio = 1;
  const frame = { getBoundingClientRect: () => ({ width: 800, height: 600 }) };
  // Without what listens to the page.
  viewer = Object.assign(Object.create(Viewer.prototype), {
    frame,
    after: plate(),
    before: plate(),
    data: DATA,
    view: null,
    sharp: { photo: null, result: null },
  });
  viewer.lay();
});

const look = (view) => viewer.receive("view", view);
const told = () => window.seedcutMailbox.letters.lens.result;
const boxOf = ({ style }) => [
  ...style.transform.match(/-?[\d.]+/g).map(Number),
  parseFloat(style.width),
  parseFloat(style.height),
];

test("as long as nothing is zoomed, all of the result fills its frame", () => {
  look({ zoom: 1, scale: 0.5, row: 300, col: 600 });
  assert.deepEqual(boxOf(viewer.after), [0, 0, 800, 600]);
  assert.deepEqual(boxOf(viewer.before), boxOf(viewer.after));
  assert.equal(told(), null);
});

test("zoomed closer, the result has the canvas' scale, and its place in the middle", () => {
  look({ zoom: 8, scale: 4, row: 250, col: 400 });
  // The middle of the result is where the canvas looks: 1600 × 1200 pixels around it.
  assert.deepEqual(boxOf(viewer.after), [-400, -300, 1600, 1200]);
  assert.deepEqual(told().area, [0.25, 0.25, 0.75, 0.75]);
  assert.deepEqual(told().size, [600, 800]);
});

test("beyond the result's border nothing is shown", () => {
  look({ zoom: 8, scale: 4, row: 0, col: 1200 });
  assert.deepEqual(boxOf(viewer.after), [-800, 0, 1600, 1200]);
});

test("a sharp part of the result lies where its area says", () => {
  look({ zoom: 8, scale: 4, row: 250, col: 400 });
  viewer.receive("result", { url: "data:", area: AREA, of: "r" });
  assert.deepEqual(viewer.sharpBox("result"), { x: 400, y: 300, w: 400, h: 300 });
});

test("a sharp part of the photo lies where it is on the result", () => {
  look({ zoom: 8, scale: 4, row: 250, col: 400 });
  viewer.receive("photo", { url: "data:", area: AREA });
  // Rows 150 to 300 and columns 300 to 600 of the photo, from the result's corner.
  assert.deepEqual(viewer.sharpBox("photo"), { x: 400, y: 200, w: 1200, h: 600 });
});

test("what is sharp of another result is not shown", () => {
  look({ zoom: 8, scale: 4, row: 250, col: 400 });
  viewer.receive("result", { url: "data:", area: AREA, of: "earlier" });
  assert.equal(viewer.sharpBox("result"), null);
});

test("of a photo that is not zoomed nothing sharp is needed", () => {
  look({ zoom: 8, scale: 4, row: 250, col: 400 });
  viewer.receive("result", { url: "data:", area: AREA, of: "r" });
  look({ zoom: 1, scale: 0.5, row: 300, col: 600 });
  assert.equal(viewer.sharpBox("result"), null);
});
