import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.window = globalThis;
const { deliver, readLetters, stopReading } = await import("../../page/components/mailbox.js");

let read;
const note = (kind, letter) => read.push([kind, letter]);

beforeEach(() => {
  read = [];
  Object.assign(window.seedcutMailbox, { letters: {}, readers: {} });
});

test("letters that came before their reader are read first, the last one of each kind", () => {
  deliver({ recipient: "brush", kind: "mask", letter: 1 });
  deliver({ recipient: "brush", kind: "hint", letter: 2 });
  deliver({ recipient: "brush", kind: "mask", letter: 3 });
  deliver({ recipient: "lens", kind: "mask", letter: 4 });
  readLetters("brush", note);
  assert.deepEqual(read, [
    ["mask", 3],
    ["hint", 2],
  ]);
  deliver({ recipient: "brush", kind: "mask", letter: 5 });
  assert.deepEqual(read.at(-1), ["mask", 5]);
});

test("who has stopped reading gets no more letters", () => {
  readLetters("brush", note);
  stopReading("brush", note);
  deliver({ recipient: "brush", kind: "mask", letter: 1 });
  assert.deepEqual(read, []);
});

test("a reader that another one replaced does not stop that one", () => {
  readLetters("brush", () => assert.fail());
  const [old] = Object.values(window.seedcutMailbox.readers);
  readLetters("brush", note);
  stopReading("brush", old);
  deliver({ recipient: "brush", kind: "mask", letter: 1 });
  assert.deepEqual(read, [["mask", 1]]);
});
