// @ts-check
/** The two pictures of the result, one above the other, as far as they are seen. */

import { deliver } from "../mailbox.js";
import { Mover } from "./mover.js";

/**
 * @import { Place, Read, Sharp, View } from "../components.js"
 * @import { Placement } from "./mover.js"
 * @typedef {{ x: number, y: number, w: number, h: number }} Rectangle
 * @typedef {Sharp & { of?: string }} SharpPart
 * @typedef {{ firstElementChild: HTMLImageElement, lastElementChild: HTMLImageElement }} Images
 * @typedef {HTMLElement & Images} Plate
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {string} after
 * @property {[top: number, left: number, rows: number, cols: number]} part
 * @property {[rows: number, cols: number]} shape
 * @property {string} ground
 * @property {string} of
 * @property {boolean} isSlow
 * @property {string} lens
 * @property {Placement | null} placement
 */

// From so many screen pixels for each of the picture's, one sees them as squares.
const SQUARE_PX = 3;
// Less than that shows all of the photo.
const LEAST_ZOOM = 1.001;

export class Viewer {
  /** @param {Place} root */
  constructor(root) {
    this.element = root.querySelector(".viewer");
    this.frame = root.querySelector(".viewer-frame");
    /** @type {HTMLInputElement} */
    this.slider = root.querySelector(".viewer-slide input");
    [this.after, this.before] = /** @type {NodeListOf<Plate>} */ (
      root.querySelectorAll(".viewer-plate")
    );
    // There from `open` on.
    /** @type {Result} */
    this.data = /** @type {any} */ (null);
    // Where the canvas looks, and what was brought at the resolution of the screen.
    /** @type {View | null} */
    this.view = null;
    /** @type {Record<string, SharpPart | null>} */
    this.sharp = { photo: null, result: null };
    /** @type {Rectangle} */
    this.place = /** @type {any} */ (null);
    this.mover = new Mover(root);
    /** @type {Read} */
    this.readLetter = (kind, letter) => this.receive(kind, letter);
    this.observer = new ResizeObserver(() => this.data && this.lay());
    this.observer.observe(this.frame);
    this.slider.oninput = () => this.showShare();
    this.showShare();
  }

  /**
   * Show a result; what is sharp of an earlier one is out of date.
   * @param {Result} data
   */
  open(data) {
    this.data = data;
    const [, , rows, cols] = data.part;
    this.element.style.setProperty("--aspect", /** @type {any} */ (cols / rows));
    this.frame.className = `viewer-frame viewer-${data.ground}`;
    this.after.firstElementChild.src = data.after;
    this.mover.open(data.placement);
    if (this.sharp.result?.of !== data.of) this.sharpen("result", null);
    this.lay();
  }

  close() {
    this.observer.disconnect();
    deliver({ recipient: this.data.lens, kind: "result", letter: null });
  }

  /**
   * @param {string} kind
   * @param {any} letter
   */
  receive(kind, letter) {
    if (kind === "view") this.view = letter;
    else if (kind === "layers") this.mover.take(letter);
    // The photo before comes on its own, once.
    else if (kind === "before") this.before.firstElementChild.src = letter;
    else this.sharpen(kind, letter);
    if (kind === "view") this.lay();
  }

  showShare() {
    this.element.style.setProperty("--before", `${this.slider.value}%`);
    this.element.classList.toggle("viewer-whole", this.slider.value === "0");
  }

  /** Lay the pictures where the canvas shows the photo, as far as that is closer than all of it. */
  lay() {
    const { width, height } = this.frame.getBoundingClientRect();
    if (!width) return;
    const [top, left, rows, cols] = this.data.part;
    const fit = width / cols;
    const { zoom, scale, row, col } = this.view ?? { zoom: 1, scale: fit, row: 0, col: 0 };
    const isZoomed = zoom > LEAST_ZOOM && scale > fit;
    const size = isZoomed ? { w: cols * scale, h: rows * scale } : { w: width, h: height };
    /** @type {(offset: number, free: number) => number} */
    const within = (offset, free) => Math.min(0, Math.max(free, offset));
    const x = within(width / 2 - (col - left) * scale, width - size.w);
    const y = within(height / 2 - (row - top) * scale, height - size.h);
    this.place = isZoomed ? { x, y, ...size } : { x: 0, y: 0, ...size };
    for (const plate of [this.after, this.before]) setBox(plate, this.place);
    this.laySharp();
    this.tell(isZoomed, width, height);
  }

  /**
   * Tell the lens what is seen of the result.
   * @param {boolean} isZoomed
   * @param {number} width
   * @param {number} height
   */
  tell(isZoomed, width, height) {
    const { x, y, w, h } = this.place;
    /** @type {(length: number) => number} */
    const sharp = (length) => Math.round(length * devicePixelRatio);
    const letter = {
      area: [-y / h, -x / w, (height - y) / h, (width - x) / w],
      size: [sharp(height), sharp(width)],
      of: this.data.of,
      isSlow: this.data.isSlow,
    };
    deliver({ recipient: this.data.lens, kind: "result", letter: isZoomed ? letter : null });
  }

  /**
   * Take a part at the resolution of the screen; null takes it away.
   * @param {string} kind
   * @param {SharpPart | null} letter
   */
  sharpen(kind, letter) {
    const isOld = kind === "result" && letter && letter.of !== this.data?.of;
    if (isOld) return;
    this.sharp[kind] = letter;
    const image = (kind === "photo" ? this.before : this.after).lastElementChild;
    if (!letter) image.hidden = true;
    else {
      image.onload = () => this.laySharp();
      image.src = letter.url;
    }
  }

  laySharp() {
    for (const [kind, plate] of /** @type {[string, Plate][]} */ ([
      ["photo", this.before],
      ["result", this.after],
    ])) {
      const image = plate.lastElementChild;
      const box = /** @type {Rectangle} */ (this.sharpBox(kind));
      image.hidden = !box || !image.complete;
      if (image.hidden) continue;
      setBox(image, box);
      // The ground stands still, whatever moves above it.
      const [x, y] = [this.place.x + box.x, this.place.y + box.y];
      image.style.backgroundPosition = `${-x}px ${-y}px`;
      const isLarge = box.w * devicePixelRatio >= SQUARE_PX * image.naturalWidth;
      image.classList.toggle("viewer-pixels", isLarge);
    }
  }

  /**
   * Where on its plate a sharp part lies; null if there is none, or no need for it.
   * @param {string} kind
   * @returns {Rectangle | null}
   */
  sharpBox(kind) {
    const letter = this.sharp[kind];
    if (!letter || !this.place || this.view === null || this.view.zoom <= LEAST_ZOOM) return null;
    let [top, left, bottom, right] = letter.area;
    const { w, h } = this.place;
    if (kind === "photo") {
      const { part, shape } = this.data;
      [top, bottom] = [top, bottom].map((share) => (share * shape[0] - part[0]) / part[2]);
      [left, right] = [left, right].map((share) => (share * shape[1] - part[1]) / part[3]);
    }
    return { x: left * w, y: top * h, w: (right - left) * w, h: (bottom - top) * h };
  }
}

/**
 * Moved like this, nothing else is laid out anew, and browsers count no jump.
 * @param {HTMLElement} element
 * @param {Rectangle} box
 */
function setBox(element, { x, y, w, h }) {
  const transform = `translate(${x}px, ${y}px)`;
  Object.assign(element.style, { transform, width: `${w}px`, height: `${h}px` });
}
