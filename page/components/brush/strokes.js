// @ts-check
/**
 * The strokes on a photo, and what was done with them since the server knew them last.
 *
 * A stroke is what one press of the pointer draws: {label, radius, points, exact}, as `drawing.py`
 * describes it, except that points are places, not steps. A box around the subject is among them,
 * as {label: "box", points} with two corners. Strokes never change once they are drawn.
 *
 * The server owns the history. Of its steps the canvas foresees one kind, so that undo is seen at
 * once: that the last stroke goes.
 */

import { loadStrokes, storeStrokes } from "./storage.js";

/** @import { Act, Box, Mark, NumberedAct, Steps, Stroke } from "./messages.js" */

// More acts than that wait as what they come to.
export const MOST_ACTS = 500;
/** @type {Steps} */
const NOTHING = { done: 0, undo: null, redo: null, strokes: 0 };

export class Strokes {
  /** @param {string} photoId */
  constructor(photoId) {
    this.photoId = photoId;
    /** @type {Mark[]} */
    this.finished = [];
    /** @type {Stroke | null} */
    this.unfinished = null;
    // What the server may not have yet, the last one being number `count`.
    /** @type {NumberedAct[]} */
    this.acts = [];
    this.count = 0;
    // What the server says of its history.
    this.history = NOTHING;
    // Those of the last time, until the user decides about them.
    this.offered = loadStrokes(photoId);
  }

  /** @returns {Box | null} */
  get box() {
    return /** @type {Box | undefined} */ (this.finished.find(isBox)) ?? null;
  }

  /** @param {Mark} stroke */
  add(stroke) {
    this.act({ do: "add", marks: [stroke] });
  }

  /** Take away the box; say whether there was one. */
  dropBox() {
    if (!this.box) return false;
    this.put(withoutBox(this.finished));
    return true;
  }

  /**
   * Put strokes in place of all.
   * @param {Mark[]} marks
   */
  put(marks) {
    this.act({ do: "put", marks });
  }

  undo() {
    if (!this.undoes) return false;
    this.act({ do: "undo", foreseen: this.known > 0 });
    return true;
  }

  redo() {
    if (!this.redoes) return false;
    this.act({ do: "redo" });
    return true;
  }

  /** @param {Act} act */
  act(act) {
    this.count += 1;
    this.finished = after(this.finished, act);
    this.acts.push({ number: this.count, ...act });
    if (this.acts.length > MOST_ACTS) this.sayAll();
    this.save();
  }

  /** Say what all acts come to, to a server that knows none of them. */
  sayAll() {
    this.acts = [{ number: this.count, do: "put", marks: this.finished }];
  }

  /**
   * Take note of what the server has done.
   * @param {number} done
   */
  confirm(done) {
    this.acts = this.acts.filter(({ number }) => number > done);
  }

  /**
   * Take over what the page puts here; what was done since then stays.
   * @param {Mark[]} strokes
   * @param {number} done
   */
  load(strokes, done) {
    const loaded = new Set(strokes.map(described));
    this.offered = this.offered.filter((stroke) => !loaded.has(described(stroke)));
    this.confirm(done);
    this.finished = this.acts.reduce(after, strokes);
    this.save();
  }

  /** What would be undone, in a word, or null. */
  get undoes() {
    if (this.known > 0) return "stroke";
    return this.since.length ? "step" : this.history.undo;
  }

  /** What would be redone, in a word, or null. */
  get redoes() {
    const [last] = this.since.slice(-1);
    if (last?.do === "undo") return last.foreseen ? "stroke" : "step";
    return !last || last.do === "redo" ? this.history.redo : null;
  }

  /** How many times undo would take back the last stroke, as far as one knows here. */
  get known() {
    return this.since.reduce(knownAfter, this.history.strokes);
  }

  /** What was done since the server spoke of its history. */
  get since() {
    return this.acts.filter(({ number }) => number > this.history.done);
  }

  /** Take away all strokes, and the offer with them; say whether there were any on the photo. */
  clear() {
    this.offered = [];
    if (!this.finished.length) return false;
    this.put([]);
    return true;
  }

  /** Offer the strokes instead of showing them, as when the photo is opened anew. */
  offer() {
    this.offered = [...this.offered, ...this.finished];
    this.finished = [];
  }

  /** Begin with a server that knows nothing of them. */
  begin() {
    this.acts = [];
    this.count = 0;
    this.history = NOTHING;
    if (this.finished.length) this.put(this.finished);
  }

  restore() {
    const offered = this.offered;
    this.offered = [];
    this.put([...offered, ...this.finished]);
  }

  discard() {
    this.offered = [];
    this.save();
  }

  /** Keep the strokes in the browser; those on offer stay until the user decides. */
  save() {
    storeStrokes(this.photoId, [...this.offered, ...this.finished]);
  }
}

/**
 * The strokes after an act; of several boxes the last one counts.
 * @param {Mark[]} strokes
 * @param {Act} act
 * @returns {Mark[]}
 */
function after(strokes, act) {
  if (act.do === "undo") return act.foreseen ? strokes.slice(0, -1) : strokes;
  if (act.do === "redo") return strokes;
  const marks = act.do === "put" ? act.marks : [...strokes, ...act.marks];
  const box = marks.findLast(isBox);
  return marks.filter((stroke) => !isBox(stroke) || stroke === box);
}

/**
 * How many strokes can be foreseen to be undone after an act, if so many could before it.
 * @param {number} count
 * @param {Act} act
 */
function knownAfter(count, act) {
  if (act.do === "undo") return Math.max(0, count - 1);
  return act.do === "add" && !act.marks.some(isBox) ? count + 1 : 0;
}

/** @param {Mark[]} strokes */
export function withoutBox(strokes) {
  return /** @type {Stroke[]} */ (strokes.filter((stroke) => !isBox(stroke)));
}

/**
 * What tells a stroke from others, however it came here.
 * @param {Mark} mark
 */
function described({ label, points }) {
  return JSON.stringify([label, points]);
}

/** @param {Mark} mark */
function isBox({ label }) {
  return label === "box";
}
