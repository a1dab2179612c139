/** Asks for what is seen of a zoomed photo and its result once it rests, and hands it on. */

import { deliver, readLetters, stopReading } from "../mailbox.js";

const REST_MS = 100;
// Where the server needs the whole picture, strokes that follow each other don't wait for it.
const LONG_REST_MS = 900;
// How long to wait for an answer before it is asked for again.
const LOST_MS = 8000;

class Lens {
  constructor() {
    Object.assign(this, { name: null, brush: null, viewer: null });
    // How a question leaves the browser.
    this.ask = null;
    // What brush and viewer show, and what each was brought last, as texts.
    this.seen = { photo: null, result: null };
    this.brought = { photo: "null", result: "null" };
    this.asked = { number: 0, photo: "null", result: "null" };
    this.timer = undefined;
    this.read = (kind, letter) => this.receive(kind, letter);
  }

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

  receive(kind, letter) {
    if (kind === "answer") return this.bring(letter);
    this.seen[kind] = letter;
    // What is shown no more has to be brought anew.
    if (!letter) this.brought[kind] = "null";
    this.rest(this.seen.result?.isSlow ? LONG_REST_MS : REST_MS);
  }

  rest(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  /** Ask for what is seen and was not brought yet. */
  look() {
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

  /** Bring an answer to brush and viewer. */
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

export default function mount({ data, parentElement, setTriggerValue }) {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  const lens = (parentElement.lens ??= new Lens());
  lens.open(data, (question) => setTriggerValue("wanted", question));
  return () => lens.close();
}
