import assert from "node:assert/strict";
import { test } from "node:test";

import { Bits } from "../../page/components/brush/bits.js";
import { areaOfPolygons, installPictures, polygonsOf, randomBy, windingNumber } from "./fakes.js";

installPictures();

/** A picture of what is inside, row by row. */
const bitsOf = (rows) => {
  const pixels = Uint32Array.from(rows.flat(), (bit) => (bit ? 0xffffffff : 0xff000000));
  return new Bits({ width: rows[0].length, height: rows.length, pixels });
};
const place = { scale: (x, y) => ({ x, y }) };
const outlineOf = (bits) => {
  const [[name, path]] = bits.outlineAt(place, { rows: bits.height, cols: bits.width }).parts;
  assert.equal(name, "addPath");
  return polygonsOf(path);
};
const noise = (random, rows, cols, share) =>
  Array.from({ length: rows }, () => Array.from({ length: cols }, () => Number(random() < share)));

test("white is inside, and the rest is black and opaque", () => {
  const bits = bitsOf([
    [1, 0, 1],
    [0, 0, 1],
  ]);
  assert.deepEqual([...bits.inside], [1, 0, 1, 0, 0, 1]);
  const black = 0xff000000;
  assert.deepEqual([...bits.outside.pixels], [0, black, 0, black, black, 0]);
});

test("nothing has no outline", () => {
  assert.deepEqual(
    outlineOf(
      bitsOf([
        [0, 0],
        [0, 0],
      ]),
    ),
    [],
  );
});

test("a rectangle's outline is the rectangle with its corners cut", () => {
  for (const [height, width] of [
    [1, 1],
    [1, 5],
    [4, 3],
    [6, 6],
  ]) {
    const rows = Array.from({ length: height + 2 }, (_, row) =>
      Array.from({ length: width + 2 }, (_, col) =>
        Number(row > 0 && row <= height && col > 0 && col <= width),
      ),
    );
    const outline = outlineOf(bitsOf(rows));
    assert.equal(outline.length, 1);
    // A corner is half of a quarter of a pixel.
    assert.equal(areaOfPolygons(outline), height * width - 0.5);
    const [xs, ys] = [0, 1].map((axis) => outline[0].map((point) => point[axis]));
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    assert.deepEqual(box, [1, 1, width + 1, height + 1]);
  }
});

test("holes go around the other way", () => {
  const ring = [
    [1, 1, 1],
    [1, 0, 1],
    [1, 1, 1],
  ];
  const areas = outlineOf(bitsOf(ring)).map((polygon) => areaOfPolygons([polygon]));
  assert.deepEqual(areas.sort(), [-0.5, 8.5]);
});

test("pixels that touch at a corner have one outline", () => {
  assert.equal(
    outlineOf(
      bitsOf([
        [1, 0],
        [0, 1],
      ]),
    ).length,
    1,
  );
  assert.equal(
    outlineOf(
      bitsOf([
        [0, 1],
        [1, 0],
      ]),
    ).length,
    1,
  );
  assert.equal(outlineOf(bitsOf([[1, 0, 1]])).length, 2);
});

test("the outline goes once around every pixel that is inside, and around no other", () => {
  const random = randomBy(7);
  for (let round = 0; round < 60; round += 1) {
    const [height, width] = [1 + Math.floor(20 * random()), 1 + Math.floor(20 * random())];
    const rows = noise(random, height, width, random());
    const outline = outlineOf(bitsOf(rows));
    rows.flat().forEach((bit, i) => {
      const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
      assert.equal(windingNumber(outline, x, y), bit);
    });
  }
});

test("the outline of a small mask is drawn as large as the photo, and traced once", () => {
  const bits = bitsOf([
    [0, 1, 0, 0],
    [0, 1, 1, 0],
  ]);
  const [part] = bits.outlineAt(place, { rows: 200, cols: 800 }).parts;
  assert.deepEqual(part[2], { x: 200, y: 100 });
  const [again] = bits.outlineAt(place, { rows: 2, cols: 4 }).parts;
  assert.equal(again[1], part[1]);
});

test("what can't be decoded is undefined", async () => {
  assert.equal(await Bits.decode(Buffer.from("no picture").toString("base64")), undefined);
});
