/** Moves and scales the subject over what is behind it; tells where it came to lie. */

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
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const GROWTHS = { "+": SCALE_STEP, "=": SCALE_STEP, "-": 1 / SCALE_STEP };

export class Mover {
  constructor(element) {
    this.element = element;
    this.frame = element.querySelector(".viewer-frame");
    this.plate = element.querySelector(".viewer-plate");
    this.after = element.querySelector(".viewer-after");
    this.scene = element.querySelector(".viewer-scene");
    [this.behind, this.subject] = this.scene.children;
    this.slider = element.querySelector(".viewer-size input");
    this.output = element.querySelector(".viewer-size output");
    this.home = element.querySelector(".viewer-home");
    this.button = element.querySelector(".viewer-move");
    // How words leave the browser.
    this.tellOf = null;
    // Percents down and to the right, and the scale; and what the server made last.
    this.placement = [0, 0, 1];
    this.served = [0, 0, 1];
    // The middle of the subject in its old place, in shares of the picture.
    this.middle = [0.5, 0.5];
    this.fingers = new Map();
    this.timer = undefined;
    this.listen();
  }

  listen() {
    const { frame } = this;
    const whileMoving = (act) => (event) => this.isMoving && act.call(this, event);
    frame.addEventListener("pointerdown", whileMoving(this.grab));
    frame.addEventListener("pointermove", whileMoving(this.drag));
    for (const end of ["pointerup", "pointercancel"]) {
      frame.addEventListener(end, whileMoving(this.release));
    }
    frame.addEventListener("wheel", whileMoving(this.turn), { passive: false });
    frame.addEventListener("keydown", whileMoving(this.press));
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    this.subject.addEventListener("load", () => (this.middle = middleOf(this.subject)));
    this.slider.addEventListener("input", () => {
      this.scale(2 ** this.slider.value);
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

  /** Take the layers; null ends the moving. */
  take(letter) {
    this.element.classList.toggle("viewer-moving", Boolean(letter));
    this.button.setAttribute("aria-pressed", Boolean(letter));
    if (letter) {
      this.behind.src = letter.behind;
      this.subject.src = letter.subject;
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

  /** Show the picture that the server made, unless somebody moved on meanwhile. */
  open(placement) {
    this.button.hidden = !placement;
    if (!placement) return;
    const isNew = String(placement) !== String(this.served);
    this.served = placement;
    if (this.isAhead || (!isNew && !this.scene.hidden)) return;
    this.set(placement, { isExact: true });
  }

  /** Lay the subject; what is exact needs no layers. */
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
    this.slider.value = Math.log2(scale);
    this.slider.setAttribute("aria-valuetext", percent);
    this.home.disabled = String(this.placement) === "0,0,1";
    if (isExact) this.after.decode().catch(() => {}).then(() => this.reveal());
    else this.scene.hidden = false;
  }

  /** Take the layers away above the exact picture. */
  reveal() {
    if (!this.isAhead && String(this.placement) === String(this.served)) this.scene.hidden = true;
  }

  move(down, right) {
    const [oldDown, oldRight, scale] = this.placement;
    this.set([oldDown + down, oldRight + right, scale]);
  }

  /** Scale the subject; a place of the picture, in shares of it, stays where it is. */
  scale(wanted, [row, col] = this.middleNow()) {
    const [down, right, old] = this.placement;
    const scale = between(LEAST_SCALE, wanted, MOST_SCALE);
    const moved = (place, percent) =>
      100 * (place - 0.5 - (scale / old) * (place - 0.5 - percent / 100));
    this.set([moved(row, down), moved(col, right), scale]);
  }

  /** Where the middle of the subject is now, in shares of the picture. */
  middleNow() {
    const [down, right, scale] = this.placement;
    const place = (middle, percent) => 0.5 + scale * (middle - 0.5) + percent / 100;
    return [place(this.middle[0], down), place(this.middle[1], right)];
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    this.frame.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, placeOf(event));
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Follow one finger, or two that also scale. */
  drag(event) {
    if (!this.fingers.has(event.pointerId)) return;
    const before = spanOf([...this.fingers.values()]);
    this.fingers.set(event.pointerId, placeOf(event));
    const after = spanOf([...this.fingers.values()]);
    const { x, y, width, height } = this.plate.getBoundingClientRect();
    this.move((100 * (after.y - before.y)) / height, (100 * (after.x - before.x)) / width);
    if (before.length && after.length) {
      const place = [(after.y - y) / height, (after.x - x) / width];
      this.scale((this.placement[2] * after.length) / before.length, place);
    }
  }

  release(event) {
    if (this.fingers.delete(event.pointerId) && !this.fingers.size) this.tell();
  }

  turn(event) {
    event.preventDefault();
    this.scale(this.placement[2] * 2 ** (-event.deltaY / DOUBLING_PX));
    this.tellSoon();
  }

  press(event) {
    const step = event.shiftKey ? LARGE_STEP : MOVE_STEP;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]) this.move(...MOVES[event.key].map((sign) => sign * step));
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

function placeOf({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

/** The middle of one or two fingers, and how far they are apart. */
function spanOf(fingers) {
  const [first, last] = [fingers[0], fingers[1] ?? fingers[0]];
  return {
    x: (first.x + last.x) / 2,
    y: (first.y + last.y) / 2,
    length: Math.hypot(first.x - last.x, first.y - last.y),
  };
}

/** The middle of what is seen of a picture, in shares of it; its own if nothing is. */
function middleOf(image) {
  const canvas = new OffscreenCanvas(SMALL_PX, SMALL_PX);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, SMALL_PX, SMALL_PX);
  const { data } = context.getImageData(0, 0, SMALL_PX, SMALL_PX);
  const seen = [...Array(SMALL_PX ** 2).keys()].filter((i) => data[4 * i + 3] >= SEEN_ALPHA);
  if (!seen.length) return [0.5, 0.5];
  const mid = (places) => (Math.min(...places) + Math.max(...places) + 1) / 2 / SMALL_PX;
  return [mid(seen.map((i) => Math.floor(i / SMALL_PX))), mid(seen.map((i) => i % SMALL_PX))];
}

function between(low, value, high) {
  return Math.min(Math.max(value, low), high);
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
