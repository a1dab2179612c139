import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Link } from "../../page/components/brush/link.js";
import { Strokes } from "../../page/components/brush/strokes.js";
import { toWire } from "../../page/components/brush/wire.js";
import { installClock, installStorage } from "./fakes.js";

const [A, B] = [1, 2].map((x) => ({ label: "keep", radius: 4, points: [x, 0, x, 9] }));
let clock, link, strokes, sent, waits;

beforeEach(() => {
  installStorage();
  clock = installClock();
  strokes = new Strokes("photo");
  link = new Link(strokes);
  [sent, waits] = [[], []];
  link.post = (message) => sent.push(message);
  link.onWait = (isWaiting) => waits.push(isWaiting);
  link.follow({ token: "t", loads: 0, marks: [], done: 0 }, false);
});

const answer = (revision, done) => {
  assert.equal(link.hear({ token: "t", revision, done, incomplete: false }), true);
  return link.answered(revision);
};
const draw = (stroke) => {
  strokes.add(stroke);
  link.send();
};
/** Draw what the server answers, and can take back. */
const drawAndKnow = (stroke) => {
  draw(stroke);
  answer(1, 1);
  strokes.history = { done: 1, undo: "stroke", redo: null, strokes: 1 };
};

test("a message says all that the server may not know", () => {
  draw(A);
  draw(B);
  assert.deepEqual(sent[0].acts, [{ do: "add", marks: [toWire(A)] }]);
  assert.deepEqual(sent[1], {
    token: "t",
    revision: 2,
    first: 1,
    acts: [A, B].map((mark) => ({ do: "add", marks: [toWire(mark)] })),
    live: null,
  });
  answer(2, 2);
  draw(A);
  assert.deepEqual([sent[2].first, sent[2].acts.length], [3, 1]);
});

test("an unfinished stroke goes along", () => {
  strokes.unfinished = A;
  assert.equal(link.isSent, false);
  link.send();
  assert.deepEqual([sent[0].first, sent[0].acts, sent[0].live], [1, [], toWire(A)]);
  assert.equal(link.isSent, true);
});

test("without an answer a message is sent again, ever later", () => {
  draw(A);
  const times = [];
  for (let second = 1; second <= 160; second += 1) {
    const before = sent.length;
    clock.wait(1000);
    if (sent.length > before) times.push(second);
  }
  assert.deepEqual(times, [5, 15, 35, 75, 115, 155]);
  assert.deepEqual(
    sent.map(({ revision }) => revision),
    [1, 2, 3, 4, 5, 6, 7],
  );
  assert.deepEqual(sent.at(-1).acts, sent[0].acts);
});

test("the answer to the last message ends the wait", () => {
  draw(A);
  assert.deepEqual(waits, [true]);
  assert.equal(answer(1, 1), true);
  assert.deepEqual(waits, [true, false]);
  clock.wait(1e6);
  assert.equal(sent.length, 1);
});

test("an answer to an earlier message leaves the last one some time", () => {
  draw(A);
  draw(B);
  assert.equal(answer(1, 1), false);
  clock.wait(1499);
  assert.equal(sent.length, 2);
  clock.wait(1);
  assert.equal(sent.length, 3);
  assert.deepEqual([sent[2].first, sent[2].acts.length], [2, 1]);
});

test("after a step of the history nothing is sent before its answer", () => {
  drawAndKnow(A);
  strokes.undo();
  link.send();
  draw(B);
  assert.deepEqual(
    sent.map(({ acts }) => acts.map((act) => act.do)),
    [["add"], ["undo"]],
  );
  // It is answered, or lost.
  assert.equal(answer(2, 2), true);
  assert.deepEqual(
    sent[2].acts.map((act) => act.do),
    ["add"],
  );
});

test("a step of the history that got lost is sent again, with what came since", () => {
  drawAndKnow(A);
  strokes.undo();
  link.send();
  draw(B);
  clock.wait(5000);
  assert.deepEqual(
    sent[2].acts.map((act) => act.do),
    ["undo", "add"],
  );
});

test("letters about other strokes are not heard", () => {
  draw(A);
  assert.equal(link.hear({ token: "other", revision: 9, done: 1, incomplete: false }), false);
  assert.deepEqual([strokes.acts.length, link.revision], [1, 1]);
});

test("a server that lost track is told everything, once", () => {
  draw(A);
  answer(1, 1);
  draw(B);
  const letter = { token: "t", revision: 2, done: 0, incomplete: true };
  assert.equal(link.hear(letter), false);
  assert.equal(link.hear(letter), false);
  assert.equal(sent.length, 3);
  assert.deepEqual(sent[2].acts, [{ do: "put", marks: [A, B].map(toWire) }]);
  assert.equal(sent[2].first, 2);
});

test("revisions only grow, also after a server that counts further", () => {
  draw(A);
  link.hear({ token: "t", revision: 40, done: 1, incomplete: false });
  draw(B);
  assert.equal(sent[1].revision, 41);
});

test("a new session is told all marks; a photo that is opened anew offers them", () => {
  draw(A);
  assert.equal(link.follow({ token: "t", loads: 0, marks: [], done: 0 }, true), false);
  assert.equal(link.follow({ token: "u", loads: 0, marks: [], done: 0 }, true), true);
  assert.deepEqual(strokes.acts, [{ number: 1, do: "put", marks: [A] }]);
  assert.equal(link.isSent, false);
  link.follow({ token: "v", loads: 0, marks: [], done: 0 }, false);
  assert.deepEqual([strokes.finished, strokes.offered, strokes.acts], [[], [A], []]);
});

test("marks that the page puts here replace those that are, but for what was done since", () => {
  draw(A);
  draw(B);
  link.follow({ token: "t", loads: 1, marks: [toWire(B)], done: 1 }, true);
  assert.deepEqual(strokes.finished, [B, B]);
  link.follow({ token: "u", loads: 3, marks: [toWire(A)], done: 0 }, true);
  assert.deepEqual(strokes.finished, [A]);
});

test("while a stroke is drawn, messages keep their distance", () => {
  draw(A);
  assert.equal(link.waitMs, 4000);
  clock.wait(100);
  assert.equal(link.waitMs, 3900);
  answer(1, 1);
  assert.equal(link.waitMs, -10);
});
