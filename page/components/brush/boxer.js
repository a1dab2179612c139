// @ts-check
/** Draws a box around the subject: from one corner to the one across it. */

/**
 * @import { Editor } from "./editor.js"
 * @import { Box } from "./messages.js"
 * @import { Point } from "./viewport.js"
 */

// A drag shorter than this, in screen pixels, is a click.
const SHORTEST_PX = 8;

export class Boxer {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    // The corners so far, as x and y on the screen.
    /** @type {Point} */
    this.start = /** @type {any} */ (null);
    /** @type {Point} */
    this.end = /** @type {any} */ (null);
  }

  get isDown() {
    return this.start !== null;
  }

  /** @param {PointerEvent} event */
  begin(event) {
    this.start = this.end = this.editor.stage.placeOf(event);
  }

  /** @param {PointerEvent} event */
  extend(event) {
    this.end = this.editor.stage.placeOf(event);
    this.editor.stage.invalidate();
  }

  /** Put the box in place of an earlier one, which a click takes away; say whether that changed it. */
  finish() {
    const { strokes } = this.editor;
    const box = this.box;
    this.abandon();
    if (!box) return strokes.dropBox();
    strokes.add(box);
    return true;
  }

  abandon() {
    this.start = this.end = /** @type {any} */ (null);
    this.editor.stage.invalidate();
  }

  /**
   * The box as it is, within the photo; null as long as it is no more than a click.
   * @returns {Box | null}
   */
  get box() {
    if (!this.isDown) return null;
    const size = this.start.map((at, axis) => Math.abs(at - this.end[axis]));
    if (Math.min(...size) < SHORTEST_PX) return null;
    const [ax, ay] = this.inPhoto(this.start);
    const [bx, by] = this.inPhoto(this.end);
    if (ax === bx || ay === by) return null;
    const points = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
    return { label: "box", points };
  }

  /** @param {Point} place */
  inPhoto(place) {
    const { scene, stage } = this.editor;
    const sides = [scene.cols, scene.rows];
    return stage.viewport
      .toPhoto(...place)
      .map((at, axis) => Math.min(sides[axis], Math.max(0, at)))
      .map((at) => Math.round((at - 0.5) * scene.units));
  }
}
