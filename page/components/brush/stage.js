// @ts-check
/** The canvas on the screen: how the photo lies in it, and when it is painted. */

import { Painter } from "./painter.js";
import { Viewport } from "./viewport.js";

/**
 * @import { Canvas, Shadow } from "../components.js"
 * @import { Shown } from "./painter.js"
 * @import { Point } from "./viewport.js"
 */

const ANT_MS = 90;

export class Stage {
  /**
   * `shown` returns what is to be painted, or null; `onMove` hears of every other place.
   * @param {Shadow} root
   * @param {{ shown: () => Shown | null, onMove: () => void }} events
   */
  constructor(root, { shown, onMove }) {
    this.root = root;
    /** @type {HTMLElement} */
    this.element = root.querySelector(".stage");
    /** @type {Canvas} */
    this.canvas = root.querySelector("canvas");
    /** @type {HTMLElement} */
    this.ring = root.querySelector(".ring");
    this.shown = shown;
    this.onMove = onMove;
    this.viewport = new Viewport();
    this.painter = new Painter(this.canvas);
    // Whom to tell when the next frame is painted, and that frame.
    /** @type {(() => void)[]} */
    this.waiting = [];
    /** @type {number | undefined} */
    this.frame = undefined;
    /** @type {number | undefined} */
    this.antTimer = undefined;
    this.observer = new ResizeObserver(() => this.shown() && this.measure());
    this.observer.observe(this.element);
  }

  close() {
    this.observer.disconnect();
  }

  /**
   * Make room for a photo, and show all of it.
   * @param {{ rows: number, cols: number }} photo
   */
  open({ rows, cols }) {
    Object.assign(this.viewport, { rows, cols });
    this.element.style.aspectRatio = `${cols} / ${rows}`;
    this.measure();
    this.fit();
  }

  measure() {
    // Not clientWidth, which is rounded: the canvas has as many pixels as the screen shows.
    const { width, height } = this.element.getBoundingClientRect();
    if (!width || !height) return;
    this.viewport.resize(width, height);
    /** @type {(length: number) => number} */
    const sharp = (length) => Math.round(length * devicePixelRatio);
    this.painter.resize(sharp(width), sharp(height));
    this.moved();
  }

  fit() {
    this.viewport.fit();
    this.moved();
  }

  /**
   * @param {number} factor
   * @param {number} x
   * @param {number} y
   */
  zoomAt(factor, x, y) {
    this.viewport.zoomAt(factor, x, y);
    this.moved();
  }

  /** @param {number} factor */
  zoomCenter(factor) {
    this.zoomAt(factor, this.viewport.width / 2, this.viewport.height / 2);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.viewport.pan(dx, dy);
    this.moved();
  }

  moved() {
    this.onMove();
    this.invalidate();
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.x, event.clientY - box.y];
  }

  /**
   * Show the brush at its true size where it would draw.
   * @param {MouseEvent} event
   * @param {number} size
   */
  showRing(event, size) {
    const [x, y] = this.placeOf(event);
    this.ring.hidden = false;
    this.ring.style.width = this.ring.style.height = `${size}px`;
    this.ring.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
  }

  hideRing() {
    this.ring.hidden = true;
  }

  /**
   * Paint before the next frame, however often this is called, and say when it is done.
   * @param {(() => void) | null} [done]
   */
  invalidate(done) {
    if (done) this.waiting.push(done);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
      const calls = this.waiting;
      this.waiting = [];
      calls.forEach((call) => call());
    });
  }

  paint() {
    const shown = this.shown();
    if (!shown) return;
    const phase = (performance.now() / ANT_MS) % 10;
    this.painter.paint({ viewport: this.viewport, phase, ...shown });
    clearTimeout(this.antTimer);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;
    if (shown.view === "ants" && shown.scene.mask && !still && this.root.isConnected) {
      this.antTimer = setTimeout(() => this.invalidate(), ANT_MS);
    }
  }
}
