// @ts-check
/** Moves and scales the subject over what is behind it; tells where it came to lie. */

/**
 * Percents of the picture, and how many times as large.
 * @typedef {[down: number, right: number, scale: number]} Placement
 * @typedef {[row: number, col: number]} Middle
 * @typedef {{ x: number, y: number }} Finger
 * @typedef {{ behind: string, subject: string }} Layers
 * @import { Place } from "../components.js"
 */

const LEAST_SCALE = 0.1;
const MOST_SCALE = 4;
const MOST_PERCENT = 250;
// In percent of the picture.
const MOVE_STEP = 1;
const LARGE_STEP = 10;
const SCALE_STEP = 1.05;
// By so many pixels, the wheel doubles the size.
const DOUBLING_PX = 800;
// Keys, wheel and slider go on as long as they don't rest.
const MOVER_REST_MS = 400;
// Enough to find the middle of the subject.
const SMALL_PX = 64;
const SEEN_ALPHA = 8;
/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
/** @type {Record<string, number>} */
const GROWTHS = { "+": SCALE_STEP, "=": SCALE_STEP, "-": 1 / SCALE_STEP };

export class Mover {
  /** @param {Place} root */
  constructor(root) {
    this.element = root.querySelector(".viewer");
    this.frame = root.querySelector(".viewer-frame");
    this.plate = root.querySelector(".viewer-plate");
    /** @type {HTMLImageElement} */
    this.after = root.querySelector(".viewer-after");
    this.scene = root.querySelector(".viewer-scene");
    /** @type {HTMLImageElement} */
    this.behind = root.querySelector(".viewer-behind");
    /** @type {HTMLImageElement} */
    this.subject = root.querySelector(".viewer-subject");
    /** @type {HTMLInputElement} */
    this.slider = root.querySelector(".viewer-size input");
    this.output = root.querySelector(".viewer-size output");
    /** @type {HTMLButtonElement} */
    this.home = root.querySelector(".viewer-home");
    this.button = root.querySelector(".viewer-move");
    // How words leave the browser.
    /** @type {(name: string, value: unknown) => void} */
    this.tellOf = () => {};
    // Percents down and to the right, and the scale; and what the server made last.
    /** @type {Placement} */
    this.placement = [0, 0, 1];
    /** @type {Placement} */
    this.served = [0, 0, 1];
    // The middle of the subject in its old place, in shares of the picture.
    /** @type {Middle} */
    this.middle = [0.5, 0.5];
    /** @type {Map<number, Finger>} */
    this.fingers = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.listen();
  }

  listen() {
    const { frame } = this;
    /** @type {<E extends Event>(act: (event: E) => void) => (event: E) => void} */
    const whileMoving = (act) => (event) => {
      if (this.isMoving) act.call(this, event);
    };
    frame.addEventListener("pointerdown", whileMoving(this.grab));
    frame.addEventListener("pointermove", whileMoving(this.drag));
    frame.addEventListener("pointerup", whileMoving(this.release));
    frame.addEventListener("pointercancel", whileMoving(this.release));
    frame.addEventListener("wheel", whileMoving(this.turn), { passive: false });
    frame.addEventListener("keydown", whileMoving(this.press));
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    this.subject.addEventListener("load", () => (this.middle = middleOf(this.subject)));
    this.slider.addEventListener("input", () => {
      this.scale(2 ** Number(this.slider.value));
      this.tellSoon();
    });
    this.button.addEventListener("click", () => this.tellOf("moving", !this.isMoving));
    this.home.addEventListener("click", () => {
      this.set([0, 0, 1]);
      this.tell();
    });
  }

  get isMoving() {
    return this.element.classList.contains("viewer-moving");
  }

  /** Whether somebody is still at it, or the server has not seen yet what was done. */
  get isAhead() {
    return this.fingers.size > 0 || this.timer !== undefined;
  }

