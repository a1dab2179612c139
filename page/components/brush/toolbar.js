// @ts-check
/** The controls around the canvas: tools, and settings that the browser remembers. */

import { loadSettings, storeSettings } from "./storage.js";
import { withoutBox } from "./strokes.js";
import { LEAST_ZOOM } from "./viewport.js";

/**
 * @import { Shadow } from "../components.js"
 * @import { Mark } from "./messages.js"
 * @import { Settings } from "./storage.js"
 * @import { Strokes } from "./strokes.js"
 * @typedef {HTMLElement & { disabled: boolean, value: any }} Control
 */

const VIEWS = ["dim", "red", "ants", "checker", "none"];
const STEPS = {
  undo: { label: "Undo", keys: "Ctrl+Z" },
  redo: { label: "Redo", keys: "Ctrl+Shift+Z" },
};
const SMALLEST = 4;
const LARGEST = 100;

export class Toolbar {
  /**
   * `onSet` is called after each change of tool or settings, `act` with each command.
   * @param {Shadow} root
   * @param {{ onSet: () => void, act: (name: string) => void }} events
   */
  constructor(root, { onSet, act }) {
    this.root = root;
    this.onSet = onSet;
    this.act = act;
    this.tool = "keep";
    // Not remembered: the next photo is not begun with it.
    this.isExact = false;
    /** @type {Settings} */
    this.settings = { view: "dim", live: true, size: /** @type {any} */ (null), ...loadSettings() };
    this.help = { pinned: false, hovered: false };
    /** @type {HTMLElement} */
    this.tip = root.querySelector(".tip");
    this.listen();
  }

  /**
   * @param {string} name
   * @returns {Control}
   */
  find(name) {
    return this.root.querySelector(`[data-do=${name}], [data-role=${name}]`);
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.dataset.tool) this.pick(button.dataset.tool);
      if (button?.dataset.do) this.act(button.dataset.do);
      if (button?.dataset.do !== "help") this.showHelp({ pinned: false });
    });
    const [size, view] = [this.find("size"), this.find("view")];
    size.addEventListener("input", () => this.set({ size: Number(size.value) }));
    view.addEventListener("change", () => this.set({ view: view.value }));
    const help = this.root.querySelector(".help");
    /** @type {(hovered: boolean) => (event: PointerEvent) => void} */
    const hover = (hovered) => (event) => {
      if (event.pointerType === "mouse") this.showHelp({ hovered });
    };
    help.addEventListener("pointerenter", hover(true));
    help.addEventListener("pointerleave", hover(false));
    help.addEventListener("focusout", () => this.showHelp({ pinned: false }));
  }

  /**
   * Offer some of the tools.
   * @param {string[]} tools
   */
  offer(tools) {
    for (const part of this.root.querySelectorAll("[data-tool], [data-for]")) {
      part.hidden = !tools.includes(/** @type {string} */ (part.dataset.tool ?? part.dataset.for));
    }
  }

  /** @param {string} tool */
  pick(tool) {
    this.tool = tool;
    for (const button of this.root.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", button.dataset.tool === tool);
    }
    const stage = this.root.querySelector(".stage");
    stage.style.setProperty("--ink", `var(--${tool})`);
    stage.classList.toggle("aiming", tool === "box" || tool === "ground");
    this.showExact();
    this.onSet();
  }

  /**
   * Have Keep and Remove say only what the pixels are that they cover.
   * @param {boolean} isExact
   */
  setExact(isExact) {
    this.isExact = isExact;
    this.showExact();
  }

  showExact() {
    const isOffered = this.tool === "keep" || this.tool === "remove";
    this.find("exact").disabled = !isOffered;
    this.find("exact").setAttribute("aria-pressed", this.isExact);
    this.root.querySelector(".stage").classList.toggle("exact", this.isExact && isOffered);
  }

  /** @param {Partial<Settings>} settings */
  set(settings) {
    Object.assign(this.settings, settings);
    const { view, live, size } = this.settings;
    this.find("view").value = view;
    this.find("size").value = size;
    this.find("live").setAttribute("aria-pressed", live);
    storeSettings(this.settings);
    this.onSet();
  }

  /** @param {number} sign */
  grow(sign) {
    const { size } = this.settings;
    const step = Math.max(1, Math.round(size * 0.15));
    this.set({ size: Math.max(SMALLEST, Math.min(LARGEST, size + sign * step)) });
  }

  nextView() {
    this.set({ view: VIEWS[(VIEWS.indexOf(this.settings.view) + 1) % VIEWS.length] });
  }

  /** @param {number} zoom */
  showZoom(zoom) {
    this.find("fit").textContent = `${Math.round(zoom * 100)}%`;
    this.find("out").disabled = zoom <= LEAST_ZOOM;
  }

  /**
   * Show what can be done with the strokes.
   * @param {Pick<Strokes, "finished" | "offered" | "undoes" | "redoes">} strokes
   */
  showStrokes({ finished, offered, undoes, redoes }) {
    this.showStep("undo", undoes);
    this.showStep("redo", redoes);
    this.find("clear").disabled = !finished.length;
    /** @type {HTMLElement & { firstElementChild: Element }} */
    const offer = this.root.querySelector(".offer");
    offer.hidden = !offered.length;
    offer.firstElementChild.textContent = `You drew ${counted(offered)} on this photo last time.`;
    this.root
      .querySelector("canvas")
      .setAttribute("aria-label", `Photo to draw on, ${counted(finished)}`);
  }

  /**
   * Say what undo or redo would do; nothing without a word.
   * @param {"undo" | "redo"} name
   * @param {string | null} what
   */
  showStep(name, what) {
    const button = this.find(name);
    button.disabled = !what;
    button.ariaLabel = what ? `${STEPS[name].label}: ${what}` : STEPS[name].label;
    button.title = `${button.ariaLabel} (${STEPS[name].keys})`;
  }

  get isHelping() {
    return !this.tip.hidden;
  }

  /**
   * Hovering shows the shortcuts, a click keeps them.
   * @param {{ pinned?: boolean, hovered?: boolean }} state
   */
  showHelp(state) {
    Object.assign(this.help, state);
    this.tip.hidden = !this.help.hovered && !this.help.pinned;
    this.find("help").setAttribute("aria-expanded", this.isHelping);
  }
}

/** @param {Mark[]} strokes */
function counted(strokes) {
  const count = withoutBox(strokes).length;
  const lines = `${count} ${count === 1 ? "stroke" : "strokes"}`;
  if (count === strokes.length) return lines;
  return count ? `${lines} and a box` : "a box";
}
