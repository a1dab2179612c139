import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { MOST_ACTS, Strokes, withoutBox } from "../../page/components/brush/strokes.js";
import { installStorage } from "./fakes.js";

const stroke = (number, label = "keep") => ({ label, radius: 4, points: [number, 0, number, 9] });
const [A, B, C] = [stroke(1), stroke(2, "remove"), stroke(3, "erase")];
const BOX = { label: "box", points: [0, 0, 40, 40] };
const OTHER = { label: "box", points: [5, 5, 30, 30] };
let strokes;

beforeEach(() => {
  installStorage();
  strokes = new Strokes("photo");
});

/** What the server says of its history. */
const hear = (letter) => {
  strokes.confirm(letter.done);
  strokes.history = { undo: null, redo: null, strokes: 0, ...letter };
};

test("strokes are added in their order, numbered from one", () => {
  strokes.add(A);
  strokes.add(B);
  assert.deepEqual(strokes.finished, [A, B]);
  assert.deepEqual(strokes.acts, [
    { number: 1, do: "add", marks: [A] },
    { number: 2, do: "add", marks: [B] },
  ]);
});

test("of several boxes the last one counts, wherever it stands", () => {
  strokes.add(BOX);
  strokes.add(A);
  strokes.add(OTHER);
  assert.deepEqual(strokes.finished, [A, OTHER]);
  assert.equal(strokes.box, OTHER);
  assert.deepEqual(withoutBox(strokes.finished), [A]);
  assert.equal(strokes.dropBox(), true);
  assert.deepEqual(strokes.finished, [A]);
  assert.equal(strokes.box, null);
  assert.equal(strokes.dropBox(), false);
});

test("undo takes the last stroke away at once if that is what it does", () => {
  strokes.add(A);
  strokes.add(B);
  assert.equal(strokes.undoes, "stroke");
  assert.equal(strokes.undo(), true);
  assert.deepEqual(strokes.finished, [A]);
  assert.deepEqual(strokes.acts.at(-1), { number: 3, do: "undo", foreseen: true });
  assert.equal(strokes.redoes, "stroke");
});

test("undo of what only the server knows leaves the strokes to it", () => {
  hear({ done: 0, undo: "background", strokes: 0 });
  strokes.finished = [A];
  assert.equal(strokes.undoes, "background");
  strokes.undo();
  assert.deepEqual(strokes.finished, [A]);
  assert.deepEqual(strokes.acts.at(-1), { number: 1, do: "undo", foreseen: false });
  // What comes next is not known before the server says it.
  assert.equal(strokes.undoes, "step");
  assert.equal(strokes.redoes, "step");
});

test("after a box, or marks in place of all, undo is the server's", () => {
  strokes.add(A);
  strokes.add(BOX);
  assert.equal(strokes.known, 0);
  strokes.add(B);
  assert.equal(strokes.known, 1);
  strokes.put([C]);
  assert.equal(strokes.known, 0);
  assert.equal(strokes.undoes, "step");
});

test("strokes that the server has can be undone as well", () => {
  strokes.add(A);
  strokes.add(B);
  hear({ done: 2, undo: "stroke", strokes: 2 });
  assert.deepEqual(strokes.acts, []);
  strokes.undo();
  strokes.undo();
  assert.deepEqual(strokes.finished, []);
  assert.equal(strokes.known, 0);
});

test("without anything to undo or redo, nothing is done", () => {
  assert.equal(strokes.undo(), false);
  assert.equal(strokes.redo(), false);
  assert.deepEqual([strokes.undoes, strokes.redoes, strokes.count], [null, null, 0]);
});

test("a stroke ends the way forth", () => {
  hear({ done: 0, redo: "stroke" });
  assert.equal(strokes.redoes, "stroke");
  strokes.add(A);
  assert.equal(strokes.redoes, null);
  assert.equal(strokes.redo(), false);
});

test("redo is the server's, as often as it says", () => {
  hear({ done: 0, redo: "box" });
  assert.equal(strokes.redo(), true);
  assert.deepEqual(strokes.finished, []);
  assert.equal(strokes.redoes, "box");
});

test("what the server has done is forgotten", () => {
  for (const each of [A, B, C]) strokes.add(each);
  strokes.confirm(2);
  assert.deepEqual(strokes.acts, [{ number: 3, do: "add", marks: [C] }]);
  assert.deepEqual(strokes.finished, [A, B, C]);
});

test("what the page puts here comes below what was done since", () => {
  strokes.add(A);
  strokes.add(B);
  strokes.load([C, BOX], 1);
  assert.deepEqual(strokes.finished, [C, BOX, B]);
  assert.deepEqual(
    strokes.acts.map(({ number }) => number),
    [2],
  );
});

test("very many acts are said as what they come to", () => {
  for (let i = 0; i < MOST_ACTS; i += 1) strokes.add(stroke(i));
  assert.equal(strokes.acts.length, MOST_ACTS);
  strokes.add(A);
  assert.deepEqual(strokes.acts, [{ number: MOST_ACTS + 1, do: "put", marks: strokes.finished }]);
  assert.equal(strokes.finished.length, MOST_ACTS + 1);
});

test("clear takes away strokes and offer, and says whether there were strokes", () => {
  assert.equal(strokes.clear(), false);
  strokes.add(A);
  strokes.offered = [B];
  assert.equal(strokes.clear(), true);
  assert.deepEqual([strokes.finished, strokes.offered], [[], []]);
});

test("strokes of the last time are offered, and restored below what was drawn meanwhile", () => {
  strokes.add(A);
  strokes.add(B);
  strokes = new Strokes("photo");
  assert.deepEqual([strokes.finished, strokes.offered], [[], [A, B]]);
  strokes.add(C);
  // Another reload in between.
  strokes = new Strokes("photo");
  assert.deepEqual(strokes.offered, [A, B, C]);
  strokes.add(BOX);
  strokes.restore();
  assert.deepEqual([strokes.finished, strokes.offered], [[A, B, C, BOX], []]);
  assert.deepEqual(new Strokes("other").offered, []);
});

test("an offer that is declined does not come back", () => {
  strokes.add(A);
  strokes = new Strokes("photo");
  strokes.discard();
  assert.deepEqual(new Strokes("photo").offered, []);
});

test("what the page puts here is no longer on offer, however its numbers came", () => {
  strokes.add(A);
  strokes.add(B);
  strokes = new Strokes("photo");
  strokes.load([{ points: A.points, label: "keep", radius: 4 }], 0);
  assert.deepEqual([strokes.finished, strokes.offered], [[A], [B]]);
});

test("a server that knows nothing is told everything", () => {
  strokes.add(A);
  strokes.add(B);
  strokes.undo();
  strokes.begin();
  assert.deepEqual(strokes.acts, [{ number: 1, do: "put", marks: [A] }]);
  assert.equal(strokes.count, 1);
});
