// @ts-check
/** The canvas with its toolbar: brings together what is drawn, what is seen, and the server. */

import { deliver, readLetters, stopReading } from "../mailbox.js";
import { Boxer } from "./boxer.js";
import { Keys } from "./keys.js";
import { Link } from "./link.js";
import { Pen } from "./pen.js";
import { Picker } from "./picker.js";
import { Pointers } from "./pointers.js";
import { Scene } from "./scene.js";
import { Stage } from "./stage.js";
import { Strokes, withoutBox } from "./strokes.js";
import { Toolbar } from "./toolbar.js";

/**
 * @import { Bytes, Read, Seen, Shadow, Sharp, View } from "../components.js"
 * @import { Header, Message } from "./messages.js"
 * @import { Shown } from "./painter.js"
 */

/**
 * @typedef {object} Hand
 * @property {boolean} isDown
 * @property {(event: PointerEvent, tool: any) => void} begin
 * @property {(event: PointerEvent) => void} extend
 * @property {() => boolean} finish
 * @property {() => void} abandon
 */

/**
 * @typedef {(place: [row: number, col: number]) => void} OnPick
 * @typedef {{ post: (message: Message) => void, pick: OnPick }} Ways
 */

// The first brush, of the stage's shorter side.
const BRUSH_SHARE = 0.03;
const FIRST_BRUSH_PX = [10, 18];

/** What outlives the mounting of a canvas: editors by their key, photos' strokes by photoId. */
const brushes = (window.seedcutBrushes ??= { editors: {}, links: {} });

export class Editor {
  /** @param {Shadow} root */
  constructor(root) {
    this.root = root;
    /** @type {HTMLElement} */
    this.element = root.querySelector(".brush");
    // There from `open` on, as are scene and link.
    /** @type {string} */
    this.name = /** @type {any} */ (null);
    // Who follows the zoom.
    /** @type {{ viewer: string, lens: string }} */
    this.followers = /** @type {any} */ ({ viewer: null, lens: null });
    /** @type {string[]} */
    this.tools = [];
    /** @type {Scene} */
    this.scene = /** @type {any} */ (null);
    /** @type {Link} */
    this.link = /** @type {any} */ (null);
    /** @type {PointerEvent | null} */
    this.lastHover = null;
    this.toolbar = new Toolbar(root, {
      onSet: () => this.refreshLook(),
      act: (name) => this.act(name),
    });
    this.stage = new Stage(root, {
      shown: () => this.shown,
      onMove: () => this.tellView(),
    });
    this.pen = new Pen(this);
    this.boxer = new Boxer(this);
    this.picker = new Picker(this, (place) => this.pick?.(place));
    // How a picked place leaves the browser.
    /** @type {OnPick | null} */
    this.pick = null;
    // Which of them draws.
    /** @type {Hand} */
    this.hand = this.pen;
    this.pointers = new Pointers(this);
    this.keys = new Keys(this);
    /** @type {Read} */
    this.readLetter = (kind, letter) => this.receive(kind, letter);
    this.toolbar.pick("keep");
  }

  get strokes() {
    return this.link?.strokes;
  }

  get isCurrent() {
    return brushes.editors[this.name] === this;
  }

  // The server.

  /**
   * Follow what the page says: another photo, another session, or nothing new.
   * @param {Header} header
   * @param {Bytes} jpeg
   * @param {Ways} ways
   */
  open(header, jpeg, { post, pick }) {
    this.name = header.name;
    this.followers = { viewer: header.viewer, lens: header.lens };
    this.pick = pick;
    const wasMounted = this.isCurrent && this.scene?.photoId === header.photoId;
    brushes.editors[this.name] = this;
    this.offer(header.tools);
    if (!wasMounted) this.showPhoto(header, jpeg);
    this.link.post = post;
    const isNew = this.link.follow(header, wasMounted);
    // Every run of the page comes by here.
    if (wasMounted && !isNew) return;
    this.refresh();
    if (!this.link.isSent) this.link.send();
    if (!wasMounted) readLetters(this.name, this.readLetter);
  }

  /**
   * Offer some of the tools; one that is no longer among them is put down.
   * @param {string[]} tools
   */
  offer(tools) {
    if (tools.join() === this.tools.join()) return;
    this.tools = tools;
    this.toolbar.offer(tools);
    if (!tools.includes(this.toolbar.tool)) this.toolbar.pick(tools[0]);
  }

  close() {
    this.leavePhoto();
    if (this.isCurrent) delete brushes.editors[this.name];
    stopReading(this.name, this.readLetter);
    this.keys.close();
    this.stage.close();
    this.tell(null, null);
  }

