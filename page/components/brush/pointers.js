// @ts-check
/** Reads pressed pointers as strokes, as moves of the photo, or as a pinch. */

import { LEAST_ZOOM } from "./viewport.js";

/**
 * @import { Editor } from "./editor.js"
 * @import { Point } from "./viewport.js"
 */

export class Pointers {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.stage = editor.stage;
    // Where each pressed pointer is, and what they do: draw, move, pinch, or none any more.
    /** @type {Map<number, Point>} */
    this.down = new Map();
    /** @type {"draw" | "move" | "pinch" | "none" | null} */
    this.mode = null;
    this.knowsPen = false;
    const { canvas } = this.stage;
    /** @type {(type: string, act: (event: any) => unknown) => void} */
    const on = (type, act) => canvas.addEventListener(type, (event) => act.call(this, event));
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.lift);
    on("pointercancel", this.lift);
    on("pointerleave", () => editor.hover(null));
    // The middle button would scroll the page.
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("contextmenu", (event) => event.pointerType !== "mouse" && event.preventDefault());
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** @param {PointerEvent} event */
  press(event) {
    const { editor, stage } = this;
    stage.canvas.focus({ preventScroll: true });
    if (this.down.size === 2 || event.button === 2) return;
    this.knowsPen ||= event.pointerType === "pen";
    // Whoever has a pen draws with it: fingers move the photo, and a palm beside the pen nothing.
    const isFinger = this.knowsPen && event.pointerType === "touch";
    if (isFinger && this.mode === "draw") return;
    stage.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, stage.placeOf(event));
    if (this.down.size === 2) {
      if (this.mode === "draw") editor.hand.abandon();
      this.mode = "pinch";
    } else if (event.button === 1 || editor.keys.isMoving || isFinger) {
      this.mode = "move";
    } else {
      this.mode = "draw";
      // The other end of a pen, which browsers count as button 5.
      editor.begin(event, event.button === 5 ? "erase" : editor.toolbar.tool);
    }
    stage.element.classList.toggle("held", this.mode !== "draw");
    editor.hover(event);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { editor, stage } = this;
    editor.hover(event);
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const place = stage.placeOf(event);
    if (this.mode === "draw") editor.hand.extend(event);
    if (this.mode === "move") stage.pan(place[0] - before[0], place[1] - before[1]);
    if (this.mode === "pinch") this.pinch(event.pointerId, before, place);
    this.down.set(event.pointerId, place);
  }

  /**
   * The middle of two fingers moves the photo, their distance zooms it.
   * @param {number} id
   * @param {Point} before
   * @param {Point} place
   */
  pinch(id, before, place) {
    const other = [...this.down].find(([key]) => key !== id)?.[1];
    if (!other) return;
    /** @type {(point: Point) => number} */
    const distance = (point) => Math.max(1, Math.hypot(point[0] - other[0], point[1] - other[1]));
    const [x, y] = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    this.stage.zoomAt(distance(place) / distance(before), x, y);
    this.stage.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
  }

  /** @param {PointerEvent} event */
  lift(event) {
    if (!this.down.delete(event.pointerId)) return;
    if (this.mode === "draw") this.editor.finish();
    // The finger that stays down after a pinch draws nothing.
    this.mode = this.down.size ? "none" : null;
    if (!this.down.size) this.stage.element.classList.remove("held");
    if (event.pointerType === "touch") this.editor.hover(null);
  }

  /** Leave what was begun: the photo is another one. */
  forget() {
    this.mode = null;
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    // While all of the photo is seen, the wheel scrolls the page.
    if (this.stage.viewport.zoom <= LEAST_ZOOM && !event.ctrlKey) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const turn = Math.max(-240, Math.min(240, event.deltaY * lines));
    // Pinching on a touchpad comes as small turns of the wheel with the Ctrl key.
    const speed = event.ctrlKey ? 0.01 : 0.0022;
    this.stage.zoomAt(Math.exp(-turn * speed), ...this.stage.placeOf(event));
  }
}
