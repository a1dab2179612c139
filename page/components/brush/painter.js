// @ts-check
/** Paints photo, mask, strokes and hint; each has a layer that is drawn anew when it changes. */

import { areaOf, diskOf, lineOf } from "./path.js";
import { withoutBox } from "./strokes.js";
import { checkerboard, cleared, newCanvas } from "./surface.js";
import { LEAST_ZOOM } from "./viewport.js";

/**
 * @import { Canvas } from "../components.js"
 * @import { Bits } from "./bits.js"
 * @import { Box, Stroke } from "./messages.js"
 * @import { Even, Uneven } from "./path.js"
 * @import { Scene } from "./scene.js"
 * @import { Strokes } from "./strokes.js"
 * @import { Viewport } from "./viewport.js"
 * @typedef {{ scene: Scene, strokes: Strokes, box: Box | null, view: string }} Shown
 * @typedef {Pick<Strokes, "finished" | "unfinished">} Drawn
 * @typedef {{ path: Path2D, lineWidth: number | null }} Painted
 */

const HINT_COLOR = "#cc79a7";
/** @type {Record<string, (context: CanvasRenderingContext2D) => string | CanvasPattern>} */
const VEILS = {
  dim: () => "rgba(16, 18, 26, 0.66)",
  red: () => "rgba(222, 45, 38, 0.6)",
  checker: checkerboard,
};
const OUTSIDE_BOX = "rgba(16, 18, 26, 0.35)";
const STROKE_OPACITY = 0.7;
// The rim of an exact stroke, in screen pixels, and how much of the photo it hides within.
const RIM_PX = 2;
const EXACT_OPACITY = 0.35;
// From so many screen pixels for each of the photo's, one sees them as squares.
const SQUARE_PX = 3;

