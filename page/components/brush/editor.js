/** Pointers, keys, buttons and the server: the canvas with its toolbar. */

const KEYS = { k: "keep", r: "remove", h: "hair", e: "erase" };
const VIEWS = ["dim", "red", "ants", "checker", "none"];
const SETTINGS = "seedcut:brush";
// A second finger this soon after the first means that a pinch was meant, not a stroke.
const PINCH_MS = 140;
const LIVE_MS = 90;
// After this, an answer no longer holds up the next message: its run may have failed.
const PATIENCE_MS = 4000;
// An answer to an earlier message is followed by that to the last one sooner than this.
const REPEAT_MS = 1500;
// How long to wait for any answer before a message is sent again.
const LOST_MS = 5000;
const LONGEST_MS = 40000;
const ANT_MS = 90;
// Corners closer than this to the line between their neighbors are left out, in screen pixels.
const TOLERANCE_PX = 0.4;
const MOST_POINTS = 4000;
const PRESSURE_STEPS = 6;
// The first brush, of the stage's shorter side.
const BRUSH_SHARE = 0.03;

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

/** Reads pressed pointers as strokes, as moves of the photo, or as a pinch. */
class Pointers {
  constructor(editor) {
    this.editor = editor;
    this.down = new Map();
    this.mode = null;
    const { canvas } = editor;
    const on = (type, act) => canvas.addEventListener(type, (event) => act.call(this, event));
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.lift);
    on("pointercancel", this.lift);
    on("pointerleave", () => editor.showRing(null));
    // The middle button would scroll the page.
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("contextmenu", (event) => event.pointerType !== "mouse" && event.preventDefault());
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
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
    // Pinching on a touchpad comes as small turns of the wheel with the Ctrl key.
    const speed = event.ctrlKey ? 0.01 : 0.0022;
    this.editor.zoomAt(Math.exp(-turn * speed), ...this.editor.placeOf(event));
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
    this.repeats = 0;
    this.settings = { view: "dim", live: true, ...readSettings() };
    this.tool = "keep";
    this.strokes = null;
    this.photo = null;
    this.answers = {};
    this.turns = {};
    this.help = {};
    this.awaited = this.sentAt = 0;
    this.pointers = new Pointers(this);
    this.listen();
    this.pick("keep");
  }

  // The server.

  /** Follow what the page says: another photo, another session, or nothing new. */
  open(header, jpeg) {
    const { editors, answers } = brushes;
    const wasMounted = editors[header.name] === this && this.strokes?.digest === header.digest;
    this.header = header;
    editors[header.name] = this;
    if (!wasMounted) this.showPhoto(header, jpeg);
    const isNew = this.strokes.follow(header, wasMounted);
    // Every run of the page comes by here.
    if (wasMounted && !isNew) return;
    this.showTools(header.tools);
    this.refresh();
    if (!this.strokes.isSent) this.sendNow();
    if (wasMounted) return;
    Object.values(answers[header.name] ?? {}).forEach((answer) => this.receive(answer));
  }

  close() {
    if (brushes.editors[this.header.name] === this) delete brushes.editors[this.header.name];
    if (this.strokes.unfinished.length) this.finishStroke();
    clearTimeout(this.repeatTimer);
    window.removeEventListener("keydown", this.onKeyDown, true);
    window.removeEventListener("keyup", this.onKeyUp, true);
    this.observer.disconnect();
  }

  async showPhoto({ digest, shape }, jpeg) {
    const { viewport } = this;
    if (this.strokes?.unfinished.length) this.finishStroke();
    this.pointers.mode = null;
    this.strokes = brushes.models[digest] ??= new Strokes(digest);
    this.photo = null;
    this.answers = {};
    this.awaited = 0;
    [viewport.rows, viewport.cols] = shape;
    this.stage.style.aspectRatio = `${viewport.cols} / ${viewport.rows}`;
    this.measure();
    this.fit();
    const share = Math.min(viewport.width, viewport.height) * BRUSH_SHARE;
    this.set({ size: this.settings.size ?? Math.round(Math.min(18, Math.max(10, share))) });
    const photo = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
    if (this.strokes.digest !== digest) return;
    this.photo = photo;
    this.invalidate();
  }

  /** Take an answer: note what arrived, and paint it unless something newer is there. */
  async receive({ kind, token, loads, revision, incomplete, bits }) {
    const { strokes } = this;
    if (token !== strokes?.token || loads !== strokes.loads) return;
    if (incomplete) return this.startOver();
    strokes.confirm(revision);
    const turn = (this.turns[kind] = (this.turns[kind] ?? 0) + 1);
    const bitmap = bits && (await Bits.decode(bits));
    // While this one was decoded, a newer one may have come.
    if (turn !== this.turns[kind] || strokes !== this.strokes) return undefined;
    this.answers[kind] = { bitmap, revision };
    return this.invalidate(kind === "mask" && (() => this.answered(revision)));
  }

  /** Send everything, once, to a server that lost track. */
  startOver() {
    if (!this.strokes.known.revision && this.strokes.sent.size) return;
    this.strokes.forget();
    this.sendNow();
  }

  /** Once a mask is painted, the next message may go. */
  answered(revision) {
    this.element.dataset.painted = revision;
    clearTimeout(this.repeatTimer);
    if (revision < this.awaited) {
      // The server is at work, but maybe not for the last message: it may have got lost.
      this.repeatTimer = setTimeout(() => this.awaited && this.sendNow(), REPEAT_MS);
      return;
    }
    this.awaited = 0;
    this.repeats = 0;
    this.element.classList.remove("busy");
    this.sendLive();
  }

  sendNow() {
    if (!this.send) return;
    const message = this.strokes.nextMessage();
    this.awaited = message.revision;
    this.sentAt = performance.now();
    this.element.classList.add("busy");
    this.send(message);
    // Without any answer it may have got lost, or the server is slow: ever longer between repeats.
    clearTimeout(this.repeatTimer);
    const patience = Math.min(LOST_MS * 2 ** this.repeats, LONGEST_MS);
    this.repeatTimer = setTimeout(() => {
      if (!this.awaited) return;
      this.repeats += 1;
      this.sendNow();
    }, patience);
  }

  /** Send an unfinished stroke, unless the last message is still on its way. */
  sendLive() {
    const { strokes } = this;
    clearTimeout(this.liveTimer);
    if (!this.settings.live || !strokes.unfinished.length) return;
    const now = performance.now();
    const wait = Math.max(
      this.begunAt + (this.isTouch ? PINCH_MS : 0) - now,
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
    this.isTouch = event.pointerType === "touch";
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
      help: () => this.showHelp({ pinned: !this.help.pinned }),
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

  /** Hovering shows the shortcuts, a click keeps them. */
  showHelp(state) {
    Object.assign(this.help, state);
    const open = Boolean(this.help.hovered || this.help.pinned);
    this.root.querySelector(".tip").hidden = !open;
    this.root.querySelector("[data-do=help]").setAttribute("aria-expanded", open);
  }

  measure() {
    // Not clientWidth, which is rounded: the canvas has as many pixels as the screen shows.
    const { width, height } = this.stage.getBoundingClientRect();
    if (!width || !height) return;
    this.viewport.resize(width, height);
    const sharp = (length) => Math.round(length * devicePixelRatio);
    this.painter.resize(sharp(width), sharp(height));
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
      calls.forEach((call) => call && call());
    });
  }

  paint() {
    const { viewport, photo, strokes, answers } = this;
    if (!strokes) return;
    const mask = answers.mask?.bitmap;
    // The hint for earlier strokes says nothing any more.
    const hint = answers.hint?.revision >= answers.mask?.revision ? answers.hint.bitmap : null;
    const { view } = this.settings;
    const { units } = this.header;
    const phase = (performance.now() / ANT_MS) % 10;
    this.painter.paint({ viewport, photo, mask, hint, view, strokes, units, phase });
    clearTimeout(this.antTimer);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;
    if (view === "ants" && mask && !still && this.root.isConnected) {
      this.antTimer = setTimeout(() => this.invalidate(), ANT_MS);
    }
  }

  // Events.

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.tool) this.pick(button.dataset.tool);
      if (button?.dataset.do) this.act(button.dataset.do);
      if (button?.dataset.do !== "help") this.showHelp({ pinned: false });
    });
    const [size, view] = [this.find("size"), this.find("view")];
    size.addEventListener("input", () => this.set({ size: Number(size.value) }));
    view.addEventListener("change", () => this.set({ view: view.value }));
    const help = this.root.querySelector(".help");
    const hover = (hovered) => (event) => {
      if (event.pointerType === "mouse") this.showHelp({ hovered });
    };
    help.addEventListener("pointerenter", hover(true));
    help.addEventListener("pointerleave", hover(false));
    help.addEventListener("focusout", () => this.showHelp({ pinned: false }));
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
    const tip = this.root.querySelector(".tip");
    return {
      "[": grow(-1),
      "]": grow(1),
      0: () => this.fit(),
      v: () => this.set({ view: next }),
      escape: tip.hidden ? null : () => this.showHelp({ pinned: false, hovered: false }),
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
