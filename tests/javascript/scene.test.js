import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Scene } from "../../page/components/brush/scene.js";
import { installPictures } from "./fakes.js";

installPictures();
let images, pictures, scene;

// Pictures are decoded when a test says so.
beforeEach(() => {
  [images, pictures] = [[], []];
  globalThis.createImageBitmap = () =>
    new Promise((resolve, reject) => pictures.push({ resolve, reject }));
  globalThis.Image = class {
    decode() {
      return new Promise((resolve, reject) => images.push({ resolve, reject }));
    }
  };
  scene = new Scene({ photoId: "photo", shape: [600, 1200], units: 4, colors: {} });
});

const decoded = (bit) => ({
  width: 1,
  height: 1,
  pixels: Uint32Array.of(bit ? 0xffffffff : 0xff000000),
});
const insideOf = (bits) => bits && [...bits.inside];

test("a photo is shown, or it is said that it can't be", async () => {
  const shown = scene.showPhoto(Uint8Array.of(1));
  pictures[0].resolve("photo");
  assert.equal(await shown, true);
  assert.equal(scene.photo, "photo");
  const failed = scene.showPhoto(Uint8Array.of(1));
  pictures[1].reject(new Error("no room"));
  assert.equal(await failed, false);
});

test("of answers the newest counts, whenever each is decoded", async () => {
  const first = scene.take("mask", { revision: 1, bits: "AA==" });
  const second = scene.take("mask", { revision: 2, bits: "AA==" });
  pictures[1].resolve(decoded(1));
  assert.equal(await second, true);
  pictures[0].resolve(decoded(0));
  assert.equal(await first, false);
  assert.deepEqual(insideOf(scene.mask), [1]);
});

test("an answer without a mask takes the mask away", async () => {
  const first = scene.take("mask", { revision: 1, bits: "AA==" });
  pictures[0].resolve(decoded(1));
  await first;
  assert.equal(await scene.take("mask", { revision: 2, bits: null }), true);
  assert.equal(scene.mask, null);
});

test("a mask that can't be decoded leaves the one before, and counts as an answer", async () => {
  const first = scene.take("mask", { revision: 1, bits: "AA==" });
  pictures[0].resolve(decoded(1));
  await first;
  const second = scene.take("mask", { revision: 2, bits: "AA==" });
  pictures[1].reject(new Error("no room"));
  assert.equal(await second, true);
  assert.deepEqual(insideOf(scene.mask), [1]);
});

test("a hint for earlier strokes than the mask's says nothing", async () => {
  const hint = scene.take("hint", { revision: 2, bits: "AA==" });
  pictures[0].resolve(decoded(1));
  await hint;
  await scene.take("mask", { revision: 2, bits: null });
  assert.deepEqual(insideOf(scene.hint), [1]);
  await scene.take("mask", { revision: 3, bits: null });
  assert.equal(scene.hint, null);
});

test("a sharp part lies where its area says, in pixels of the photo", async () => {
  const sharpened = scene.sharpen({ url: "data:", area: [0.25, 0.5, 0.75, 0.75] });
  images[0].resolve();
  assert.equal(await sharpened, true);
  const { image, ...box } = scene.sharp;
  assert.equal(image.src, "data:");
  assert.deepEqual(box, { x: 600, y: 150, width: 300, height: 300 });
});

test("of sharp parts the newest counts; a broken one leaves the one before", async () => {
  const [first, second] = ["a", "b"].map((url) => scene.sharpen({ url, area: [0, 0, 1, 1] }));
  images[1].resolve();
  images[0].resolve();
  assert.deepEqual([await first, await second], [false, true]);
  const third = scene.sharpen({ url: "c", area: [0, 0, 1, 1] });
  images[2].reject(new Error("broken"));
  assert.equal(await third, false);
  assert.equal(scene.sharp.image.src, "b");
});