  /**
   * Take the layers; null ends the moving.
   * @param {Layers | null} letter
   */
  take(letter) {
    this.element.classList.toggle("viewer-moving", Boolean(letter));
    this.button.setAttribute("aria-pressed", Boolean(letter));
    if (letter) {
      // The same letter comes in every run; a picture that is set anew blinks.
      if (this.behind.src !== letter.behind) this.behind.src = letter.behind;
      if (this.subject.src !== letter.subject) this.subject.src = letter.subject;
      this.frame.tabIndex = 0;
      this.frame.setAttribute("role", "application");
      this.frame.setAttribute(
        "aria-label", "The subject: arrow keys move it, plus and minus change its size");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) this.frame.removeAttribute(name);
      this.fingers.clear();
      this.scene.hidden = true;
    }
  }

  /**
   * Show the picture that the server made, unless somebody moved on meanwhile.
   * @param {Placement | null} placement
   */
  open(placement) {
    this.button.hidden = !placement;
    if (!placement) return;
    const isNew = String(placement) !== String(this.served);
    this.served = placement;
    if (this.isAhead || (!isNew && !this.scene.hidden)) return;
    this.set(placement, { isExact: true });
  }

  /**
   * Lay the subject; what is exact needs no layers.
   * @param {Placement} placement
   */
  set([down, right, scale], { isExact = false } = {}) {
    this.placement = [
      between(-MOST_PERCENT, round(down, 2), MOST_PERCENT),
      between(-MOST_PERCENT, round(right, 2), MOST_PERCENT),
      between(LEAST_SCALE, round(scale, 3), MOST_SCALE),
    ];
    [down, right, scale] = this.placement;
    this.subject.style.transform = `translate(${right}%, ${down}%) scale(${scale})`;
    const percent = `${Math.round(100 * scale)} %`;
    this.output.textContent = scale > 1 ? `${percent}, enlarged` : percent;
    this.slider.value = String(Math.log2(scale));
    this.slider.setAttribute("aria-valuetext", percent);
    this.home.disabled = String(this.placement) === "0,0,1";
    if (isExact) this.after.decode().catch(() => {}).then(() => this.reveal());
    else this.scene.hidden = false;
  }

  /** Take the layers away above the exact picture. */
  reveal() {
    if (!this.isAhead && String(this.placement) === String(this.served)) this.scene.hidden = true;
  }

  /**
   * @param {number} down
   * @param {number} right
   */
  move(down, right) {
    const [oldDown, oldRight, scale] = this.placement;
    this.set([oldDown + down, oldRight + right, scale]);
  }

  /**
   * Scale the subject; a place of the picture, in shares of it, stays where it is.
   * @param {number} wanted
   */
  scale(wanted, [row, col] = this.middleNow()) {
    const [down, right, old] = this.placement;
    const scale = between(LEAST_SCALE, wanted, MOST_SCALE);
    /** @type {(place: number, percent: number) => number} */
    const moved = (place, percent) =>
      100 * (place - 0.5 - (scale / old) * (place - 0.5 - percent / 100));
    this.set([moved(row, down), moved(col, right), scale]);
  }

  /**
   * Where the middle of the subject is now, in shares of the picture.
   * @returns {Middle}
   */
  middleNow() {
    const [down, right, scale] = this.placement;
    /** @type {(middle: number, percent: number) => number} */
    const place = (middle, percent) => 0.5 + scale * (middle - 0.5) + percent / 100;
    return [place(this.middle[0], down), place(this.middle[1], right)];
  }

  /** @param {PointerEvent} event */
  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    this.frame.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, placeOf(event));
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /**
   * Follow one finger, or two that also scale.
   * @param {PointerEvent} event
   */
  drag(event) {
    if (!this.fingers.has(event.pointerId)) return;
    const before = spanOf([...this.fingers.values()]);
    this.fingers.set(event.pointerId, placeOf(event));
    const after = spanOf([...this.fingers.values()]);
    const { x, y, width, height } = this.plate.getBoundingClientRect();
    this.move((100 * (after.y - before.y)) / height, (100 * (after.x - before.x)) / width);
    if (before.length && after.length) {
      const place = /** @type {Middle} */ ([(after.y - y) / height, (after.x - x) / width]);
      this.scale((this.placement[2] * after.length) / before.length, place);
    }
  }

  /** @param {PointerEvent} event */
  release(event) {
    if (this.fingers.delete(event.pointerId) && !this.fingers.size) this.tell();
  }

  /** @param {WheelEvent} event */
  turn(event) {
    event.preventDefault();
    this.scale(this.placement[2] * 2 ** (-event.deltaY / DOUBLING_PX));
    this.tellSoon();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const step = event.shiftKey ? LARGE_STEP : MOVE_STEP;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [down, right] = MOVES[event.key] ?? [0, 0];
    if (down || right) this.move(down * step, right * step);
    else if (GROWTHS[event.key]) this.scale(this.placement[2] * GROWTHS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.tellSoon();
  }

  tellSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), MOVER_REST_MS);
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (String(this.placement) === String(this.served)) this.reveal();
    else this.tellOf("place", this.placement);
  }
}

/**
 * @param {PointerEvent} event
 * @returns {Finger}
 */
function placeOf({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

/**
 * The middle of one or two fingers, and how far they are apart.
 * @param {Finger[]} fingers
 */
function spanOf(fingers) {
  const [first, last] = [fingers[0], fingers[1] ?? fingers[0]];
  return {
    x: (first.x + last.x) / 2,
    y: (first.y + last.y) / 2,
    length: Math.hypot(first.x - last.x, first.y - last.y),
  };
}

/**
 * The middle of what is seen of a picture, in shares of it; its own if nothing is.
 * @param {HTMLImageElement} image
 * @returns {Middle}
 */
function middleOf(image) {
  const canvas = new OffscreenCanvas(SMALL_PX, SMALL_PX);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0, SMALL_PX, SMALL_PX);
  const { data } = context.getImageData(0, 0, SMALL_PX, SMALL_PX);
  const seen = [...Array(SMALL_PX ** 2).keys()].filter((i) => data[4 * i + 3] >= SEEN_ALPHA);
  if (!seen.length) return [0.5, 0.5];
  /** @type {(places: number[]) => number} */
  const mid = (places) => (Math.min(...places) + Math.max(...places) + 1) / 2 / SMALL_PX;
  return [mid(seen.map((i) => Math.floor(i / SMALL_PX))), mid(seen.map((i) => i % SMALL_PX))];
}

/** @type {(low: number, value: number, high: number) => number} */
function between(low, value, high) {
  return Math.min(Math.max(value, low), high);
}

/** @type {(value: number, digits: number) => number} */
function round(value, digits) {
  return Number(value.toFixed(digits));
}