  /**
   * @param {Header} header
   * @param {Bytes} jpeg
   */
  async showPhoto(header, jpeg) {
    if (this.link) this.leavePhoto();
    this.link = brushes.links[header.photoId] ??= new Link(new Strokes(header.photoId));
    this.link.onWait = (isWaiting) => this.element.classList.toggle("busy", isWaiting);
    const scene = (this.scene = new Scene(header));
    for (const [tool, color] of Object.entries(header.colors)) {
      this.element.style.setProperty(`--${tool}`, color);
    }
    this.stage.open(scene);
    this.toolbar.set({ size: this.toolbar.settings.size ?? this.firstSize });
    const isShown = await scene.showPhoto(jpeg);
    if (scene !== this.scene) return;
    this.root.querySelector(".failure").hidden = isShown;
    this.stage.invalidate();
  }

  /** Finish what was begun on a photo; the next editor of it is on its own. */
  leavePhoto() {
    if (this.hand.isDown) this.finish();
    this.pointers.forget();
    if (this.isCurrent) this.link.rest();
  }

  get firstSize() {
    const { width, height } = this.stage.viewport;
    const [least, most] = FIRST_BRUSH_PX;
    return Math.round(Math.min(most, Math.max(least, Math.min(width, height) * BRUSH_SHARE)));
  }

  /** Tell those who follow which part of the photo is seen. */
  tellView() {
    const { viewport } = this.stage;
    this.toolbar.showZoom(viewport.zoom);
    this.tell(viewport.view, viewport.seen);
  }

  /**
   * @param {View | null} view
   * @param {Seen | null} seen
   */
  tell(view, seen) {
    const { viewer, lens } = this.followers;
    deliver({ recipient: viewer, kind: "view", letter: view });
    deliver({ recipient: lens, kind: "photo", letter: seen });
  }

  /**
   * Take a part of the photo at the resolution of the screen.
   * @param {Sharp} letter
   */
  async sharpen(letter) {
    const { scene } = this;
    if ((await scene?.sharpen(letter)) && scene === this.scene) this.stage.invalidate();
  }

  /**
   * Take an answer, and paint it unless something newer is there.
   * @param {string} kind
   * @param {any} letter
   */
  async receive(kind, letter) {
    if (kind === "photo") return this.sharpen(letter);
    const { link, scene } = this;
    if (!link.hear(letter)) return;
    if (kind === "history") {
      this.strokes.history = letter;
      this.toolbar.showStrokes(this.strokes);
      return;
    }
    if (!(await scene.take(kind, letter)) || scene !== this.scene) return;
    this.stage.invalidate(kind === "mask" ? () => this.answered(letter.revision) : null);
  }

  /**
   * Once a mask is painted, the next message may go.
   * @param {number} revision
   */
  answered(revision) {
    this.element.dataset.painted = /** @type {any} */ (revision);
    if (this.link.answered(revision)) this.pen.sendLive();
  }

  // Strokes.

  /**
   * @param {PointerEvent} event
   * @param {string} tool
   */
  begin(event, tool) {
    this.hand =
      /** @type {Record<string, Hand>} */ ({ box: this.boxer, ground: this.picker })[tool] ??
      this.pen;
    this.hand.begin(event, tool);
  }

  finish() {
    if (this.hand.finish()) this.changed();
  }

  /** After a change of the strokes: tell the server and show it. */
  changed() {
    this.link.send();
    this.refresh();
  }

  /** @param {string} name */
  act(name) {
    const { hand, stage, strokes, toolbar } = this;
    // What was begun is not among the strokes yet.
    /** @type {(how: "undo" | "redo" | "clear") => () => void} */
    const change = (how) => () => !hand.isDown && strokes[how]() && this.changed();
    /** @type {Record<string, () => void>} */
    const acts = {
      undo: change("undo"),
      redo: change("redo"),
      clear: change("clear"),
      restore: () => (strokes.restore(), this.changed()),
      discard: () => (strokes.discard(), this.refresh()),
      fit: () => stage.fit(),
      in: () => stage.zoomCenter(1.5),
      out: () => stage.zoomCenter(1 / 1.5),
      exact: () => toolbar.setExact(!toolbar.isExact),
      live: () => toolbar.set({ live: !toolbar.settings.live }),
      help: () => toolbar.showHelp({ pinned: !toolbar.help.pinned }),
    };
    acts[name]();
  }

  // What is seen.

  /** @returns {Shown | null} */
  get shown() {
    const { scene, strokes } = this;
    const box = this.boxer.isDown ? this.boxer.box : strokes?.box;
    return scene && { scene, strokes, box, view: this.toolbar.settings.view };
  }

  /**
   * Show the brush where the pointer is; null hides it, as does a finger that draws nothing.
   * @param {PointerEvent | null} event
   */
  hover(event) {
    this.lastHover = event;
    if (!event || (event.pointerType === "touch" && !this.hand.isDown)) this.stage.hideRing();
    else this.stage.showRing(event, this.pen.sizeOf(event));
  }

  refreshLook() {
    if (!this.scene) return;
    this.hover(this.lastHover);
    this.stage.invalidate();
  }

  refresh() {
    this.toolbar.showStrokes(this.strokes);
    this.element.dataset.strokes = /** @type {any} */ (withoutBox(this.strokes.finished).length);
    this.stage.invalidate();
  }
}
