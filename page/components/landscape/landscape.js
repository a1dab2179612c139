// @ts-check
/** Draws heights as a landscape, seen from afar, that one can turn. */

/**
 * @import { Canvas, Mounted, Place } from "../components.js"
 * @typedef {{ rows: number, cols: number, heights: string, colors: string }} Heights
 * @typedef {{ frame?: number, width?: number, observer?: ResizeObserver }} Shown
 * @typedef {{ turn: number, tilt: number } & Shown} View
 */

const STEEPNESS = 0.16;
const LIGHT = 4;
const WALL_LIGHT = 0.6;
const RADIANS_PER_PX = 0.008;
/** @type {Record<string, [right: number, down: number]>} */
const ARROWS = { ArrowUp: [0, 12], ArrowDown: [0, -12], ArrowLeft: [-12, 0], ArrowRight: [12, 0] };
const LOWEST = 0.25;
const SHARPEST = 2;
const OPAQUE = 0xff000000;

/** @param {string} text */
const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
/** @type {(value: number, low: number, high: number) => number} */
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Returns the colors of all places, lit by some share, as pixels of a canvas.
 * @type {(colors: Uint8Array, lightOf: (at: number) => number) => Uint32Array}
 */
const pixelsOf = (colors, lightOf) =>
  Uint32Array.from({ length: colors.length / 3 }, (_, at) => {
    const light = lightOf(at);
    const [red, green, blue] = [0, 1, 2].map((band) => within(colors[3 * at + band] * light, 0, 255));
    return OPAQUE | (blue << 16) | (green << 8) | red;
  });

/**
 * Returns a function that draws the landscape as seen from somewhere on a canvas.
 * @param {Heights} data
 */
export const painter = ({ rows, cols, heights: heightsText, colors: colorsText }) => {
  const heights = decode(heightsText);
  const colors = decode(colorsText);
  // The light comes from the upper left.
  const ground = pixelsOf(colors, (at) => {
    const slope = 2 * heights[at] - (heights[at + 1] ?? 0) - (heights[at + cols] ?? 0);
    return within(1 - (LIGHT * slope) / 255, 0.55, 1.3);
  });
  const wall = pixelsOf(colors, () => WALL_LIGHT);
  const radius = Math.hypot(rows, cols) / 2;

  /** @type {(row: number, col: number) => number} */
  const heightAt = (row, col) => {
    const [top, left] = [Math.min(row | 0, rows - 2), Math.min(col | 0, cols - 2)];
    const [down, right] = [row - top, col - left];
    const at = top * cols + left;
    const above = heights[at] * (1 - right) + heights[at + 1] * right;
    const below = heights[at + cols] * (1 - right) + heights[at + cols + 1] * right;
    return above * (1 - down) + below * down;
  };

  /** @type {(canvas: Canvas, view: View) => void} */
  return (canvas, { turn, tilt }) => {
    const width = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, SHARPEST));
    const scale = width / 2 / radius;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const flat = Math.sin(tilt) * scale;
    const steep = (Math.cos(tilt) * STEEPNESS * width) / 255;
    const middle = radius * flat + 255 * steep;
    const height = Math.ceil(middle + radius * flat);
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);

    // Column by column, from near to far: what is higher than all before is seen.
    for (let x = 0; x < width; x++) {
      const across = (x + 0.5 - width / 2) / scale;
      /** @type {number | null} */
      let seen = null;
      for (let away = radius; away > -radius; away -= 1 / scale) {
        const row = away * cos - across * sin + (rows - 1) / 2;
        const col = across * cos + away * sin + (cols - 1) / 2;
        if (row < 0 || col < 0 || row > rows - 1 || col > cols - 1) continue;
        const at = Math.round(row) * cols + Math.round(col);
        const foot = middle + away * flat;
        const y = Math.max(0, Math.round(foot - heightAt(row, col) * steep));
        const color = seen === null ? wall[at] : ground[at];
        seen ??= Math.min(height, Math.round(foot) + 2);
        for (; seen > y; seen--) pixels[(seen - 1) * width + x] = color;
      }
    }
    pen.putImageData(image, 0, 0);
  };
};

/** @param {Mounted<Heights, Place>} mounted */
export default function mount({ data, parentElement }) {
  /** @type {Canvas & { landscape?: View }} */
  const canvas = parentElement.querySelector("canvas");
  // Where one looks from outlives a change of the heights.
  const view = (canvas.landscape ??= { turn: 0.3, tilt: 0.8 });
  const paint = painter(data);

  const redraw = () => {
    cancelAnimationFrame(/** @type {number} */ (view.frame));
    view.frame = requestAnimationFrame(() => {
      if (!canvas.clientWidth) return;
      paint(canvas, view);
      canvas.dataset.turn = view.turn.toFixed(3);
    });
  };
  /** @type {(right: number, down: number) => void} */
  const move = (right, down) => {
    view.turn -= right * RADIANS_PER_PX;
    view.tilt = within(view.tilt + down * RADIANS_PER_PX, LOWEST, Math.PI / 2);
    redraw();
  };

  canvas.onpointerdown = (event) => canvas.setPointerCapture(event.pointerId);
  canvas.onpointermove = (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) move(event.movementX, event.movementY);
  };
  canvas.onkeydown = (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    move(...arrow);
  };
  view.observer?.disconnect();
  view.observer = new ResizeObserver(() => {
    if (view.width === canvas.clientWidth) return;
    view.width = canvas.clientWidth;
    redraw();
  });
  view.observer.observe(canvas);
  redraw();
}
