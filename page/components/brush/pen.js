// @ts-check
/** Draws one stroke at a time, from the pointer's press to its release. */

import { simplify } from "./path.js";

/**
 * @import { Editor } from "./editor.js"
 * @import { Label, Stroke } from "./messages.js"
 * @import { Path } from "./path.js"
 */

// A second finger this soon after the first means that a pinch was meant, not a stroke.
const PINCH_MS = 140;
// Points closer than this to the line between their neighbors are left out, in screen pixels.
const TOLERANCE_PX = 0.4;
export const MOST_POINTS = 10_000;
const PRESSURE_STEPS = 12;
// What can be said of just the pixels that are covered.
/** @type {Label[]} */
const EXACT = ["keep", "remove"];

export class Pen {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    /** @type {Label} */
    this.label = /** @type {any} */ (null);
    this.isExact = false;
    /** @type {number[]} */
    this.points = [];
    /** @type {number[]} */
    this.radii = [];
    this.begunAt = 0;
    this.isTouch = false;
    // Whether points came since the last message.
    this.isExtended = false;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  get isDown() {
    return this.points.length > 0;
  }

  /**
   * @param {PointerEvent} event
   * @param {Label} label
   */
  begin(event, label) {
    this.label = label;
    this.isExact = this.editor.toolbar.isExact && EXACT.includes(label);
    this.begunAt = performance.now();
    this.isTouch = event.pointerType === "touch";
    this.addPoint(event);
    this.show();
  }

  /** @param {PointerEvent} event */
  extend(event) {
    const events = event.getCoalescedEvents?.() ?? [];
    (events.length ? events : [event]).forEach((part) => this.addPoint(part));
    this.show();
    this.sendLive();
  }

  finish() {
    const { strokes } = this.editor;
    if (!this.touchesPhoto) {
      this.abandon();
      return false;
    }
    const stroke = this.isTap ? this.strokeOf(this.dot) : this.stroke;
    this.lift();
    strokes.add(stroke);
    return true;
  }

  /** Whether the subject was tapped: the pointer hardly moved, compared with the brush. */
  get isTap() {
    const [x, y] = this.points;
    const reach = Math.max(...this.radii);
    /** @type {(_: number, i: number) => boolean} */
    const isNear = (_, i) => Math.hypot(this.points[2 * i] - x, this.points[2 * i + 1] - y) <= reach;
    return this.label === "keep" && !this.isExact && this.radii.every(isNear);
  }

  /** Whether anything of it lies on the photo, and not all in the empty room beside it. */
  get touchesPhoto() {
    const { rows, cols, units } = this.editor.scene;
    /** @type {(at: number, radius: number, size: number) => boolean} */
    const reaches = (at, radius, size) => at >= -radius && at <= size * units + radius;
    return this.radii.some(
      (radius, i) =>
        reaches(this.points[2 * i], radius, cols) && reaches(this.points[2 * i + 1], radius, rows),
    );
  }

  get dot() {
    return { points: this.points.slice(0, 2), radii: [Math.max(...this.radii)] };
  }

  abandon() {
    this.lift();
    // The server may have seen its beginning.
    if (!this.editor.link.isSent) this.editor.link.send();
    this.editor.stage.invalidate();
  }

  lift() {
    clearTimeout(this.timer);
    this.editor.strokes.unfinished = null;
    this.points = [];
    this.radii = [];
  }

  /** @param {PointerEvent} event */
  addPoint(event) {
    const { stage, scene } = this.editor;
    const place = stage.viewport.toPhoto(...stage.placeOf(event));
    const [x, y] = place.map((at) => Math.round((at - 0.5) * scene.units));
    const length = (this.sizeOf(event) / 2 / stage.viewport.scale) * scene.units;
    const radius = Math.max(1, Math.round(length));
    if (this.points.at(-2) === x && this.points.at(-1) === y) {
      // A pen that is pressed harder.
      this.radii.push(Math.max(radius, /** @type {number} */ (this.radii.pop())));
      return;
    }
    if (this.radii.length === MOST_POINTS) this.thin();
    this.points.push(x, y);
    this.radii.push(radius);
  }

  /**
   * The brush's diameter in CSS pixels; a pen's pressure changes it.
   * @param {PointerEvent | null} event
   */
  sizeOf(event) {
    const { size } = this.editor.toolbar.settings;
    if (event?.pointerType !== "pen" || !event.pressure) return size;
    const pressure = Math.ceil(event.pressure * PRESSURE_STEPS) / PRESSURE_STEPS;
    return size * (0.3 + 0.9 * pressure);
  }

  /** The stroke as it is, for the screen. */
  show() {
    this.isExtended = true;
    this.editor.strokes.unfinished = this.strokeOf({ points: [...this.points], radii: this.radii });
    this.editor.stage.invalidate();
  }

  /** The stroke without the points that it can do without. */
  get stroke() {
    return this.strokeOf(simplify(this, this.tolerance));
  }

  /**
   * @param {Path} path
   * @returns {Stroke}
   */
  strokeOf({ points, radii }) {
    const isEven = radii.every((radius) => radius === radii[0]);
    const radius = isEven ? radii[0] : [...radii];
    return { label: this.label, radius, points, ...(this.isExact && { exact: true }) };
  }

  get tolerance() {
    const { scene, stage } = this.editor;
    return Math.max(1, (TOLERANCE_PX * scene.units) / stage.viewport.scale);
  }

  /** Make room for more points: a stroke has only so many. */
  thin() {
    let tolerance = this.tolerance;
    while (this.radii.length > MOST_POINTS / 2) {
      Object.assign(this, simplify(this, tolerance));
      tolerance *= 2;
    }
  }

  /** Send the stroke while it is drawn, unless the last message is still on its way. */
  sendLive() {
    const { link, strokes, toolbar } = this.editor;
    clearTimeout(this.timer);
    if (!toolbar.settings.live || !this.isDown) return;
    const pinch = this.begunAt + (this.isTouch ? PINCH_MS : 0) - performance.now();
    const wait = Math.max(pinch, link.waitMs);
    if (wait > 0) {
      this.timer = setTimeout(() => this.sendLive(), wait);
    } else if (this.isExtended) {
      this.isExtended = false;
      strokes.unfinished = this.stroke;
      link.send();
    }
  }
}
