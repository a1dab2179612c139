// @ts-check
/** Picks a place of the photo, whose color is the background's. */

/**
 * @import { Editor } from "./editor.js"
 * @import { Point } from "./viewport.js"
 */

export class Picker {
  /**
   * @param {Editor} editor
   * @param {(place: [row: number, col: number]) => void} onPick
   */
  constructor(editor, onPick) {
    this.editor = editor;
    this.onPick = onPick;
    // As x and y on the screen.
    /** @type {Point | null} */
    this.place = null;
  }

  get isDown() {
    return this.place !== null;
  }

  /** @param {PointerEvent} event */
  begin(event) {
    this.place = this.editor.stage.placeOf(event);
  }

  /** @param {PointerEvent} event */
  extend(event) {
    this.begin(event);
  }

  /** Tell which place it is, as row and column of the photo; no mark is made. */
  finish() {
    const { scene, stage } = this.editor;
    const [x, y] = stage.viewport.toPhoto(.../** @type {Point} */ (this.place));
    this.abandon();
    if (x >= 0 && y >= 0 && x < scene.cols && y < scene.rows) this.onPick([y - 0.5, x - 0.5]);
    return false;
  }

  abandon() {
    this.place = null;
  }
}
