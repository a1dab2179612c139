/** Where the photo lies, what the server answered, and how it is all painted. */

const COLORS = { keep: "#0072b2", remove: "#e69f00", hair: "#009e73", erase: "#808495" };
const HINT_COLOR = "#cc79a7";
const VEILS = {
  dim: () => "rgba(16, 18, 26, 0.66)",
  red: () => "rgba(222, 45, 38, 0.6)",
  checker: checkerboard,
};
const STROKE_OPACITY = 0.7;
// How far a photo can be zoomed: screen pixels per pixel of the photo, and times the fit.
const MOST_ZOOM = 8;

/** Where the photo lies in the stage, in CSS pixels. */
class Viewport {
  constructor() {
    Object.assign(this, { width: 1, height: 1, rows: 1, cols: 1, scale: 1, x: 0, y: 0 });
  }

  get fitScale() {
    return Math.min(this.width / this.cols, this.height / this.rows);
  }

  get zoom() {
    return this.scale / this.fitScale;
  }

  fit() {
    this.scale = this.fitScale;
    this.clamp();
  }

  /** Resize the stage; a zoomed photo keeps its zoom and its center. */
  resize(width, height) {
    const zoom = this.zoom;
    const [centerX, centerY] = this.toPhoto(this.width / 2, this.height / 2);
    Object.assign(this, { width, height });
    this.scale = this.fitScale * Math.max(1, zoom || 1);
    this.x = width / 2 - centerX * this.scale;
    this.y = height / 2 - centerY * this.scale;
    this.clamp();
  }

  zoomAt(factor, x, y) {
    const [photoX, photoY] = this.toPhoto(x, y);
    const most = MOST_ZOOM * Math.max(1, this.fitScale);
    this.scale = Math.min(most, Math.max(this.fitScale, this.scale * factor));
    this.x = x - photoX * this.scale;
    this.y = y - photoY * this.scale;
    this.clamp();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.clamp();
  }

  clamp() {
    const within = (offset, free) => (free >= 0 ? free / 2 : Math.min(0, Math.max(free, offset)));
    this.x = within(this.x, this.width - this.cols * this.scale);
    this.y = within(this.y, this.height - this.rows * this.scale);
  }

  toPhoto(x, y) {
    return [(x - this.x) / this.scale, (y - this.y) / this.scale];
  }

  get state() {
    return [this.width, this.height, this.scale, this.x, this.y, devicePixelRatio].join();
  }
}

/** A bitmap that the server answered: a mask, or a hint. */
class Bits {
  /** Decode a PNG whose white pixels are inside. */
  static async decode(base64) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    return new Bits(bitmap);
  }

  constructor(bitmap) {
    const { width, height } = bitmap;
    Object.assign(this, { width, height });
    this.outside = newCanvas(width, height);
    const context = this.outside.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const image = context.getImageData(0, 0, width, height);
    const pixels = new Uint32Array(image.data.buffer);
    this.inside = new Uint8Array(pixels.length);
    for (let i = 0; i < pixels.length; i += 1) {
      this.inside[i] = pixels[i] & 1;
      pixels[i] = this.inside[i] ? 0 : 0xff000000;
    }
    context.putImageData(image, 0, 0);
  }

  /** The outline on the screen, given where the photo lies there. */
  outlineAt(place, { rows, cols }) {
    this.outline ??= outline(this.inside, this.width, this.height);
    const path = new Path2D();
    path.addPath(this.outline, place.scale(cols / this.width, rows / this.height));
    return path;
  }
}

/**
 * Trace the outlines of a bitmap along the borders of its pixels, keeping it on the right hand;
 * joining the middles of the borders cuts the stairs' corners.
 */
