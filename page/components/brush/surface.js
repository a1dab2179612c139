// @ts-check
/** Canvases that are never shown themselves. */

/** @import { Canvas } from "../components.js" */

/**
 * @param {number} width
 * @param {number} height
 * @returns {Canvas}
 */
export function newCanvas(width, height) {
  return /** @type {Canvas} */ (Object.assign(document.createElement("canvas"), { width, height }));
}

/**
 * Return the context of a canvas, emptied.
 * @param {Canvas} canvas
 */
export function cleared(canvas) {
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

/** @param {CanvasRenderingContext2D} context */
export function checkerboard(context) {
  const size = Math.round(8 * devicePixelRatio);
  const tile = newCanvas(2 * size, 2 * size);
  const pen = tile.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 2 * size, 2 * size);
  pen.fillStyle = "#ccc";
  pen.fillRect(0, 0, size, size);
  pen.fillRect(size, size, size, size);
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}
