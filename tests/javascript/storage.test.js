import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import {
  loadSettings,
  loadStrokes,
  storeSettings,
  storeStrokes,
} from "../../page/components/brush/storage.js";
import { setKeeping } from "../../page/components/keeping.js";
import { installStorage } from "./fakes.js";

const STROKES = [
  { label: "keep", radius: 4, points: [8, 8, 12, 20] },
  { label: "remove", radius: [4, 6], points: [1, 2, 3, 4], exact: true },
  { label: "box", points: [-2, -2, 400, 300] },
];
let storage;

beforeEach(() => {
  storage = installStorage();
});

const namesOfPhotos = () =>
  Object.keys(storage)
    .filter((name) => name.startsWith("seedcut:strokes:"))
    .map((name) => name.split(":")[2]);

test("strokes come back as they were, each photo's own", () => {
  storeStrokes("a", STROKES);
  storeStrokes("b", STROKES.slice(1));
  assert.deepEqual(loadStrokes("a"), STROKES);
  assert.deepEqual(loadStrokes("b"), STROKES.slice(1));
  assert.deepEqual(loadStrokes("c"), []);
});

test("a photo without strokes takes no room", () => {
  storeStrokes("a", STROKES);
  storeStrokes("a", []);
  assert.deepEqual(namesOfPhotos(), []);
});

test("strokes that an earlier version stored in pieces are there", () => {
  const pieces = [10, 20].map((radius) => ({ label: "keep", radius, points: [9, 9] }));
  storage.setItem("seedcut:strokes:old", JSON.stringify({ at: 1, strokes: [pieces] }));
  assert.deepEqual(loadStrokes("old"), pieces);
});

test("what is corrupt counts as nothing", () => {
  for (const text of ["{", "null", "[]", '{"strokes": 5}', '{"strokes": [{}]}']) {
    storage.setItem("seedcut:strokes:odd", text);
    assert.deepEqual(loadStrokes("odd"), []);
  }
  storage.setItem("seedcut:brush", "{");
  assert.equal(loadSettings(), null);
});

test("of many photos the thirty last ones stay; what is corrupt goes first", () => {
  const store = (name, text) => storage.setItem(`seedcut:strokes:${name}`, text);
  for (let at = 1; at <= 40; at += 1) store(at, JSON.stringify({ at, strokes: [] }));
  store("broken", "{");
  store("empty", "null");
  storeStrokes("new", STROKES);
  const expected = ["new", ...Array.from({ length: 29 }, (_, i) => String(i + 12))];
  assert.deepEqual(namesOfPhotos().sort(), expected.sort());
});

test("a computer that others use keeps no strokes, and loses those that it had", () => {
  storeStrokes("a", STROKES);
  setKeeping(false);
  storeStrokes("a", STROKES);
  assert.deepEqual(namesOfPhotos(), []);
});

test("settings come back", () => {
  assert.equal(loadSettings(), null);
  storeSettings({ view: "red", live: false, size: 12 });
  assert.deepEqual(loadSettings(), { view: "red", live: false, size: 12 });
});

test("a full storage stops nobody", () => {
  Object.getPrototypeOf(storage).setItem = () => {
    throw new Error("QuotaExceededError");
  };
  storeStrokes("a", STROKES);
  storeSettings({ view: "dim", live: true, size: 9 });
  assert.deepEqual(loadStrokes("a"), []);
});