function outline(bits, width, height) {
  const path = new Path2D();
  const seen = new Uint8Array(bits.length);
  const stepX = [1, 0, -1, 0];
  const stepY = [0, 1, 0, -1];
  const at = (x, y) => x >= 0 && y >= 0 && x < width && y < height && bits[y * width + x];
  const trace = (startX, startY) => {
    let [x, y, way] = [startX, startY, 0];
    let first = true;
    do {
      if (way === 0) seen[y * width + x] = 1;
      const [middleX, middleY] = [x + stepX[way] / 2, y + stepY[way] / 2];
      x += stepX[way];
      y += stepY[way];
      // The pixels ahead, to the left and to the right of the way.
      const [dx, dy] = [stepX[way], stepY[way]];
      const left = at(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
      const right = at(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
      const next = left ? (way + 3) % 4 : right ? way : (way + 1) % 4;
      if (first) path.moveTo(middleX, middleY);
      else if (next !== way) path.lineTo(middleX, middleY);
      if (next !== way) path.lineTo(x + stepX[next] / 2, y + stepY[next] / 2);
      first = false;
      way = next;
    } while (x !== startX || y !== startY || way !== 0);
    path.closePath();
  };
  for (let i = 0; i < bits.length; i += 1) {
    if (bits[i] && !seen[i] && !(i >= width && bits[i - width])) trace(i % width, (i / width) | 0);
  }
  return path;
}

/** Draws photo, mask, strokes and hint; each has a layer that is drawn anew when it changes. */
class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.layers = {};
    for (const name of ["photo", "veil", "marks", "wet"]) this.layers[name] = newCanvas(1, 1);
    // A canvas that disappears at once is painted without ever having had a size.
    this.drawn = {};
    this.paths = new WeakMap();
  }

  resize(width, height) {
    for (const canvas of [this.canvas, ...Object.values(this.layers)]) {
      Object.assign(canvas, { width, height });
    }
    this.drawn = {};
  }

  /** Return the context of an empty layer, or null if it shows what it depends on already. */
  renew(name, ...parts) {
    if (this.drawn[name] && parts.every((part, i) => part === this.drawn[name][i])) return null;
    this.drawn[name] = parts;
    return cleared(this.layers[name]);
  }

  paint({ viewport, photo, mask, hint, view, strokes, units, phase }) {
    const ratio = this.canvas.width / viewport.width;
    const scale = viewport.scale * ratio;
    const place = new DOMMatrix([scale, 0, 0, scale, viewport.x * ratio, viewport.y * ratio]);
    const context = cleared(this.canvas);
    this.paintPhoto(place, viewport, photo);
    context.drawImage(this.layers.photo, 0, 0);
    if (mask && VEILS[view]) {
      this.paintVeil(place, viewport, mask, view);
      context.drawImage(this.layers.veil, 0, 0);
    }
    context.globalAlpha = STROKE_OPACITY;
    context.drawImage(this.paintMarks(place, viewport, strokes, units), 0, 0);
    context.globalAlpha = 1;
    if (mask && view === "ants") this.paintAnts(mask.outlineAt(place, viewport), ratio, phase);
    if (hint) this.paintHint(hint.outlineAt(place, viewport), ratio);
  }

  paintPhoto(place, viewport, photo) {
    const context = this.renew("photo", viewport.state, photo);
    if (!context || !photo) return;
    context.imageSmoothingQuality = "high";
    context.setTransform(place);
    context.drawImage(photo, 0, 0, viewport.cols, viewport.rows);
  }

  /** What lies over the background: a color, or the checkerboard. */
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

  /** The strokes in their order, opaque; the eraser takes away what came before it. */
  paintMarks(place, viewport, strokes, units) {
    const inUnits = place.translate(0.5, 0.5).scale(1 / units);
    const dry = this.renew("marks", viewport.state, strokes.gestures);
    if (dry) {
      dry.setTransform(inUnits);
      strokes.gestures.flat().forEach((piece) => this.drawPiece(dry, piece));
    }
    if (!strokes.unfinished.length) return this.layers.marks;
    const wet = cleared(this.layers.wet);
    wet.drawImage(this.layers.marks, 0, 0);
    wet.setTransform(inUnits);
    strokes.unfinished.forEach((piece) => this.drawPiece(wet, piece));
    return this.layers.wet;
  }

  drawPiece(context, piece) {
    context.globalCompositeOperation = piece.label === "erase" ? "destination-out" : "source-over";
    context.fillStyle = context.strokeStyle = COLORS[piece.label];
    context.lineWidth = 2 * piece.radius;
    context.lineCap = context.lineJoin = "round";
    if (!this.paths.has(piece)) this.paths.set(piece, toPath(piece));
    if (piece.points.length === 2) context.fill(this.paths.get(piece));
    else context.stroke(this.paths.get(piece));
    context.globalCompositeOperation = "source-over";
  }

  paintAnts(path, ratio, phase) {
    this.strokeLine(path, 1.5 * ratio, "#fff");
    this.context.setLineDash([5 * ratio, 5 * ratio]);
    this.context.lineDashOffset = -phase * ratio;
    this.strokeLine(path, 1.5 * ratio, "#111");
    this.context.setLineDash([]);
  }

  paintHint(path, ratio) {
    this.strokeLine(path, 4.5 * ratio, "#fff");
    this.strokeLine(path, 2.5 * ratio, HINT_COLOR);
  }

  strokeLine(path, width, color) {
    Object.assign(this.context, { lineWidth: width, strokeStyle: color, lineJoin: "round" });
    this.context.stroke(path);
  }
}

function newCanvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}

function cleared(canvas) {
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  return context;
}

function toPath({ points, radius }) {
  const path = new Path2D();
  if (points.length === 2) path.arc(points[0], points[1], radius, 0, 2 * Math.PI);
  else for (let i = 0; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
  return path;
}

function checkerboard(context) {
  const size = Math.round(8 * devicePixelRatio);
  const tile = newCanvas(2 * size, 2 * size);
  const pen = tile.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 2 * size, 2 * size);
  pen.fillStyle = "#ccc";
  pen.fillRect(0, 0, size, size);
  pen.fillRect(size, size, size, size);
  return context.createPattern(tile, "repeat");
}
