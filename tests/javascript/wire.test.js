import assert from "node:assert/strict";
import { test } from "node:test";

import {
  actToWire,
  decodePicture,
  fromWire,
  toWire,
  unpack,
} from "../../page/components/brush/wire.js";
import { randomBy } from "./fakes.js";

test("points travel as the first place and the steps from each to the next", () => {
  const stroke = { label: "keep", radius: 10, points: [40, 8, 36, 10, 36, 12] };
  assert.deepEqual(toWire(stroke), { label: "keep", radius: 10, points: [40, 8, -4, 2, 0, 2] });
});

test("what travelled comes back as it was", () => {
  const random = randomBy(1);
  for (const count of [1, 2, 3, 500]) {
    const points = Array.from({ length: 2 * count }, () => Math.round(40_000 * random()) - 9);
    const stroke = { label: "remove", radius: [3, 4], points, exact: true };
    assert.deepEqual(fromWire(toWire(stroke)), stroke);
  }
});

test("a stroke is left as it is", () => {
  const stroke = { label: "keep", radius: 1, points: [5, 6, 7, 8] };
  toWire(stroke);
  fromWire(stroke);
  assert.deepEqual(stroke.points, [5, 6, 7, 8]);
});

test("acts travel without their number, their marks as steps", () => {
  const marks = [{ label: "box", points: [1, 2, 11, 22] }];
  const wire = { do: "add", marks: [{ label: "box", points: [1, 2, 10, 20] }] };
  assert.deepEqual(actToWire({ number: 7, do: "add", marks }), wire);
  assert.deepEqual(actToWire({ number: 8, do: "undo", foreseen: true }), {
    do: "undo",
    foreseen: true,
  });
  assert.deepEqual(actToWire({ number: 9, do: "redo" }), { do: "redo" });
});

test("header and photo are told apart, wherever in a buffer they lie", () => {
  const text = new TextEncoder().encode('{"name":"Zoë"}');
  const buffer = Uint8Array.of(9, 9, 0, 0, 0, text.length, ...text, 0xff, 0xd8, 0);
  const [header, photo] = unpack(buffer.subarray(2));
  assert.deepEqual(header, { name: "Zoë" });
  assert.deepEqual([...photo], [0xff, 0xd8, 0]);
});

test("a picture that the browser can't decode is null", async () => {
  globalThis.createImageBitmap = async () => {
    throw new Error("no room");
  };
  assert.equal(await decodePicture(Uint8Array.of(1), "image/png"), null);
  globalThis.createImageBitmap = async (blob) => ({ type: blob.type, size: blob.size });
  assert.deepEqual(await decodePicture(Uint8Array.of(1), "image/png"), {
    type: "image/png",
    size: 1,
  });
});
