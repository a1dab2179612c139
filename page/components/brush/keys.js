// @ts-check
/** The keyboard: shortcuts of the whole page, and keys of the canvas. */

/**
 * @import { Editor } from "./editor.js"
 * @typedef {(() => void) | false | null | undefined} Act
 */

/** @type {Record<string, string>} */
const TOOLS = { k: "keep", r: "remove", h: "hair", e: "erase", b: "box", g: "ground" };
const STEP_PX = 60;

export class Keys {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    // While the space bar is held, the pointer moves the photo.
    this.isMoving = false;
    // Streamlit listens for c and r on the whole page.
    editor.root.addEventListener("keydown", (event) => event.stopPropagation());
    /** @type {(event: KeyboardEvent) => void} */
    this.onDown = (event) => this.press(event);
    /** @type {(event: KeyboardEvent) => void} */
    this.onUp = (event) => event.code === "Space" && this.setMoving(false);
    window.addEventListener("keydown", this.onDown, true);
    window.addEventListener("keyup", this.onUp, true);
  }

  close() {
    window.removeEventListener("keydown", this.onDown, true);
    window.removeEventListener("keyup", this.onUp, true);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { root, stage } = this.editor;
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const inside = target.getRootNode?.() === root;
    if (takesText(target) || event.altKey || isMeantElsewhere(event)) return;
    const atWork = target === stage.canvas || target === document.body;
    const act = this.shortcut(event) ?? (atWork ? this.canvasKey(event) : null);
    if (!act || (!inside && !stage.canvas.checkVisibility?.())) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /**
   * What a key does anywhere on the page, as long as nobody types.
   * @param {KeyboardEvent} event
   * @returns {Act}
   */
  shortcut(event) {
    const { editor } = this;
    const { toolbar } = editor;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") return () => editor.act(event.shiftKey ? "redo" : "undo");
      return key === "y" ? () => editor.act("redo") : null;
    }
    if (editor.tools.includes(TOOLS[key])) return () => toolbar.pick(TOOLS[key]);
    const isExactOffered = editor.tools.includes("exact") && !toolbar.find("exact").disabled;
    return {
      o: isExactOffered && (() => editor.act("exact")),
      "[": () => toolbar.grow(-1),
      "]": () => toolbar.grow(1),
      0: () => editor.act("fit"),
      v: () => toolbar.nextView(),
      escape: toolbar.isHelping && (() => toolbar.showHelp({ pinned: false, hovered: false })),
    }[key];
  }

  /**
   * What a key does on the canvas; on buttons and sliders it means something else.
   * @param {KeyboardEvent} event
   * @returns {Act}
   */
  canvasKey(event) {
    const { editor } = this;
    const { root, stage } = editor;
    return {
      " ": () => this.setMoving(true),
      "+": () => editor.act("in"),
      "=": () => editor.act("in"),
      "-": () => editor.act("out"),
      ...(root.activeElement === stage.canvas && {
        ArrowLeft: () => stage.pan(STEP_PX, 0),
        ArrowRight: () => stage.pan(-STEP_PX, 0),
        ArrowUp: () => stage.pan(0, STEP_PX),
        ArrowDown: () => stage.pan(0, -STEP_PX),
      }),
    }[event.key];
  }

  /** @param {boolean} isMoving */
  setMoving(isMoving) {
    this.isMoving = isMoving;
    this.editor.stage.element.classList.toggle("moving", isMoving);
  }
}

/**
 * In what is open above the page, letters mean something else.
 * @param {KeyboardEvent} event
 */
function isMeantElsewhere({ ctrlKey, metaKey }) {
  return !ctrlKey && !metaKey && document.querySelector("[role=dialog]");
}

/** @param {HTMLElement} element */
function takesText(element) {
  const plain = ["range", "checkbox", "radio", "button", "submit"];
  if (element instanceof HTMLInputElement) return !plain.includes(element.type);
  return element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName);
}
