/**
 * The strokes on a photo and their history.
 *
 * A stroke is what one press of the pointer draws and what undo takes back: {label, radius,
 * points, exact}, as `drawing.py` describes it, except that points are places, not steps. A box
 * around the subject is among them, as {label: "box", points} with two corners. Strokes never
 * change once they are drawn, so that two states are compared by identity.
 */

import { loadStrokes, storeStrokes } from "./storage.js";

export class Strokes {
  constructor(photoId) {
    this.photoId = photoId;
    this.finished = [];
    this.unfinished = null;
    this.past = [];
    this.future = [];
    // Those of the last time, until the user decides about them.
    this.offered = loadStrokes(photoId);
  }

  get all() {
    return this.unfinished ? [...this.finished, this.unfinished] : this.finished;
  }

  get box() {
    return this.finished.find(isBox) ?? null;
  }

  add(stroke) {
    this.change([...this.finished, stroke]);
  }

  /** Take away the box; say whether there was one. */
  dropBox() {
    if (!this.box) return false;
    this.change(withoutBox(this.finished));
    return true;
  }

  /** Put strokes in place of all; of several boxes the last one counts. */
  change(strokes) {
    this.past.push(this.finished);
    this.future = [];
    const box = strokes.findLast(isBox);
    this.finished = strokes.filter((stroke) => !isBox(stroke) || stroke === box);
    this.save();
  }

  /** Take over what the page puts here; what is among it is not on offer any more. */
  load(strokes) {
    const loaded = new Set(strokes.map(described));
    this.offered = this.offered.filter((stroke) => !loaded.has(described(stroke)));
    this.change(strokes);
  }

  undo() {
    return this.travel(this.past, this.future);
  }

  redo() {
    return this.travel(this.future, this.past);
  }

  /** Step back or forth; say whether there was where to go. */
  travel(from, to) {
    if (!from.length) return false;
    to.push(this.finished);
    this.finished = from.pop();
    this.save();
    return true;
  }

  /** Take away all strokes, and the offer with them; say whether there were any on the photo. */
  clear() {
    this.offered = [];
    if (!this.finished.length) return false;
    this.change([]);
    return true;
  }

  /** Offer the strokes instead of showing them, as when the photo is opened anew. */
  offer() {
    this.offered = [...this.offered, ...this.finished];
    this.finished = [];
    this.past = [];
    this.future = [];
  }

  restore() {
    const offered = this.offered;
    this.offered = [];
    this.change([...offered, ...this.finished]);
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

export function withoutBox(strokes) {
  return strokes.filter((stroke) => !isBox(stroke));
}

/** What tells a stroke from others, however it came here. */
function described({ label, points }) {
  return JSON.stringify([label, points]);
}

function isBox({ label }) {
  return label === "box";
}
