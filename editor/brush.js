/**
 * The brush: marks drawn on a photo, with the mask that the server answers live under them.
 *
 * A gesture is what one press of the pointer draws and what undo takes back: a list of pieces
 * {label, radius, points}, each of one radius. Lengths are whole units, fractions of a pixel of
 * the photo; (0, 0) is the center of its upper left pixel. Pieces never change once they are
 * drawn, so that two states are compared by identity.
 */

const COLORS = { keep: "#0072b2", remove: "#e69f00", hair: "#009e73", erase: "#808495" };
const KEYS = { k: "keep", r: "remove", h: "hair", e: "erase" };
const HINT_COLOR = "#cc79a7";
const VEILS = { dim: "rgba(16, 18, 26, 0.66)", red: "rgba(222, 45, 38, 0.6)" };
const VIEWS = ["dim", "red", "ants", "checker", "none"];
const STROKE_OPACITY = 0.7;
// A second finger this soon after the first means that a pinch was meant, not a stroke.
const PINCH_MS = 140;
const LIVE_MS = 90;
// After this, an answer no longer holds up the next message: its run may have failed.
const PATIENCE_MS = 4000;
const ANT_MS = 90;
// Corners closer than this to the line between their neighbors are left out, in screen pixels.
const TOLERANCE_PX = 0.4;
const MOST_POINTS = 4000;
const PRESSURE_STEPS = 6;
const REMEMBERED_PHOTOS = 30;
const STORAGE = "seedcut:strokes:";
const SETTINGS = "seedcut:brush";

/** What outlives the mounting of a canvas, shared with the component that brings the answers. */
const brushes = (window.seedcutBrushes ??= { answers: {}, editors: {}, models: {} });
const editorsByRoot = new WeakMap();

/** Called by Streamlit when the canvas appears, and whenever its data or the theme change. */
export default function mount({ data, parentElement, setStateValue }) {
  let editor = editorsByRoot.get(parentElement);
  if (!editor) {
    editor = new Editor(parentElement);
    editorsByRoot.set(parentElement, editor);
  }
  editor.send = (message) => setStateValue("drawing", message);
  editor.open(...unpack(data));
  return () => editor.close();
}

/** Split the server's data into the header and the bytes of the photo. */
function unpack(data) {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  return [header, data.subarray(4 + length)];
}

/** The strokes on one photo: their history, and what the server knows of them. */
class Strokes {
  constructor(digest) {
    this.digest = digest;
    this.gestures = [];
    this.past = [];
    this.future = [];
    this.unfinished = [];
    this.offered = load(digest);
    this.revision = 0;
    this.token = null;
    this.loads = 0;
    this.forget();
  }

  /** Take it that the server knows no strokes. */
  forget() {
    this.known = { revision: 0, pieces: [] };
    this.sent = new Map();
    this.latest = [];
    this.latestLive = false;
  }

  /** Follow the server to a new session, or to strokes that the page put here. */
  follow({ token, loads, strokes }, wasMounted) {
    if (token === this.token && loads === this.loads) return;
    // Opened anew, a photo starts without strokes; those of the last time are offered.
    const again = token !== this.token && !wasMounted;
    this.token = token;
    this.loads = loads;
    this.forget();
    if (loads > 0) {
      this.change(strokes.map((wire) => [fromWire(wire)]));
      this.latest = this.pieces();
    } else if (again && this.gestures.length) {
      this.offered = [...this.offered, ...this.gestures];
      this.gestures = [];
      this.past = [];
      this.future = [];
    }
  }

  pieces() {
    return [...this.gestures, this.unfinished].flat();
  }

  change(gestures) {
    this.past.push(this.gestures);
    this.future = [];
    this.gestures = gestures;
    this.save();
  }

  /** Step back (from past to future) or forth. */
  travel(from, to) {
    if (!from.length) return false;
    to.push(this.gestures);
    this.gestures = from.pop();
    this.save();
    return true;
  }

