// @ts-check
/** The brush: marks drawn on a photo, with the mask that the server answers live under them. */

import { Editor } from "./editor.js";
import { unpack } from "./wire.js";

/** @import { Bytes, Mounted, Shadow } from "../components.js" */

/** @type {WeakMap<Shadow, Editor>} */
const editors = new WeakMap();

/**
 * Called by Streamlit when the canvas appears, and whenever its data or the theme change.
 * @param {Mounted<Bytes, Shadow>} mounted
 */
export default function mount({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement));
  const editor = /** @type {Editor} */ (editors.get(parentElement));
  editor.open(...unpack(data), {
    post: (message) => setStateValue("drawing", message),
    pick: (place) => setTriggerValue("place", place),
  });
  return () => editor.close();
}
