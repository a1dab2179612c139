// @ts-check
/** Brings a letter to another component, and takes no room on the page. */

import { deliver } from "./mailbox.js";

/**
 * @import { Mounted, Place } from "./components.js"
 * @typedef {{ recipient: string, kind: string, letter: string }} Message
 */

/** @param {Mounted<Message, Place>} mounted */
export default function mount({ data, parentElement }) {
  /** @type {HTMLElement | null} */
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  deliver({ ...data, letter: JSON.parse(data.letter) });
}
