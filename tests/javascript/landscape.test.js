import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { painter } from "../../page/components/landscape/landscape.js";

const FROM_ABOVE = { turn: 0, tilt: Math.PI / 2 };
let canvas, image;

beforeEach(() => {
  globalThis.devicePixelRatio = 1;
  image = null;
  canvas = {
    clientWidth: 200,
    getContext: () => ({
      createImageData: (width, height) => ({
        width,
        height,
        data: new Uint8Array(4 * width * height),
      }),
      putImageData: (painted) => (image = painted),
    }),
  };
});

const textOf = (bytes) => Buffer.from(bytes).toString("base64");
/** Paint a ground of 30 rows and 40 columns; return the red of its pixels, 0 beside it. */
const paint = (heightAt, redAt, view) => {
  const places = Array.from({ length: 1200 }, (_, at) => [Math.floor(at / 40), at % 40]);
  painter({
    rows: 30,
    cols: 40,
    heights: textOf(places.map((place) => heightAt(...place))),
    colors: textOf(places.flatMap((place) => [redAt(...place), 0, 0])),
  })(canvas, view);
  const { width, height, data } = image;
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, col) => data[4 * (row * width + col)]),
  );
};
const count = (pixels, isMeant) => pixels.flat().filter(isMeant).length;

test("seen from above, a plain is as large as it is, in its own color", () => {
  const pixels = paint(
    () => 0,
    () => 100,
    FROM_ABOVE,
  );
  // The canvas is as wide as the ground's diagonal of 50.
  const area = 29 * 39 * (200 / 50) ** 2;
  assert.ok(Math.abs(count(pixels, (red) => red > 0) - area) < 0.03 * area);
  // But for the wall in front.
  assert.ok(count(pixels, (red) => red === 100) > 0.97 * area);
  assert.ok(Math.abs(pixels.length - 200) <= 2);
});

test("turned by a quarter, its sides change places", () => {
  const extent = (pixels) => [
    pixels.filter((row) => row.some(Boolean)).length,
    pixels[0].filter((_, col) => pixels.some((row) => row[col])).length,
  ];
  const [height, width] = extent(
    paint(
      () => 0,
      () => 100,
      FROM_ABOVE,
    ),
  );
  const [turnedHeight, turnedWidth] = extent(
    paint(
      () => 0,
      () => 100,
      { ...FROM_ABOVE, turn: Math.PI / 2 },
    ),
  );
  assert.ok(Math.abs(turnedHeight - width) <= 3);
  assert.ok(Math.abs(turnedWidth - height) <= 3);
});

test("from low, a wall in front hides what lies behind it", () => {
  const red = (row) => (row < 15 ? 200 : 50);
  const low = { turn: 0, tilt: 0.25 };
  const behind = (value) => value > 100;
  const plain = count(
    paint(() => 0, red, low),
    behind,
  );
  const hidden = count(
    paint((row) => (row === 20 ? 255 : 0), red, low),
    behind,
  );
  assert.ok(plain > 500);
  assert.ok(hidden < 0.2 * plain);
});

test("a slope towards the light, which comes from the upper left, is lighter", () => {
  const at = (heights) => {
    const pixels = paint(heights, () => 100, FROM_ABOVE);
    return pixels[100][100];
  };
  const plain = at(() => 60);
  assert.ok(at((row, col) => 20 + row + col) > plain);
  assert.ok(at((row, col) => 120 - row - col) < plain);
});
