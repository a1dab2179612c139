// @ts-check
/** Asks for what is seen of a zoomed photo and its result once it rests, and hands it on. */

import { deliver, readLetters, stopReading } from "../mailbox.js";

/**
 * @import { Mounted, Place, Read, Seen, Sharp } from "../components.js"
 * @typedef {{ name: string, brush: string, viewer: string }} Data
 * @typedef {{ number: number, photo?: Seen | null, result?: Seen | null }} Question
 * @typedef {object} LensAnswer
 * @property {number} number
 * @property {Sharp | null} photo
 * @property {Sharp | null} result
 * @property {boolean} isMarked
 * @property {string} of
 */

const REST_MS = 100;
// Where the server needs the whole picture, strokes that follow each other don't wait for it.
const LONG_REST_MS = 900;
// How long to wait for an answer before it is asked for again.
const LOST_MS = 8000;

export class Lens {
  constructor() {
    Object.assign(this, { name: null, brush: null, viewer: null });
    // How a question leaves the browser; there from `open` on.
    /** @type {(question: Question) => void} */
    this.ask = /** @type {any} */ (null);
    // What brush and viewer show, and what each was brought last, as texts.
    /** @type {Record<string, (Seen & { isSlow?: boolean }) | null>} */
    this.seen = { photo: null, result: null };
    /** @type {Record<string, string>} */
    this.brought = { photo: "null", result: "null" };
    /** @type {{ number: number, [kind: string]: any }} */
    this.asked = { number: 0, photo: "null", result: "null" };
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {Read} */
    this.read = (kind, letter) => this.receive(kind, letter);
  }

  /**
   * @param {Data} data
   * @param {(question: Question) => void} ask
   */
  open({ name, brush, viewer }, ask) {
    this.ask = ask;
    if (name === this.name) return;
    this.close();
    Object.assign(this, { name, brush, viewer });
    readLetters(name, this.read);
  }

  close() {
    clearTimeout(this.timer);
    if (this.name) stopReading(this.name, this.read);
    this.name = null;
  }

  /**
   * @param {string} kind
   * @param {any} letter
   */
  receive(kind, letter) {
    if (kind === "answer") return this.bring(letter);
    this.seen[kind] = letter;
    // What is shown no more has to be brought anew.
    if (!letter) this.brought[kind] = "null";
    this.rest(this.seen.result?.isSlow ? LONG_REST_MS : REST_MS);
  }

  /** @param {number} wait */
  rest(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  /** Ask for what is seen and was not brought yet. */
  look() {
    /** @type {Record<string, Seen | null>} */
    const wanted = {};
    for (const [kind, letter] of Object.entries(this.seen)) {
      const text = JSON.stringify(letter);
      wanted[kind] = text === this.brought[kind] ? null : letter;
      this.asked[kind] = text;
    }
    if (!wanted.photo && !wanted.result) return;
    this.asked.number += 1;
    this.ask({ number: this.asked.number, ...wanted });
    this.rest(LOST_MS);
  }

  /**
   * Bring an answer to brush and viewer.
   * @param {LensAnswer} answer
   */
  bring({ number, photo, result, isMarked, of }) {
    if (number !== this.asked.number) return;
    clearTimeout(this.timer);
    for (const kind of ["photo", "result"]) this.brought[kind] = this.asked[kind];
    if (photo) deliver({ recipient: this.brush, kind: "photo", letter: photo });
    if (photo && !isMarked) deliver({ recipient: this.viewer, kind: "photo", letter: photo });
    if (result) deliver({ recipient: this.viewer, kind: "result", letter: { ...result, of } });
    // What has moved meanwhile.
    this.rest(REST_MS);
  }
}

/** @param {Mounted<Data, Place & { lens?: Lens }>} mounted */
export default function mount({ data, parentElement, setTriggerValue }) {
  /** @type {HTMLElement | null} */
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const lens = (parentElement.lens ??= new Lens());
  lens.open(data, (question) => setTriggerValue("wanted", question));
  return () => lens.close();
}
