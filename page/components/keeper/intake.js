// @ts-check
/** The one way in for photos: whatever is pasted, dropped or kept goes through the page's upload. */

/** @typedef {{ file: File, tile?: undefined } | { file?: undefined, tile: string }} Origin */

const OUR_UPLOAD = ".st-key-upload";
const UPLOAD = `${OUR_UPLOAD} input[type=file]`;
const ANY_UPLOAD = "[data-testid=stFileUploader]";
// What Streamlit says of a file that it could not take; its look hides it.
const FAILURE = `${OUR_UPLOAD} [role=alert]`;
const PICTURES = "image/*";
const TILE = /\bst-key-sample-[\w-]+/;

/** Listens on the whole page, and knows where the last photo came from. */
export class Intake {
  /** @param {{ onWish: () => void, onFailure: (failure: string) => void }} events */
  constructor({ onWish, onFailure }) {
    Object.assign(this, { onWish, onFailure });
    this.failure = "";
    // {file} or {tile}, the class of a sample's button.
    /** @type {Origin | null} */
    this.origin = null;
    /** @type {Origin | null} */
    this.waiting = null;
    const options = { capture: true };
    addEventListener("change", (event) => this.noteFile(event), options);
    addEventListener("click", (event) => this.noteTile(event), options);
    addEventListener("paste", (event) => this.paste(event), options);
    addEventListener("dragover", (event) => isForUs(event) && event.preventDefault(), options);
    addEventListener("drop", (event) => this.drop(event), options);
    new MutationObserver(() => {
      offerCamera();
      this.serve();
      this.noteFailure();
    }).observe(document.body, { childList: true, subtree: true });
  }

  /**
   * Open a photo: once its upload, or its tile, is on the page.
   * @param {Origin} origin
   */
  open(origin) {
    this.waiting = origin;
    if (!this.serve() && !document.querySelector(UPLOAD)) this.onWish();
  }

  /** Hand over what waits, if it can be; say whether nothing waits any more. */
  serve() {
    if (!this.waiting) return true;
    const { file, tile } = this.waiting;
    /** @type {HTMLInputElement | null} */
    const target = document.querySelector(tile ? `.${tile} button` : UPLOAD);
    if (!target) return false;
    this.waiting = null;
    if (tile) target.click();
    else give(target, /** @type {File} */ (file));
    return true;
  }

  /** @param {{ target: any }} event */
  noteFile({ target }) {
    if (target.matches?.(UPLOAD) && target.files.length) this.origin = { file: target.files[0] };
  }

  /** @param {{ target: any }} event */
  noteTile({ target }) {
    const [tile] = target.closest?.("[class*=st-key-sample-]")?.className.match(TILE) ?? [];
    if (tile) this.origin = { tile };
  }

  noteFailure() {
    const failure = document.querySelector(FAILURE)?.textContent ?? "";
    if (failure !== this.failure) this.onFailure((this.failure = failure));
  }

  /** @param {ClipboardEvent} event */
  paste(event) {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.open({ file });
  }

  /** @param {DragEvent} event */
  drop(event) {
    if (!isForUs(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const [file] = /** @type {DataTransfer} */ (event.dataTransfer).files;
    if (file) this.open({ file });
  }
}

/** Have phones offer the camera and the pictures on them; a list of endings offers files alone. */
function offerCamera() {
  /** @type {HTMLInputElement | null} */
  const input = document.querySelector(UPLOAD);
  if (input && input.accept !== PICTURES) input.accept = PICTURES;
}

/**
 * Whether files are dragged, and to no upload of another kind.
 * @param {{ dataTransfer: any, target: any }} event
 */
function isForUs({ dataTransfer, target }) {
  const isElsewhere = target.closest?.(ANY_UPLOAD) && !target.closest(OUR_UPLOAD);
  return dataTransfer.types.includes("Files") && !isElsewhere;
}

/**
 * Have an upload take a file as if it had been chosen.
 * @param {HTMLInputElement} input
 * @param {File} file
 */
function give(input, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
