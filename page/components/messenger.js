/** Brings a letter to another component, and takes no room on the page. */

import { deliver } from "./mailbox.js";

export default function mount({ data, parentElement }) {
  const place = parentElement.closest("[data-testid=stElementContainer]");
  if (place) place.style.position = "absolute";
  deliver({ ...data, letter: JSON.parse(data.letter) });
}