export class Painter {
  /** @param {Canvas} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    /** @type {Record<string, Canvas>} */
    this.layers = {};
    for (const name of ["photo", "veil", "marks", "wet"]) this.layers[name] = newCanvas(1, 1);
    // A canvas that disappears at once is painted without ever having had a size.
    /** @type {Record<string, unknown[]>} */
    this.drawn = {};
    /** @type {WeakMap<Stroke, Painted>} */
    this.paths = new WeakMap();
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    for (const canvas of [this.canvas, ...Object.values(this.layers)]) {
      Object.assign(canvas, { width, height });
    }
    this.drawn = {};
  }

  /**
   * Return the context of an empty layer, or null if it shows what it depends on already.
   * @param {string} name
   * @param {unknown[]} parts
   */
  renew(name, ...parts) {
    if (this.drawn[name] && parts.every((part, i) => part === this.drawn[name][i])) return null;
    this.drawn[name] = parts;
    return cleared(this.layers[name]);
  }

  /** @param {Shown & { viewport: Viewport, phase: number }} shown */
  paint({ viewport, scene, strokes, box, view, phase }) {
    const ratio = this.canvas.width / viewport.width;
    const scale = viewport.scale * ratio;
    const place = new DOMMatrix([scale, 0, 0, scale, viewport.x * ratio, viewport.y * ratio]);
    const context = cleared(this.canvas);
    this.paintPhoto(place, viewport, scene);
    context.drawImage(this.layers.photo, 0, 0);
    const { mask, hint } = scene;
    if (mask && VEILS[view]) {
      this.paintVeil(place, viewport, mask, view);
      context.drawImage(this.layers.veil, 0, 0);
    }
    const frame = box && this.frameOf(box, place, scene);
    if (frame) this.paintOutside(frame);
    context.globalAlpha = STROKE_OPACITY;
    context.drawImage(this.paintMarks(place, viewport, strokes, scene), 0, 0);
    context.globalAlpha = 1;
    if (mask && view === "ants") this.paintDashes(mask.outlineAt(place, viewport), ratio, phase);
    if (frame) this.paintDashes(frame, ratio, 0);
    if (hint) this.paintHint(hint.outlineAt(place, viewport), ratio);
  }

  /**
   * @param {DOMMatrix} place
   * @param {Viewport} viewport
   * @param {Scene} scene
   */
  paintPhoto(place, viewport, { photo, sharp }) {
    const context = this.renew("photo", viewport.state, photo, sharp);
    if (!context || !photo) return;
    context.imageSmoothingQuality = "high";
    context.setTransform(place);
    context.drawImage(photo, 0, 0, viewport.cols, viewport.rows);
    if (!sharp || viewport.zoom <= LEAST_ZOOM) return;
    const { image, x, y, width, height } = sharp;
    context.imageSmoothingEnabled = place.a * width < SQUARE_PX * image.naturalWidth;
    context.drawImage(image, x, y, width, height);
    context.imageSmoothingEnabled = true;
  }

  /**
   * What lies over the background: a color, or the checkerboard.
   * @param {DOMMatrix} place
   * @param {Viewport} viewport
   * @param {Bits} mask
   * @param {string} view
   */
  paintVeil(place, viewport, mask, view) {
    const context = this.renew("veil", viewport.state, mask, view);
    if (!context) return;
    context.setTransform(place);
    context.drawImage(mask.outside, 0, 0, viewport.cols, viewport.rows);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = VEILS[view](context);
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.globalCompositeOperation = "source-over";
  }

  /**
   * The strokes in their order, opaque; the eraser takes away what came before it.
   * @param {DOMMatrix} place
   * @param {Viewport} viewport
   * @param {Drawn} strokes
   * @param {Scene} scene
   */
  paintMarks(place, viewport, { finished, unfinished }, { units, colors }) {
    const inUnits = place.translate(0.5, 0.5).scale(1 / units);
    const dry = this.renew("marks", viewport.state, finished);
    if (dry) {
      dry.setTransform(inUnits);
      withoutBox(finished).forEach((stroke) => this.paintStroke(dry, stroke, colors));
    }
    if (!unfinished) return this.layers.marks;
    const wet = cleared(this.layers.wet);
    wet.drawImage(this.layers.marks, 0, 0);
    wet.setTransform(inUnits);
    this.paintStroke(wet, unfinished, colors);
    return this.layers.wet;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Stroke} stroke
   * @param {Record<string, string>} colors
   */
  paintStroke(context, stroke, colors) {
    context.fillStyle = context.strokeStyle = colors[stroke.label] ?? "#000";
    if (stroke.label === "erase") this.rubOut(context, stroke);
    else this.cover(context, stroke);
    if (!stroke.exact) return;
    // An exact stroke is a rim that one sees through.
    const rim = (RIM_PX * devicePixelRatio) / context.getTransform().a;
    const inner = narrowed(stroke, rim);
    if (!inner) return;
    this.rubOut(context, inner);
    context.globalAlpha = EXACT_OPACITY;
    this.cover(context, inner);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Stroke} stroke
   */
  cover(context, stroke) {
    if (!this.paths.has(stroke)) this.paths.set(stroke, pathOf(stroke));
    const { path, lineWidth } = /** @type {Painted} */ (this.paths.get(stroke));
    Object.assign(context, { lineWidth, lineCap: "round", lineJoin: "round" });
    if (lineWidth) context.stroke(path);
    else context.fill(path);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Stroke} stroke
   */
  rubOut(context, stroke) {
    context.globalCompositeOperation = "destination-out";
    this.cover(context, stroke);
    context.globalCompositeOperation = "source-over";
  }

  /**
   * A box on the screen.
   * @param {Box} box
   * @param {DOMMatrix} place
   * @param {Scene} scene
   */
  frameOf({ points: [left, top, right, bottom] }, place, { units }) {
    const box = new Path2D();
    box.rect(left, top, right - left, bottom - top);
    const frame = new Path2D();
    frame.addPath(box, place.translate(0.5, 0.5).scale(1 / units));
    return frame;
  }

  /** @param {Path2D} frame */
  paintOutside(frame) {
    const outside = new Path2D(frame);
    outside.rect(0, 0, this.canvas.width, this.canvas.height);
    this.context.fillStyle = OUTSIDE_BOX;
    this.context.fill(outside, "evenodd");
  }

  /**
   * @param {Path2D} path
   * @param {number} ratio
   * @param {number} phase
   */
  paintDashes(path, ratio, phase) {
    this.strokeLine(path, 1.5 * ratio, "#fff");
    this.context.setLineDash([5 * ratio, 5 * ratio]);
    this.context.lineDashOffset = -phase * ratio;
    this.strokeLine(path, 1.5 * ratio, "#111");
    this.context.setLineDash([]);
  }

  /**
   * @param {Path2D} path
   * @param {number} ratio
   */
  paintHint(path, ratio) {
    this.strokeLine(path, 4.5 * ratio, "#fff");
    this.strokeLine(path, 2.5 * ratio, HINT_COLOR);
  }

  /**
   * @param {Path2D} path
   * @param {number} width
   * @param {string} color
   */
  strokeLine(path, width, color) {
    Object.assign(this.context, { lineWidth: width, strokeStyle: color, lineJoin: "round" });
    this.context.stroke(path);
  }
}

/**
 * A stroke without its rim; null if nothing is left of it.
 * @param {Stroke} stroke
 * @param {number} rim
 * @returns {Stroke | null}
 */
function narrowed(stroke, rim) {
  /** @type {(radius: number) => number} */
  const narrow = (radius) => Math.max(0, radius - rim);
  const { radius } = stroke;
  if (!Array.isArray(radius)) return radius > rim ? { ...stroke, radius: narrow(radius) } : null;
  return { ...stroke, radius: radius.map(narrow) };
}

/**
 * How a stroke is painted: along a line of some width, or as an area if its width varies.
 * @param {Stroke} stroke
 * @returns {Painted}
 */
function pathOf(stroke) {
  const { points, radius } = stroke;
  if (Array.isArray(radius))
    return { path: areaOf(/** @type {Uneven} */ (stroke)), lineWidth: null };
  if (points.length === 2) return { path: diskOf(/** @type {Even} */ (stroke)), lineWidth: null };
  return { path: lineOf(stroke), lineWidth: 2 * radius };
}