  restore() {
    const offered = this.offered;
    this.offered = [];
    this.change([...offered, ...this.gestures]);
  }

  discard() {
    this.offered = [];
    this.save();
  }

  /** Keep the strokes in the browser; those still on offer stay until the user decides. */
  save() {
    store(this.digest, [...this.offered, ...this.gestures]);
  }

  get isSent() {
    const pieces = this.pieces();
    return (
      this.latestLive === this.unfinished.length > 0 &&
      pieces.length === this.latest.length &&
      pieces.every((piece, index) => piece === this.latest[index])
    );
  }

  /** The message that brings the server from the last state it confirmed to the present one. */
  nextMessage() {
    const pieces = this.pieces();
    const old = this.known.pieces;
    let kept = 0;
    while (kept < Math.min(pieces.length, old.length) && pieces[kept] === old[kept]) kept += 1;
    this.revision += 1;
    this.sent.set(this.revision, pieces);
    this.latest = pieces;
    this.latestLive = this.unfinished.length > 0;
    const { token, loads, revision } = this;
    const added = pieces.slice(kept).map(toWire);
    return { token, loads, base: this.known.revision, revision, kept, live: this.latestLive, added };
  }

  /** Note that a state arrived. */
  confirm(revision) {
    const pieces = this.sent.get(revision);
    this.revision = Math.max(this.revision, revision);
    if (!pieces) return;
    this.known = { revision, pieces };
    for (const number of this.sent.keys()) if (number <= revision) this.sent.delete(number);
  }
}

/** Points become steps, which are shorter to write. */
function toWire({ label, radius, points }) {
  return { label, radius, points: points.map((value, i) => (i < 2 ? value : value - points[i - 2])) };
}

function fromWire({ label, radius, points }) {
  const places = [];
  points.forEach((step, i) => places.push(i < 2 ? step : step + places[i - 2]));
  return { label, radius, points: places };
}

/** Read a photo's strokes from the browser's storage; none if there are none or it is closed. */
function load(digest) {
  try {
    const { strokes } = JSON.parse(localStorage.getItem(STORAGE + digest));
    return strokes.map((gesture) => gesture.map(fromWire));
  } catch {
    return [];
  }
}

function store(digest, gestures) {
  try {
    if (!gestures.length) return localStorage.removeItem(STORAGE + digest);
    const strokes = gestures.map((gesture) => gesture.map(toWire));
    localStorage.setItem(STORAGE + digest, JSON.stringify({ at: Date.now(), strokes }));
    forgetOldPhotos();
  } catch {
    // A full or closed storage is no reason to stop drawing.
  }
}

function forgetOldPhotos() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(STORAGE));
  if (names.length <= REMEMBERED_PHOTOS) return;
  const age = (name) => JSON.parse(localStorage.getItem(name)).at;
  names.sort((a, b) => age(b) - age(a));
  names.slice(REMEMBERED_PHOTOS).forEach((name) => localStorage.removeItem(name));
}

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
    const most = Math.max(8, 8 * this.fitScale);
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

