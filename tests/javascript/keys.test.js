import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Keys } from "../../page/components/brush/keys.js";

class FakeElement {
  tagName = "DIV";

  getRootNode() {
    return this.root;
  }
}
let body, canvas, dialog, done, editor, keys, listeners;

beforeEach(() => {
  [dialog, done, listeners] = [null, [], {}];
  body = new FakeElement();
  globalThis.HTMLInputElement = class extends FakeElement {};
  globalThis.document = { body, querySelector: () => dialog };
  globalThis.window = { addEventListener: (type, act) => (listeners[type] = act) };
  const root = { addEventListener: () => {}, activeElement: null };
  canvas = Object.assign(new FakeElement(), { root, checkVisibility: () => true });
  const note =
    (name) =>
    (...parts) =>
      done.push([name, ...parts].join(" "));
  editor = {
    root,
    tools: ["keep", "remove", "hair", "exact"],
    act: note("act"),
    stage: { canvas, pan: note("pan"), element: { classList: { toggle: () => {} } } },
    toolbar: {
      isHelping: false,
      find: () => ({ disabled: false }),
      grow: note("grow"),
      nextView: note("view"),
      pick: note("pick"),
      showHelp: note("help"),
    },
  };
  keys = new Keys(editor);
});

/** Press a key; say whether it was ours. */
const press = (key, { target = body, ...more } = {}) => {
  let isOurs = false;
  listeners.keydown({
    key,
    composedPath: () => [target],
    preventDefault: () => (isOurs = true),
    stopPropagation: () => {},
    ...more,
  });
  return isOurs;
};

test("letters pick the tools that are offered, small or large", () => {
  for (const key of ["k", "R", "h", "b", "g", "x"]) press(key);
  assert.deepEqual(done, ["pick keep", "pick remove", "pick hair"]);
});

test("undo and redo have the keys of both worlds", () => {
  press("z", { ctrlKey: true });
  press("Z", { metaKey: true, shiftKey: true });
  press("y", { ctrlKey: true });
  assert.deepEqual(done, ["act undo", "act redo", "act redo"]);
});

test("with Ctrl, letters are the browser's", () => {
  assert.equal(press("r", { ctrlKey: true }), false);
  assert.deepEqual(done, []);
});

test("sizes, views and zoom have keys", () => {
  for (const key of ["[", "]", "v", "0", "+", "=", "-", "o"]) assert.equal(press(key), true);
  const expected = [
    "grow -1",
    "grow 1",
    "view",
    "act fit",
    "act in",
    "act in",
    "act out",
    "act exact",
  ];
  assert.deepEqual(done, expected);
});

test("where nothing can be exact, its key does nothing", () => {
  editor.toolbar.find = () => ({ disabled: true });
  assert.equal(press("o"), false);
});

test("Escape hides the help, and is nobody's without it", () => {
  assert.equal(press("Escape"), false);
  editor.toolbar.isHelping = true;
  assert.equal(press("Escape"), true);
});

test("whoever types is left alone", () => {
  const text = Object.assign(new HTMLInputElement(), { type: "text" });
  const area = Object.assign(new FakeElement(), { tagName: "TEXTAREA" });
  const rich = Object.assign(new FakeElement(), { isContentEditable: true });
  for (const target of [text, area, rich]) assert.equal(press("k", { target }), false);
  const slider = Object.assign(new HTMLInputElement(), { type: "range" });
  assert.equal(press("k", { target: slider }), true);
});

test("in what is open above the page, letters mean something else", () => {
  dialog = {};
  assert.equal(press("k"), false);
  assert.equal(press("z", { ctrlKey: true }), true);
});

test("with Alt, or while the canvas is hidden, nothing is ours", () => {
  assert.equal(press("k", { altKey: true }), false);
  canvas.checkVisibility = () => false;
  assert.equal(press("k"), false);
  assert.equal(press("k", { target: canvas }), true);
});

test("arrows move the photo if the canvas has the focus, and the page if not", () => {
  assert.equal(press("ArrowLeft"), false);
  editor.root.activeElement = canvas;
  for (const way of ["Left", "Right", "Up", "Down"]) press(`Arrow${way}`, { target: canvas });
  assert.deepEqual(done, ["pan 60 0", "pan -60 0", "pan 0 60", "pan 0 -60"]);
});

test("the space bar moves the photo as long as it is held, and presses buttons as ever", () => {
  press(" ", { target: canvas });
  assert.equal(keys.isMoving, true);
  listeners.keyup({ code: "Space" });
  assert.equal(keys.isMoving, false);
  assert.equal(
    press(" ", { target: Object.assign(new FakeElement(), { tagName: "BUTTON" }) }),
    false,
  );
});
