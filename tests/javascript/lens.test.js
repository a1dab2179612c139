import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { installClock } from "./fakes.js";

globalThis.window = globalThis;
const { Lens } = await import("../../page/components/lens/lens.js");
const { deliver } = await import("../../page/components/mailbox.js");

const SEEN = { area: [0, 0, 0.5, 0.5], size: [400, 600] };
const MOVED = { area: [0.1, 0, 0.6, 0.5], size: [400, 600] };
const SHARP = { area: [0, 0, 0.5, 0.5], url: "data:" };
let asked, clock, lens;

beforeEach(() => {
  clock = installClock();
  Object.assign(window.seedcutMailbox, { letters: {}, readers: {} });
  asked = [];
  lens = new Lens();
  lens.open({ name: "lens", brush: "brush", viewer: "viewer" }, (question) => asked.push(question));
});

const see = (kind, letter) => deliver({ recipient: "lens", kind, letter });
const bring = (answer) =>
  see("answer", { number: 1, photo: null, result: null, isMarked: false, of: "r", ...answer });
const lettersTo = (recipient) => window.seedcutMailbox.letters[recipient] ?? {};

test("what is seen is asked for once it rests", () => {
  see("photo", SEEN);
  clock.wait(99);
  see("photo", MOVED);
  clock.wait(99);
  assert.deepEqual(asked, []);
  clock.wait(1);
  assert.deepEqual(asked, [{ number: 1, photo: MOVED, result: null }]);
});

test("a result that is slow to make is waited for longer", () => {
  see("result", { ...SEEN, of: "r", isSlow: true });
  clock.wait(899);
  assert.deepEqual(asked, []);
  clock.wait(1);
  assert.equal(asked.length, 1);
});

test("nothing is asked while nothing is zoomed", () => {
  see("photo", null);
  see("result", null);
  clock.wait(1e5);
  assert.deepEqual(asked, []);
});

test("answers are handed on, and not asked for again", () => {
  see("photo", SEEN);
  see("result", SEEN);
  clock.wait(100);
  bring({ photo: SHARP, result: SHARP });
  assert.deepEqual(lettersTo("brush"), { photo: SHARP });
  assert.deepEqual(lettersTo("viewer"), { photo: SHARP, result: { ...SHARP, of: "r" } });
  clock.wait(1e5);
  assert.equal(asked.length, 1);
  see("photo", MOVED);
  clock.wait(100);
  assert.deepEqual(asked[1], { number: 2, photo: MOVED, result: null });
});

test("the photo before shows no marks", () => {
  see("photo", SEEN);
  clock.wait(100);
  bring({ photo: SHARP, isMarked: true });
  assert.deepEqual([lettersTo("brush"), lettersTo("viewer")], [{ photo: SHARP }, {}]);
});

test("a question that got lost is asked again", () => {
  see("photo", SEEN);
  clock.wait(100 + 8000);
  assert.deepEqual(
    asked.map(({ number }) => number),
    [1, 2],
  );
  assert.deepEqual(asked[1].photo, SEEN);
});

test("an answer to an earlier question is left aside", () => {
  see("photo", SEEN);
  clock.wait(100);
  see("photo", MOVED);
  clock.wait(100);
  bring({ photo: SHARP });
  assert.deepEqual(lettersTo("brush"), {});
});

test("what moved while the answer was on its way is asked for then", () => {
  see("photo", SEEN);
  clock.wait(100);
  see("photo", MOVED);
  bring({ photo: SHARP });
  clock.wait(100);
  assert.deepEqual(asked[1], { number: 2, photo: MOVED, result: null });
});

test("what was zoomed out of is brought anew", () => {
  see("photo", SEEN);
  clock.wait(100);
  bring({ photo: SHARP });
  see("photo", null);
  see("photo", SEEN);
  clock.wait(100);
  assert.equal(asked.length, 2);
});

test("a lens that is gone asks nothing", () => {
  see("photo", SEEN);
  lens.close();
  see("photo", MOVED);
  clock.wait(1e5);
  assert.deepEqual(asked, []);
});
