// @ts-check
/** Promises the clipboard a picture, and keeps the promise when the picture comes. */

import { readLetters } from "../mailbox.js";

/**
 * @import { Mounted, Shadow } from "../components.js"
 * @typedef {object} Promised
 * @property {number} number
 * @property {(picture: Blob) => void} keep
 * @property {(error: Error) => void} fail
 * @property {boolean} [broken]
 * @typedef {{ name: string, disabled: boolean }} Data
 * @typedef {{ number: number, png: string | null }} Picture
 */

const COPIED = "Copied.";
const SAID_MS = 4000;
const FORBIDDEN = "This browser does not let the page copy here. Please use Download.";

/** @param {string} png */
const decoded = (png) => Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));

/** @param {Mounted<Data, Shadow & { promised?: Promised }>} mounted */
export default function mount({ data, parentElement, setTriggerValue }) {
  /** @type {HTMLButtonElement} */
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector(".said");
  /** @type {Promised} */
  const promised = (parentElement.promised ??= /** @type {any} */ ({ number: 0 }));

  /** @param {string} words */
  const say = (words) => {
    said.textContent = words;
    button.classList.toggle("done", words === COPIED);
    said.classList.toggle("seen", words === FORBIDDEN);
  };
  const copy = async () => {
    /** @type {Promise<Blob>} */
    const picture = new Promise((keep, fail) => Object.assign(promised, { keep, fail }));
    promised.number = Date.now();
    setTriggerValue("wanted", promised.number);
    say("Copying…");
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
      say(COPIED);
      setTimeout(() => said.textContent === COPIED && say(""), SAID_MS);
    } catch {
      say(promised.broken ? "" : FORBIDDEN);
    }
  };

  button.disabled = data.disabled;
  button.onclick = () => (window.ClipboardItem && navigator.clipboard ? copy() : say(FORBIDDEN));
  if (data.disabled) say("");
  readLetters(data.name, (kind, /** @type {Picture} */ { number, png }) => {
    if (number !== promised.number) return;
    promised.broken = !png;
    if (png) promised.keep(new Blob([decoded(png)], { type: "image/png" }));
    else promised.fail(new Error("no picture"));
  });
}