/** A mask with its hint, as the server answered them. */
class Layers {
  /** Decode a PNG whose red is the mask and whose green is the hint. */
  static async decode(base64) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    return new Layers(bitmap);
  }

  constructor(bitmap) {
    const { width, height } = bitmap;
    Object.assign(this, { width, height });
    this.outside = newCanvas(width, height);
    const context = this.outside.getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const image = context.getImageData(0, 0, width, height);
    const pixels = new Uint32Array(image.data.buffer);
    this.mask = new Uint8Array(pixels.length);
    this.hint = new Uint8Array(pixels.length);
    let hinted = 0;
    for (let i = 0; i < pixels.length; i += 1) {
      const pixel = pixels[i];
      const inside = (pixel >> 7) & 1;
      this.mask[i] = inside;
      hinted |= this.hint[i] = (pixel >> 15) & 1;
      pixels[i] = inside ? 0 : 0xff000000;
    }
    context.putImageData(image, 0, 0);
    this.hasHint = hinted > 0;
  }

  get maskOutline() {
    return (this.maskPath ??= outline(this.mask, this.width, this.height));
  }

  get hintOutline() {
    if (!this.hasHint) return null;
    return (this.hintPath ??= outline(this.hint, this.width, this.height));
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

/** Draws photo, mask, strokes and hint; keeps what did not change in layers of its own. */
class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.scene = newCanvas(1, 1);
    this.veil = newCanvas(1, 1);
    this.marks = newCanvas(1, 1);
    this.wet = newCanvas(1, 1);
    this.paths = new WeakMap();
  }

  resize(width, height) {
    for (const canvas of [this.canvas, this.scene, this.veil, this.marks, this.wet]) {
      Object.assign(canvas, { width, height });
    }
    this.sceneState = this.marksState = null;
  }

  paint({ viewport, photo, layers, view, strokes, units, phase }) {
    const ratio = this.canvas.width / viewport.width;
    const scale = viewport.scale * ratio;
    const place = new DOMMatrix([scale, 0, 0, scale, viewport.x * ratio, viewport.y * ratio]);
    const { context } = this;
    this.paintScene(place, viewport, photo, layers, view);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.scene, 0, 0);
    context.globalAlpha = STROKE_OPACITY;
    context.drawImage(this.paintMarks(place, viewport, strokes, units), 0, 0);
    context.globalAlpha = 1;
    if (!layers) return;
    const fill = place.scale(viewport.cols / layers.width, viewport.rows / layers.height);
    if (view === "ants") this.paintAnts(placed(layers.maskOutline, fill), ratio, phase);
    if (layers.hintOutline) this.paintHint(placed(layers.hintOutline, fill), ratio);
  }

  /** The photo, and over its background a veil: a color, or the checkerboard. */
  paintScene(place, viewport, photo, layers, view) {
    const state = [viewport.state, view];
    const same = this.scenePhoto === photo && this.sceneLayers === layers;
    if (same && String(state) === this.sceneState) return;
    Object.assign(this, { sceneState: String(state), scenePhoto: photo, sceneLayers: layers });
    const context = cleared(this.scene);
    if (!photo) return;
    context.imageSmoothingQuality = "high";
    context.setTransform(place);
    context.drawImage(photo, 0, 0, viewport.cols, viewport.rows);
    if (!layers || view === "none" || view === "ants") return;
    const veil = cleared(this.veil);
    veil.setTransform(place);
    veil.drawImage(layers.outside, 0, 0, viewport.cols, viewport.rows);
    veil.setTransform(1, 0, 0, 1, 0, 0);
    veil.globalCompositeOperation = "source-in";
    veil.fillStyle = VEILS[view] ?? checkerboard(veil);
    veil.fillRect(0, 0, this.veil.width, this.veil.height);
    veil.globalCompositeOperation = "source-over";
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.veil, 0, 0);
  }

  /** The strokes in their order, opaque; the eraser takes away what came before it. */
  paintMarks(place, viewport, strokes, units) {
    const inUnits = place.translate(0.5, 0.5).scale(1 / units);
    if (this.marksState !== viewport.state || this.marksOf !== strokes.gestures) {
      Object.assign(this, { marksState: viewport.state, marksOf: strokes.gestures });
      const context = cleared(this.marks);
      context.setTransform(inUnits);
      strokes.gestures.flat().forEach((piece) => this.drawPiece(context, piece));
    }
    if (!strokes.unfinished.length) return this.marks;
    const context = cleared(this.wet);
    context.drawImage(this.marks, 0, 0);
    context.setTransform(inUnits);
    strokes.unfinished.forEach((piece) => this.drawPiece(context, piece));
    return this.wet;
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

/** Move a path onto the screen, where line widths are pixels. */
function placed(path, matrix) {
  const moved = new Path2D();
  moved.addPath(path, matrix);
  return moved;
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

/** Leave out corners that hardly bend the path (Ramer, Douglas and Peucker). */
function simplify(points, tolerance) {
  const count = points.length / 2;
  const keep = new Uint8Array(count);
  keep[0] = keep[count - 1] = 1;
  const spans = [[0, count - 1]];
  while (spans.length) {
    const [first, last] = spans.pop();
    const [index, distance] = farthest(points, first, last);
    if (distance <= tolerance) continue;
    keep[index] = 1;
    spans.push([first, index], [index, last]);
  }
  return points.filter((_, i) => keep[i >> 1]);
}

/** The corner between two others that is farthest from the straight way, and how far. */
function farthest(points, first, last) {
  const [ax, ay] = [points[2 * first], points[2 * first + 1]];
  const [dx, dy] = [points[2 * last] - ax, points[2 * last + 1] - ay];
  const squared = dx * dx + dy * dy;
  let best = [first, 0];
  for (let i = first + 1; i < last; i += 1) {
    const [x, y] = [points[2 * i] - ax, points[2 * i + 1] - ay];
    const share = squared ? Math.min(1, Math.max(0, (x * dx + y * dy) / squared)) : 0;
    const distance = Math.hypot(x - share * dx, y - share * dy);
    if (distance > best[1]) best = [i, distance];
  }
  return best;
}

/** Reads pressed pointers as strokes, as moves of the photo, or as a pinch. */
class Pointers {
  constructor(editor) {
    this.editor = editor;
    this.down = new Map();
    this.mode = null;
    const on = (type, act) => editor.canvas.addEventListener(type, (event) => act.call(this, event));
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.lift);
    on("pointercancel", this.lift);
    on("pointerleave", () => editor.showRing(null));
    // The middle button would scroll the page.
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("contextmenu", (event) => event.pointerType !== "mouse" && event.preventDefault());
    editor.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  press(event) {
    const { editor } = this;
    editor.canvas.focus({ preventScroll: true });
    if (this.down.size === 2 || event.button === 2) return;
    editor.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, editor.placeOf(event));
    if (this.down.size === 2) {
      if (this.mode === "draw") editor.abandonStroke();
      this.mode = "pinch";
    } else if (event.button === 1 || editor.isMoving) {
      this.mode = "move";
    } else {
      this.mode = "draw";
      // The other end of a pen, which browsers count as button 5.
      editor.beginStroke(event, event.button === 5 ? "erase" : editor.tool);
    }
    editor.stage.classList.toggle("held", this.mode !== "draw");
    editor.showRing(event);
  }

  move(event) {
    const { editor } = this;
    editor.showRing(event);
    const before = this.down.get(event.pointerId);
    if (!before) return;
    const place = editor.placeOf(event);
    if (this.mode === "draw") editor.extendStroke(event);
    if (this.mode === "move") editor.pan(place[0] - before[0], place[1] - before[1]);
    if (this.mode === "pinch") this.pinch(event.pointerId, before, place);
    this.down.set(event.pointerId, place);
  }

  /** The middle of two fingers moves the photo, their distance zooms it. */
  pinch(id, before, place) {
    const other = [...this.down].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const distance = (point) => Math.max(1, Math.hypot(point[0] - other[0], point[1] - other[1]));
    const [x, y] = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
    this.editor.zoomAt(distance(place) / distance(before), x, y);
    this.editor.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
  }

  lift(event) {
    if (!this.down.delete(event.pointerId)) return;
    if (this.mode === "draw") this.editor.finishStroke();
    // The finger that stays down after a pinch draws nothing.
    this.mode = this.down.size ? "none" : null;
    if (!this.down.size) this.editor.stage.classList.remove("held");
    if (event.pointerType === "touch") this.editor.showRing(null);
  }

  wheel(event) {
    // At the smallest zoom the page scrolls on.
    if (event.deltaY > 0 && this.editor.viewport.zoom <= 1.001 && !event.ctrlKey) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const turn = Math.max(-240, Math.min(240, event.deltaY * lines));
    this.editor.zoomAt(Math.exp(-turn * (event.ctrlKey ? 0.01 : 0.0022)), ...this.editor.placeOf(event));
  }
}

/** The canvas with its toolbar. */
class Editor {
  constructor(root) {
    this.root = root;
    this.element = root.querySelector(".brush");
    this.stage = root.querySelector(".stage");
    this.canvas = root.querySelector("canvas");
    this.ring = root.querySelector(".ring");
    this.viewport = new Viewport();
    this.painter = new Painter(this.canvas);
    this.settings = { view: "dim", live: true, size: 18, ...readSettings() };
    this.tool = "keep";
    this.strokes = null;
    this.layers = this.photo = null;
    this.awaited = this.painted = 0;
    this.pointers = new Pointers(this);
    this.listen();
    this.pick("keep");
    this.set({});
  }

  // The server.

  /** Follow what the page says: another photo, another session, or nothing new. */
  open(header, jpeg) {
    const wasMounted = brushes.editors[header.name] === this && this.strokes?.digest === header.digest;
    this.header = header;
    brushes.editors[header.name] = this;
    if (!wasMounted) this.showPhoto(header, jpeg);
    this.strokes.follow(header, wasMounted);
    this.showTools(header.tools);
    this.refresh();
    if (!this.strokes.isSent) this.sendNow();
    if (!wasMounted && brushes.answers[header.name]) this.receive(brushes.answers[header.name]);
  }

  close() {
    if (brushes.editors[this.header.name] === this) delete brushes.editors[this.header.name];
    if (this.strokes.unfinished.length) this.finishStroke();
    window.removeEventListener("keydown", this.onKeyDown, true);
    window.removeEventListener("keyup", this.onKeyUp, true);
    this.observer.disconnect();
  }

  async showPhoto({ digest, shape }, jpeg) {
    const { viewport } = this;
    this.strokes = brushes.models[digest] ??= new Strokes(digest);
    this.layers = this.photo = null;
    this.awaited = this.painted = 0;
    [viewport.rows, viewport.cols] = shape;
    this.stage.style.aspectRatio = `${viewport.cols} / ${viewport.rows}`;
    this.measure();
    this.fit();
    const photo = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
    if (this.strokes.digest !== digest) return;
    this.photo = photo;
    this.invalidate();
  }

  /** Take an answer: confirm what arrived, and paint the mask unless a newer one is there. */
  async receive({ token, loads, revision, incomplete, layers }) {
    const { strokes } = this;
    if (token !== strokes?.token || loads !== strokes.loads) return;
    if (incomplete) {
      strokes.forget();
      return this.sendNow();
    }
    strokes.confirm(revision);
    if (revision < this.painted) return;
    this.painted = revision;
    const decoded = layers && (this.latestLayers === layers ? this.layers : await Layers.decode(layers));
    if (revision < this.painted || strokes !== this.strokes) return;
    this.latestLayers = layers;
    this.layers = decoded;
    this.invalidate(() => {
      this.element.dataset.painted = revision;
      if (revision < this.awaited) return;
      this.awaited = 0;
      this.element.classList.remove("busy");
      this.sendLive();
    });
  }

  sendNow() {
    if (!this.send) return;
    const message = this.strokes.nextMessage();
    this.awaited = message.revision;
    this.sentAt = performance.now();
    this.element.classList.add("busy");
    this.send(message);
  }

  /** Send an unfinished stroke, unless the last message is still on its way. */
  sendLive() {
    const { strokes } = this;
    clearTimeout(this.liveTimer);
    if (!this.settings.live || !strokes.unfinished.length) return;
    const now = performance.now();
    const wait = Math.max(
      this.begunAt + PINCH_MS - now,
      this.sentAt + (this.awaited ? PATIENCE_MS : LIVE_MS) - now,
    );
    if (wait > 0) {
      this.liveTimer = setTimeout(() => this.sendLive(), wait);
    } else if (this.extended) {
      this.extended = false;
      strokes.unfinished = this.simplified();
      this.sendNow();
    }
  }

  // Strokes.

  beginStroke(event, label) {
    this.raw = [];
    this.label = label;
    this.begunAt = performance.now();
    this.sentAt ??= 0;
    this.addPoint(event);
    this.updateStroke();
  }

  extendStroke(event) {
    const events = event.getCoalescedEvents?.() ?? [];
    (events.length ? events : [event]).forEach((part) => this.addPoint(part));
    this.updateStroke();
    this.sendLive();
  }

  addPoint(event) {
    const { units } = this.header;
    const places = this.viewport.toPhoto(...this.placeOf(event));
    const [x, y] = places.map((place) => Math.round((place - 0.5) * units));
    const radius = Math.max(1, Math.round((this.sizeOf(event) / 2 / this.viewport.scale) * units));
    const last = this.raw.at(-1);
    if (last?.radius === radius && last.points.length < 2 * MOST_POINTS) {
      if (last.points.at(-2) !== x || last.points.at(-1) !== y) last.points.push(x, y);
    } else {
      // A piece of another radius continues where the last one ends.
      const joint = last ? last.points.slice(-2) : [];
      this.raw.push({ label: this.label, radius, points: [...joint, x, y] });
    }
  }

  updateStroke() {
    this.extended = true;
    this.strokes.unfinished = this.raw.map(({ label, radius, points }) => ({
      label,
      radius,
      points: points.slice(),
    }));
    this.invalidate();
  }

  simplified() {
    const tolerance = Math.max(1, (TOLERANCE_PX * this.header.units) / this.viewport.scale);
    return this.raw.map((piece) => ({ ...piece, points: simplify(piece.points, tolerance) }));
  }

  finishStroke() {
    const gesture = this.simplified();
    this.endStroke();
    this.strokes.change([...this.strokes.gestures, gesture]);
    this.changed();
  }

  abandonStroke() {
    this.endStroke();
    // The server may have seen its beginning.
    if (!this.strokes.isSent) this.sendNow();
    this.invalidate();
  }

  endStroke() {
    clearTimeout(this.liveTimer);
    this.strokes.unfinished = [];
    this.raw = [];
  }

  /** After a change of the strokes: tell the server and show it. */
  changed() {
    this.sendNow();
    this.refresh();
  }

  /** The brush's diameter in CSS pixels; a pen's pressure changes it. */
  sizeOf(event) {
    if (event?.pointerType !== "pen" || !event.pressure) return this.settings.size;
    const pressure = Math.ceil(event.pressure * PRESSURE_STEPS) / PRESSURE_STEPS;
    return this.settings.size * (0.3 + 0.9 * pressure);
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.x, event.clientY - box.y];
  }

  // Commands.

  act(name) {
    const { strokes, viewport } = this;
    const center = [viewport.width / 2, viewport.height / 2];
    const drawing = this.pointers.mode === "draw";
    const acts = {
      undo: () => !drawing && strokes.travel(strokes.past, strokes.future) && this.changed(),
      redo: () => !drawing && strokes.travel(strokes.future, strokes.past) && this.changed(),
      clear: () => !drawing && this.clear(),
      restore: () => (strokes.restore(), this.changed()),
      discard: () => (strokes.discard(), this.refresh()),
      fit: () => this.fit(),
      in: () => this.zoomAt(1.5, ...center),
      out: () => this.zoomAt(1 / 1.5, ...center),
      live: () => this.set({ live: !this.settings.live }),
      help: () => this.toggleHelp(),
    };
    acts[name]();
  }

  clear() {
    this.strokes.offered = [];
    if (!this.strokes.gestures.length) return;
    this.strokes.change([]);
    this.changed();
  }

  pick(tool) {
    this.tool = tool;
    for (const button of this.root.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", button.dataset.tool === tool);
    }
    this.stage.style.setProperty("--ink", COLORS[tool]);
  }

  /** Change settings, which the browser remembers. */
  set(settings) {
    Object.assign(this.settings, settings);
    const { view, live, size } = this.settings;
    this.find("view").value = view;
    this.find("size").value = size;
    this.root.querySelector("[data-do=live]").setAttribute("aria-pressed", live);
    writeSettings(this.settings);
    this.showRing(this.lastHover);
    this.invalidate();
  }

  fit() {
    this.viewport.fit();
    this.showZoom();
  }

  zoomAt(factor, x, y) {
    this.viewport.zoomAt(factor, x, y);
    this.showZoom();
  }

  pan(dx, dy) {
    this.viewport.pan(dx, dy);
    this.invalidate();
  }

  // What is seen.

  find(role) {
    return this.root.querySelector(`[data-role=${role}]`);
  }

  showTools(tools) {
    for (const part of this.root.querySelectorAll("[data-tool], [data-for]")) {
      part.hidden = !tools.includes(part.dataset.tool ?? part.dataset.for);
    }
  }

  refresh() {
    const { gestures, past, future, offered } = this.strokes;
    const button = (name) => this.root.querySelector(`[data-do=${name}]`);
    button("undo").disabled = !past.length;
    button("redo").disabled = !future.length;
    button("clear").disabled = !gestures.length;
    const count = (list) => `${list.length} ${list.length === 1 ? "stroke" : "strokes"}`;
    const offer = this.root.querySelector(".offer");
    offer.hidden = !offered.length;
    offer.firstElementChild.textContent = `You drew ${count(offered)} on this photo last time.`;
    this.canvas.setAttribute("aria-label", `Photo to draw on, ${count(gestures)}`);
    this.element.dataset.strokes = gestures.length;
    this.invalidate();
  }

  showZoom() {
    const { zoom } = this.viewport;
    this.root.querySelector("[data-do=fit]").textContent = `${Math.round(zoom * 100)}%`;
    this.root.querySelector("[data-do=out]").disabled = zoom <= 1.001;
    this.invalidate();
  }

  /** Show the brush at its true size where it would draw; null hides it. */
  showRing(event) {
    this.lastHover = event;
    this.ring.hidden = !event || (event.pointerType === "touch" && !this.raw?.length);
    if (this.ring.hidden) return;
    const size = this.sizeOf(event);
    const [x, y] = this.placeOf(event);
    this.ring.style.width = this.ring.style.height = `${size}px`;
    this.ring.style.transform = `translate(${x - size / 2}px, ${y - size / 2}px)`;
  }

  toggleHelp(open = this.root.querySelector(".tip").hidden) {
    this.root.querySelector(".tip").hidden = !open;
    this.root.querySelector("[data-do=help]").setAttribute("aria-expanded", open);
  }

  measure() {
    const { clientWidth, clientHeight } = this.stage;
    if (!clientWidth || !clientHeight) return;
    this.viewport.resize(clientWidth, clientHeight);
    const sharp = (length) => Math.round(length * devicePixelRatio);
    this.painter.resize(sharp(clientWidth), sharp(clientHeight));
    this.showZoom();
  }

  /** Paint before the next frame, however often this is called, and say when it is done. */
  invalidate(done) {
    (this.waiting ??= []).push(done);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
      const calls = this.waiting;
      this.waiting = [];
      calls.forEach((call) => call?.());
    });
  }

  paint() {
    const { viewport, photo, layers, strokes } = this;
    if (!strokes) return;
    const { view } = this.settings;
    const { units } = this.header;
    const phase = (performance.now() / ANT_MS) % 10;
    this.painter.paint({ viewport, photo, layers, view, strokes, units, phase });
    clearTimeout(this.antTimer);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;
    if (view === "ants" && layers && !still && this.root.isConnected) {
      this.antTimer = setTimeout(() => this.invalidate(), ANT_MS);
    }
  }

  // Events.

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.tool) this.pick(button.dataset.tool);
      if (button?.dataset.do) this.act(button.dataset.do);
      if (button?.dataset.do !== "help") this.toggleHelp(false);
    });
    this.find("size").addEventListener("input", (event) => this.set({ size: Number(event.target.value) }));
    this.find("view").addEventListener("change", (event) => this.set({ view: event.target.value }));
    const help = this.root.querySelector(".help");
    help.addEventListener("mouseenter", () => this.toggleHelp(true));
    help.addEventListener("mouseleave", () => this.toggleHelp(false));
    help.addEventListener("focusout", () => this.toggleHelp(false));
    // Streamlit listens for c and r on the whole page.
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
    this.onKeyDown = (event) => this.keyDown(event);
    this.onKeyUp = (event) => event.code === "Space" && this.setMoving(false);
    window.addEventListener("keydown", this.onKeyDown, true);
    window.addEventListener("keyup", this.onKeyUp, true);
    this.observer = new ResizeObserver(() => this.strokes && this.measure());
    this.observer.observe(this.stage);
  }

  keyDown(event) {
    const target = event.composedPath()[0];
    const inside = target.getRootNode?.() === this.root;
    if (takesText(target) || event.altKey || document.querySelector("[role=dialog]")) return;
    const atWork = target === this.canvas || target === document.body;
    const act = this.shortcut(event) ?? (atWork ? this.canvasKey(event) : null);
    if (!act || (!inside && !this.canvas.checkVisibility?.())) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** What a key does anywhere on the page, as long as nobody types. */
  shortcut(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") return () => this.act(event.shiftKey ? "redo" : "undo");
      return key === "y" ? () => this.act("redo") : null;
    }
    if (this.header.tools.includes(KEYS[key])) return () => this.pick(KEYS[key]);
    const grow = (factor) => () => {
      const { size } = this.settings;
      const step = Math.max(1, Math.round(size * 0.15)) * factor;
      this.set({ size: Math.max(4, Math.min(100, size + step)) });
    };
    const next = VIEWS[(VIEWS.indexOf(this.settings.view) + 1) % VIEWS.length];
    return {
      "[": grow(-1),
      "]": grow(1),
      0: () => this.fit(),
      v: () => this.set({ view: next }),
      escape: this.root.querySelector(".tip").hidden ? null : () => this.toggleHelp(false),
    }[key];
  }

  /** What a key does on the canvas; on buttons and sliders it means something else. */
  canvasKey(event) {
    const step = 60;
    return {
      " ": () => this.setMoving(true),
      "+": () => this.act("in"),
      "=": () => this.act("in"),
      "-": () => this.act("out"),
      ...(this.root.activeElement === this.canvas && {
        ArrowLeft: () => this.pan(step, 0),
        ArrowRight: () => this.pan(-step, 0),
        ArrowUp: () => this.pan(0, step),
        ArrowDown: () => this.pan(0, -step),
      }),
    }[event.key];
  }

  setMoving(isMoving) {
    this.isMoving = isMoving;
    this.stage.classList.toggle("moving", isMoving);
  }
}

function takesText(element) {
  const plain = ["range", "checkbox", "radio", "button", "submit"];
  if (element instanceof HTMLInputElement) return !plain.includes(element.type);
  return element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName);
}

function readSettings() {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS));
  } catch {
    return null;
  }
}

function writeSettings(settings) {
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(settings));
  } catch {
    // The defaults will do.
  }
}
