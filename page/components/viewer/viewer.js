// @ts-check
/** Shows a cutout and the photo before, with a slider between, where the canvas shows the photo. */

import { readLetters, stopReading } from "../mailbox.js";
import { Viewer } from "./plates.js";

/**
 * @import { Mounted, Place } from "../components.js"
 * @import { Result } from "./plates.js"
 */

/** @type {WeakMap<Place, Viewer>} */
const viewers = new WeakMap();

/** @param {Mounted<Result, Place>} mounted */
export default function mount({ data, parentElement, setTriggerValue }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Viewer(parentElement));
  const viewer = /** @type {Viewer} */ (viewers.get(parentElement));
  viewer.mover.tellOf = setTriggerValue;
  viewer.open(data);
  readLetters(data.name, viewer.readLetter);
  return () => {
    stopReading(data.name, viewer.readLetter);
    viewer.close();
  };
}
